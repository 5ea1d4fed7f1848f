"""A digest of which nobody knows whether it arrived: it never comes twice by itself, so it is offered by a tap (看本期)."""

from domain.absence import Recipient
from domain.errors import DomainError
from domain.keys.messages import DigestKey, parse_push
from domain.keys.news import DigestInDoubt
from domain.people import PersonId
from domain.secrecy import PERSONAL
from handlers.digests.scopes import READERS
from handlers.digests.words import digests as zh
from handlers.kernel import audience
from handlers.kernel.messages import Button, Card
from handlers.kernel.registry import registry
from handlers.kernel.turn import Answer, Moment, Turn
from handlers.kernel.words import common
from storage import people


def offer(moment: Moment, told: PersonId, digest: DigestKey) -> None:
    """Tells whom the digest was sent to that it may not have come; once a digest."""
    name = zh.told_in(digest.term)
    card = Card(
        lines=(zh.in_doubt(digest.term.kind, name),),
        buttons=((Button(zh.SHOW_ISSUE, "digest.again", {"digest": digest.text()}),),),
        tells=PERSONAL,
    )
    reader = people.by_id(moment.store, told)
    if reader is not None:
        audience.tell(moment, [Recipient(reader)], card, DigestInDoubt(digest.term, digest.reader))


@registry.action("digest.again")
def again(turn: Turn) -> Answer:
    """The digest as it was made then, for whom it was sent to."""
    digest = parse_push(turn.text("digest"))
    if turn.person.role not in READERS or not isinstance(digest, DigestKey):
        raise DomainError("stale_button", common.STALE_BUTTON)
    shown = turn.post.again(turn.person.id, digest)
    if not shown:
        raise DomainError("stale_button", common.STALE_BUTTON)
    return list(shown)

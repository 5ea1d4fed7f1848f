"""What somebody says in a group: who reads along sees what a group may see, the rest goes on in the speaker's private chat."""

from dataclasses import replace

from domain.secrecy import OPEN
from handlers.front import routes
from handlers.kernel.manner import Manner
from handlers.kernel.messages import Brief, Card
from handlers.kernel.turn import Answer, Handler, Home, Turn, at_home
from handlers.kernel.words import common as zh
from storage import people


def answer(turn: Turn, run: Handler) -> Answer:
    """The answer of `run`: whole in the group, or whole in private with one line in the group.

    It goes private if a form was begun, since the group answers no question of it, or if one of its cards may not be shown to a
    group. Raises DomainError, and nothing is done, where the private chat cannot be written to.
    """
    turn = replace(turn, home=_home(turn))
    private = replace(turn, incoming=replace(turn.incoming, private=True, chat=turn.home.chat if turn.home else ""))
    left = routes.opened(private) if turn.home else None
    cards = run(turn)
    begun = turn.home is not None and turn.home.opened
    where = (turn.incoming.channel, turn.incoming.chat)
    if not begun and all(turn.post.lets(*where, card) for card in cards):
        return cards
    home = at_home(turn.home, turn.district)
    said = [[turn.incoming.chat, turn.incoming.message]]
    # What a changed message began is replaced by what it says now.
    if begun and left is not None and not (turn.incoming.edited and left.data.get("messages") == said):
        cards = left.after(private, cards)
    told = Card(
        lines=(zh.SENT_IN_PRIVATE,), brief=Brief.WORD, link=_way_in(turn), manner=_quietly(begun=begun), tells=OPEN
    )
    return [*(replace(card, chat=home.chat, edit=False) for card in cards), told]


def _way_in(turn: Turn) -> tuple[str, str] | None:
    """The button that opens the private chat, where the card stands last."""
    address = turn.district.link.partition("?")[0]
    return (zh.OPEN_PRIVATE, address) if address else None


def _quietly(*, begun: bool) -> Manner:
    """A report that was begun is marked where it was said; what is withheld has a way to it."""
    return Manner(quiet=True, mark=begun)


def _home(turn: Turn) -> Home | None:
    """The chat in which the speaker is bound, unless the platform said that nothing reaches it."""
    known = people.addresses(turn.store, [turn.person.id]).get(turn.person.id, ())
    here = (turn.incoming.channel, turn.incoming.sender)
    found = next((each for each in known if (each.channel, each.external_id) == here), None)
    return Home(found.chat) if found is not None and found.reachable and found.chat != turn.incoming.chat else None

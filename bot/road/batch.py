"""Messages that wait together, in one transaction: what they all read is read once, and one bad message fails alone.

If a message fails, or is refused after it changed rows, the transaction is taken back and the batch is done again one by one, a
savepoint each (fault F34): that is rare, and until then nothing costs a savepoint.
"""

from collections.abc import Callable, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, fields

import structlog
from structlog.contextvars import bound_contextvars

from bot.base.channel import Channel
from bot.base.savepoint import attempt
from domain.delivery import Cause
from domain.errors import DomainError
from domain.keys.replies import Reply
from domain.people import Person
from handlers.front import routes
from handlers.kernel.messages import Card, Incoming, say
from handlers.kernel.turn import Moment, Turn
from handlers.kernel.words import common as zh
from storage import chats, evidence, people, updates
from storage.store import Author, Store
from storage.updates import Update

log = structlog.get_logger()

EVENTS = frozenset({"blocked", "unblocked", "migrated", "undecodable"})


class Held(Exception):
    """Not tried: an earlier message of the same chat failed, and order holds in a chat."""


class NotBrief(Exception):
    """Nothing was done: the messages need a transaction that may take long."""


class TakenBack(Exception):
    """The transaction must be taken back: a message was refused after it had changed rows."""


@dataclass(frozen=True)
class Batch:
    """One transaction's messages. `moment` makes the moment each message acts in."""

    store: Store
    channels: Mapping[str, Channel]
    moment: Callable[[], Moment]

    def together(self, batch: Sequence[Incoming], *, brief: bool = False) -> None:
        """All of them, for a transaction of their own: raises what any of them raised, and then it must be taken back.

        `brief`: raises NotBrief before anything is done, if one of the taps takes long.
        """
        self._foresee(batch)
        if brief and any(routes.taps_long(self.store, incoming) for incoming in batch):
            raise NotBrief
        for incoming in batch:
            with bound_contextvars(channel=incoming.channel, request=incoming.external_id):
                self._handle(incoming, alone=False)

    def one_by_one(self, batch: Sequence[Incoming]) -> list[Exception | None]:
        """Per message None, or what undid it alone. Raises when the store itself failed: then nothing may be confirmed."""
        results: list[Exception | None] = []
        troubled: set[tuple[str, str]] = set()
        for incoming in batch:
            chat = (incoming.channel, incoming.chat)
            with bound_contextvars(channel=incoming.channel, request=incoming.external_id):
                failure = Held() if chat in troubled else self._safely(incoming)
            if failure is not None:
                troubled.add(chat)
            results.append(failure)
        return results

    def _foresee(self, batch: Sequence[Incoming]) -> None:
        """Reads at once what the messages will ask for one by one."""
        updates.dealt_with(self.store, [(incoming.channel, incoming.external_id) for incoming in batch])
        speaking = {(incoming.channel, incoming.sender) for incoming in batch}
        known = people.by_identities(self.store, sorted(speaking))
        tapped = [incoming.button for incoming in batch if incoming.button is not None]
        routes.foresee(self.moment(), list(known.values()), tapped)

    def _safely(self, incoming: Incoming) -> Exception | None:
        failure = attempt(self.store, lambda: self._handle(incoming, alone=True))
        if failure is not None:
            log.error("message failed", exc_info=failure)
        return failure

    def _handle(self, incoming: Incoming, *, alone: bool) -> None:
        update = (incoming.channel, incoming.external_id)
        if updates.dealt_with(self.store, [update]):
            return
        self.store.author = Author(None, incoming.channel)
        moment = self.moment()
        if incoming.event in EVENTS:
            _platform_event(moment, incoming)
            updates.record(self.store, _update(incoming, None, "done"), moment.now)
            return
        if not incoming.addressed:
            updates.record(self.store, _update(incoming, None, "ignored"), moment.now)
            return
        # Asked anew: an earlier message of the batch may have bound the speaker, or put the speaker out.
        person = people.by_identity(self.store, incoming.channel, incoming.sender)
        if person is not None:
            self.store.author = Author(person.id, incoming.channel)
        stored = _keep(moment, incoming) if person is not None else None
        outcome, cards = self._answer(moment, incoming, person, stored, alone=alone)
        updates.record(self.store, _update(incoming, person, outcome, stored), moment.now)
        reply(moment, incoming, person, cards)

    def _answer(
        self, moment: Moment, incoming: Incoming, person: Person | None, stored: str | None, *, alone: bool
    ) -> tuple[str, list[Card]]:
        """Runs the handler: a refusal takes back what it did, and says why."""
        mark = self.store.mark()
        try:
            with self.store.savepoint() if alone else nullcontext():
                return "done", self._cards(moment, incoming, person, stored)
        except DomainError as refusal:
            if not alone and not self.store.unchanged(mark):
                raise TakenBack from refusal
            if not alone:
                self.store.rewind(mark)
            log.info("refused", code=refusal.code)
            return "refused", [say(refusal.sentence, public=True)]

    def _cards(self, moment: Moment, incoming: Incoming, person: Person | None, stored: str | None) -> list[Card]:
        if person is None:
            return routes.stranger(moment, incoming)
        given = {each.name: getattr(moment, each.name) for each in fields(moment)}
        turn = Turn(**given, person=person, incoming=incoming, stored_file=stored)
        return routes.answer(turn, buttons=self.channels[incoming.channel].abilities.buttons)


def reply(moment: Moment, incoming: Incoming, person: Person | None, cards: Sequence[Card]) -> None:
    """Queues the answers to a message; in a group only what is public."""
    for number, card in enumerate(cards):
        shown = card if incoming.private or card.public else say(zh.PRIVATE_ONLY, public=True)
        edit_of = incoming.message if incoming.button else None
        to = person.id if person else None
        moment.post.reply(incoming.channel, incoming.chat, to, shown, Reply(incoming.name, number), edit_of)


def dead_letter(moment: Moment, incoming: Incoming, cause: Exception, limit: int) -> bool:
    """Counts a failed try of a message; True once it went to the dead letters and counts as dealt with."""
    payload: dict[str, object] = {
        "text": incoming.text,
        "sender": incoming.sender,
        "button": incoming.button,
        "file": incoming.file.name if incoming.file else None,
    }
    store, now = moment.store, moment.now
    known = (incoming.channel, incoming.external_id, incoming.chat)
    error = f"{type(cause).__name__}: {cause}"[:2000]
    dead = updates.fail(store, *known, payload, error, limit, now)
    if dead:
        if not updates.dealt_with(store, [known[:2]]):
            updates.record(store, _update(incoming, None, "dead"), now)
        moment.post.reply(incoming.channel, incoming.chat, None, say(zh.FAILED), Reply(incoming.name, None))
    return dead


def _keep(moment: Moment, incoming: Incoming) -> str | None:
    """Names the file of a known person, which bot.road.door has stored."""
    file = incoming.file
    if file is None or file.shelved is None:
        return None
    return evidence.keep(moment.store, file.shelved, file.media_type, moment.now)


def _update(incoming: Incoming, person: Person | None, outcome: str, stored: str | None = None) -> Update:
    file = incoming.file if stored else None
    return Update(
        channel=incoming.channel,
        external_id=incoming.external_id,
        chat=incoming.chat,
        sender=incoming.sender,
        said=incoming.text,
        outcome=outcome,
        person=person.id if person else None,
        sha256=stored,
        file_name=file.name if file else None,
        media_type=file.media_type if file else None,
    )


def _platform_event(moment: Moment, incoming: Incoming) -> None:
    store, channel = moment.store, incoming.channel
    if incoming.event == "blocked":
        cause = Cause.BLOCKED if incoming.private else Cause.REMOVED
        people.mark_unreachable(store, channel, incoming.chat, moment.now, cause)
    elif incoming.event == "unblocked":
        people.mark_reachable(store, channel, incoming.chat)
    elif incoming.event == "migrated":
        chats.move(store, channel, incoming.chat, incoming.text, moment.now)
    else:
        log.warning("undecodable update")

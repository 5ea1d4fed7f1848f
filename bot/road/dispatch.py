"""One road for a message and for a tick: a transaction, the handler, the cards it says. The only caller that commits facts."""

import contextlib
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import date
from functools import partial
from typing import TypeVar

import structlog

from bot.base.channel import Channel
from bot.out.gate import Ways
from bot.out.outbox_post import OutboxPost
from bot.out.payload import LATE
from bot.road import albums, platform_events
from bot.road.door import Door
from bot.road.house import House
from bot.road.outcomes import Held, NotBrief, Puzzled, TakenBack
from bot.road.readers import Here, Reader
from bot.road.readings import Readings
from bot.road.strangers import Strangers
from bot.road.tries import dead_letter
from domain.errors import DomainError
from domain.keys.messages import Reply
from domain.people import Person
from domain.secrecy import OPEN
from handlers.front import conversations, edits, groups, routes
from handlers.kernel import reference
from handlers.kernel.messages import Attached, Brief, Card, Incoming, Spot, blotted
from handlers.kernel.papers import NotRead
from handlers.kernel.reference import Reference
from handlers.kernel.turn import Moment, Turn, Undo
from handlers.kernel.words import common as zh
from storage import chats, evidence
from storage.chats import Update
from storage.soundness import is_store_failure
from storage.store import Author, Kept, Store
from storage.tables import reference_changes
from wording.catalogue import told

log = structlog.get_logger()

T = TypeVar("T")
# What is refused to the finger that tapped: nothing of it need be read again, nor by others in the chat.
AT_THE_FINGER = frozenset({"stale_button", "not_your_button"})
# The reference as a transaction sees it; read again when the transaction itself has changed something of it.
SEEN: Kept[None, Reference] = Kept("reference", reference_changes)
OF_MOMENT = tuple(each.name for each in fields(Moment))
assert conversations  # noqa: S101 - importing it registers every conversation


@dataclass(frozen=True)
class Batch:
    """One transaction's messages: what they all read is read once, and one bad message fails alone.

    If a message fails, or is refused after it changed rows, the transaction is taken back and the batch is done again one by one,
    a savepoint each (fault F34): that is rare, and until then nothing costs a savepoint. `moment` makes what a message acts in.
    """

    store: Store
    channels: Mapping[str, Channel]
    strangers: Strangers
    moment: Callable[[], Moment]
    # Whether a message whose file must be read first is put by, to be dealt with later.
    puts_by: bool = False
    puzzled: list[Puzzled] = field(default_factory=list)

    def together(self, batch: Sequence[Incoming], *, brief: bool = False) -> Sequence[Puzzled]:
        """Deals with all messages in a transaction of their own, to be rolled back if this raises what one of them raised.

        Gives what could not be read. `brief`: raises NotBrief before anything is done, if one of the taps takes long.
        """
        self._foresee(batch)
        if brief and any(routes.taps_long(self.store, incoming) for incoming in batch):
            raise NotBrief
        for incoming in batch:
            self._handle(incoming, alone=False)
        return self.puzzled

    def one_by_one(self, batch: Sequence[Incoming]) -> tuple[list[Exception | None], Sequence[Puzzled]]:
        """Deals with each message in a savepoint: None, or the failure for which that one was rolled back.

        Gives what could not be read beside that. Raises when the store itself failed: then nothing may be confirmed.
        """
        results: list[Exception | None] = []
        troubled: set[tuple[str, str]] = set()
        for incoming in batch:
            chat = (incoming.channel, incoming.chat)
            failure = Held() if chat in troubled else self._safely(incoming)
            if failure is not None:
                troubled.add(chat)
            results.append(failure)
        return results, self.puzzled

    def _foresee(self, batch: Sequence[Incoming]) -> None:
        """Reads at once what the messages will ask for one by one."""
        chats.dealt_with(self.store, [name for incoming in batch for name in incoming.known_as])
        speaking = {(incoming.channel, incoming.sender) for incoming in batch}
        known = chats.speakers(self.store, sorted(speaking))
        tapped = [incoming.button for incoming in batch if incoming.button is not None]
        routes.foresee(self.moment(), list(known.values()), tapped)

    def _safely(self, incoming: Incoming) -> Exception | None:
        failure = self.store.attempt(lambda: self._handle(incoming, alone=True))
        if failure is not None and not isinstance(failure, NotRead):
            log.error("message failed", channel=incoming.channel, request=incoming.external_id, exc_info=failure)
        return failure

    def _handle(self, incoming: Incoming, *, alone: bool) -> None:
        if chats.dealt_with(self.store, incoming.known_as):
            return
        self.store.author = Author(None, incoming.channel)
        moment = self.moment()
        if incoming.event in platform_events.EVENTS:
            platform_events.happened(moment, incoming)
            chats.write_down(self.store, _noted(self.store, incoming, "done"), moment.now)
            return
        if not incoming.private:
            routes.exposed(moment, incoming)
        if not incoming.addressed:
            return
        # Asked anew: an earlier message of the batch may have bound the speaker, or put the speaker out.
        person = chats.speaker(self.store, incoming.channel, incoming.sender)
        if person is None:
            self._stranger(moment, incoming, alone=alone)
            return
        self.store.author = Author(person.id, incoming.channel)
        file = incoming.file
        stored = _keep(moment, file) if file is not None else None
        if incoming.album is not None and file is not None and albums.is_part(self.store, incoming, person):
            part = albums.as_part(_update(incoming, person, "part", stored), incoming, file)
            chats.write_down(self.store, part, moment.now)
            return
        try:
            outcome, cards = self._answer(moment, incoming, person, stored, alone=alone)
        except NotRead:
            if not self.puts_by or file is None or file.kept is not None:
                raise
            part = albums.as_part(_update(incoming, person, "part", stored), albums.to_be_read(incoming), file)
            chats.write_down(self.store, part, moment.now)
            return
        chats.write_down(self.store, _update(incoming, person, outcome, stored), moment.now)
        _reply(moment, incoming, person, cards)
        self.puzzled.extend(Puzzled(incoming, person, card) for card in cards if card.puzzled)

    def _stranger(self, moment: Moment, incoming: Incoming, *, alone: bool) -> None:
        """Somebody unknown. What is not answered changes nothing, so it need not be known when it comes again."""
        invited = routes.brings_invitation(incoming)
        if self.strangers.may_be_answered(incoming, moment.now, invited=invited):
            outcome, cards = self._answer(moment, incoming, None, None, alone=alone)
            chats.write_down(self.store, _update(replace(incoming, text=""), None, outcome), moment.now)
            _reply(moment, incoming, None, cards)

    def _answer(
        self, moment: Moment, incoming: Incoming, person: Person | None, stored: str | None, *, alone: bool
    ) -> tuple[str, list[Card]]:
        """Runs the handler: a refusal takes back what it did, and says why."""
        mark = self.store.mark()
        try:
            with self.store.savepoint() if alone else contextlib.nullcontext():
                return "done", self._cards(moment, incoming, person, stored)
        except (DomainError, NotRead) as refusal:
            if not alone and not self.store.unchanged(mark):
                raise TakenBack from refusal
            if not alone:
                self.store.rewind(mark)
            if isinstance(refusal, NotRead):
                raise
            log.info("refused", code=refusal.code, channel=incoming.channel, request=incoming.external_id)
            brief = Brief.ALERT if refusal.code in AT_THE_FINGER else None
            link = (zh.OPEN_PRIVATE, refusal.link) if refusal.link else None
            return "refused", [Card(lines=(refusal.sentence,), brief=brief, link=link, tells=OPEN)]

    def _cards(self, moment: Moment, incoming: Incoming, person: Person | None, stored: str | None) -> list[Card]:
        if person is None:
            return routes.stranger(moment, incoming)
        given = {name: getattr(moment, name) for name in OF_MOMENT}
        turn = Turn(**given, person=person, incoming=incoming, stored_file=stored)
        answer = partial(routes.answer, buttons=self.channels[incoming.channel].abilities.buttons)
        if incoming.edited and incoming.message is not None:
            answer = partial(edits.answer, message=incoming.message, handle=answer)
        cards = answer(turn) if incoming.private else groups.answer(turn, answer)
        if incoming.message is not None and incoming.button is None:
            for thing in turn.made:
                chats.note_made(moment.store, incoming.channel, (incoming.chat, incoming.message), thing, moment.now)
        return cards


class Dispatch:
    """Runs messages and ticks. The reference data is kept, and follows the changes of it that are in the database."""

    def __init__(self, house: House, way: str = "service", reader: Reader | None = None) -> None:
        """`way` is how what nobody said in a chat comes to be done: "tick", "terminal", "service".

        `reader` reads files; None: in this process.
        """
        self._house = house
        self.database = house.database
        # What the files that people send were read as, outside of any transaction.
        self.readings = Readings(reader or Here())
        self._author = Author(None, way)
        self._strangers = Strangers()
        self._door = Door(house.database, house.district)
        # Committed data only: what a transaction loads that is then taken back must not stay.
        self._reference: Reference | None = None
        # Told of each message that the rules could not read, once what they answered is committed.
        self.on_puzzled: Callable[[Puzzled], None] | None = None

    async def knows(self, channel: str, sender: str) -> bool:
        """Whether somebody is bound to an identity: nothing that others send is fetched."""
        found = await self._house.database.read(lambda store: chats.speaker(store, channel, sender))
        return found is not None

    async def messages(self, batch: Sequence[Incoming], *, aside: bool = False) -> list[Exception | None]:
        """Deals with waiting messages in one transaction, in the order given; in a second one if that had to be taken back.

        Returns per message None, or the failure that undid it alone (`Held` if it was not tried because an earlier one of its
        chat failed). Raises when nothing could be committed. With `aside` a file that must be read first waits as an album does,
        and a tap fails with NotRead; else it is read here.
        """
        work = partial(self._messages, aside=aside)
        return await (work(batch) if aside else self.readings.between(work, batch))

    async def _messages(self, batch: Sequence[Incoming], *, aside: bool) -> list[Exception | None]:
        if any(each.file is not None and each.file.content is not None for each in batch):
            batch = await self._door.let_in(batch, self._house.clock.now())
        try:
            await self._together(batch, aside=aside)
        except Exception as failure:
            if is_store_failure(failure):
                raise
            if len(batch) == 1 and isinstance(failure, NotRead):
                return [failure]
            if len(batch) == 1 and not isinstance(failure, TakenBack):
                log.error("message failed", channel=batch[0].channel, request=batch[0].external_id, exc_info=failure)
                return [failure]
            log.info("batch done again one by one", messages=len(batch), reason=type(failure).__name__)
            results, puzzled = await self._house.database.write(
                lambda store: self._batch(store, aside=aside).one_by_one(batch)
            )
            self._tell(puzzled)
            return results
        return [None] * len(batch)

    async def _together(self, batch: Sequence[Incoming], *, aside: bool) -> None:
        write = self._house.database.write
        if not any(map(routes.says_long, batch)):
            with contextlib.suppress(NotBrief):
                self._tell(
                    await write(lambda store: self._batch(store, aside=aside).together(batch, brief=True), brief=True)
                )
                return
        self._tell(await write(lambda store: self._batch(store, aside=aside).together(batch)))

    def _tell(self, puzzled: Sequence[Puzzled]) -> None:
        if self.on_puzzled is not None:
            for each in puzzled:
                self.on_puzzled(each)

    def _batch(self, store: Store, *, aside: bool) -> Batch:
        return Batch(store, self._house.channels, self._strangers, lambda: self.moment_in(store), aside)

    async def moment(self, work: Callable[[Moment], T]) -> T:
        """Runs a use case that nobody asked for (a tick, a command of the terminal) in a transaction of its own."""

        def act(store: Store) -> T:
            store.author = self._author
            return work(self.moment_in(store))

        try:
            return await self._house.database.write(act)
        except NotRead as missing:
            return await self.readings.first(missing, lambda: self.moment(work))

    async def look(self, work: Callable[[Moment], T]) -> T:
        """Runs a use case that changes nothing."""
        try:
            return await self._house.database.read(lambda store: work(self.moment_in(store)))
        except NotRead as missing:
            return await self.readings.first(missing, lambda: self.look(work))

    async def dead_letter(self, incoming: Incoming, cause: Exception, limit: int) -> bool:
        """Counts a failed try of a message; True once it went to the dead letters and counts as dealt with."""

        def count(moment: Moment) -> bool:
            noted, spot = _noted(moment.store, incoming, "dead"), _spot(moment, incoming, None)
            return dead_letter(moment, incoming, cause, limit, noted, spot)

        return await self.moment(count)

    def moment_in(self, store: Store) -> Moment:
        """The moment of a transaction somebody else has begun."""
        house = self._house
        now = house.clock.now()
        return Moment(
            store=store,
            now=now,
            district=house.district,
            rules=house.rules,
            reference=self._look_up(store, now.astimezone(house.district.zone).date()),
            post=self.post_in(store),
            papers=self.readings,
            new_token=new_token,
            attempt=lambda work: _attempt_row(store, work),
        )

    def post_in(self, store: Store) -> OutboxPost:
        """The post of a transaction somebody else has begun."""
        house = self._house
        return OutboxPost(
            store,
            house.channels,
            house.clock.now(),
            house.district,
            house.rules,
            new_token,
            Ways(house.prefer, house.gate),
        )

    def _look_up(self, store: Store, today: date) -> Reference:
        def read(_wanted: list[None]) -> dict[None, Reference]:
            found = reference.caught_up(store, self._reference, today, self._house.rules)
            if not store.changes and (self._reference is None or found.seen >= self._reference.seen):
                self._reference = found
            return {None: found}

        return store.recall(SEEN, (None,), read)[None]


def _attempt_row(store: Store, work: Callable[[], object]) -> Exception | None:
    """Work on a row of a tick: what fails is taken back and logged, since the tick goes on without it."""
    failure = store.attempt(work)
    if failure is not None and not isinstance(failure, Undo):
        log.error("part of a tick failed", exc_info=failure)
    return failure


def _reply(moment: Moment, incoming: Incoming, person: Person | None, cards: Sequence[Card]) -> None:
    """Queues the answers to a message, the first under it where others speak too, or where it comes late."""
    to, spot, finger = person.id if person else None, _spot(moment, incoming, person), incoming.open_finger
    language, edit_of = spot.language or moment.district.language, incoming.message if incoming.button else None
    for number, card in enumerate(cards):
        if finger is not None and (card.brief or not finger.text):
            word = card.lines[0] if card.brief else card.told_in_a_word
            finger.text, finger.alert = told(word, language.value), card.brief is Brief.ALERT
            if card.brief:
                continue
        key = Reply(incoming.name, number)
        if card.chat is not None:
            moment.post.reply(incoming.channel, card.chat, to, card, key, spot=Spot(language=spot.language))
            continue
        moment.post.reply(incoming.channel, incoming.chat, to, card, key, edit_of, spot)
        spot = Spot(spot.thread, language=spot.language)


def _spot(moment: Moment, incoming: Incoming, person: Person | None) -> Spot:
    language = person.language if person else None
    if incoming.button is not None:
        return Spot(incoming.thread, language=language)
    late = moment.now - incoming.sent_at > LATE
    return Spot(incoming.thread, incoming.message, late or not incoming.private, language)


def _keep(moment: Moment, file: Attached) -> str | None:
    """Names the file of a known person, which bot.road.door has stored."""
    if file.shelved is None:
        return None
    return evidence.keep(moment.store, file.shelved, file.media_type, moment.now)


def _update(incoming: Incoming, person: Person | None, outcome: str, stored: str | None = None) -> Update:
    file = incoming.file if stored else None
    return Update(
        channel=incoming.channel,
        external_id=incoming.external_id,
        chat=incoming.chat,
        sender=incoming.sender,
        said=blotted(incoming.text),
        outcome=outcome,
        person=person.id if person else None,
        sha256=stored,
        file_name=file.name if file else None,
        media_type=file.media_type if file else None,
        # Of an album each part is known by its own.
        message=incoming.message if incoming.button is None and not (incoming.file and incoming.file.kept) else None,
        edited=incoming.edited,
    )


def _noted(store: Store, incoming: Incoming, outcome: str) -> Update:
    """An update that was dealt with and is nobody's turn; of a stranger's nothing is kept that was said."""
    known = chats.speaker(store, incoming.channel, incoming.sender) is not None
    return _update(incoming if known else replace(incoming, text=""), None, outcome)


def new_token() -> str:
    """An unguessable short name: 72 bits in 12 characters."""
    return secrets.token_urlsafe(9)

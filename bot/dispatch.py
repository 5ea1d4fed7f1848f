"""One road for a message and for a tick: a transaction, the handler, the cards it says. The only caller that commits facts."""

import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import TypeVar

import structlog
from sqlalchemy import Connection
from structlog.contextvars import bound_contextvars

from bot.channels.base import Channel
from bot.clock import Clock
from bot.post import OutboxPost
from domain.errors import DomainError
from domain.packs import RulePack
from domain.people import Person
from handlers import reference, routes
from handlers.messages import Card, Incoming, say
from handlers.reference import Reference
from handlers.turn import District, Moment, Turn
from handlers.wording.zh import common as zh
from storage import evidence, outbox, people, updates
from storage.engine import Database

T = TypeVar("T")
log = structlog.get_logger()

EVENTS = frozenset({"blocked", "unblocked", "migrated", "undecodable"})


@dataclass(frozen=True)
class House:
    """What every transaction is given."""

    database: Database
    channels: Mapping[str, Channel]
    clock: Clock
    district: District
    rules: RulePack


class Dispatch:
    """Runs messages and ticks. The reference data is cached and reloaded when its version in the database moves."""

    def __init__(self, house: House) -> None:
        self._house = house
        self._reference: Reference | None = None

    async def messages(self, batch: Sequence[Incoming]) -> list[Exception | None]:
        """Deals with waiting messages in one transaction, a savepoint each, in the order given.

        Returns per message None, or the failure that undid it. Raises when nothing could be committed.
        """

        def work(connection: Connection) -> list[Exception | None]:
            return [self._one(connection, incoming) for incoming in batch]

        return await self._house.database.write(work)

    async def moment(self, work: Callable[[Moment], T]) -> T:
        """Runs a use case that nobody asked for (a tick, a command of the terminal) in a transaction of its own."""
        return await self._house.database.write(lambda connection: work(self._moment(connection)))

    async def look(self, work: Callable[[Moment], T]) -> T:
        """Runs a use case that changes nothing."""
        return await self._house.database.read(lambda connection: work(self._moment(connection)))

    async def set_aside(self, incoming: Incoming, cause: Exception, limit: int) -> bool:
        """Counts a failed try of a message; True once it went to the dead letters and counts as dealt with."""

        def work(connection: Connection) -> bool:
            now = self._house.clock.now()
            payload: dict[str, object] = {
                "text": incoming.text,
                "sender": incoming.sender,
                "button": incoming.button,
                "file": incoming.file.name if incoming.file else None,
            }
            known = (incoming.channel, incoming.external_id, incoming.chat)
            dead = updates.fail(connection, *known, payload, f"{type(cause).__name__}: {cause}"[:2000], limit, now)
            if dead:
                seq = updates.first_time(connection, *known, incoming.sender, incoming.text, now)
                if seq is not None:
                    updates.close(connection, seq, None, "dead")
                post = self._post(connection, now)
                post.reply(incoming.channel, incoming.chat, None, say(zh.FAILED), _key(incoming, "failed"))
            return dead

        return await self._house.database.write(work)

    def _one(self, connection: Connection, incoming: Incoming) -> Exception | None:
        """One message in its savepoint; every line logged meanwhile carries its channel and request id."""
        with bound_contextvars(channel=incoming.channel, request=incoming.external_id):
            return self._safely(connection, incoming)

    def _safely(self, connection: Connection, incoming: Incoming) -> Exception | None:
        savepoint = connection.begin_nested()
        try:
            self._handle(self._moment(connection), incoming)
            savepoint.commit()
        except Exception as failure:
            savepoint.rollback()
            self._reference = None
            log.error("message failed", exc_info=failure)
            return failure
        return None

    def _handle(self, moment: Moment, incoming: Incoming) -> None:
        connection = moment.connection
        seen = (incoming.channel, incoming.external_id, incoming.chat, incoming.sender)
        seq = updates.first_time(connection, *seen, incoming.text, moment.now)
        if seq is None:
            return
        if incoming.event in EVENTS:
            _platform_event(moment, incoming)
            return
        if not incoming.addressed:
            return
        person = people.by_identity(connection, incoming.channel, incoming.sender)
        outcome, cards = self._answer(moment, incoming, person, seq)
        updates.close(connection, seq, person.id if person else None, outcome)
        self._reply(moment, incoming, person, cards)

    def _reply(self, moment: Moment, incoming: Incoming, person: Person | None, cards: Sequence[Card]) -> None:
        post = self._post(moment.connection, moment.now)
        for number, card in enumerate(cards):
            shown = card if incoming.private or card.public else say(zh.PRIVATE_ONLY, public=True)
            whom = person.id if person else None
            edit_of = incoming.message if incoming.button else None
            post.reply(incoming.channel, incoming.chat, whom, shown, _key(incoming, str(number)), edit_of)

    def _answer(self, moment: Moment, incoming: Incoming, person: Person | None, seq: int) -> tuple[str, list[Card]]:
        """Runs the handler in a savepoint of its own: a refusal takes back what it did, and says why."""
        savepoint = moment.connection.begin_nested()
        try:
            if person is None:
                cards = routes.stranger(moment, incoming)
            else:
                turn = self._turn(moment, incoming, person, seq)
                cards = routes.answer(turn, buttons=self._house.channels[incoming.channel].abilities.buttons)
            savepoint.commit()
        except DomainError as refusal:
            savepoint.rollback()
            self._reference = None
            log.info("refused", code=refusal.code)
            return "refused", [say(refusal.sentence, public=True)]
        return "done", cards

    def _turn(self, moment: Moment, incoming: Incoming, person: Person, seq: int) -> Turn:
        stored = None
        if incoming.file and incoming.file.content is not None:
            file = incoming.file
            stored = evidence.keep(moment.connection, file.content or b"", file.media_type, moment.now)
            updates.attach(moment.connection, seq, stored, file.name, file.media_type)
        return Turn(
            **{each.name: getattr(moment, each.name) for each in fields(moment)},
            person=person,
            incoming=incoming,
            stored_file=stored,
        )

    def _moment(self, connection: Connection) -> Moment:
        now = self._house.clock.now()
        version = reference.version_of(connection)
        this_year = now.astimezone(self._house.district.zone).year
        if self._reference is None or self._reference.version != version:
            self._reference = reference.load(connection, this_year)
        return Moment(
            connection=connection,
            now=now,
            district=self._house.district,
            rules=self._house.rules,
            reference=self._reference,
            post=self._post(connection, now),
            new_token=new_token,
        )

    def _post(self, connection: Connection, now: datetime) -> OutboxPost:
        house = self._house
        zone, days = house.district.zone, house.district.button_days
        return OutboxPost(connection, house.channels, now, zone, house.rules, new_token, days)


def new_token() -> str:
    """An unguessable short name: 72 bits in 12 characters."""
    return secrets.token_urlsafe(9)


def _key(incoming: Incoming, part: str) -> str:
    return f"{incoming.channel}:{incoming.external_id}:{part}"


def _platform_event(moment: Moment, incoming: Incoming) -> None:
    connection, channel = moment.connection, incoming.channel
    if incoming.event == "blocked":
        people.mark_reach(connection, channel, incoming.chat, moment.now)
    elif incoming.event == "unblocked":
        people.mark_reach(connection, channel, incoming.chat, None)
    elif incoming.event == "migrated":
        outbox.move_chat(connection, channel, incoming.chat, incoming.text)
        people.move_chat(connection, channel, incoming.chat, incoming.text)
    else:
        log.warning("undecodable update")

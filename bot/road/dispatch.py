"""One road for a message and for a tick: a transaction, the handler, the cards it says. The only caller that commits facts."""

import contextlib
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

import structlog

from bot.base.channel import Channel
from bot.base.clock import Clock
from bot.base.savepoint import attempt_row
from bot.out.outbox_post import OutboxPost
from bot.road import batch as batches
from bot.road.batch import Batch, NotBrief, TakenBack
from domain.packs import RulePack
from domain.record import Fact
from handlers.front import conversations, routes
from handlers.kernel import reference
from handlers.kernel.messages import Incoming
from handlers.kernel.reference import Reference
from handlers.kernel.turn import District, Moment
from storage.engine import Database, is_store_failure
from storage.store import Author, Kept, Store
from storage.tables import reference_changes

log = structlog.get_logger()

T = TypeVar("T")
# The reference as a transaction sees it; read again when the transaction itself has changed something of it.
SEEN: Kept[None, Reference] = Kept("reference", reference_changes)
assert conversations  # noqa: S101 - importing it registers every conversation


@dataclass(frozen=True)
class House:
    """What every transaction is given."""

    database: Database
    channels: Mapping[str, Channel]
    clock: Clock
    district: District
    rules: RulePack
    # Channels in the order pushes try them; those not named come last.
    prefer: tuple[str, ...] = ()
    # What is put on record at the start, where it differs from what was in force before.
    in_force: tuple[Fact, ...] = ()


class Dispatch:
    """Runs messages and ticks. The reference data is kept, and follows the changes of it that are in the database."""

    def __init__(self, house: House, way: str = "service") -> None:
        """`way` is how what nobody said in a chat comes to be done: "tick", "terminal", "service"."""
        self._house = house
        self._author = Author(None, way)
        # Committed data only: what a transaction loads that is then taken back must not stay.
        self._reference: Reference | None = None

    async def messages(self, batch: Sequence[Incoming]) -> list[Exception | None]:
        """Deals with waiting messages in one transaction, in the order given; in a second one if that had to be taken back.

        Returns per message None, or the failure that undid it alone (`Held` if it was not tried because an earlier one of its
        chat failed). Raises when nothing could be committed.
        """

        try:
            await self._together(batch)
        except Exception as failure:
            if is_store_failure(failure):
                raise
            if len(batch) == 1 and not isinstance(failure, TakenBack):
                log.error("message failed", request=batch[0].external_id, exc_info=failure)
                return [failure]
            log.info("batch done again one by one", messages=len(batch), reason=type(failure).__name__)
            return await self._house.database.write(lambda store: self._batch(store).one_by_one(batch))
        return [None] * len(batch)

    async def _together(self, batch: Sequence[Incoming]) -> None:
        write = self._house.database.write
        if not any(map(routes.says_long, batch)):
            with contextlib.suppress(NotBrief):
                await write(lambda store: self._batch(store).together(batch, brief=True), brief=True)
                return
        await write(lambda store: self._batch(store).together(batch))

    def _batch(self, store: Store) -> Batch:
        return Batch(store, self._house.channels, lambda: self.moment_in(store))

    async def moment(self, work: Callable[[Moment], T]) -> T:
        """Runs a use case that nobody asked for (a tick, a command of the terminal) in a transaction of its own."""

        def act(store: Store) -> T:
            store.author = self._author
            return work(self.moment_in(store))

        return await self._house.database.write(act)

    async def look(self, work: Callable[[Moment], T]) -> T:
        """Runs a use case that changes nothing."""
        return await self._house.database.read(lambda store: work(self.moment_in(store)))

    async def dead_letter(self, incoming: Incoming, cause: Exception, limit: int) -> bool:
        """Counts a failed try of a message; True once it went to the dead letters and counts as dealt with."""
        return await self.moment(lambda moment: batches.dead_letter(moment, incoming, cause, limit))

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
            new_token=new_token,
            attempt=lambda work: attempt_row(store, work),
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
            house.prefer,
        )

    def _look_up(self, store: Store, today: date) -> Reference:
        def read(_wanted: list[None]) -> dict[None, Reference]:
            found = reference.caught_up(store, self._reference, today, self._house.rules)
            if not store.changes and (self._reference is None or found.seen >= self._reference.seen):
                self._reference = found
            return {None: found}

        return store.recall(SEEN, (None,), read)[None]


def new_token() -> str:
    """An unguessable short name: 72 bits in 12 characters."""
    return secrets.token_urlsafe(9)

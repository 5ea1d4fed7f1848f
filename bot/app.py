"""Builds the service once, starts it in order and stops it in reverse. The only file that knows every room."""

import asyncio
import contextlib
import gc
import signal
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import asdict
from datetime import timedelta
from functools import partial
from typing import TypeVar

import structlog

from bot import calendar_seed, scheduler
from bot.base.channel import Channel
from bot.base.clock import Drift
from bot.base.pulse import Pulse
from bot.channels.spec import ChannelWithLimits
from bot.operations.alarm import Alarm
from bot.operations.sweeping import sweep
from bot.out.freshen import renewed
from bot.out.sender import Sender
from bot.out.tokens import with_token
from bot.road.dispatch import Dispatch, new_token
from bot.road.house import House
from bot.road.intake import Intake
from bot.road.outage import Outage
from bot.road.readers import Apart
from bot.road.second_reader import Model, SecondReader
from bot.server import HttpServer
from bot.settings import Settings, forms_of
from bot.setup import StartError, must_be_sound, prepare
from domain.keys.messages import DigestKey
from handlers.digests import again
from handlers.digests import tick as sending
from handlers.kernel.turn import Moment
from handlers.lights import judging
from handlers.reminders import parts
from handlers.reminders import tick as reminders
from handlers.service import dead_letters, downtime, forms, unannounced
from handlers.service.words import store as store_words
from storage import backlog, chats, marks
from storage.outbox import Message, MessageKind
from storage.store import Store

T = TypeVar("T")
log = structlog.get_logger()

SEAT_POLL = 2.0
HELD_POLL = 5.0
# A clock that is corrected by less needs no new plan.
DRIFT_SECONDS = 2.0
SOUND_POLL = 0.5
# Before the end: who writes meanwhile is told that the message is not lost.
LAST_WORDS = 5.0


class Service:
    """Everything that runs. `start` returns when it listens; `stop` leaves nothing half done."""

    def __init__(self, house: House, channels: Mapping[str, ChannelWithLimits], settings: Settings) -> None:
        self.house = house
        self.dispatch = Dispatch(house, "tick", Apart())
        self.pulse = Pulse()
        self._settings = settings
        self.channels = channels
        self.senders = [
            Sender(
                house.database,
                each.channel,
                house.clock,
                each.limits,
                self.pulse,
                renewed=self._renewed,
                post_in=self.dispatch.post_in,
                in_doubt=self._in_doubt,
                forms=forms_of(settings),
            )
            for each in channels.values()
        ]
        self.intake = Intake(
            self.dispatch,
            self.pulse,
            on_commit=[self._ring],
            on_store_failure=Outage(house.channels),
        )
        self._second_reader = _second_reader(settings, self.dispatch, self._ring)
        self._seat = house.database.leader()
        self._alarm = Alarm(house.database, house.channels)
        self._watch: asyncio.Task[None] | None = None
        self._guard: asyncio.Task[None] | None = None
        # Set when the process should end: it was asked to, or its store is unsound.
        self.end = asyncio.Event()
        self.web = HttpServer()
        self._stopping = asyncio.Event()
        # Called before the HTTP server stops: open streams must end, or it would wait for them.
        self.on_stop: list[Callable[[], None]] = []
        # Off where jumping in time is the point: the demonstration.
        self.guards_clock = True

    async def start(self, *, new: bool = False) -> None:
        """Store first, then the way out, then the ways in. `new`: an empty store is begun, which is refused else."""
        await must_be_sound(self.house.database)
        await prepare(self.house, new=new)
        await self._alarm.refresh()
        self.intake.start()
        await self.web.listen(self._settings.web.host, self._settings.web.port)
        for channel in self._receiving(seated=False):
            await channel.start(self.intake.receive, self.dispatch.knows)
        self._watch = asyncio.create_task(self._lead(), name="leadership")
        self._guard = asyncio.create_task(self._guard_store(), name="soundness")

    async def stop(self) -> None:
        """The ways in first, so that nothing is taken that cannot be finished."""
        self._stopping.set()
        for task in (self._watch, self._guard):
            if task is not None:
                await task
        for channel in self._receiving(seated=False):
            await _quietly(channel.stop)
        for close in self.on_stop:
            close()
        await self.web.close()
        await self.intake.stop()
        await self.dispatch.readings.stop()
        if self._second_reader is not None:
            await self._second_reader.stop()
        await self.house.database.close()

    async def tick(self) -> reminders.Ticked:
        """One supervision tick; see handlers.reminders.tick."""
        began = time.monotonic()
        await self._alarm.refresh()
        # Judging a day takes long with many items; in small transactions no message waits for all of it.
        while await self._run(judging.judge):
            pass
        # So is the day's push: the tick itself is left with what concerns more than one unit.
        after: str | None = ""
        while after is not None:
            after = await self._run(partial(parts.push_part, after=after))
        ticked = await self._run(reminders.tick)
        await self._run(dead_letters.tell)
        await self._run(forms.tell)
        self.pulse.held = await self.house.database.read(marks.nothing_due)
        self.pulse.ticked(began)
        return ticked

    async def digest(self) -> int:
        """Sends the digests that are due; see handlers.digests.tick."""
        return await self._run(sending.send_due)

    async def tidy(self) -> None:
        """Forgets expired buttons, sweeps files, keeps the calendar ahead of the year, and asks for its notice."""
        if await self._run(lambda moment: marks.nothing_due(moment.store)) is not None:
            # By a clock that is not believed nothing ends.
            return
        swept = await sweep(self.dispatch, self._settings.evidence.keep_years or None)
        log.info("files swept", **asdict(swept))
        if (year := await self._run(_tidy)) is not None:
            log.warning("working days are guessed: import the yearly notice", year=year)

    async def _run(self, work: Callable[[Moment], T]) -> T:
        result = await self.dispatch.moment(lambda moment: self._guarded(moment, work))
        self._ring()
        return result

    def _ring(self) -> None:
        """There may be something to send."""
        for sender in self.senders:
            sender.bell.set()

    def _guarded(self, moment: Moment, work: Callable[[Moment], T]) -> T:
        """Nothing is done by a clock before it was compared with the last sign of life, in the same transaction."""
        if self.guards_clock:
            kept = (each.channel.abilities.keeps_for for each in self.channels.values())
            window = min((time for time in kept if time is not None), default=None)
            if reason := downtime.heartbeat(moment, window):
                log.error("a long silence", reason=reason)
        return work(moment)

    async def _guard_store(self) -> None:
        """Once the store is damaged or gone nothing is confirmed any more: admins and writers are told, then the process ends."""
        soundness = self.house.database.soundness
        while soundness.trouble is None:
            await self._pause(SOUND_POLL)
            if self._stopping.is_set():
                return
        log.critical("the store is unsound: nothing is taken any more", reason=soundness.trouble)
        await self._alarm.sound(store_words.UNSOUND)
        await self._pause(LAST_WORDS)
        self.end.set()

    def _renewed(self, store: Store, message: Message) -> Message | None:
        """A reminder that had to wait (for the morning, for the platform) is asked again when it leaves."""
        if "invite" in message.payload:
            return with_token(store, message, new_token, self.house.clock.now())
        if message.kind is not MessageKind.REMINDER:
            return message
        return renewed(self.dispatch.moment_in(store), message)

    def _in_doubt(self, store: Store, message: Message) -> None:
        """A digest that may have arrived is offered."""
        about = message.pushed.about
        if message.person is not None and isinstance(about, DigestKey):
            again.offer(self.dispatch.moment_in(store), message.person, about)

    def _table(self) -> list[scheduler.Job]:
        return [
            scheduler.Job("tick", "*", "*", self.tick),
            scheduler.Job("digest", "*", "*", self.digest),
            scheduler.Job("tidy", "17", "3", self.tidy),
        ]

    async def _lead(self) -> None:
        """Waits for the seat; while it is ours, receives, delivers and ticks."""
        while not self._stopping.is_set():
            try:
                if await self._seat.take():
                    await self._reign()
            except Exception as failure:
                log.error("leadership failed", exc_info=failure)
            await self._pause(SEAT_POLL)

    async def _reign(self) -> None:
        log.info("leading", channels=list(self.channels))
        self.pulse.leading = True
        for channel in self._receiving(seated=True):
            await channel.start(self.intake.receive, self.dispatch.knows)
        try:
            if await self._released():
                await self._work()
        finally:
            for channel in self._receiving(seated=True):
                await _quietly(channel.stop)
            for sender in self.senders:
                await _quietly(sender.stop)
            await _quietly(self._seat.release)
            self.pulse.leading = False
            log.info("no longer leading")

    async def _released(self) -> bool:
        """After a restore: what comes in is taken, but nothing leaves and nothing falls due until a person says so (F39)."""
        while (reason := await self.house.database.read(_held)) is not None:
            self.pulse.held = reason
            log.warning("nothing is sent until `zeren release`", reason=reason)
            await self._pause(HELD_POLL)
            if self._stopping.is_set() or not await self._seat.holds():
                return False
        self.pulse.held = None
        return True

    async def _work(self) -> None:
        for sender in self.senders:
            await sender.start()
        jobs = scheduler.build(self._table(), self.house.district.zone)
        jobs.start()
        try:
            # A mistake in a tick must not keep messages from being received and answered.
            await _quietly(self.tick)
            await _quietly(self.digest)
            drift = Drift()
            while not self._stopping.is_set() and await self._seat.holds():
                await self._pause(SEAT_POLL)
                if abs(moved := drift.since_asked()) > DRIFT_SECONDS:
                    log.warning("the clock was moved", seconds=round(moved))
                    scheduler.replan(jobs)
                    await self._wait_anew(timedelta(seconds=moved))
        finally:
            jobs.shutdown(wait=False)

    async def _wait_anew(self, moved: timedelta) -> None:
        """What failed is tried again when it would have been: else a clock that was put back by hours would hold it so long."""
        await self.house.database.write(lambda store: backlog.clock_moved(store, moved))
        self._ring()

    def _receiving(self, *, seated: bool) -> list[Channel]:
        """The channels that only the leader may start, or those that every process starts."""
        return [each.channel for each in self.channels.values() if each.channel.needs_seat == seated]

    async def _pause(self, seconds: float) -> None:
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._stopping.wait(), seconds)


async def _quietly(step: Callable[[], Awaitable[object]]) -> None:
    """Takes one step; what goes wrong is logged, and the next ones are taken all the same."""
    try:
        await step()
    except Exception as failure:
        log.error("step failed", step=getattr(step, "__qualname__", ""), exc_info=failure)


def leave_loaded_alone() -> None:
    """What is loaded by now stays: looking through it again and again would hold up every message for a tenth of a second."""
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


async def run_until_signal(service: Service, ready: Callable[[], None], *, new: bool = False) -> None:
    """Starts, says that it is ready, waits for SIGTERM or SIGINT, stops; raises StoreUnsound if it had to end by itself."""
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, service.end.set)
    await service.start(new=new)
    leave_loaded_alone()
    try:
        ready()
        await service.end.wait()
    finally:
        await service.stop()
    if trouble := service.house.database.soundness.trouble:
        raise StoreUnsound(f"the store is damaged or gone: {trouble}; see docs/operations.md, A sick store")


class StoreUnsound(StartError):
    """The service ended since what it confirms would not be kept."""


def _held(store: Store) -> str | None:
    return marks.get(store, marks.HELD)


def _tidy(moment: Moment) -> int | None:
    """The year that nobody has announced, if so; by a clock that is not believed nothing is forgotten and nobody asked."""
    if marks.nothing_due(moment.store) is not None:
        return None
    calendar_seed.seed(moment.store, moment.today, moment.now, again=True)
    chats.forget_expired_buttons(moment.store, moment.now)
    return unannounced.ask(moment)


def _second_reader(settings: Settings, dispatch: Dispatch, committed: Callable[[], None]) -> SecondReader | None:
    """The one of the settings, told of what the rules could not read; None where none is set."""
    wanted = settings.second_reader
    if not wanted.url:
        return None

    model = Model(wanted.url, wanted.model, wanted.key.get_secret_value(), wanted.seconds)
    reader = SecondReader(dispatch, model, committed)
    dispatch.on_puzzled = reader.offer
    return reader

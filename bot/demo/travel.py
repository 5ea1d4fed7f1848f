"""Jumping through the year: the demonstration's clock goes forward, and what falls due on the way happens as it would have."""

import asyncio
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import structlog

from bot.app import Service
from bot.base.clock import ShiftedClock
from bot.channels.web.channel import NAME
from bot.demo.life import Account, Staff, live_on, staff_of, tell
from bot.demo.people import TOUR
from bot.road.house import House
from bot.web.ports import Preset, Travelled, TravelRefused
from domain.hours import next_open_time, next_push, push_time
from handlers.kernel.turn import Moment
from handlers.service.words import travel as zh
from storage import marks, outbox

log = structlog.get_logger()

# How long a day is shown on which something was said (seconds): on a walk one can follow, and on a long one.
SHOWN, GLIMPSED = 0.7, 0.15
FOLLOWED_DAYS = 31
# What a day says must have left before the next one begins; a picture takes a second to draw.
PATIENCE = 30.0
POLL = 0.05
# Of the year after the agreements' own: late reports of December still climb.
LAST_MONTH, LAST_DAY, LAST_TIME = 1, 31, time(23, 59)


@dataclass(frozen=True, slots=True)
class _Plan:
    """A way with its days, and what the sample district does meanwhile."""

    stops: tuple[datetime, ...]
    told: Account
    staff: Staff


class Journey:
    """See Travel. One walk at a time; the service's own jobs go on beside it."""

    tour = TOUR

    def __init__(self, service: Service, clock: ShiftedClock) -> None:
        self._service, self._clock = service, clock
        self._zone = service.house.district.zone
        self._task: asyncio.Task[None] | None = None
        self._halted = False
        self._done, self._total, self._said = 0, 0, 0
        self._outcome = ""

    @property
    def _walking(self) -> bool:
        return self._task is not None and not self._task.done()

    async def look(self) -> Travelled:
        """See Travel."""

        def work(moment: Moment) -> Travelled:
            local = moment.now.astimezone(self._zone)
            return Travelled(
                now=moment.now,
                last=_last(moment),
                presets=self._presets(moment, local) if not self._walking else (),
                walking=self._walking,
                done=self._done,
                total=self._total,
                said=self._said,
                outcome=self._outcome,
            )

        return await self._service.dispatch.look(work)

    async def begin(self, to: datetime, *, day_by_day: bool) -> None:
        """See Travel."""
        plan = await self._plan(to, day_by_day)
        if self._walking:
            raise TravelRefused(zh.ALREADY)
        self._halted, self._outcome = False, ""
        self._done, self._total, self._said = 0, len(plan.stops), 0
        self._task = asyncio.create_task(self._travel(plan), name="journey")

    def halt(self) -> None:
        """See Travel."""
        self._halted = True

    async def finished(self) -> None:
        """Waits for the end of the walk, if there is one."""
        if self._task is not None:
            await self._task

    async def _plan(self, to: datetime, day_by_day: bool) -> _Plan:
        def work(moment: Moment) -> _Plan:
            last = _last(moment)
            if to <= moment.now:
                raise TravelRefused(zh.BACKWARDS)
            if to > last:
                raise TravelRefused(zh.too_far(last))
            push_at = moment.rules.ladder.push_at
            stops = days_between(moment.now, to, push_at, self._zone) if day_by_day else ()
            beyond = to.astimezone(self._zone).date() + timedelta(days=1)
            return _Plan((*stops, to), tell(moment, beyond), staff_of(moment))

        return await self._service.dispatch.look(work)

    async def _travel(self, plan: _Plan) -> None:
        since, held = self._clock.now(), ""
        try:
            for stop in plan.stops:
                # Seconds go by on the way: a stop that has passed meanwhile is no way back.
                self._clock.jump(max(stop, self._clock.now()))
                held = await self._live(plan, since, stop)
                self._done, since = self._done + 1, stop
                if self._halted:
                    break
            await self._service.tidy()
            self._outcome = await self._arrived(held)
        except Exception as failure:
            # Told to stop, the walk may lose the store under its feet: the service is going down.
            if not self._halted:
                log.error("the walk through the days broke off", exc_info=failure)
            self._outcome = zh.BROKEN

    async def _live(self, plan: _Plan, since: datetime, until: datetime) -> str:
        """One day's life, tick, digests and delivery; why nothing could be pushed, if so."""
        service = self._service
        await service.dispatch.moment(lambda moment: live_on(moment, plan.staff, plan.told, since, until))
        ticked = await service.tick()
        said = ticked.messages + await service.digest()
        self._said += said
        if said:
            await self._delivered()
            await asyncio.sleep(SHOWN if len(plan.stops) <= FOLLOWED_DAYS else GLIMPSED)
        return ticked.held

    async def _delivered(self) -> None:
        """Waits until what may leave has left."""
        waited = 0.0
        while waited < PATIENCE and not self._halted and await self._service.dispatch.look(something_leaves):
            await asyncio.sleep(POLL)
            waited += POLL

    async def _arrived(self, held: str) -> str:
        def work(moment: Moment) -> str:
            local = moment.now.astimezone(self._zone)
            push = _next_push(moment, self._zone)
            # Held at any other hour than after the day's push: what is due waits for the next one.
            waiting = held and moment.now < push and not self._said and self._total == 1
            return zh.waits(local, push) if waiting else zh.arrived(local, self._said)

        return await self._service.dispatch.look(work)

    def _presets(self, moment: Moment, local: datetime) -> tuple[Preset, ...]:
        push, last = _next_push(moment, self._zone), _last(moment)
        month = (local.replace(day=1) + timedelta(days=32)).date().replace(day=1)
        first = push_time(month, moment.rules, self._zone).astimezone(self._zone)
        wanted = (
            Preset(zh.next_push(push, local.date()), push),
            Preset(zh.NEXT_WEEK, _by_day(moment, local + timedelta(days=7))),
            Preset(zh.NEXT_MONTH, first),
        )
        return tuple(each for each in wanted if each.at <= last)


def something_leaves(moment: Moment) -> bool:
    """Whether a message could leave now, or is on its way."""
    due = outbox.anything_due(moment.store, NAME, moment.now)
    return due or bool(outbox.left_sending(moment.store, NAME))


async def resume(house: House, clock: ShiftedClock) -> None:
    """Goes on from where a kept demonstration's clock was moved to: starting again is no way back either."""
    reached = await house.database.read(lambda store: marks.get(store, marks.TRAVELLED))
    if reached is not None:
        clock.jump(max(datetime.fromisoformat(reached), clock.now()))


def days_between(start: datetime, end: datetime, at: time, zone: ZoneInfo) -> tuple[datetime, ...]:
    """The local time of day `at` of every day, rest days too, after `start` and before `end`: lights turn on those as well."""
    day, stops = start.astimezone(zone).date(), []
    while (stop := datetime.combine(day, at, zone)) < end:
        if stop > start:
            stops.append(stop)
        day += timedelta(days=1)
    return tuple(stops)


def _next_push(moment: Moment, zone: ZoneInfo) -> datetime:
    """The next working day's push, today's if it is still to come; a local time."""
    return next_push(moment.now, moment.rules, moment.reference.calendar, zone).astimezone(zone)


def _by_day(moment: Moment, at: datetime) -> datetime:
    """The time itself, or the end of the quiet hours: at night nothing that one does would reach anybody."""
    return next_open_time(at, moment.rules, moment.district.zone).astimezone(moment.district.zone)


def _last(moment: Moment) -> datetime:
    """How far one may go; a local time."""
    return datetime.combine(date(moment.reference.year + 1, LAST_MONTH, LAST_DAY), LAST_TIME, moment.district.zone)

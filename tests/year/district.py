"""A simulated district: 160 items, 49 units, about 200 people, and a service that runs, stops and restarts through a year
and over its end.
"""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from functools import partial
from pathlib import Path

from bot.packs.file import load_pack
from domain.amendments import Field, FieldChange
from domain.calendar import DAY
from domain.items import Item, ItemId, Stage
from domain.packs import AskRule
from domain.people import Role
from domain.reports import LIVE_STATES, ReportId, ReportState, ValueKind
from domain.units import Unit
from handlers.digests import tick as sending
from handlers.kernel.turn import Moment
from handlers.lights import judging
from handlers.notices.words import notices as zh
from handlers.reminders import tick as reminders
from handlers.service import downtime
from storage import items, reports
from storage.reports import NewReport
from tests.support.world import Talk, World, make_world
from tests.support.years import NEXT, import_next
from tests.year import behaviour
from tests.year.behaviour import Act, Deed, Manner
from tests.year.watch import Watch

YEAR = 2026
PER_MONTH = 8
CLERKS = ("甲", "乙", "丙")
# Local days, both included, on which the service does not run: over due days, and over a holiday.
OUTAGES = ((date(YEAR, 4, 7), date(YEAR, 4, 9)), (date(YEAR, 9, 28), date(YEAR, 10, 9)))
WITHDRAWN_ON = date(YEAR, 7, 15)
# Next year's agreements are imported while the old ones run; both live until the old ones have closed.
IMPORTED_ON, LAST = date(YEAR, 12, 10), date(NEXT, 1, 31)


@dataclass
class Team:
    """The people of a unit."""

    head: Talk
    clerks: list[Talk]


class SimulatedDistrict:
    """Lives through the year day by day; `watch` looks at all that is pushed."""

    def __init__(self, world: World, seed: int) -> None:
        self.world = world
        self.chance = random.Random(seed)
        self.teams: dict[str, Team] = {}
        self.inspectors: list[Talk] = []
        self.items: dict[ItemId, Item] = {}
        self.speeds: dict[ItemId, float] = {}
        self.manners: dict[str, Manner] = {}
        self.acts: dict[date, list[Act]] = {}
        self.done: dict[tuple[ItemId, date], ReportId] = {}
        self.watch = Watch(world)
        self.notices_sent = self.replies_judged = 0

    async def settle(self) -> None:
        """Units, items, people, and what each will do."""
        world = self.world
        world.clock.local(1, 1, 7)
        await world.settle(tracked_from=date(YEAR, 1, 1))
        units, self.items = await world.dispatch.look(_catalogue)
        for unit in units:
            await self._team(unit)
        self.inspectors = [await world.hire(f"督查员{name}", Role.INSPECTOR) for name in CLERKS]
        for post in sorted({item.leader for item in self.items.values()}):
            await world.hire(post, Role.LEADER, post=post)
        await world.hire("管理员", Role.ADMIN)
        self.manners = behaviour.manners([unit.code for unit in units], self.chance)
        self.speeds = {id_: self.chance.uniform(0.6, 1.15) for id_ in self.items}
        self.watch.calendar = await world.dispatch.look(lambda moment: moment.reference.calendar)
        self._plan(self.items, date(YEAR, 1, 1))

    def _plan(self, found: Mapping[ItemId, Item], since: date) -> None:
        rules, calendar = self.world.house.rules, self.watch.calendar
        for day, acts in behaviour.plan(found, self.manners, since, LAST, rules, calendar, self.chance).items():
            self.acts.setdefault(day, []).extend(acts)

    async def _next_year(self) -> None:
        """The agreements of the year to come: the same promises."""
        await import_next(self.world)
        _, found = await self.world.dispatch.look(_catalogue)
        new = {id_: item for id_, item in found.items() if item.year == NEXT}
        self.items |= new
        self.speeds |= {id_: self.chance.uniform(0.6, 1.15) for id_ in new}
        self._plan(new, date(NEXT, 1, 1))

    async def live(self) -> None:
        """From New Year to the end of the next January."""
        day, waiting = date(YEAR, 1, 1), list[Act]()
        while day <= LAST:
            if day == IMPORTED_ON:
                await self._next_year()
            waiting += self.acts.get(day, [])
            if not any(first <= day <= last for first, last in OUTAGES):
                await self._day(day, waiting)
                waiting = []
            day += DAY

    async def _day(self, day: date, acts: Sequence[Act]) -> None:
        works = self.watch.calendar.is_workday(day)
        await self._run(day, 0, 5)
        if day.weekday() == 0:
            await self.world.restart()
        await self._run(day, 9, 0)
        if day == WITHDRAWN_ON:
            await self.world.dispatch.moment(self._withdraw)
        if works:
            await self._talk(day)
        self.world.clock.local(day.month, day.day, 15, year=day.year)
        await self.world.dispatch.moment(lambda moment: self._act(moment, acts))
        await self._run(day, 15, 30)
        await self._run(day, 21, 0)

    async def _run(self, day: date, hour: int, minute: int) -> None:
        """What the service does of itself, once."""
        self.world.clock.local(day.month, day.day, hour, minute, year=day.year)
        await self.world.dispatch.moment(partial(downtime.heartbeat, kept=timedelta(hours=24)))
        while await self.world.dispatch.moment(judging.judge):
            pass
        expected = await self.world.dispatch.look(self.watch.expected)
        ticked = await self.world.dispatch.moment(reminders.tick)
        await self.world.dispatch.moment(sending.send_due)
        await self.world.dispatch.look(lambda moment: self.watch.look(moment, ticked, expected))

    def _act(self, moment: Moment, acts: Sequence[Act]) -> None:
        touched = set()
        for act in acts:
            if self.items[act.item].stage is Stage.OPEN and self._do(moment, act):
                touched.add(act.item)
        judging.refresh(moment, list(items.by_ids(moment.store, sorted(touched)).values()))

    def _do(self, moment: Moment, act: Act) -> bool:
        """Reports go into the store as the conversation puts them there."""
        before = self.done.get((act.item, act.due))
        store, now = moment.store, moment.now
        if act.deed is Deed.RETURN:
            if before is None:
                return False
            by = self.inspectors[0].id
            moved = reports.move(store, before, LIVE_STATES, ReportState.RETURNED, by, "数据有误", now)
            self.watch.forget(act.item, before)
            return moved
        item = self.items[act.item]
        as_of = min(moment.today, act.period_end)
        is_wrong = self.manners[item.unit] is Manner.WRONG and before is None
        speed = self.speeds[act.item] * (1.3 if is_wrong else 1.0)
        total, node = behaviour.figure(item, as_of, speed)
        clerk = self.teams[item.unit].clerks[0]
        last = node is not None and node == len(item.milestones) - 1
        new = NewReport(
            item=act.item,
            person=clerk.id,
            unit=item.unit,
            typed="",
            value=total,
            value_kind=ValueKind.STATUS if total is None else ValueKind.TOTAL,
            total=(Decimal(1) if last else None) if total is None else total,
            status="正在推进" if total is None else None,
            as_of=as_of,
            supersedes=before,
            milestone=node,
        )
        self.done[act.item, act.due] = reported = reports.add(store, new, now)
        if before is not None:
            self.watch.forget(act.item, before)
        self.watch.note(act.item, reported, as_of)
        return True

    def _withdraw(self, moment: Moment) -> None:
        for id_ in sorted(self.items)[10:160:40]:
            closed = replace(self.items[id_], stage=Stage.CLOSED)
            items.change(
                moment.store, id_, closed, [FieldChange(Field.STAGE, Stage.OPEN, Stage.CLOSED)], None, moment.now
            )
            self.items[id_] = closed

    async def _talk(self, day: date) -> None:
        """收到, 暂缓, 请假 and 督办单, through the chat."""
        chance, world = self.chance, self.world
        world.clock.local(day.month, day.day, 10, year=day.year)
        for team in chance.sample(list(self.teams.values()), 6):
            who = chance.choice([team.head, *team.clerks])
            await self._reply(who)
            await who.say("收到")
            if chance.random() < 0.3:
                first = day + timedelta(days=chance.randint(1, 5))
                last = first + timedelta(days=chance.randint(1, 8))
                await who.say(f"请假 {first.month}月{first.day}日到{last.month}月{last.day}日")
        for item in chance.sample(list(self.items.values()), 2):
            clerk = chance.choice(self.teams[item.unit].clerks)
            await clerk.say(f"暂缓 {item.code} {chance.randint(1, 5)}天 等验收材料")
        await self._notices()

    async def _reply(self, who: Talk) -> None:
        """A notice that came is mostly replied to."""
        sent = next((each for each in reversed(await self.world.new_in(who.name)) if zh.REPLY in each.labels), None)
        if sent is not None and self.chance.random() < 0.7:
            await who.tap(sent.token(zh.REPLY))
            answer = await who.say("已增派人手，下月底前补齐")
            # A colleague may have replied already.
            if any(zh.CONFIRM_REPLY in each.labels for each in answer):
                await who.press(zh.CONFIRM_REPLY)

    async def _notices(self) -> None:
        """An inspector sends most drafts and judges the replies; what is not replied to climbs."""
        inspector = self.inspectors[0]
        pushed = await self.world.new_in(inspector.name)
        for reply in [each for each in pushed if zh.CLOSE in each.labels]:
            good = self.chance.random() < 0.7
            await inspector.tap(reply.token(zh.CLOSE if good else zh.RETURN))
            if not good:
                await inspector.say("措施不具体，请补充")
            self.replies_judged += 1
        draft = next((each for each in reversed(pushed) if _drafts(each.labels)), None)
        if draft is None:
            return
        for label in _drafts(draft.labels):
            card = await inspector.tap(draft.token(label))
            if not any(zh.SEND in each.labels for each in card) or self.chance.random() < 0.2:
                continue
            await inspector.press(zh.SEND)
            self.notices_sent += 1

    async def _team(self, unit: Unit) -> None:
        hire = self.world.hire
        head = await hire(f"{unit.code}负责人", Role.UNIT_HEAD, unit.code)
        clerks = [await hire(f"{unit.code}{name}", Role.REPORTER, unit.code) for name in CLERKS]
        self.teams[unit.code] = Team(head, clerks)


async def simulated(folder: Path, seed: int) -> SimulatedDistrict:
    """A settled district with a small ask budget, so that some units spend it."""
    rules = replace(load_pack("default"), asks=AskRule(PER_MONTH))
    district = SimulatedDistrict(await make_world(folder, rules=rules), seed)
    await district.settle()
    return district


def _catalogue(moment: Moment) -> tuple[list[Unit], dict[ItemId, Item]]:
    held = moment.reference
    return list(held.units.values()), {id_: stored.item for id_, stored in held.items.items()}


def _drafts(labels: Sequence[str]) -> list[str]:
    return [label for label in labels if "草稿" in label or "拟" in label]


__all__ = ["PER_MONTH", "SimulatedDistrict", "simulated"]

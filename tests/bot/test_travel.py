"""The demonstration's journey through the year: real service, real sample district, a clock that is moved."""

import asyncio
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from bot.app import Service
from bot.base.clock import ShiftedClock
from bot.base.pace import Limits
from bot.calendar_seed import seed_days
from bot.channels.spec import ChannelWithLimits
from bot.channels.web.channel import WebChannel
from bot.channels.web.spec import WebSettings
from bot.demo import travel
from bot.demo.build import build
from bot.demo.history import year_of
from bot.demo.life import PLAYED, SEED
from bot.demo.sample import sample_items
from bot.demo.travel import Journey, days_between, resume
from bot.packs.file import load_pack
from bot.road.house import House
from bot.settings import DatabaseSettings, DistrictSettings, Settings
from bot.setup import make_house, prepare
from bot.web.ports import TravelRefused
from domain.calendar import WorkCalendar
from domain.items import Cadence
from domain.people import Role
from domain.reports import ReportState, ValueKind
from handlers.kernel.turn import Moment
from handlers.service.words import travel as zh
from storage import outbox, people, reports
from storage.outbox import Message, MessageKind
from storage.reports import NewReport
from storage.tables import outbox as table

ZONE = ZoneInfo("Asia/Shanghai")
START = datetime(2026, 7, 1, 10, tzinfo=ZONE)
CLERK, HEAD, INSPECTOR = "demo-CBD中心填报人", "demo-CBD中心负责人", "demo-督查员甲"


def at(month: int, day: int, hour: int = 9, minute: int = 0, year: int = 2026) -> datetime:
    """A local time of the district."""
    return datetime(year, month, day, hour, minute, tzinfo=ZONE)


class Demonstration:
    """The running demonstration without its process."""

    def __init__(self, service: Service, clock: ShiftedClock) -> None:
        self.service, self.clock, self.journey = service, clock, Journey(service, clock)

    async def go(self, to: datetime, *, day_by_day: bool = True) -> None:
        """Goes there and waits until it has arrived."""
        await self.journey.begin(to, day_by_day=day_by_day)
        await self.journey.finished()

    async def settled(self) -> None:
        """Waits until what fell due by the start was told: a walk that sets out before would overtake it."""
        async with asyncio.timeout(60):
            while self.service.pulse.ticked_at is None:
                await asyncio.sleep(0.02)
            await self.service.digest()
            while await self.service.dispatch.look(travel.something_leaves):
                await asyncio.sleep(0.02)

    async def pushed(self, chat: str, since: datetime) -> list[tuple[date, Message]]:
        """What was pushed to a chat after a moment, oldest first, with its local day."""
        found = await self.service.dispatch.look(lambda moment: outbox.shown_in(moment.store, "web", chat, 100))
        return [(each.created_at.astimezone(ZONE).date(), each) for each in reversed(found) if each.created_at > since]

    async def left(self, since: datetime) -> list[tuple[date, date | None]]:
        """The local day on which each message after a moment was made, and the one on which it had left."""
        query = select(table.c.created_at, table.c.settled_at).where(table.c.created_at > since)
        rows = await self.service.house.database.read(lambda store: store.execute(query).all())
        return [(made.astimezone(ZONE).date(), gone and gone.astimezone(ZONE).date()) for made, gone in rows]

    async def reported(self, unit: str, since: datetime) -> list[tuple[ReportState, datetime]]:
        """Reports of a unit, or with `-` before it of all others, sent after a moment."""

        def look(moment: Moment) -> list[tuple[ReportState, datetime]]:
            other, code = unit.startswith("-"), unit.removeprefix("-")
            found = [
                report for id_ in moment.reference.items for report in reports.of_item(moment.store, id_, limit=30)
            ]
            return [
                (each.state, each.submitted_at)
                for each in found
                if each.submitted_at > since and (each.unit == code) is not other
            ]

        return await self.service.dispatch.look(look)


def house_in(folder: Path) -> tuple[Settings, House, WebChannel, ShiftedClock]:
    """The demonstration's house over a file of its own."""
    settings = Settings(
        district=DistrictSettings(name="示例区", zone=ZONE.key),
        database=DatabaseSettings(url=f"sqlite:///{folder / 'demo.db'}"),
        web=WebSettings(port=0, chat=True),
    )
    web, clock = WebChannel(), ShiftedClock(START)
    return settings, make_house(settings, {web.name: web}, clock, new=True), web, clock


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample district on the morning of START, told what falls due there, built once: it takes seconds."""
    folder = tmp_path_factory.mktemp("built")

    async def make() -> None:
        _, house, _, _ = house_in(folder)
        await prepare(house, new=True)
        await build(house)
        await house.database.close()
        async with started(folder):
            pass

    asyncio.run(make())
    return folder


@asynccontextmanager
async def started(folder: Path) -> AsyncIterator[Demonstration]:
    """The demonstration at START, with nobody's browser open."""
    settings, house, web, clock = house_in(folder)
    service = Service(house, {web.name: ChannelWithLimits(web, Limits())}, settings)
    service.guards_clock = False
    await service.start()
    demonstration = Demonstration(service, clock)
    await demonstration.settled()
    yield demonstration
    await service.stop()


@pytest.fixture
async def demo(built: Path, tmp_path: Path) -> AsyncIterator[Demonstration]:
    """That demonstration, running."""
    shutil.copytree(built, tmp_path, dirs_exist_ok=True)
    async with started(tmp_path) as demonstration:
        yield demonstration


@pytest.fixture(autouse=True)
def unwatched(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody looks on: a day need not be shown."""
    monkeypatch.setattr(travel, "SHOWN", 0.0)
    monkeypatch.setattr(travel, "GLIMPSED", 0.0)


@pytest.mark.parametrize(
    ("start", "end", "days"),
    [
        (at(6, 30, 10), at(7, 2, 10), [at(7, 1), at(7, 2)]),
        (at(6, 30, 8), at(6, 30, 10), [at(6, 30)]),
        (at(6, 30, 9), at(7, 1, 9), []),
        (at(6, 30, 10), at(6, 30, 11), []),
        (at(7, 3, 10), at(7, 6, 9), [at(7, 4), at(7, 5)]),
        (at(12, 31, 10), at(1, 2, 8, year=2027), [at(1, 1, year=2027)]),
    ],
)
def test_every_day_between_is_lived_at_the_time_of_the_push(
    start: datetime, end: datetime, days: list[datetime]
) -> None:
    assert list(days_between(start, end, time(9), ZONE)) == days
    assert list(days_between(start.astimezone(UTC), end.astimezone(UTC), time(9), ZONE)) == days


async def test_on_a_walk_the_ladder_climbs_day_by_day_up_to_a_draft_while_other_units_go_on_reporting(
    demo: Demonstration,
) -> None:
    await demo.go(at(7, 10, 10))
    clerk, head, inspector = [await demo.pushed(chat, START) for chat in (CLERK, HEAD, INSPECTOR)]
    assert await demo.reported(PLAYED, START) == []
    others = await demo.reported(f"-{PLAYED}", START)
    left = await demo.left(START)
    state = await demo.journey.look()

    def first(told: list[tuple[date, Message]], code: str, words: str) -> date:
        return next(day for day, each in told for line in each.payload["lines"] if code in line and words in line)

    assert first(clerk, "JS-011", "今天") == date(2026, 7, 3)
    assert first(head, "JS-011", "应于 7月3日报送，已逾期 1 个工作日") == date(2026, 7, 6)
    assert first(inspector, "JS-011", "应于 7月3日报送，已逾期 3 个工作日") == date(2026, 7, 8)
    assert any("蓝色督办单" in line and "CBD中心 " in line for _, e in inspector for line in e.payload["lines"])
    assert any("周报 第28周" in each.payload["title"] for _, each in inspector)
    assert len(left) > 100
    assert [(made, gone) for made, gone in left if made != gone] == []
    assert len(others) > 30
    assert {state for state, _ in others} >= {ReportState.SUBMITTED, ReportState.VERIFIED}
    assert (state.walking, state.done, state.total, state.now >= at(7, 10, 10)) == (False, 10, 10, True)
    assert state.outcome.startswith("已到 7月10日 周五 10:00，途中发出 ")


async def test_a_jump_makes_one_bundle_a_person_of_what_lies_between(demo: Demonstration) -> None:
    await demo.go(at(7, 10, 10), day_by_day=False)
    told = [each for each in await demo.pushed(CLERK, START) if each[1].kind is MessageKind.REMINDER]
    assert [day for day, _ in told] == [date(2026, 7, 1), date(2026, 7, 10)]
    assert len(await demo.reported(f"-{PLAYED}", START)) > 30
    await demo.go(at(7, 11, 12), day_by_day=False)
    assert (await demo.journey.look()).outcome == "已到 7月11日 周六 12:00。此时不推送，7月13日 周一 09:00 一并发出。"
    later = await demo.pushed(CLERK, at(7, 10, 11))
    assert [each.kind for _, each in later] == []


async def test_nobody_goes_back_or_out_of_the_sample_or_sets_out_twice_and_one_may_stop(demo: Demonstration) -> None:
    for to, sentence in (
        (at(7, 1, 9), zh.BACKWARDS),
        (at(6, 1), zh.BACKWARDS),
        (at(2, 1, 0, year=2027), "示例只有一年的责任书，最远到 2027年1月31日。"),
    ):
        with pytest.raises(TravelRefused, match=sentence[:10]) as refused:
            await demo.journey.begin(to, day_by_day=True)
        assert str(refused.value) == sentence
    assert demo.clock.now().astimezone(ZONE).date() == date(2026, 7, 1)
    await demo.journey.begin(at(12, 1), day_by_day=True)
    with pytest.raises(TravelRefused, match=zh.ALREADY):
        await demo.journey.begin(at(12, 2), day_by_day=False)
    demo.journey.halt()
    await demo.journey.finished()
    assert demo.clock.now().astimezone(ZONE).date() < date(2026, 7, 4)
    assert "已到 7月" in (await demo.journey.look()).outcome


async def test_an_item_reported_by_hand_stays_with_the_visitor(demo: Demonstration) -> None:
    def by_hand(moment: Moment) -> None:
        stored = moment.reference.by_code["JJ-001"]
        (clerk,) = [p for p in people.active(moment.store) if (p.unit, p.role) == (stored.item.unit, Role.REPORTER)]
        typed = NewReport(
            stored.id, clerk.id, stored.item.unit, "亲手报", None, ValueKind.TOTAL, None, None, date(2026, 6, 30)
        )
        reports.add(moment.store, typed, moment.now)

    await demo.service.dispatch.moment(by_hand)
    await demo.go(at(8, 10, 10), day_by_day=False)

    def look(moment: Moment) -> tuple[list[str], list[str]]:
        one, other = (moment.reference.by_code[code].id for code in ("JJ-001", "JJ-003"))
        return tuple(  # type: ignore[return-value]
            [each.typed for each in reports.of_item(moment.store, id_) if each.submitted_at > START]
            for id_ in (one, other)
        )

    mine, others = await demo.service.dispatch.look(look)
    assert mine == ["亲手报"]
    assert len(others) >= 1


async def test_people_who_left_report_nothing_and_stop_nobody(demo: Demonstration) -> None:
    def leave(moment: Moment) -> str:
        unit = moment.reference.by_code["JJ-003"].item.unit
        for person in people.active(moment.store):
            if person.unit == unit:
                people.leave(moment.store, person.id, moment.now)
        return unit

    unit = await demo.service.dispatch.moment(leave)
    await demo.go(at(8, 10, 10), day_by_day=False)
    assert await demo.reported(unit, START) == []
    assert len(await demo.reported(f"-{PLAYED}", START)) > 30


async def test_a_kept_demonstration_goes_on_from_where_its_clock_was_moved_to(demo: Demonstration) -> None:
    house, clock = demo.service.house, ShiftedClock(START)
    await resume(house, clock)
    assert clock.now().astimezone(ZONE).date() == date(2026, 7, 1)
    await demo.go(at(7, 4, 12), day_by_day=False)
    await resume(house, clock)
    assert at(7, 4, 12) <= clock.now() < at(7, 4, 13)
    clock.jump(at(9, 1))
    await resume(house, clock)
    assert clock.now() >= at(9, 1)


def test_the_sample_year_tells_the_same_story_whatever_day_it_is() -> None:
    rules, work = load_pack("default"), WorkCalendar(seed_days([2025, 2026, 2027]))
    items = [item for item in sample_items(2026) if item.cadence is Cadence.TEN_DAYS]
    for item in items:
        whole = {each.at: each for each in year_of(item, date(2026, 12, 31), rules, work, ZONE, SEED)}
        for number in range(0, 60, 2):
            for each in year_of(item, date(2026, 5, 1) + timedelta(days=number), rules, work, ZONE, SEED):
                later = whole[each.at]
                assert (later.as_of, later.total, later.milestone) == (each.as_of, each.total, each.milestone)

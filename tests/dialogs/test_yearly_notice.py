"""The yearly notice of holidays: asked for when it is missing, and what its coming changes."""

import pytest

from domain.people import Role
from handlers.service import unannounced
from tests.support.world import Talk, World

HEAD = "日期,是否上班,名称\n"
NEW_YEAR = "".join(f"2027-01-{day:02},休,元旦\n" for day in (1, 2, 3))
SPRING = "".join(f"2027-02-{day:02},休,春节\n" for day in range(5, 13))
MAKE_UP = "2027-02-14,班,春节调休\n"


@pytest.fixture
async def admin(world: World) -> Talk:
    """An administrator."""
    return await world.hire("管理员", Role.ADMIN)


async def asked(world: World, month: int, day: int, year: int = 2026) -> int | None:
    """What the daily housekeeping finds missing."""
    world.clock.local(month, day, 9, year=year)
    return await world.dispatch.moment(unannounced.ask)


async def send(admin: Talk, rows: str) -> str:
    """The admin sends a calendar and confirms it."""
    await admin.send("2027.csv", "text/csv", (HEAD + rows).encode())
    (done,) = await admin.press("确认导入")
    return done.text


async def test_a_missing_notice_is_asked_for_once_before_the_year_and_once_in_it(world: World, admin: Talk) -> None:
    """F31: the calendar falls back, and says so aloud."""
    assert await asked(world, 11, 30) is None, "it may still come"
    assert [await asked(world, 12, day) for day in (1, 2, 31)] == [2027] * 3
    (told,) = await world.new_in(admin.name)
    assert told.text.startswith("2027 年放假调休安排尚未导入")
    assert [await asked(world, 1, day, 2027) for day in (4, 5)] == [2027] * 2
    assert len(await world.new_in(admin.name)) == 1


async def test_after_the_notice_no_date_of_the_year_is_a_guess_any_more(world: World, admin: Talk) -> None:
    """F31: a notice names the days that are special; the others are ordinary, and as certain."""
    world.clock.local(12, 28)
    clerk = await world.hire("填报人", Role.REPORTER, "BM28")
    assert "2027 年放假安排已齐" in await send(admin, NEW_YEAR + SPRING + MAKE_UP)
    assert await asked(world, 12, 28) is None
    await clerk.say("楼宇交付20座 截至12月20日")
    (done,) = await clerk.press("确认提交")
    assert "未公布" not in done.text


async def test_an_amendment_of_single_days_confirms_nothing_else(world: World, admin: Talk) -> None:
    assert await send(admin, NEW_YEAR) == "已更新工作日历：3 天。"
    assert await asked(world, 12, 1) == 2027

"""Numbers and letters that nobody means: refused in words, the same on both databases, and nothing is set aside."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import text

from domain.people import Role
from tests.support.world import Talk, World, make_world

NINES = "9" * 27


@pytest.fixture
async def world(store_url: str, tmp_path: Path) -> AsyncIterator[World]:
    """The sample district on each of the databases in turn."""
    world = await make_world(tmp_path, url=store_url)
    world.clock.local(6, 24)
    await world.settle()
    yield world
    await world.database.close()


@pytest.fixture
async def clerk(world: World) -> Talk:
    return await world.hire("填报人", Role.REPORTER, "BM28")


async def failures(world: World) -> int:
    """Messages that made a handler fail."""
    return await world.database.read(lambda store: store.execute(text("SELECT count(*) FROM failures")).scalar_one())


@pytest.mark.parametrize(
    "figure",
    [NINES, "1" + "0" * 16, f"{NINES}.5", "九千九百亿亿", "-" + NINES],
    ids=["nines", "zeros", "broken", "words", "minus"],
)
async def test_a_figure_that_nobody_reports_is_refused_in_words(world: World, clerk: Talk, figure: str) -> None:
    said = (await clerk.say(f"JS-010 {figure}座"))[-1].text
    assert "确认提交" not in said
    assert await failures(world) == 0


async def test_a_long_figure_is_refused_where_it_answers_a_question_too(world: World, clerk: Talk) -> None:
    await clerk.say("JS-010")
    assert (await clerk.say(f"{NINES}座"))[-1].text == "数字太大，超出合理范围，没有记录。请核对后重发。"
    assert await failures(world) == 0
    assert "请确认 1 项" in (await clerk.say("JS-010 18座"))[-1].text


@pytest.mark.parametrize("command", ["AB角", "离岗", "邀请", "送达情况", "请假"])
@pytest.mark.parametrize("number", ["99999999999999999999", "4294967296", "²", "٣"])
async def test_a_long_or_strange_number_is_nobodys(world: World, command: str, number: str) -> None:
    admin = await world.hire("管理员", Role.ADMIN)
    assert await admin.say(f"{command} {number}")
    assert await failures(world) == 0


async def test_a_negative_count_is_asked_about_as_such(world: World, clerk: Talk) -> None:
    await clerk.say("JS-010 18座")
    await clerk.press("确认提交")
    assert "这次 -5座，是负数。是否属实？" in (await clerk.say("JS-010 -5座"))[-1].text
    assert await failures(world) == 0


@pytest.mark.parametrize("figure", ["-5-5座", "5-5-5座", "约-5-5座"])
async def test_a_range_that_looks_like_a_day_is_asked_about(world: World, figure: str) -> None:
    """The question about a day was worded for every doubt, and read the figure as one."""
    clerk = await world.hire("甲", Role.REPORTER, "BM28")
    said = (await clerk.say(f"JS-010 {figure}"))[-1].text
    assert "您说的是约数" in said or "是多少没有看懂" in said
    assert await failures(world) == 0


@pytest.mark.parametrize("letter", ["\x0b", "\x0c", "\x08", "\x1f", "￾"])
async def test_a_character_that_documents_refuse_never_gets_in(world: World, letter: str) -> None:
    inspector = await world.hire("督查员", Role.INSPECTOR)
    said = (await inspector.say(f"督办 JS-010 进度{letter}滞后"))[-1].text
    assert letter not in said
    assert "进度\N{REPLACEMENT CHARACTER}滞后" in said

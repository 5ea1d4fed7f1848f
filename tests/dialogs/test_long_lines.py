"""A message that is too long to be read whole is not read in part: the person is told, and nothing of it is recorded."""

import pytest

from domain.people import Role
from domain.understanding import LONGEST
from tests.support.world import World

FIRST, LAST = "JS-010 20座。", "JS-011 100万平"


@pytest.mark.parametrize("beyond", [1, 2000])
async def test_what_is_too_long_is_refused_and_nothing_of_it_stays(world: World, beyond: int) -> None:
    clerk = await world.hire("填报人", Role.REPORTER, "BM28")
    long = f"{FIRST}{'前' * (LONGEST + beyond - len(FIRST) - len(LAST))}{LAST}"
    (told,) = await clerk.say(long)
    assert told.text == (f"这条消息共 {LONGEST + beyond} 字，过长，没有读取。请分成几条发送，每条不超过 {LONGEST} 字。")
    assert [shown.text for shown in await clerk.say("取消")] == ["当前没有进行中的填报。"]


async def test_the_longest_message_is_read_to_its_end(world: World) -> None:
    clerk = await world.hire("填报人", Role.REPORTER, "BM28")
    told = await clerk.say(f"{FIRST}{'，' * (LONGEST - len(FIRST) - len(LAST))}{LAST}")
    assert all(code in told[0].text for code in ("JS-010", "JS-011"))


async def test_a_long_line_leaves_an_open_report_as_it_was(world: World) -> None:
    clerk = await world.hire("填报人", Role.REPORTER, "BM28")
    first = await clerk.say("JS-010 20座")
    told = await clerk.say("很长" * LONGEST)
    assert "没有读取" in told[0].text
    await clerk.tap(first[0].token("确认提交"))

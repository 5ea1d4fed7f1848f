"""Lists of items: whose each is where several units' stand together, and what comes first."""

import re

from bot.demo.sample import sample_units
from domain.people import Role
from tests.support.world import Talk, World


def lines(talk: Talk) -> list[str]:
    """The items of the newest list, a line each."""
    return talk.last[-1].text.splitlines()[1:]


async def test_a_list_over_several_units_names_each_by_its_short_name(world: World) -> None:
    inspector = await world.hire("督查员", Role.INSPECTOR)
    for words in ("红灯", "谁没报", "我的事项"):
        await inspector.say(words)
        assert lines(inspector)
        for line in lines(inspector):
            assert re.match(r"\S+ \S+ [A-Z]{2}-\d{3} ", line), line
    assert lines(inspector)[0].split()[1] in {unit.short for unit in sample_units()}


async def test_a_clerk_finds_only_other_units_named_and_the_own_items_first(world: World) -> None:
    world.clock.local(5, 24)
    clerk = await world.hire("基金公司填报人", Role.REPORTER, "QY05")
    await clerk.say("我的事项")
    codes = [re.search(r"[A-Z]{2}-\d{3}", line) for line in lines(clerk)]
    assert [found.group() for found in codes if found] == [
        "GZ-012",
        "GZ-013",
        "GZ-014",
        "ZS-017",
        "GZ-001",
        "ZS-005",
        "JJ-007",
    ]
    assert lines(clerk)[0].startswith("🔴 GZ-012 基金公司筹建挂牌：")
    assert lines(clerk)[-1].startswith("🔴 区金融局 JJ-007 ")


async def test_what_is_reported_and_green_goes_behind_what_is_overdue_red_or_due(world: World) -> None:
    world.clock.local(6, 24)
    clerk = await world.hire("中央商务区填报人", Role.REPORTER, "BM28")
    await clerk.say("26座楼宇累计交付23座，95万平")
    await clerk.press("确认提交")
    await clerk.say("我的事项")
    own = [line for line in lines(clerk) if re.match(r"\S+ [A-Z]{2}-\d{3}", line)]
    owed = ["逾期" in line for line in own]
    assert owed == sorted(owed, reverse=True)
    assert "JS-010" in own[-2] + own[-1]

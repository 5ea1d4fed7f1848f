"""Lists of items: whose each is where several units' stand together, what comes first, and what each line says."""

import re
from decimal import Decimal

import pytest

from bot.demo.sample import sample_units
from domain.gravity import stake
from domain.people import Role
from handlers.kernel.turn import Moment
from handlers.lights import judging
from tests.support.world import Talk, World

LINE = re.compile(r"\S+ (?:(\S+) )?\S+ (?:\d{4}年 )?([A-Z]{2}-\d{3})：")


def lines(talk: Talk) -> list[str]:
    """The lines of the newest list: items and headings."""
    return talk.last[-1].text.splitlines()[1:]


def parts(talk: Talk) -> dict[str, list[str]]:
    """The codes under each heading of the newest list."""
    found: dict[str, list[str]] = {}
    head = ""
    for line in lines(talk):
        if line.startswith("【"):
            head = line
        elif match := LINE.match(line):
            found.setdefault(head, []).append(match[2])
    return found


async def test_a_list_over_several_units_names_each_by_its_short_name(world: World) -> None:
    inspector = await world.hire("督查员", Role.INSPECTOR)
    for words in ("红灯", "谁没报", "我的事项"):
        await inspector.say(words)
        assert lines(inspector)
        for line in lines(inspector):
            found = LINE.match(line)
            assert found, line
            assert found[1] in {unit.short for unit in sample_units()}


async def test_a_leader_with_one_late_item_reads_whose_it_is(world: World) -> None:
    leader = await world.hire("领导", Role.LEADER, None, "分管副区长（国资）")
    await leader.say("谁没报")
    assert lines(leader)
    assert all(line.split()[1] == "区国资局" for line in lines(leader))
    (own,) = await leader.say("谁没报 区国资局")
    assert own.text.startswith("区国有资产监督管理局 逾期未报（")
    assert "区国资局 " not in own.text


async def test_red_ones_come_by_what_is_at_stake_and_not_by_who_is_late(world: World) -> None:
    """At the end of June the longest debts are not the heaviest."""
    world.clock.local(6, 24)
    inspector = await world.hire("督查员", Role.INSPECTOR)
    await inspector.say("红灯")
    codes = [match[2] for line in lines(inspector) if (match := LINE.match(line))]

    def stakes(moment: Moment) -> list[Decimal]:
        judged = judging.look(moment, [moment.reference.by_code[code] for code in codes])
        return [stake(each.stored.item, each.state.gap, each.state.node_missed, moment.today) for each in judged]

    found = await world.dispatch.look(stakes)
    assert len(found) > 3
    assert found == sorted(found, reverse=True)


@pytest.mark.parametrize(("words", "title"), [("红灯 姚家", "姚家街道 红灯（"), ("谁没报 大招商", "大招商 逾期未报（")])
async def test_a_list_is_narrowed_to_a_unit_or_a_board(world: World, words: str, title: str) -> None:
    inspector = await world.hire("督查员", Role.INSPECTOR)
    await inspector.say(words)
    assert inspector.last[-1].text.startswith(title)
    first = set(inspector.last[-1].labels)
    if "下一页" in first:
        await inspector.press("下一页")
        assert inspector.last[-1].text.startswith(title)
        assert all(LINE.match(line) for line in lines(inspector))


async def test_words_that_name_no_unit_are_refused_and_not_passed_over(world: World) -> None:
    inspector = await world.hire("督查员", Role.INSPECTOR)
    (refused,) = await inspector.say("红灯 天桥街道")
    assert refused.text == "没有“天桥街道”这个单位或板块。"


async def test_a_late_item_says_since_when(world: World) -> None:
    inspector = await world.hire("督查员", Role.INSPECTOR)
    await inspector.say("谁没报")
    assert all(re.search(r"：应于\d+月\d+日.*报，逾期 \d+ 个工作日$", line) for line in lines(inspector))


async def test_a_clerk_finds_what_is_owed_now_then_what_is_led_then_what_others_lead(world: World) -> None:
    world.clock.local(5, 24)
    clerk = await world.hire("基金公司填报人", Role.REPORTER, "QY05")
    await clerk.say("我的事项")
    assert parts(clerk) == {
        "【现在要报】": ["GZ-012"],
        "【牵头】": ["GZ-013", "GZ-014", "ZS-017"],
        "【配合】": ["GZ-001", "ZS-005", "JJ-007"],
    }
    assert lines(clerk)[1].startswith("🔴 基金公司筹建挂牌 GZ-012：")
    assert lines(clerk)[-1].startswith("🔴 区金融局 ")


async def test_what_is_owed_now_stands_with_its_plan(world: World) -> None:
    world.clock.local(6, 24)
    clerk = await world.hire("中央商务区填报人", Role.REPORTER, "BM28")
    await clerk.say("楼宇交付8座 截至6月10日")
    await clerk.press("确认提交")
    await clerk.say("我的事项")
    (line,) = (line for line in lines(clerk) if "JS-010" in line)
    assert re.search(r"JS-010：截至6月10日 8 / 26 座（累计） · 计划到今天 10\.\d座 · ", line)


async def test_what_is_reported_goes_from_what_is_owed_to_what_is_led(world: World) -> None:
    world.clock.local(6, 24)
    clerk = await world.hire("中央商务区填报人", Role.REPORTER, "BM28")
    await clerk.say("我的事项")
    assert "JS-010" in parts(clerk)["【现在要报】"]
    await clerk.say("26座楼宇累计交付23座，95万平")
    await clerk.press("确认提交")
    await clerk.say("我的事项")
    found = parts(clerk)
    assert "JS-010" in found["【牵头】"]
    owed = ["逾期" in line for line in lines(clerk) if LINE.match(line)]
    assert owed[: len(found["【现在要报】"])] == sorted(owed[: len(found["【现在要报】"])], reverse=True)

"""The month's sheet that a clerk keeps in Excel: one card for all its items, one tap."""

import io
from collections.abc import Sequence
from dataclasses import replace

import openpyxl
import pytest

from bot.road.dispatch import Dispatch
from domain.people import Role
from domain.reports import Report
from handlers.kernel.turn import Moment
from storage import items, reports
from tests.dialogs.test_imports import XLSX
from tests.support.world import Talk, World

TITLE = "某区2026年6月重点任务进展情况表"
HEADINGS = ["编号", "重点任务", "本月完成", "累计完成", "存在问题", "下一步"]
BUILDINGS = "中央商务区26座楼宇建成交付"


@pytest.fixture
async def clerk(world: World) -> Talk:
    """A clerk on 3 July."""
    world.clock.local(7, 3)
    world.house = replace(world.house, district=replace(world.house.district, evidence_types=(XLSX,)))
    world.dispatch = Dispatch(world.house)
    return await world.hire("填报人", Role.REPORTER, "BM28")


def sheet(*rows: Sequence[object], title: str = TITLE, headings: list[str] | None = None) -> bytes:
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    for row in ([title], headings or HEADINGS, *rows):
        page.append(list(row))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


async def stored(world: World, code: str) -> tuple[str, str, str]:
    """The total, day and note of an item's newest report."""

    def look(moment: Moment) -> Report:
        item = items.by_code(moment.store, 2026, code)
        assert item is not None
        return reports.of_item(moment.store, item.id)[0]

    found = await world.dispatch.look(look)
    return str(found.total), str(found.as_of), found.note


async def test_a_sheet_is_one_card_for_its_items_and_one_tap_stores_them(world: World, clerk: Talk) -> None:
    rows = (
        ["JS-010", BUILDINGS, 2, 18, "消防验收慢", "7月完成验收"],
        ["JS-011", None, None, "95万平方米", None, None],
    )
    (card,) = await clerk.send("进展.xlsx", XLSX, sheet(*rows))
    assert "请确认 2 项" in card.text
    assert "6月30日" in card.text
    await clerk.press("确认提交")
    assert await stored(world, "JS-010") == ("18", "2026-06-30", "下一步：7月完成验收")
    assert (await stored(world, "JS-011"))[:2] == ("95", "2026-06-30")


async def test_problems_of_a_sheet_are_obstacles_that_reach_who_can_help(world: World, clerk: Talk) -> None:
    inspector = await world.hire("督查员", Role.INSPECTOR)
    housing = await world.hire("住建局填报人", Role.REPORTER, "BM03")
    rows = (
        ["JS-010", BUILDINGS, None, 18, "消防验收慢，请住建局协调", "7月完成验收"],
        ["JS-011", None, None, "95万平方米", "暂无", None],
        ["ZS-012", None, None, None, "材料涨价", None],
    )
    (card,) = await clerk.send("进展.xlsx", XLSX, sheet(*rows))
    assert "堵点 JS-010：“消防验收慢，请住建局协调”，提交后转督查室、区住房和城乡建设局。" in card.text
    assert "堵点 ZS-012：“材料涨价”，提交后转督查室。" in card.text
    assert "堵点 JS-011" not in card.text
    assert await inspector.pushed() == [], "nothing leaves before the tap"
    (stored_card,) = await clerk.press("确认提交")
    assert "堵点（JS-010）已转督查室、区住房和城乡建设局。" in stored_card.text
    (told,) = await inspector.pushed()
    assert "随报送提出 2 个" in told.text
    assert told.labels == ["1 已解决", "1 不能解决", "2 已解决", "2 不能解决"]
    (asked,) = await housing.pushed()
    assert "材料涨价" not in asked.text
    await housing.press("1 已解决")
    await housing.say("6月28日现场验收")
    item = (await clerk.say("事项 JS-010"))[-1]
    assert "堵点（7月3日）：消防验收慢，请住建局协调。已解决：6月28日现场验收" in item.text


async def test_a_problem_that_still_waits_is_not_raised_again(world: World, clerk: Talk) -> None:
    inspector = await world.hire("督查员", Role.INSPECTOR)
    await clerk.send("进展.xlsx", XLSX, sheet(["JS-010", BUILDINGS, None, 18, "消防验收慢", None]))
    await clerk.press("确认提交")
    await inspector.pushed()
    (card,) = await clerk.send("进展.xlsx", XLSX, sheet(["JS-010", BUILDINGS, None, 19, "消防验收慢。", None]))
    assert "堵点与上次相同且仍待答复，不再重复登记：JS-010。" in card.text
    await clerk.press("确认提交")
    assert await world.new_in("督查员") == []
    (listed,) = await inspector.say("堵点")
    assert listed.text.startswith("待答复堵点（1）")


async def test_an_item_that_is_not_reported_raises_no_obstacle(world: World, clerk: Talk) -> None:
    await world.hire("督查员", Role.INSPECTOR)
    await clerk.say("楼宇累计交付20座")
    await clerk.press("确认提交")
    rows = (["JS-010", BUILDINGS, None, 8, "消防验收慢", None], ["JS-011", None, None, 95, None, None])
    await clerk.send("进展.xlsx", XLSX, sheet(*rows))
    card = (await clerk.press("不报这项"))[-1]
    assert "消防验收慢" not in card.text
    await clerk.press("确认提交")
    assert await world.new_in("督查员") == []


async def test_a_problem_with_a_word_of_the_list_is_named_before_it_leaves(world: World, clerk: Talk) -> None:
    world.house = replace(world.house, district=replace(world.house.district, watched=("涉密",)))
    world.dispatch = Dispatch(world.house)
    (card,) = await clerk.send("进展.xlsx", XLSX, sheet(["JS-010", BUILDINGS, None, 18, "涉密工程待批", None]))
    assert "请注意：文字中有“涉密”" in card.text


async def test_what_was_not_read_is_named_under_the_card(world: World, clerk: Talk) -> None:
    rows = (
        ["JS-010", BUILDINGS, None, 18, None, None],
        ["GZ-003", None, None, 60, None, None],
        ["JS-011", None, None, "正在协调", None, None],
        ["ZS-012", None, None, None, None, None],
    )
    (card,) = await clerk.send("进展.xlsx", XLSX, sheet(*rows))
    assert "不是本单位的事项或编号与名称对不上，未读取：GZ-003。" in card.text
    assert "另有 1 行没有填数。" in card.text
    assert "JS-010" in card.text


async def test_a_code_beside_the_name_of_another_item_is_not_reported(world: World, clerk: Talk) -> None:
    (card,) = await clerk.send("进展.xlsx", XLSX, sheet(["JS-011", BUILDINGS, None, 18, None, None]))
    assert card.text.splitlines()[0] == "这张进度表里没有可以报送的行。"
    assert "JS-011" in card.text


async def test_a_figure_that_falls_is_asked_about(world: World, clerk: Talk) -> None:
    await clerk.say("楼宇累计交付20座")
    await clerk.press("确认提交")
    content = sheet(["JS-010", BUILDINGS, None, 8, None, None], title="重点任务进展情况表")
    (asked,) = await clerk.send("进展.xlsx", XLSX, content)
    assert "20" in asked.text
    assert "请确认" not in asked.text.splitlines()[0]


async def test_another_workbook_is_evidence_as_before(world: World, clerk: Talk) -> None:
    await clerk.say("楼宇累计交付20座")
    await clerk.press("确认提交")
    (asked,) = await clerk.send("明细.xlsx", XLSX, sheet(["一号楼", "已交付"], headings=["楼名", "状态"]))
    assert "佐证" in asked.text

"""A district's own table in chat: how it is read is shown, confirmed once and kept; what was imported can be taken back."""

import io
from collections.abc import Sequence

import openpyxl
import pytest

from domain.items import Stage
from domain.people import Role
from storage import items
from storage.items import StoredItem
from tests.dialogs.test_imports import XLSX
from tests.support.world import Talk, World

TITLE = ["示例区2026年重点任务分解表"]
HEADINGS = ["序号", "重点任务", "目标任务", "责任单位", "来源文号"]


def table(*rows: Sequence[object], headings: list[str] | None = None, sheet: str = "大建设") -> bytes:
    """A workbook of one table."""
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    page.title = sheet
    for row in (TITLE, headings or HEADINGS, *rows):
        page.append(list(row))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


POOL = [1, "新建游泳馆", "2座", "区住建局", "示政发3号"]


@pytest.fixture
async def admin(world: World) -> Talk:
    """The administrator."""
    return await world.hire("管理员", Role.ADMIN)


async def named(world: World, name: str) -> StoredItem | None:
    every = await world.dispatch.look(lambda moment: items.of_year(moment.store, 2026))
    return next((each for each in every if each.item.name == name), None)


async def test_how_a_new_table_is_read_is_shown_and_its_own_columns_are_kept(world: World, admin: Talk) -> None:
    (preview,) = await admin.send("任务.xlsx", XLSX, table(POOL))
    assert "大建设：A 序号；B 重点任务→指标/事项；C 目标任务→目标值；D 责任单位→牵头单位" in preview.text
    assert "没有对应含义、随事项原样保留的列：来源文号。" in preview.text
    assert "表中没有、按默认处理的：权重（各项同等）、完成时限（年底）、报送周期（月）。" in preview.text
    assert await named(world, "新建游泳馆") is None
    await admin.press("确认导入")
    stored = await named(world, "新建游泳馆")
    assert stored is not None
    assert [(own.heading, own.text) for own in stored.item.own] == [("来源文号", "示政发3号")]
    (card,) = await admin.say(f"事项 {stored.item.code}")
    assert "来源文号：示政发3号" in card.text.splitlines()


async def test_a_confirmed_reading_is_kept_for_the_next_file_of_the_shape(world: World, admin: Talk) -> None:
    await admin.send("任务.xlsx", XLSX, table(POOL))
    await admin.press("按季报送")
    (columns,) = await admin.press("改列的含义")
    assert "来源文号 → 自有列" in columns.labels
    await admin.press("来源文号 → 自有列")
    (preview,) = await admin.press("责任领导")
    assert "E 来源文号→责任领导" in preview.text
    await admin.press("确认导入")
    (again,) = await admin.send("补充.xlsx", XLSX, table([1, "新建图书馆", "1座", "区住建局", "常务副区长"]))
    assert "各列按上次确认的含义读取。" in again.text
    await admin.press("确认导入")
    stored = await named(world, "新建图书馆")
    assert stored is not None
    assert (stored.item.leader, stored.item.cadence.value) == ("常务副区长", "季")


async def test_a_table_whose_board_nobody_names_is_asked_about_with_a_button_each(world: World, admin: Talk) -> None:
    (asked,) = await admin.send("任务.xlsx", XLSX, table(POOL, sheet="Sheet1"))
    assert asked.text.splitlines()[0] == "请选择板块"
    assert {"大经济", "大建设", "大民生"} <= set(asked.labels)
    (preview,) = await admin.press("大民生")
    assert "新增 1 项" in preview.text
    await admin.press("确认导入")
    stored = await named(world, "新建游泳馆")
    assert stored is not None
    assert stored.item.code.startswith("MS-")


async def test_an_import_is_undone_as_a_whole_and_may_come_again(world: World, admin: Talk) -> None:
    before = await named(world, "中央商务区26座楼宇建成交付")
    assert before is not None
    rows = (POOL, [2, before.item.name, "30座", "中央商务区发展服务中心", None])
    await admin.send("任务.xlsx", XLSX, table(*rows))
    await admin.press("确认导入")
    changed = await named(world, before.item.name)
    assert changed is not None
    assert str(changed.item.target) == "30"
    (done,) = await admin.press("撤销这次导入")
    assert done.text == "已撤销：1 项新增事项作废，1 项恢复原状。改正后可重新导入。"
    after, gone = await named(world, before.item.name), await named(world, "新建游泳馆")
    assert after is not None
    assert gone is not None
    assert (after.item.target, gone.item.stage) == (before.item.target, Stage.CLOSED)
    await admin.send("任务.xlsx", XLSX, table(POOL))
    await admin.press("确认导入")
    again = await named(world, "新建游泳馆")
    assert again is not None
    assert (again.id, again.item.stage) == (gone.id, Stage.OPEN)


async def test_what_a_report_rests_on_is_not_undone(world: World, admin: Talk) -> None:
    await admin.send("任务.xlsx", XLSX, table([1, "新建游泳馆", "2座", "中央商务区发展服务中心", None]))
    await admin.press("确认导入")
    clerk = await world.hire("填报人", Role.REPORTER, "BM28")
    await clerk.say("游泳馆建成1座")
    await clerk.press("确认提交")
    (refused,) = await admin.press("撤销这次导入")
    assert "1 项在导入之后已有报送、调整或堵点，不能整批撤销" in refused.text


async def test_one_cause_in_many_cells_is_told_once(world: World, admin: Talk) -> None:
    rows = [[number, f"任务{number}号", "若干", "区住建局", None] for number in range(1, 31)]
    (faults,) = await admin.send("任务.xlsx", XLSX, table(*rows))
    assert len(faults.text.splitlines()) == 3
    assert "C3、C4、C5、C6、C7、C8等 共 30 处" in faults.text

"""Importing a workbook in chat and on the store: previewed, confirmed, never a silent change."""

import io
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path

import openpyxl
import pytest
from openpyxl import Workbook

from domain.people import Role
from handlers.kernel.turn import Moment
from storage import items, reports
from tests.support.world import Talk, World, make_world

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def workbook() -> bytes:
    """The sample workbook of 2022."""
    return (files("bot") / "demo" / "data" / "agreements-2022.xlsx").read_bytes()


def changed(row: int, column: int, value: str | float | None, sheet: str = "大建设") -> bytes:
    """The sample workbook with one cell changed."""
    book = openpyxl.load_workbook(io.BytesIO(workbook()))
    book[sheet].cell(row, column).value = value
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def row_of(name: str, sheet: str = "大建设") -> int:
    """The row of an item in the sample."""
    book = openpyxl.load_workbook(io.BytesIO(workbook()))
    return next(row for row in range(5, 60) if name in str(book[sheet].cell(row, 2).value).replace("\n", ""))


@pytest.fixture
async def admin(world: World) -> Talk:
    """The administrator."""
    return await world.hire("管理员", Role.ADMIN)


async def count(world: World, year: int = 2022) -> int:
    """How many items of a year are stored."""
    return await world.dispatch.look(lambda moment: len(items.of_year(moment.store, year)))


async def test_a_workbook_sent_to_the_bot_is_previewed_and_stored_after_a_tap(world: World, admin: Talk) -> None:
    (preview,) = await admin.send("责任书.xlsx", XLSX, workbook())
    assert preview.text.splitlines()[:3] == [
        "导入预览",
        "2022年责任书，49 家单位 160 项（不是本年度，导入后只作存档，不催报）",
        "新增 160 项，变更 0 项，不变 0 项；工作簿里没有的 0 项保持不动。",
    ]
    assert await count(world) == 0
    (done,) = await admin.press("确认导入")
    assert done.text == "已导入：新增 160 项，变更 0 项。"
    assert await count(world) == 160


async def test_the_same_file_again_changes_nothing_and_says_so(world: World, admin: Talk) -> None:
    await admin.send("责任书.xlsx", XLSX, workbook())
    await admin.press("确认导入")
    (again,) = await admin.send("责任书.xlsx", XLSX, workbook())
    assert again.text == "与已存内容完全一致，没有改动。"


async def test_a_changed_file_changes_on_the_record_and_keeps_the_reports(world: World, admin: Talk) -> None:
    await admin.send("责任书.xlsx", XLSX, workbook())
    await admin.press("确认导入")
    (preview,) = await admin.send("改.xlsx", XLSX, changed(row_of("26座楼宇"), 5, "≥28座"))
    assert "新增 0 项，变更 1 项，不变 159 项" in preview.text
    assert "JS-010 中央商务区26座楼宇建成交付：目标值 26 → 28" in preview.text
    await admin.press("确认导入")

    def look(moment: Moment) -> tuple[str, int]:
        stored = items.by_code(moment.store, 2022, "JS-010")
        assert stored is not None
        return str(stored.item.target), items.agreements_of(moment.store, 2022)[0].version

    assert (await world.dispatch.look(look))[0] == "28"


async def test_faults_are_listed_by_cell_and_nothing_is_stored(world: World, admin: Talk) -> None:
    (faults,) = await admin.send("坏.xlsx", XLSX, changed(row_of("26座楼宇"), 7, "13月底前"))
    assert faults.text.splitlines()[0] == "工作簿有问题，未导入任何内容"
    assert "大建设 G" in faults.text
    assert faults.labels == []
    assert await count(world) == 0


async def test_only_the_admin_imports(world: World) -> None:
    clerk = await world.hire("填报人", Role.REPORTER, "BM28")
    (refused,) = await clerk.send("责任书.xlsx", XLSX, workbook())
    assert refused.text == "责任书.xlsx 的类型不能作为佐证，请发照片、PDF、Word 或 Excel。"
    assert await count(world) == 0


async def test_an_import_beside_reports_deletes_nothing_and_says_what_it_changes(tmp_path: Path) -> None:
    world = await make_world(tmp_path)
    admin, clerk = await with_a_report(world)

    def without_a_table(book: Workbook) -> None:
        del book["大国资"]
        book["大建设"].cell(row_of("26座楼宇"), 5).value = "≥28座"

    (preview,) = await admin.send("少一张表.xlsx", XLSX, bent(without_a_table))
    assert "变更 1 项" in preview.text
    assert "工作簿里没有的 14 项保持不动" in preview.text
    await admin.press("确认导入")

    def look(moment: Moment) -> tuple[int, int, str]:
        stored = items.of_year(moment.store, 2022)
        kept = next(each for each in stored if each.item.code == "JS-010")
        return len(stored), len(reports.of_item(moment.store, kept.id)), str(kept.item.target)

    assert await world.dispatch.look(look) == (160, 1, "28")
    (agreement,) = await clerk.say("责任书")
    assert "第 2 版" in agreement.text
    assert "JS-010 中央商务区26座楼宇建成交付：28座，12月20日前，权重 30" in agreement.text
    await world.database.close()


def bent(change: Callable[[Workbook], None]) -> bytes:
    """The sample workbook after a change."""
    book = openpyxl.load_workbook(io.BytesIO(workbook()))
    change(book)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


async def with_a_report(world: World) -> tuple[Talk, Talk]:
    """The sample of 2022 with a report on JS-010; the admin and the clerk."""
    world.clock.local(6, 24, year=2022)
    await world.settle([])
    admin = await world.hire("管理员", Role.ADMIN)
    await admin.send("责任书.xlsx", XLSX, workbook())
    await admin.press("确认导入")
    clerk = await world.hire("填报人", Role.REPORTER, "BM28")
    await clerk.say("楼宇交付18座")
    await clerk.press("确认提交")
    return admin, clerk


async def stored_name(world: World, code: str) -> str:
    stored = await world.dispatch.look(lambda moment: items.by_code(moment.store, 2022, code))
    assert stored is not None
    return stored.item.name


async def test_a_row_put_in_at_the_top_hangs_no_report_under_another_promise(tmp_path: Path) -> None:
    world = await make_world(tmp_path)
    admin, _ = await with_a_report(world)

    def put_in(book: Workbook) -> None:
        sheet = book["大国资"]
        for area in [area for area in sheet.merged_cells.ranges if area.min_row >= 5]:
            value = sheet.cell(area.min_row, area.min_col).value
            sheet.unmerge_cells(area.coord)
            for row in range(area.min_row, area.max_row + 1):
                sheet.cell(row, area.min_col).value = value
        like = [cell.value for cell in sheet[5]]
        sheet.insert_rows(5)
        for column, value in enumerate([0, "新设产业基金", "只", None, 2, 10, "12月底前", None, *like[8:]], start=1):
            sheet.cell(5, column).value = value
        for row in range(5, 20):
            sheet.cell(row, 1).value = row - 4

    name = await stored_name(world, "GZ-003")
    (preview,) = await admin.send("增一项.xlsx", XLSX, bent(put_in))
    assert "新增 1 项，变更 0 项" in preview.text
    assert "序号与已存编号不同（如 GZ-002 即已存的 GZ-001）" in preview.text
    await admin.press("确认导入")
    assert await stored_name(world, "GZ-003") == name
    assert await stored_name(world, "GZ-015") == "新设产业基金"
    await world.database.close()


@pytest.mark.parametrize(("button", "kept"), [("JS-010 同一项", False), ("JS-010 另一项", True)])
async def test_a_promise_with_reports_that_is_called_otherwise_is_asked_about(
    tmp_path: Path, button: str, kept: bool
) -> None:
    world = await make_world(tmp_path)
    admin, _ = await with_a_report(world)
    before = await stored_name(world, "JS-010")

    def rename(book: Workbook) -> None:
        book["大建设"].cell(row_of("26座楼宇"), 2).value = "中央商务区楼宇交付使用"

    (asked,) = await admin.send("改名.xlsx", XLSX, bent(rename))
    assert asked.text.splitlines()[0] == "1 项已有报送，工作簿里的写法变了，请确认"
    assert before in asked.text
    assert "中央商务区楼宇交付使用" in asked.text
    (preview,) = await admin.press(button)
    assert "导入预览" in preview.text
    await admin.press("确认导入")
    assert (await stored_name(world, "JS-010") == before) is kept
    await world.database.close()

"""台账模板: the sheet is asked for, filled in, sent back, and stored by one tap."""

import io
from dataclasses import replace
from datetime import date

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from bot.out.drawings import draw
from bot.road.dispatch import Dispatch
from documents.month_sheet_out import HEAD, TOTAL
from documents.workbook.progress_in import SHEET
from domain.people import Role
from tests.dialogs.test_imports import XLSX
from tests.dialogs.test_month_sheet import stored
from tests.support.world import Shown, Talk, World


@pytest.fixture
async def clerk(world: World) -> Talk:
    """A clerk on 3 July, when June's reports may still come."""
    world.clock.local(7, 3)
    world.house = replace(world.house, district=replace(world.house.district, evidence_types=(XLSX,)))
    world.dispatch = Dispatch(world.house)
    return await world.hire("填报人", Role.REPORTER, "BM28")


def book_of(card: Shown) -> openpyxl.Workbook:
    drawing = card.message.payload["drawing"]
    _, content = draw(drawing["kind"], drawing["data"])
    return openpyxl.load_workbook(io.BytesIO(content))


def filled(book: openpyxl.Workbook, told: dict[str, tuple[int | float | str | None, ...]]) -> bytes:
    """The sheet with what is told of each item from the figure's column on; only open cells are touched."""
    page = book[SHEET]
    assert isinstance(page, Worksheet)
    for row in page.iter_rows(min_row=HEAD + 1):
        for cell, value in zip(row[TOTAL - 1 :], told.get(str(row[0].value), ()), strict=False):
            assert not cell.protection.locked
            cell.value = value
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


async def test_the_sheet_is_filled_in_sent_back_and_stored_by_one_tap(world: World, clerk: Talk) -> None:
    (card,) = await clerk.say("台账模板")
    assert card.text == "中央商务区发展服务中心填报表，5 项。填好后直接发到这里，一次确认即可。"
    content = filled(
        book_of(card),
        {
            "JS-010": (18, "消防验收慢，请住建局协调", "7月完成验收"),
            "ZS-013": (0.625, None, None),
            "JJ-024": ("完成：商圈启动仪式", None, None),
        },
    )
    (asked,) = await clerk.send("填报表.xlsx", XLSX, content)
    assert asked.text.splitlines()[0] == "请确认 3 项（截至 6月30日）"
    assert "另有 2 行没有填数。" in asked.text
    (done,) = await clerk.press("确认提交")
    assert "堵点（JS-010）" in done.text
    assert await stored(world, "JS-010") == ("18", "2026-06-30", "下一步：7月完成验收")
    assert (await stored(world, "ZS-013"))[:2] == ("62.5", "2026-06-30")
    (again,) = await clerk.say("台账模板")
    page = book_of(again)[SHEET]
    lasts = {row[0].value: row[6].value for row in page.iter_rows(min_row=HEAD + 1)}
    assert lasts["JS-010"] == 18
    assert lasts["ZS-013"] == 0.625
    assert lasts["JJ-024"] == "完成：商圈启动仪式"


async def test_a_day_written_into_the_sheet_is_that_of_its_figures(world: World, clerk: Talk) -> None:
    (card,) = await clerk.say("台账模板")
    book = book_of(card)
    book[SHEET]["B2"].value = date(2026, 6, 25)
    (asked,) = await clerk.send("填报表.xlsx", XLSX, filled(book, {"JS-010": (18,)}))
    assert "6月25日" in asked.text.splitlines()[0]


async def test_a_board_s_sheet_is_for_who_oversees_it_and_a_unit_fills_in_its_rows(world: World, clerk: Talk) -> None:
    inspector = await world.hire("督查员", Role.INSPECTOR)
    (card,) = await inspector.say("台账模板 大建设")
    assert "请转给责任单位" in card.text
    plans = [row[5].value for row in book_of(card)[SHEET].iter_rows(min_row=HEAD + 1) if row[5].value is not None]
    assert len(plans) > 15
    assert all(isinstance(each, int | float) and round(each, 4) == each for each in plans)
    units = {row[2].value for row in book_of(card)[SHEET].iter_rows(min_row=HEAD + 1)}
    assert len(units) > 3
    content = filled(book_of(card), {"JS-010": (18,)})
    (told,) = await inspector.send("填报表.xlsx", XLSX, content)
    assert told.text == "进展表由责任单位的填报人填好后发来；代报请发“代报 单位 内容”。"
    (asked,) = await clerk.send("填报表.xlsx", XLSX, content)
    assert asked.text.splitlines()[0].startswith("请确认 1 项")
    assert "另有 1 行没有填数。" in asked.text, "those it leads, not the rows of all other units"


async def test_another_unit_s_sheet_is_not_for_a_clerk(clerk: Talk) -> None:
    (refused,) = await clerk.say("台账模板 住建局")
    assert not refused.has_file

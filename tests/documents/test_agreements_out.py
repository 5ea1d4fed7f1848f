"""Agreements go out and come back: what is exported is read to the same items, value by value."""

import io
import random
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from openpyxl import load_workbook

from bot.demo.sample import sample_items, sample_units
from bot.packs.file import load_pack
from documents.agreements_out import agreements_workbook
from documents.workbook import read_agreements
from domain.items import Basis, Cadence, Direction, Item, Kind, Milestone, Own, Secrecy, Stage
from domain.units import Unit
from tests.documents.round_trips import difference, district
from tests.documents.workbook.layouts import BOARDS, UNITS


def again(items: Sequence[Item], units: Sequence[Unit], boards: dict[str, str]) -> tuple[bytes, list[Item]]:
    names = {unit.code: unit.name for unit in units}
    content = agreements_workbook("某区2026年目标责任书", items, lambda code: names[code])
    read = read_agreements(content, "导出.xlsx", units, boards, None)
    assert read.faults == ()
    return content, [replace(each.item, source="") for each in read.items]


def test_the_sample_goes_out_and_comes_back_whole() -> None:
    boards = {board.name: board.prefix for board in load_pack("default").boards}
    items = sorted((replace(item, source="") for item in sample_items(2026)), key=lambda item: item.code)
    order = {board: at for at, board in enumerate(dict.fromkeys(item.board for item in items))}
    _, back = again(items, sample_units(), boards)
    assert back == sorted(items, key=lambda item: order[item.board])


def made(seed: int) -> Item:
    """A whole item drawn at random."""
    draw = random.Random(seed)
    start = date(2026, 1, 1) + timedelta(draw.randrange(60))
    due = date(2026, 6, 1) + timedelta(draw.randrange(200))
    kind = draw.choice((Kind.QUANTITY, Kind.PERCENTAGE))
    days = sorted(draw.sample(range(61, 151), 2))
    lead, *others = draw.sample([unit.code for unit in UNITS], 3)
    board = draw.choice(list(BOARDS))
    return Item(
        code=f"{BOARDS[board]}-{seed + 1:03d}",
        year=2026,
        board=board,
        unit=lead,
        co_units=tuple(others[: draw.randrange(3)]),
        name=draw.choice(("=新建", "+增设", "改造", "@培育")) + f"第{seed}项",
        aliases=("别名",) if draw.random() < 0.3 else (),
        kind=kind,
        target=Decimal(draw.randrange(1, 10**6)) / draw.choice((1, 10, 100)),
        measure_unit="%" if kind is Kind.PERCENTAGE else draw.choice(("亿元", "家", "万平方米", "公里")),
        baseline=Decimal(draw.randrange(1, 10**6)) / 10 if draw.random() < 0.5 else None,
        weight=Decimal(draw.randrange(1, 100)),
        start=start,
        due=due,
        cadence=draw.choice(tuple(Cadence)),
        leader=draw.choice(("", "副区长")),
        milestones=tuple(
            Milestone(date(2026, 1, 1) + timedelta(day), draw.choice(("开工", "完成一期；验收")), Decimal(day))
            for day in days
        ),
        direction=draw.choice(tuple(Direction)),
        basis=draw.choice((Basis.FLOW, Basis.LEVEL, Basis.RATE)),
        secrecy=draw.choice(tuple(Secrecy)),
        stage=Stage.OPEN,
        own=(Own("联系人", f"王{seed}"),) if draw.random() < 0.5 else (),
    )


def test_made_items_go_out_and_come_back_whole() -> None:
    items = [made(seed) for seed in range(900)]
    content, back = again(items, UNITS, BOARDS)
    assert {item.code: item for item in back} == {item.code: item for item in items}
    once_more, _ = again(back, UNITS, BOARDS)
    assert shown(once_more) == shown(content)


@pytest.mark.parametrize("seed", range(12))
def test_a_made_district_goes_out_comes_back_and_goes_out_the_same(seed: int) -> None:
    assert difference(*district(seed)) == ""


def test_a_first_row_whose_own_text_names_a_month_is_no_heading() -> None:
    item = replace(made(2), own=(Own("备注", "2026年6月底前"), Own("来源", "3月")))
    _, back = again([item], UNITS, BOARDS)
    assert [each.code for each in back] == [item.code]


def shown(content: bytes) -> list[list[object]]:
    return [[cell.value for cell in row] for sheet in load_workbook(io.BytesIO(content)) for row in sheet.iter_rows()]


@pytest.mark.parametrize("name", ["=1+1", "+86", "-5%", "@某人"])
def test_text_that_looks_like_a_formula_is_none_and_shows_no_mark(name: str) -> None:
    content = agreements_workbook("2026年", [replace(made(1), name=name)], lambda code: code)
    cell = load_workbook(io.BytesIO(content)).worksheets[0]["B3"]
    assert (cell.value, cell.data_type, cell.quotePrefix) == (name, "s", True)

"""Layouts of other districts: whatever the table looks like, it is read rightly or asked about."""

from typing import Any

import pytest

from documents.workbook import AgreementsRead, Choices, ImportedItem, read_agreements
from domain.quantities import show
from tests.documents.workbook import layouts_first, layouts_second
from tests.documents.workbook.layouts import BOARDS, UNITS, Layout, Right

LAYOUTS = (*layouts_first.LAYOUTS, *layouts_second.LAYOUTS)


def read(layout: Layout) -> AgreementsRead:
    """The layout's workbook, with its board where only a person can tell."""
    return read_agreements(layout.content(), "book.xlsx", UNITS, BOARDS, 2026, Choices(board=layout.board))


def as_right(each: ImportedItem) -> Right:
    item = each.item
    target = None if item.target is None else show(item.target)
    return item.name, item.unit, target, item.measure_unit, None if item.due is None else str(item.due)


def more(each: ImportedItem, names: dict[str, str]) -> dict[str, Any]:
    """Whatever else a layout may state of an item."""
    item = each.item
    steps = [(step.date, step.text, step.planned) for step in item.milestones]
    return {
        "board": item.board,
        "code": item.code,
        "co_units": item.co_units,
        "baseline": None if item.baseline is None else show(item.baseline),
        "weight": show(item.weight),
        "cadence": item.cadence.value,
        "leader": item.leader,
        "plans": [f"{day} {show(planned)}" for day, _, planned in steps if planned is not None],
        "steps": [f"{day} {text}" for day, text, _ in steps],
        "own": {own.heading: own.text for own in item.own},
        "parent": names.get(item.part_of or ""),
    }


@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: layout.name)
def test_a_published_layout_is_read_rightly(layout: Layout) -> None:
    result = read(layout)
    assert result.faults == ()
    assert [as_right(each) for each in result.items] == list(layout.right)
    names = {each.item.code: each.item.name for each in result.items}
    found = {each.item.name: more(each, names) for each in reversed(result.items)}
    for name, wanted in layout.more.items():
        for key, value in wanted.items():
            got = found[name][key]
            if key == "plans" and len(value) < len(got):
                assert set(value) <= set(got), key
            elif key == "own":
                assert value.items() <= got.items()
            else:
                assert got == value, key


def test_a_board_that_is_none_of_the_districts_is_as_if_none_were_said() -> None:
    layout = next(each for each in LAYOUTS if each.board is not None)
    result = read_agreements(layout.content(), "book.xlsx", UNITS, BOARDS, 2026, Choices(board="没有的板块"))
    assert result.homeless == (layout.sheet,)
    assert [fault.column for fault in result.faults] == ["板块"]

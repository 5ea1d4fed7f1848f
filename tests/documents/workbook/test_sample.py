"""The district's own workbook: all 160 items, cell by cell, and what can be guessed from their words."""

import csv
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from documents.workbook import AgreementsRead, ImportedItem, as_json, read_agreements, read_units
from domain.items import Item
from domain.quantities import show

DATA = Path(__file__).parents[3] / "bot" / "demo" / "data"
BOARDS = {"大经济": "JJ", "大建设": "JS", "大招商": "ZS", "大城管": "CG", "大民生": "MS", "大国资": "GZ"}
RANGES = {"JJ-004", "JJ-007", "ZS-002", "ZS-012", "ZS-017", "ZS-019", "GZ-013"}


def table(name: str) -> dict[str, dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return {line["code"]: line for line in csv.DictReader(file)}


def read(name: str, year: int | None = None) -> AgreementsRead:
    units = read_units((DATA / "units.csv").read_bytes(), "units.csv").units
    return read_agreements((DATA / name).read_bytes(), name, units, BOARDS, year)


@pytest.fixture(scope="module")
def workbook() -> AgreementsRead:
    return read("agreements-2022.xlsx")


def as_line(item: Item) -> dict[str, str]:
    """An item in the words of items.csv."""
    steps = (
        f"{step.date} {step.text}" + ("" if step.planned is None else f":{show(step.planned)}")
        for step in item.milestones
    )
    return {
        "code": item.code,
        "board": item.board,
        "unit": item.unit,
        "co_units": "|".join(item.co_units),
        "name": item.name,
        "kind": item.kind.value,
        "target": "" if item.target is None else show(item.target),
        "measure_unit": item.measure_unit,
        "baseline": "" if item.baseline is None else show(item.baseline),
        "weight": show(item.weight),
        "due": str(item.due),
        "cadence": item.cadence.value,
        "leader": item.leader,
        "milestones": "|".join(steps),
    }


def differences(
    items: tuple[ImportedItem, ...], expected: dict[str, dict[str, str]]
) -> Iterator[tuple[str, str, str, str]]:
    for each in items:
        for key, value in as_line(each.item).items():
            if value != expected[each.item.code][key]:
                yield each.item.code, key, value, expected[each.item.code][key]


def test_every_cell_of_the_160_items_arrives(workbook: AgreementsRead) -> None:
    expected = table("items.csv")
    assert list(differences(workbook.items, expected)) == []
    assert [each.item.code for each in workbook.items] == list(expected)
    assert len(expected) == 160


def test_the_sample_has_neither_faults_nor_notices(workbook: AgreementsRead) -> None:
    assert workbook.year == 2022
    assert workbook.faults == ()
    assert workbook.notices == ()


def test_a_start_is_read_from_a_span_and_else_assumed(workbook: AgreementsRead) -> None:
    expected = table("items.csv")
    stated = {each.item.code: each.item.start for each in workbook.items if "start" not in each.guessed}
    assert stated == {code: date.fromisoformat(expected[code]["start"]) for code in RANGES}
    assert {each.item.start for each in workbook.items if each.item.code not in RANGES} == {date(2022, 1, 1)}


def test_direction_is_guessed_right_for_all_and_basis_for_almost_all(workbook: AgreementsRead) -> None:
    notes = table("item_notes.csv")
    items = [each.item for each in workbook.items]
    assert all({"direction", "basis"} <= set(each.guessed) for each in workbook.items)
    assert [item.code for item in items if item.direction.value != notes[item.code]["direction"]] == []
    assert [item.code for item in items if item.basis.value != notes[item.code]["basis"]] == ["GZ-001"]


def test_the_csv_gives_the_same_items_with_start_and_aliases() -> None:
    expected = table("items.csv")
    result = read("items.csv")
    assert result.faults == ()
    assert result.year == 2022
    assert list(differences(result.items, expected)) == []
    for each in result.items:
        assert each.item.start.isoformat() == expected[each.item.code]["start"]
        assert "|".join(each.item.aliases) == expected[each.item.code]["aliases"]


def test_rows_are_the_rows_of_the_sheet(workbook: AgreementsRead) -> None:
    places = {each.item.code: (each.sheet, each.row) for each in workbook.items}
    assert places["JJ-001"] == ("大经济", 5)
    assert places["GZ-014"] == ("大国资", 18)


def test_another_year_than_the_title_is_a_fault() -> None:
    result = read("agreements-2022.xlsx", 2023)
    assert result.items == ()
    assert "2022 年，与指定的 2023 年不一致" in result.faults[0].reason


def test_the_json_form_holds_decimals_as_strings_and_dates_as_iso(workbook: AgreementsRead) -> None:
    item = next(each for each in as_json(workbook)["items"] if each["code"] == "CG-013")
    assert item["target"] == "1.2"
    assert item["due"] == "2022-10-31"
    assert item["co_units"] == ["BM04", "BM21"]
    steps = item["milestones"]
    assert isinstance(steps, list)
    assert steps[0] == {"date": "2022-06-30", "text": "拆除0.6万平方米", "planned": "0.6"}
    assert (item["sheet"], item["row"], item["direction"], item["basis"]) == ("大城管", 17, "up", "flow")
    assert as_json(workbook)["faults"] == []


def test_both_lists_of_units_give_the_same_49() -> None:
    from_book = read_units((DATA / "units.xlsx").read_bytes(), "units.xlsx")
    from_csv = read_units((DATA / "units.csv").read_bytes(), "units.csv")
    assert from_book.faults == from_csv.faults == ()
    assert from_book.units == from_csv.units
    assert len(from_csv.units) == 49
    assert from_book.posts["BM02"] == "招商统筹科科长"


def test_no_percentage_is_taken_for_a_fraction(workbook: AgreementsRead) -> None:
    targets = {each.item.code: (each.item.baseline, each.item.target) for each in workbook.items}
    assert targets["JJ-008"] == (Decimal("11.8"), Decimal(15))
    assert targets["ZS-013"] == (Decimal(38), Decimal(100))

"""Who rang and for which unit, out of the line an inspector types; who may type it in and who may correct it."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from bot.demo.sample import sample_units
from domain.access import may_change, may_confirm, may_report, may_take_call, may_verify
from domain.calls import Call, read_caller, read_unit
from domain.items import ItemId
from domain.people import Person, PersonId, Role
from domain.reports import Report, ReportId, ReportState, ValueKind
from tests.domain.examples import BUILDINGS

UNITS = sample_units()
REPORT = Report(
    id=ReportId(1),
    item=ItemId(1),
    person=PersonId(1),
    unit="BM28",
    typed="",
    value=Decimal(18),
    value_kind=ValueKind.TOTAL,
    total=Decimal(18),
    status=None,
    as_of=date(2026, 6, 24),
    note="",
    submitted_at=datetime(2026, 6, 24, tzinfo=UTC),
    state=ReportState.SUBMITTED,
)


@pytest.mark.parametrize(
    ("line", "caller", "rest"),
    [
        ("规上工业3家 来电人 王主任", "王主任", "规上工业3家"),
        ("规上工业3家，来电人：王主任，截至6月20日", "王主任", "规上工业3家 ，截至6月20日"),
        ("来电人 王主任 规上工业3家", "王主任", "规上工业3家"),
        ("来电人王主任 规上工业3家", "王主任", "规上工业3家"),
        ("来电人数3人", "", "来电人数3人"),
        ("来电人 王主任", "王主任", ""),
        ("规上工业3家（来电人：李科长）", "李科长", "规上工业3家"),
        ("规上工业3家", "", "规上工业3家"),
        ("来电3家", "", "来电3家"),
    ],
)
def test_who_rang_is_told_apart_from_what_was_told(line: str, caller: str, rest: str) -> None:
    assert read_caller(line) == (caller, rest)


@pytest.mark.parametrize(
    ("line", "code", "rest"),
    [
        ("舜华路街道 规上工业3家", "JD14", "规上工业3家"),
        ("舜华路规上工业3家", "JD14", "规上工业3家"),
        ("舜华 规上工业3家", "JD14", "规上工业3家"),
        ("舜华路办事处：规上工业3家", "JD14", "规上工业3家"),
        ("jd14 规上工业3家", "JD14", "规上工业3家"),
        ("JD140 规上工业3家", None, "JD140 规上工业3家"),
        ("舜华路街道", "JD14", ""),
        ("规上工业3家", None, "规上工业3家"),
        ("", None, ""),
    ],
)
def test_the_line_begins_with_a_unit_by_any_of_its_names(line: str, code: str | None, rest: str) -> None:
    unit, words = read_unit(line, UNITS)
    assert (unit.code if unit else None, words) == (code, rest)


def test_every_name_of_every_unit_is_read_as_that_unit() -> None:
    for unit in UNITS:
        for name in (unit.code, unit.name, *unit.short_names):
            assert read_unit(f"{name} 3家", UNITS) == (unit, "3家")


def person(id_: int, role: Role, unit: str | None = None) -> Person:
    """Somebody."""
    return Person(PersonId(id_), "某人", role, unit)


def test_only_an_inspector_reports_for_a_unit_that_rang_and_only_on_that_units_items() -> None:
    call = Call("BM28")
    inspector = person(1, Role.INSPECTOR)
    assert may_report(inspector, BUILDINGS, call)
    assert not may_report(inspector, BUILDINGS)
    assert not may_report(inspector, BUILDINGS, Call("BM01"))
    assert may_report(inspector, replace(BUILDINGS, co_units=("BM01",)), Call("BM01"))
    assert not may_take_call(person(1, Role.INSPECTOR, "BM28"), "BM28")
    for role in set(Role) - {Role.INSPECTOR}:
        assert not may_report(person(1, role, "BM28"), BUILDINGS, call)


def test_what_was_told_by_telephone_is_the_units_to_correct_and_another_inspectors_to_verify() -> None:
    told = replace(REPORT, caller="")
    clerk, head = person(2, Role.REPORTER, "BM28"), person(3, Role.UNIT_HEAD, "BM28")
    typist, other = person(1, Role.INSPECTOR), person(4, Role.INSPECTOR)
    assert [may_change(each, told) for each in (clerk, head, typist, other)] == [True, True, True, False]
    assert [may_change(each, REPORT) for each in (clerk, head)] == [False, True]
    assert not may_change(person(5, Role.REPORTER, "BM01"), told)
    assert not may_verify(typist, told)
    assert may_verify(other, told)
    assert may_confirm(head, told)

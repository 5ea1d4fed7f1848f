"""Whom a row of a people file means: a name is no identity."""

from itertools import product

import pytest

from domain.people import Person, PersonId, Role
from domain.staff import Doubt, Row, matched

ZHANG = Person(PersonId(1), "张三", Role.REPORTER, "BM28", "科员")
LI = Person(PersonId(2), "李四", Role.UNIT_HEAD, "BM03")
OTHER_ZHANG = Person(PersonId(3), "张三", Role.REPORTER, "JD14")
KNOWN = (ZHANG, LI)


def test_who_stands_where_the_row_says_is_known() -> None:
    staff = matched([Row("张三", Role.REPORTER, "BM28")], KNOWN)
    assert (staff.same, staff.new, staff.moved, staff.doubts) == (1, (), (), ())


@pytest.mark.parametrize(("role", "unit"), [(Role.REPORTER, "JD14"), (Role.UNIT_HEAD, "BM28"), (Role.INSPECTOR, None)])
def test_a_known_name_elsewhere_is_in_doubt(role: Role, unit: str | None) -> None:
    staff = matched([Row("张三", role, unit)], KNOWN)
    assert staff.doubts == (Doubt(0, (ZHANG,)),)
    assert (staff.new, staff.moved) == ((), ())


def test_the_number_moves_and_the_word_adds() -> None:
    by_number = Row("张三", Role.REPORTER, "JD14", number=ZHANG.id)
    assert [(each.person, each.to) for each in matched([by_number], KNOWN).moved] == [(ZHANG, by_number)]
    somebody_else = Row("张三", Role.REPORTER, "JD14", another=True)
    assert matched([somebody_else], KNOWN).new == (somebody_else,)


def test_a_number_whose_row_says_nothing_new_changes_nothing() -> None:
    assert matched([Row("张三", Role.REPORTER, "BM28", number=ZHANG.id)], KNOWN).same == 1
    assert matched([Row("张三", Role.REPORTER, "BM28", post="科员", number=ZHANG.id)], KNOWN).same == 1
    assert len(matched([Row("张三", Role.REPORTER, "BM28", post="科长", number=ZHANG.id)], KNOWN).moved) == 1


def test_a_number_that_nobody_has_is_in_doubt() -> None:
    assert matched([Row("张三", Role.REPORTER, "BM28", number=PersonId(9))], KNOWN).doubts == (Doubt(0, ()),)


def test_two_of_a_name_are_two_where_each_has_a_row() -> None:
    rows = [Row("张三", Role.REPORTER, "BM28"), Row("张三", Role.REPORTER, "JD14")]
    staff = matched(rows, KNOWN)
    assert (staff.same, staff.new, staff.doubts) == (1, (rows[1],), ())
    staff = matched([Row("张三", Role.REPORTER, "BM03")], (ZHANG, OTHER_ZHANG))
    assert staff.doubts == (Doubt(0, (ZHANG, OTHER_ZHANG)),)


def test_every_row_is_counted_once_and_nobody_known_is_added_without_a_word() -> None:
    names, roles, places = ("张三", "李四", "王五"), (Role.REPORTER, Role.UNIT_HEAD), ("BM28", "JD14")
    for name, role, unit, number in product(names, roles, places, (None, 1, 9)):
        row = Row(name, role, unit, number=None if number is None else PersonId(number))
        staff = matched([row], (*KNOWN, OTHER_ZHANG))
        assert len(staff.new) + len(staff.moved) + staff.same + len(staff.doubts) == 1
        assert not staff.new or name == "王五"

"""What units may be called, and whom a name of long ago finds."""

from dataclasses import replace

import pytest

from domain.units import NoRename, Unit, UnitKind, renamed, why_no_rename, with_former

HOUSING = Unit("BM03", "区住建局", ("住建局", "住建"), UnitKind.DEPARTMENT)
RENEWAL = Unit("BM04", "区更新局", ("更新局",), UnitKind.DEPARTMENT)
UNITS = (HOUSING, RENEWAL)


def test_a_renamed_unit_keeps_its_code_and_not_its_short_names() -> None:
    after = renamed(HOUSING, "区城建局", ("城建局", "区城建局", "城建局"))
    assert (after.code, after.name, after.short_names) == ("BM03", "区城建局", ("城建局",))
    assert renamed(HOUSING, "区城建局").short == "区城建局"


@pytest.mark.parametrize(
    ("name", "shorts", "why"),
    [
        ("区城建局", (), None),
        ("区城建局", ("住建局",), None),
        (" ", (), NoRename.EMPTY),
        ("区城建局", (" ",), NoRename.EMPTY),
        ("局" * 101, (), NoRename.TOO_LONG),
        ("区住建局", ("住建局", "住建"), NoRename.SAME),
        ("区住建局", ("住建局",), None),
        ("区更新局", (), NoRename.TAKEN),
        ("区城建局", ("更新局",), NoRename.TAKEN),
        ("BM04", (), NoRename.TAKEN),
    ],
)
def test_a_name_is_one_units(name: str, shorts: tuple[str, ...], why: NoRename | None) -> None:
    assert why_no_rename(renamed(HOUSING, name, shorts), UNITS) is why


def test_a_name_of_before_is_nobodys_while_another_bears_it() -> None:
    """The department was divided: the new one took the old name."""
    after = replace(HOUSING, name="区城建局", short_names=())
    borne = [("BM03", "区住建局"), ("BM03", "住建局")]
    assert with_former([after, RENEWAL], borne)[0].former == ("区住建局", "住建局")
    heir = replace(RENEWAL, name="区住建局")
    assert [each.former for each in with_former([after, heir], borne)] == [("住建局",), ()]


def test_of_two_that_bore_a_name_the_last_is_meant() -> None:
    borne = [("BM03", "区规划局"), ("BM04", "区规划局")]
    assert [each.former for each in with_former(UNITS, borne)] == [(), ("区规划局",)]
    assert [each.former for each in with_former(UNITS, [*borne, ("BM03", "区规划局")])] == [("区规划局",), ()]

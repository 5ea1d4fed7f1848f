"""Who may report, have a digest, ask a unit, or ask for a notice: each rule as a table of roles."""

from dataclasses import replace

import pytest

from domain.access import (
    NoReport,
    NoSupervision,
    Supervision,
    may_have_digest,
    may_nudge,
    may_request_notice,
    why_no_report,
    why_no_supervision,
)
from domain.calls import Call
from domain.digest import Scope
from domain.items import Stage
from domain.people import Person, PersonId, Role
from tests.domain.examples import BUILDINGS

ITEM = replace(BUILDINGS, unit="BM28", leader="分管副区长（城建）")
PEOPLE = {
    "clerk": Person(PersonId(1), "张三", Role.REPORTER, "BM28", "", True),
    "head": Person(PersonId(2), "李四", Role.UNIT_HEAD, "BM28", "", True),
    "other head": Person(PersonId(3), "王五", Role.UNIT_HEAD, "JD11", "", True),
    "inspector": Person(PersonId(4), "赵六", Role.INSPECTOR, None, "", True),
    "inspector of the unit": Person(PersonId(5), "钱七", Role.INSPECTOR, "BM28", "", True),
    "leader": Person(PersonId(6), "孙八", Role.LEADER, None, "分管副区长（城建）", True),
    "other leader": Person(PersonId(7), "周九", Role.LEADER, None, "常务副区长", True),
    "admin": Person(PersonId(8), "吴十", Role.ADMIN, None, "", True),
}
DISTRICT = {"inspector", "inspector of the unit", "leader", "other leader", "admin"}


@pytest.mark.parametrize("who", PEOPLE)
def test_a_unit_is_nudged_by_the_inspectors_and_by_the_items_own_leader(who: str) -> None:
    assert may_nudge(PEOPLE[who], ITEM) == (who in {"inspector", "leader"})


@pytest.mark.parametrize("who", PEOPLE)
def test_only_the_items_own_leader_asks_for_a_notice(who: str) -> None:
    assert may_request_notice(PEOPLE[who], ITEM) == (who == "leader")


@pytest.mark.parametrize("who", PEOPLE)
def test_digests_of_a_unit_are_for_its_head_and_the_district(who: str) -> None:
    assert may_have_digest(PEOPLE[who], Scope(2026, unit="BM28")) == (who in DISTRICT | {"head"})


@pytest.mark.parametrize("who", PEOPLE)
@pytest.mark.parametrize("scope", [Scope(2026), Scope(2026, board="大建设"), Scope(2026, leader="常务副区长")])
def test_wider_digests_are_for_the_district_alone(who: str, scope: Scope) -> None:
    assert may_have_digest(PEOPLE[who], scope) == (who in DISTRICT)


NEVER = NoReport.NOT_REPORTER


@pytest.mark.parametrize(
    ("who", "at_all", "own_item", "taking_a_call"),
    [
        ("clerk", None, None, NEVER),
        ("head", None, None, NEVER),
        ("other head", None, NoReport.NOT_YOURS, NEVER),
        ("inspector", NEVER, NEVER, None),
        ("inspector of the unit", NEVER, NEVER, NoReport.OWN_UNIT),
        ("leader", NEVER, NEVER, NEVER),
        ("admin", NEVER, NEVER, NEVER),
    ],
)
def test_why_a_person_cannot_report(
    who: str, at_all: NoReport | None, own_item: NoReport | None, taking_a_call: NoReport | None
) -> None:
    person = PEOPLE[who]
    assert why_no_report(person) is at_all
    assert why_no_report(person, ITEM) is own_item
    assert why_no_report(person, ITEM, Call("BM28")) is taking_a_call
    if taking_a_call is None:
        assert why_no_report(person, ITEM, Call("JD11")) is NoReport.NOT_THEIRS
        assert why_no_report(person, replace(ITEM, co_units=("JD11",)), Call("JD11")) is None


@pytest.mark.parametrize("stage", list(Stage))
@pytest.mark.parametrize(
    ("who", "steps"),
    [
        ("inspector", {Supervision.NUDGE, Supervision.NOTICE}),
        ("inspector of the unit", {Supervision.NOTICE}),
        ("leader", {Supervision.NUDGE, Supervision.REQUEST}),
        ("other leader", set()),
        ("clerk", set()),
        ("admin", set()),
    ],
)
def test_an_item_is_supervised_by_whom_it_falls_to_while_somebody_works_on_it(
    who: str, steps: set[Supervision], stage: Stage
) -> None:
    for step in Supervision:
        why = why_no_supervision(PEOPLE[who], replace(ITEM, stage=stage), step)
        if step not in steps:
            assert why is NoSupervision.NOT_ALLOWED
        else:
            assert why is (None if stage is Stage.OPEN else NoSupervision.NOT_OPEN)

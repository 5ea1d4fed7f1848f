"""What is at stake on an item that is behind."""

from dataclasses import replace
from decimal import Decimal

from domain.gravity import stake, strain
from domain.items import Basis, Kind
from domain.pace import STALLED
from tests.domain.examples import BUILDINGS, day, nodes

TODAY = day("06-22")
ROAD = replace(
    BUILDINGS,
    kind=Kind.MILESTONE,
    basis=Basis.ONCE,
    target=Decimal(1),
    milestones=nodes(("03-01", "a", None), ("05-01", "b", None), ("06-01", "c", None), ("10-01", "d", None)),
)


def test_a_heavy_promise_a_little_behind_outweighs_a_light_one_far_behind() -> None:
    heavy, light = replace(BUILDINGS, weight=Decimal(60)), replace(BUILDINGS, weight=Decimal(10))
    assert stake(heavy, Decimal(-20), None, TODAY) == Decimal(12)
    assert stake(light, Decimal(-50), None, TODAY) == Decimal(5)


def test_what_is_ahead_stakes_nothing() -> None:
    assert stake(BUILDINGS, Decimal(7), None, TODAY) == 0
    assert stake(BUILDINGS, None, None, TODAY) == 0


def test_after_the_due_day_the_whole_promise_is_at_stake() -> None:
    assert stake(BUILDINGS, Decimal(-4), None, day("12-21")) == BUILDINGS.weight
    assert stake(BUILDINGS, Decimal(-4), None, day("12-20")) < BUILDINGS.weight


def test_of_nodes_those_from_the_first_missed_one_up_to_today_are_at_stake() -> None:
    assert stake(ROAD, None, day("05-01"), TODAY) == ROAD.weight / 2
    assert stake(ROAD, None, day("06-01"), TODAY) == ROAD.weight / 4


def test_a_promise_is_never_more_than_lost() -> None:
    assert stake(BUILDINGS, Decimal(-300), None, TODAY) == BUILDINGS.weight


def test_little_time_and_great_weight_strain_most() -> None:
    soon, late = strain(BUILDINGS, None, 300, 5), strain(BUILDINGS, None, 300, 120)
    assert soon > late
    assert strain(replace(BUILDINGS, weight=Decimal(90)), None, 300, 120) > late
    assert strain(BUILDINGS, None, STALLED, 120) > late


def test_who_works_fast_enough_strains_nothing_and_the_last_day_breaks_nothing() -> None:
    assert strain(BUILDINGS, None, 100, 40) == 0
    assert strain(BUILDINGS, None, 80, 40) == 0
    assert strain(BUILDINGS, None, 200, 0) == strain(BUILDINGS, None, 200, 1)


def test_who_is_on_plan_strains_nothing_although_more_is_to_be_done_later() -> None:
    assert strain(BUILDINGS, Decimal(0), 300, 40) == 0
    assert strain(BUILDINGS, Decimal(-1), 300, 40) > 0

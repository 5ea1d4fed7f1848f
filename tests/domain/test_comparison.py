"""Who leads and who lags."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from domain.colours import Light
from domain.comparison import Entrant, Entry, Order, day_compared, entry, rank, takes_part
from domain.items import Basis, Direction, Kind, Milestone, Stage
from domain.lights import judge
from domain.progress import Point, Standing
from tests.domain.examples import BUILDINGS, CALENDAR, RULES, day

TODAY = day("06-22")
GREEN, YELLOW, RED, GREY = Light.GREEN, Light.YELLOW, Light.RED, Light.GREY


def made(light: Light, ahead: int | None, weight: int = 10, done: int | None = None) -> Entry:
    wanted = None if done is None or ahead is None else Decimal(done - ahead)
    return Entry(
        light,
        Decimal(weight),
        Decimal(done) if done is not None else None,
        wanted,
        None if ahead is None else Decimal(ahead),
    )


def keys(order: Order, **entrants: list[Entry]) -> list[tuple[int, str]]:
    found = rank([Entrant(key, tuple(some)) for key, some in entrants.items()], order)
    return [(each.place, each.key) for each in found.placed]


def test_one_task_is_ranked_by_its_distance_to_the_plan() -> None:
    assert keys(Order.PLAN, a=[made(GREEN, 2)], b=[made(RED, -16)], c=[made(GREEN, 4)]) == [
        (1, "c"),
        (2, "a"),
        (3, "b"),
    ]


def test_completion_ranks_otherwise_where_targets_differ() -> None:
    ahead_but_little, behind_but_much = [made(GREEN, 3, done=20)], [made(YELLOW, -6, done=70)]
    assert keys(Order.COMPLETION, a=ahead_but_little, b=behind_but_much) == [(1, "b"), (2, "a")]
    assert keys(Order.PLAN, a=ahead_but_little, b=behind_but_much) == [(1, "a"), (2, "b")]


def test_several_tasks_are_ranked_by_the_weight_of_what_is_red_before_yellow_before_the_distance() -> None:
    places = keys(
        Order.LIGHTS,
        light_red=[made(RED, -20, weight=5), made(GREEN, 0, weight=95)],
        heavy_red=[made(RED, -12, weight=60), made(GREEN, 9, weight=40)],
        yellow=[made(YELLOW, -6), made(YELLOW, -6)],
        behind=[made(GREEN, -3), made(GREEN, -1)],
        ahead=[made(GREEN, 3)],
    )
    assert [key for _, key in places] == ["ahead", "behind", "yellow", "light_red", "heavy_red"]


def test_many_items_are_no_worse_than_few_by_their_number() -> None:
    two_of_eight = [made(RED, -10)] * 2 + [made(GREEN, 0)] * 6
    one_of_two = [made(RED, -10), made(GREEN, 0)]
    assert keys(Order.LIGHTS, many=two_of_eight, few=one_of_two) == [(1, "many"), (2, "few")]


def test_equals_share_a_place_and_the_next_one_is_counted_on() -> None:
    assert keys(Order.PLAN, a=[made(GREEN, 1)], b=[made(GREEN, 1)], c=[made(GREEN, 0)]) == [
        (1, "a"),
        (1, "b"),
        (3, "c"),
    ]


def test_who_has_no_figure_has_no_place_unless_a_light_speaks() -> None:
    silent = [
        Entrant("grey", (made(GREY, None),)),
        Entrant("late", (made(RED, None),)),
        Entrant("fine", (made(GREEN, 1),)),
    ]
    by_plan, by_lights = rank(silent, Order.PLAN), rank(silent, Order.LIGHTS)
    assert ([each.key for each in by_plan.placed], by_plan.unplaced) == (["fine"], ("grey", "late"))
    assert ([each.key for each in by_lights.placed], by_lights.unplaced) == (["fine", "late"], ("grey",))


def test_figures_of_a_group_are_means_by_weight() -> None:
    found = rank(
        [Entrant("a", (made(GREEN, 4, weight=30, done=60), made(GREEN, -8, weight=10, done=20)))], Order.LIGHTS
    )
    (only,) = found.placed
    assert (only.done, only.planned, only.ahead) == (Decimal(50), Decimal(49), Decimal(1))


def test_weights_of_nothing_do_not_break_the_means() -> None:
    found = rank([Entrant("a", (made(RED, -4, weight=0, done=10), made(GREEN, 0, weight=0, done=30)))], Order.LIGHTS)
    assert found.placed[0].done == Decimal(20)


ROAD = replace(
    BUILDINGS,
    kind=Kind.MILESTONE,
    basis=Basis.ONCE,
    target=Decimal(1),
    milestones=tuple(Milestone(date(2026, month, 1), str(month)) for month in (3, 5, 8, 10)),
)


def test_nodes_are_a_share_of_the_way() -> None:
    standing = Standing(day("01-01"), reported_as_of=day("05-31"), reached=frozenset({0}))
    found = entry(ROAD, standing, YELLOW, None, TODAY, CALENDAR)
    assert (found.done, found.planned, found.ahead) == (Decimal(25), Decimal(50), Decimal(-25))


def test_an_item_that_never_reported_has_no_share() -> None:
    found = entry(ROAD, Standing(day("01-01")), GREY, None, TODAY, CALENDAR)
    assert (found.done, found.ahead) == (None, None)


def test_a_yearly_cap_has_no_completion() -> None:
    cap = replace(BUILDINGS, basis=Basis.FLOW, direction=Direction.DOWN)
    standing = Standing(day("01-01"), (Point(day("05-31"), Decimal(9)),), day("05-31"))
    assert entry(cap, standing, GREEN, Decimal(3), day("05-31"), CALENDAR).done is None


@pytest.mark.parametrize(("due", "late"), [(day("07-06"), False), (day("06-05"), True)])
def test_the_plan_of_the_same_day_counts_as_for_the_light(due: date, late: bool) -> None:
    building = BUILDINGS
    standing = Standing(day("01-01"), (Point(day("04-30"), Decimal(5)),), day("04-30"))
    gap = judge(building, standing, TODAY, due, RULES, CALENDAR).gap
    on = day_compared(building, standing, TODAY, late=late)
    found = entry(building, standing, GREEN, gap, on, CALENDAR)
    assert found.done is not None
    assert found.planned is not None
    assert found.ahead is not None
    assert abs(found.done - found.planned - found.ahead) < Decimal("0.11")


def test_what_was_ended_unfinished_takes_no_part() -> None:
    ended = replace(ROAD, stage=Stage.CLOSED)
    assert not takes_part(ended, GREY)
    assert takes_part(ended, Light.BLUE)
    assert not takes_part(replace(ROAD, stage=Stage.DRAFT), GREY)

"""Missed periods: what was missed, how many in a row, and what making up does."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.colours import GRAVITY, Light
from domain.due_rules import DueRule
from domain.items import Basis, Cadence, Direction, Item, Stage
from domain.light_rules import Blue, LightConsequence, LightTurn, Measure, Miss, MissedRule, PeerRule, called_down
from domain.lights import judge
from domain.pace import plan_value
from domain.progress import Point, Standing
from domain.reasons import joined
from domain.shortfalls import average_completion, likeness, missed_run, share_points
from handlers.lights.words.reasons import reason as why
from tests.domain.examples import (
    ACCIDENTS,
    BUILDINGS,
    CALENDAR,
    EVERY_FIGURE,
    FUND,
    GDP,
    NEW_YEAR,
    RULES,
    day,
    nodes,
    reported,
    staged,
)

MONTHLY = DueRule(5, None, 5)
QUARTERLY = DueRule(10, None, 10)
MONTH = MissedRule(Miss.PLAN, Cadence.MONTH, MONTHLY, 1, Light.RED, Light.YELLOW)
TWO = MissedRule(Miss.PLAN, Cadence.MONTH, MONTHLY, 2, Light.RED, None)
START = MissedRule(Miss.START, Cadence.MONTH, MONTHLY, 1, Light.YELLOW, None)
QUARTER = MissedRule(Miss.PLAN, Cadence.QUARTER, QUARTERLY, 1, Light.RED, None)
ROADS = replace(
    BUILDINGS,
    name="打通道路",
    target=Decimal(120),
    due=day("12-31"),
    cadence=Cadence.MONTH,
    milestones=nodes(*((f"{month:02}-{last}", f"{month}月", str(10 * month)) for month, last in
                       ((1, 31), (2, 28), (3, 31), (4, 30), (5, 31), (6, 30)))),
)  # fmt: skip


def run(item: Item, standing: Standing, today: str, rule: MissedRule) -> tuple[int, str, bool] | None:
    found = missed_run(item, standing, day(today), rule, CALENDAR)
    return (found.periods, why(joined([*found.reasons])), found.made_up) if found else None


@pytest.mark.parametrize(
    ("standing", "today", "expected"),
    [
        (reported(("04-30", 40), ("05-31", 50)), "06-01", None),
        (reported(("04-30", 40), ("05-31", 49)), "05-31", None),
        (reported(("04-30", 40), ("05-31", 49)), "06-01", (1, "5月未达计划", False)),
        (reported(("03-31", 30), ("04-30", 39), ("05-31", 49)), "06-01", (2, "连续 2 个月未达计划", False)),
        (reported(("04-30", 39), ("05-31", 50)), "06-01", None),
        (reported(("04-30", 40), ("05-31", 49), ("06-10", 50)), "06-11", (1, "5月未达计划，已补上", True)),
        (reported(("03-31", 30), ("04-30", 40)), "06-01", None),
        (reported(("03-31", 30), ("04-30", 40)), "06-05", None),
        (reported(("03-31", 30), ("04-30", 40)), "06-08", (1, "5月未达计划", False)),
        (reported(("03-31", 30), ("05-28", 50)), "06-01", None),
        (reported(tracked_from=day("07-06")), "07-06", None),
    ],
    ids=[
        "kept", "not over yet", "missed", "twice", "kept after a miss", "made up", "silent, not due yet",
        "silent, due today", "silent and overdue", "reported a little early", "before tracking",
    ],
)  # fmt: skip
def test_a_period_is_missed_when_it_is_over_and_its_plan_was_not_met(
    standing: Standing, today: str, expected: tuple[int, str, bool] | None
) -> None:
    assert run(ROADS, standing, today, MONTH) == expected


def test_an_early_report_is_held_against_the_plan_of_its_own_day() -> None:
    planned = plan_value(ROADS, day("05-28"), CALENDAR)
    assert planned is not None
    assert 49 < planned < 50
    assert run(ROADS, reported(("04-30", 40), ("05-28", str(planned))), "06-01", MONTH) is None
    assert run(ROADS, reported(("04-30", 40), ("05-28", 49)), "06-01", MONTH) is not None


def test_not_started_is_nothing_done_though_the_plan_wanted_something() -> None:
    none_yet = reported(("01-31", 0), ("02-28", 0))
    assert run(ROADS, none_yet, "03-02", START) == (2, "连续 2 个月未启动", False)
    assert run(ROADS, reported(("01-31", 1)), "02-02", START) is None
    later = replace(ROADS, milestones=nodes(("03-31", "三月起", "0"), ("06-30", "半年", "40")))
    assert run(later, none_yet, "03-02", START) is None, "the plan wants nothing before April"
    assert run(FUND, staged((), "04-20"), "05-08", START) == (2, "连续 2 个月未启动", False)
    assert run(FUND, staged({0}, "04-20"), "05-08", START) is None
    assert run(ACCIDENTS, reported(("05-31", 0), ("06-30", 0)), "07-08", START) is None, "no accident is no fault"
    assert run(GDP, reported(("03-31", 0)), "04-08", START) is None


def test_a_rules_period_is_never_finer_than_the_items_own_cycle() -> None:
    quarterly = replace(ROADS, cadence=Cadence.QUARTER)
    assert run(quarterly, reported(("03-31", 29)), "04-02", MONTH) == (1, "一季度未达计划", False)
    finer = replace(MONTH, period=Cadence.TEN_DAYS)
    assert run(replace(ROADS, cadence=Cadence.TEN_DAYS), reported(("02-28", 20), ("03-10", 20)), "03-11", finer) == (
        1,
        "3月上旬未达计划",
        False,
    )


def test_a_rate_is_missed_by_what_was_measured_and_cannot_be_made_up() -> None:
    assert run(GDP, reported(("03-31", 5)), "04-20", QUARTER) == (1, "一季度未达计划", False)
    assert run(GDP, reported(("03-31", 5), ("06-20", 9)), "06-22", QUARTER) == (1, "一季度未达计划", False)
    assert run(GDP, reported(("03-31", "6.1")), "07-20", QUARTER) is None, "not measured: late, not missed"


def test_a_different_period_for_each_colour() -> None:
    """Songyang 2022: a month behind is yellow, a quarter missed is red."""
    rules = replace(RULES, yellow_gap=Decimal(100), red_gap=Decimal(100), milestone_late_yellow=250,
                    milestone_late_red=250, missed=(replace(MONTH, light=Light.YELLOW, made_up=None), QUARTER))  # fmt: skip

    def light(standing: Standing, today: str) -> Light:
        return judge(ROADS, standing, day(today), None, rules, CALENDAR).light

    assert light(reported(("01-31", 10), ("02-28", 19)), "03-02") is Light.YELLOW
    assert light(reported(("01-31", 10), ("02-28", 19), ("03-31", 29)), "04-01") is Light.RED
    assert light(reported(("01-31", 10), ("02-28", 19), ("03-31", 30)), "04-01") is Light.GREEN


def test_made_up_later_turns_red_to_yellow_only_where_the_pack_says_so() -> None:
    made_up = reported(("04-30", 40), ("05-31", 49), ("06-10", 54))
    for rule, light in ((MONTH, Light.YELLOW), (replace(MONTH, made_up=None), Light.GREEN)):
        found = judge(ROADS, made_up, day("06-11"), None, replace(RULES, missed=(rule,)), CALENDAR)
        assert found.light is light
    assert why(found.reason) == "比计划快 0.2 个百分点", "what is forgiven is not told"


def test_a_share_of_the_plan_is_counted_from_where_the_plan_begins() -> None:
    assert share_points(ROADS, reported(("04-30", 20)), None, CALENDAR) == -50
    level = replace(ROADS, basis=Basis.LEVEL, baseline=Decimal(20), milestones=nodes(("04-30", "", "40")))
    assert share_points(level, reported(("04-30", 30)), None, CALENDAR) == -50
    falls = replace(level, direction=Direction.DOWN, baseline=Decimal(60), target=Decimal(0))
    assert share_points(falls, reported(("04-30", 50)), None, CALENDAR) == -50
    idle = replace(ROADS, milestones=nodes(("03-31", "", "0"), ("06-30", "", "60")))
    assert share_points(idle, reported(("03-31", 3)), None, CALENDAR) is None, "the plan wants nothing yet"
    rules = replace(RULES, measure=Measure.SHARE, yellow_gap=Decimal(0), red_gap=Decimal(50))
    found = judge(ROADS, reported(("04-30", 19)), day("04-30"), None, rules, CALENDAR)
    assert (found.light, why(found.reason).split("，")[1]) == (Light.RED, "比序时计划少 53%")


def test_who_is_far_below_the_average_of_its_like_is_told_so() -> None:
    rules = replace(RULES, yellow_gap=Decimal(100), red_gap=Decimal(100),
                    peers=PeerRule(Decimal(10), Decimal(20), 2), milestone_late_yellow=250)  # fmt: skip
    own = reported(("04-30", 36))
    for average, light in ((None, Light.GREEN), (40, Light.GREEN), (41, Light.YELLOW), (51, Light.RED)):
        found = judge(ROADS, own, day("05-06"), None, rules, CALENDAR, None if average is None else Decimal(average))
        assert found.light is light
    assert "完成率低于同类平均 21 个百分点" in why(found.reason)
    used = judge(ACCIDENTS, reported(("04-30", 4)), day("05-06"), None, rules, CALENDAR, Decimal(25))
    assert (used.light, why(used.reason).split("，")[-1]) == (Light.YELLOW, "已用比例高于同类平均 15 个百分点")
    peers = [(ROADS, reported(("04-30", 60))), (ROADS, reported(("04-30", 36))), (ROADS, reported())]
    assert rules.peers is not None
    assert average_completion(peers, rules.peers) == 40
    assert average_completion(peers[1:], rules.peers) is None, "one report is no average"
    ended = (replace(ROADS, stage=Stage.CLOSED), reported(("04-30", 1)))
    assert average_completion([*peers, ended], rules.peers) == 40, "what was merged is counted by what took its place"


def test_parts_of_one_whole_and_promises_of_one_name_are_alike() -> None:
    assert likeness(replace(ROADS, part_of="JS-001")) == likeness(replace(BUILDINGS, part_of="JS-001"))
    assert likeness(ROADS) == likeness(replace(ROADS, unit="BM01", code="JS-099"))
    assert likeness(ROADS) != likeness(replace(ROADS, measure_unit="公里"))


def test_what_blue_means_is_a_setting() -> None:
    done = reported(("11-20", 26))
    verified = replace(done, verified=done.latest)
    for blue, lights in (
        (Blue.VERIFIED, (Light.GREEN, Light.BLUE)),
        (Blue.FINISHED, (Light.BLUE, Light.BLUE)),
        (Blue.NEVER, (Light.GREEN, Light.GREEN)),
    ):
        rules = replace(RULES, blue=blue)
        found = [judge(BUILDINGS, each, day("11-23"), None, rules, CALENDAR).light for each in (done, verified)]
        assert tuple(found) == lights


def test_consequences_count_the_colours_that_days_ended_with() -> None:
    rule = LightConsequence(Light.YELLOW, 2, "twice", "发提醒函")
    rules = replace(RULES, consequences=(rule,))
    green, yellow, red = Light.GREEN, Light.YELLOW, Light.RED

    def turn(on: str, old: Light | None, new: Light) -> LightTurn:
        return LightTurn(day(on), old, new)

    first, back, second = turn("03-02", green, yellow), turn("03-20", yellow, green), turn("05-06", green, yellow)
    assert called_down(rules, [first, back]) == []
    assert called_down(rules, [first, back, second]) == [(rule, 2, day("05-06"))]
    assert called_down(rules, [first, back, second, turn("05-06", yellow, green)]) == []
    assert called_down(rules, [turn("01-05", None, yellow), second]) == []
    assert called_down(rules, [first, turn("03-02", yellow, red), turn("03-09", red, yellow)]) == []
    third = turn("07-01", red, yellow)
    assert [times for _, times, _ in called_down(rules, [first, back, second, turn("06-01", yellow, red), third])] == [
        2,
        3,
    ]


RULE_SETS = (
    replace(RULES, missed=(MONTH,)),
    replace(RULES, missed=(TWO, START)),
    replace(RULES, missed=(QUARTER, MONTH), inclusive=True),
    replace(RULES, measure=Measure.SHARE, yellow_gap=Decimal(0), red_gap=Decimal(50), missed=(TWO,)),
    replace(RULES, peers=PeerRule(Decimal(10), Decimal(30), 1), blue=Blue.NEVER),
)


@given(
    st.sampled_from((*EVERY_FIGURE, ROADS)),
    st.sampled_from(RULE_SETS),
    st.lists(st.tuples(st.integers(1, 360), st.decimals(0, 120, places=1)), min_size=1, max_size=4),
    st.integers(0, 3),
    st.decimals(Decimal("0.1"), 60, places=1),
    st.dates(day("01-05"), date(2027, 1, 31)),
    st.one_of(st.none(), st.integers(-40, 40)),
    st.one_of(st.none(), st.decimals(0, 100, places=0)),
)
def test_a_better_figure_never_gives_a_worse_light_by_any_rules(
    item: Item, rules: object, told: list[tuple[int, Decimal]], which: int, better: Decimal, today: date,
    due_in: int | None, average: Decimal | None,
) -> None:  # fmt: skip
    """Any one of the figures better, not only the newest."""
    history = {NEW_YEAR + timedelta(days=gone): total for gone, total in told}
    points = [Point(as_of, history[as_of]) for as_of in sorted(history) if as_of <= today]
    if not points:
        return
    which %= len(points)
    step = better * (1 if item.direction is Direction.UP else -1)
    report_due = None if due_in is None else today + timedelta(days=due_in)

    def light(told: list[Point]) -> Light:
        standing = Standing(NEW_YEAR, tuple(told), told[-1].as_of, None)
        return judge(item, standing, today, report_due, rules, CALENDAR, average).light  # type: ignore[arg-type]

    improved = [Point(point.as_of, point.total + step) if at == which else point for at, point in enumerate(points)]
    assert GRAVITY[light(improved)] <= GRAVITY[light(points)]

"""Which light an item gets, and the words that say why."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.colours import GRAVITY, Light
from domain.items import Basis, Direction, Item, Stage
from domain.light_rules import LightRule
from domain.lights import Judgement, grade, judge
from domain.pace import plan_value
from domain.progress import Point, Standing
from domain.reasons import Code, Reason
from domain.shortfalls import gap_points
from handlers.lights.words.reasons import reason as why
from tests.domain.examples import (
    ACCIDENTS,
    BUILDINGS,
    CALENDAR,
    COVERAGE,
    EVERY_FIGURE,
    FUND,
    GDP,
    NEW_YEAR,
    PETITIONS,
    PM25,
    RULES,
    UNEMPLOYMENT,
    day,
    nodes,
    reported,
    staged,
)


def on(
    item: Item, standing: Standing, today: str, report_due: str | None = None, rules: LightRule = RULES
) -> Judgement:
    return judge(item, standing, day(today), None if report_due is None else day(report_due), rules, CALENDAR)


@pytest.mark.parametrize(
    ("gap", "report_late", "milestone_late", "light"),
    [
        ("0", 0, 0, Light.GREEN),
        ("-5", 0, 0, Light.GREEN),
        ("-5.01", 0, 0, Light.YELLOW),
        ("-15", 0, 0, Light.YELLOW),
        ("-15.01", 0, 0, Light.RED),
        ("20", 2, 0, Light.GREEN),
        ("20", 3, 0, Light.YELLOW),
        ("20", 0, 1, Light.YELLOW),
        ("20", 0, 3, Light.RED),
        (None, 0, 0, Light.GREEN),
        (None, 9, 0, Light.YELLOW),
    ],
)
def test_a_light_is_graded_by_the_rules(gap: str | None, report_late: int, milestone_late: int, light: Light) -> None:
    assert grade(None if gap is None else Decimal(gap), report_late, milestone_late, RULES) is light


def test_every_light_has_a_mark_and_a_word_of_its_own() -> None:
    assert "".join(light.mark + light.word for light in Light) == "🔵蓝🟢绿🟡黄🔴红⚪灰"


@pytest.mark.parametrize(
    ("item", "standing", "today", "light", "reason"),
    [
        (BUILDINGS, reported(("06-24", 12)), "06-25", Light.GREEN, "比计划快 6 个百分点"),
        (
            BUILDINGS,
            reported(("06-20", 8)),
            "06-22",
            Light.YELLOW,
            "慢 8 个百分点，倒逼需每月 3 座",
        ),
        (
            BUILDINGS,
            reported(("09-30", 14)),
            "10-08",
            Light.RED,
            "节点“累计交付19座”逾期 1 个工作日，慢 19 个百分点，倒逼需每周 1.2 座",
        ),
        (COVERAGE, reported(("06-30", 90)), "07-03", Light.GREEN, "与计划持平"),
        (
            COVERAGE,
            reported(("06-30", "89.5")),
            "07-03",
            Light.YELLOW,
            "节点“覆盖率90%”逾期 3 个工作日，比计划低 0.5 个百分点，倒逼需每月 2.2 个百分点",
        ),
        (GDP, reported(("03-31", "6.1")), "04-10", Light.GREEN, "比计划高 0.1 个百分点"),
        (
            GDP,
            reported(("03-31", "5")),
            "04-10",
            Light.RED,
            "节点“一季度增速不低于6%”未达到，比计划低 1 个百分点",
        ),
        (PM25, reported(("03-31", 64)), "04-01", Light.GREEN, "比计划低 2 微克/立方米"),
        (
            PM25,
            reported(("06-30", 56)),
            "07-01",
            Light.YELLOW,
            "节点“上半年不高于52”未达到，比计划高 4 微克/立方米",
        ),
        (UNEMPLOYMENT, reported(("06-30", "3.7")), "07-08", Light.GREEN, "与计划持平"),
        (
            PETITIONS,
            reported(("06-30", 24)),
            "07-03",
            Light.YELLOW,
            "节点“压减至22件”逾期 3 个工作日，比计划高 2 件，倒逼需每月 2.5 件",
        ),
        (ACCIDENTS, reported(("06-30", 9)), "07-03", Light.RED, "比计划高 3.7 起"),
        (FUND, staged({0}, "04-20"), "04-21", Light.GREEN, "已完成 1 / 3 个节点"),
        (
            FUND,
            staged({0}, "05-20"),
            "05-20",
            Light.RED,
            "节点“完成管理人团队组建”逾期 3 个工作日，已完成 1 / 3 个节点",
        ),
    ],
)
def test_a_light_says_why(item: Item, standing: Standing, today: str, light: Light, reason: str) -> None:
    found = on(item, standing, today)
    assert (found.light, why(found.reason)) == (light, reason)


def test_finished_is_green_until_it_is_verified_and_then_blue() -> None:
    standing = reported(("06-20", 20), ("11-20", 26), verified=1)
    assert on(BUILDINGS, standing, "11-23") == Judgement(Light.GREEN, Reason(Code.FINISHED), None, True)
    verified = replace(standing, verified=standing.latest)
    assert on(BUILDINGS, verified, "11-23") == Judgement(Light.BLUE, Reason(Code.VERIFIED))
    assert on(BUILDINGS, verified, "12-31").light is Light.BLUE


def test_a_light_that_rests_on_unverified_reports_says_so() -> None:
    assert on(BUILDINGS, reported(("05-31", 9), ("06-10", 10), verified=1), "06-11").provisional
    assert not on(BUILDINGS, reported(("05-31", 9), ("06-10", 10), verified=2), "06-11").provisional
    assert on(FUND, staged({0, 1}, "04-20", verified={0}), "04-21").provisional
    assert not on(FUND, staged({0}, "04-20", verified={0}), "04-21").provisional


def test_the_start_of_a_year_paints_nothing_red() -> None:
    for item in (*EVERY_FIGURE, FUND):
        assert on(item, reported(), "01-05", "01-14").light is Light.GREY
    assert why(on(FUND, reported(), "01-05").reason) == "3月2日启动"
    assert why(on(BUILDINGS, reported(), "01-05", "01-14").reason) == "未到首次报送日"


def test_a_late_report_turns_the_light_yellow() -> None:
    standing = reported(("06-10", 11))
    assert on(BUILDINGS, standing, "06-25", "06-23").light is Light.GREEN
    assert on(BUILDINGS, standing, "06-26", "06-23").light is Light.YELLOW
    assert why(on(BUILDINGS, standing, "06-26", "06-23").reason).startswith("逾期 3 个工作日未报送")


def test_a_report_due_on_the_last_working_day_is_not_late_over_the_weekend() -> None:
    assert "未报送" not in why(on(BUILDINGS, reported(("06-10", 11)), "06-28", "06-26").reason)


def test_silence_is_late_but_nobody_can_say_how_far_behind() -> None:
    found = on(BUILDINGS, reported(), "01-20", "01-14")
    assert found == Judgement(Light.YELLOW, Reason(Code.REPORT_LATE, (4,)))
    assert on(BUILDINGS, reported(), "01-15", "01-14") == Judgement(Light.GREY, Reason(Code.REPORT_LATE, (1,)))


def test_a_punctual_reporter_does_not_fall_behind_while_the_plan_moves_on() -> None:
    monthly = reported(("10-31", "21.5"))
    assert on(BUILDINGS, monthly, "11-04", "12-03").light is Light.GREEN
    assert on(BUILDINGS, monthly, "12-01", "12-03").gap == on(BUILDINGS, monthly, "11-04", "12-03").gap


def test_once_the_report_is_late_the_old_figure_is_held_against_todays_plan() -> None:
    standing = reported(("09-30", 19))
    assert on(BUILDINGS, standing, "11-20", "11-23").light is Light.GREEN
    late = on(BUILDINGS, standing, "11-20", "11-03")
    assert late.light is Light.RED
    assert late.gap == gap_points(BUILDINGS, standing, day("11-20"), CALENDAR)


def test_an_old_rate_does_not_fall_behind_because_the_season_changed() -> None:
    standing = reported(("03-31", 66))
    assert on(PM25, standing, "06-20", "04-03").gap == 0


def test_a_missed_figure_of_a_milestone_is_yellow_however_small_and_long_ago() -> None:
    found = on(BUILDINGS, reported(("09-30", 18)), "10-20")
    assert found.light is Light.YELLOW
    assert why(found.reason).startswith("节点“累计交付19座”逾期 10 个工作日，慢 4 个百分点")
    assert on(BUILDINGS, reported(("09-30", 18), ("10-20", 20)), "10-21").light is Light.GREEN


def test_a_milestone_is_not_missed_before_a_report_could_tell() -> None:
    assert "节点" not in why(on(BUILDINGS, reported(("09-20", 18)), "10-09", "10-12").reason)
    assert "节点“累计交付19座”" in why(on(BUILDINGS, reported(("09-20", 18)), "10-13", "10-12").reason)


def test_only_the_newest_period_of_a_rate_is_chased() -> None:
    made_up = replace(GDP, milestones=(*GDP.milestones, *nodes(("09-30", "前三季度不低于6%", "6"))))
    assert "节点" not in why(on(made_up, reported(("06-30", "6.1"), ("09-30", "6.1")), "10-20").reason)


def test_a_milestone_in_words_among_figures_is_never_late() -> None:
    item = replace(BUILDINGS, milestones=nodes(("04-15", "印发任务分解表", None)))
    assert on(item, reported(("04-30", 15)), "05-08").light is Light.GREEN


def test_what_was_due_before_tracking_began_is_not_held_against_the_unit() -> None:
    imported = reported(tracked_from=day("06-01"))
    assert on(FUND, imported, "06-02", "06-15") == Judgement(Light.GREY, Reason(Code.NOT_DUE_YET))
    assert on(FUND, imported, "06-20", "06-15").light is Light.YELLOW
    told = imported.after(day("06-01"), None, 0)
    assert on(FUND, told, "06-02", "06-15").light is Light.RED
    ended = reported(tracked_from=day("09-01"))
    assert on(FUND, ended, "09-02", "09-14").light is Light.GREY
    assert on(FUND, ended, "09-21", "09-14").light is Light.RED


def test_past_the_due_day_unfinished_work_is_red() -> None:
    found = on(BUILDINGS, reported(("12-20", 22)), "12-25", "01-08")
    assert (found.light, why(found.reason)) == (Light.RED, "已逾期 5 个工作日未完成，还差 4 座")
    # The due day 2026-12-20 is a Sunday, and the day after Friday 12-25 is a rest day.
    assert on(BUILDINGS, reported(("12-20", 22)), "12-26").reason == found.reason
    missed = on(PETITIONS, reported(("11-30", 15)), "12-01")
    assert (missed.light, why(missed.reason)) == (Light.RED, "已逾期 1 个工作日未完成，目标 12，最近 15")
    assert why(on(FUND, staged({0, 1}, "06-30"), "07-01").reason) == "已逾期 1 个工作日未完成"


def test_past_the_due_day_the_last_figure_may_come_by_its_own_due_day() -> None:
    standing = reported(("12-10", 25))
    awaited = on(BUILDINGS, standing, "12-21", "12-23")
    assert (awaited.light, why(awaited.reason).split("，")[:2]) == (Light.YELLOW, ["已到期", "期末数待报"])
    assert on(BUILDINGS, standing, "12-24", "12-23").light is Light.RED
    # An early report answered the last period, so nothing more is to come: the next due day is another period's.
    assert judge(BUILDINGS, reported(("12-18", 25)), day("12-21"), date(2027, 1, 6), RULES, CALENDAR).light is Light.RED


def test_a_rate_that_met_its_target_waits_for_its_final_figure_without_alarm() -> None:
    final = date(2027, 1, 11)
    assert judge(GDP, reported(("09-30", "6.6")), date(2027, 1, 5), final, RULES, CALENDAR).light is Light.GREEN
    # Reported a little early: the last period is answered, and the next report is due in spring.
    early, spring = reported(("12-28", "6.6")), date(2027, 4, 12)
    assert judge(GDP, early, date(2027, 1, 5), spring, RULES, CALENDAR).light is Light.GREEN
    below = judge(GDP, reported(("09-30", "6.4")), date(2027, 1, 5), final, RULES, CALENDAR)
    assert below.light is Light.YELLOW
    assert judge(GDP, reported(("09-30", "6.4")), date(2027, 1, 12), final, RULES, CALENDAR).light is Light.RED


def test_a_draft_and_a_closed_item_are_grey() -> None:
    assert on(replace(BUILDINGS, stage=Stage.DRAFT), reported(("06-30", 3)), "12-30").light is Light.GREY
    assert on(replace(BUILDINGS, target=None), reported(), "12-30").light is Light.GREY
    closed = replace(BUILDINGS, stage=Stage.CLOSED)
    assert on(closed, reported(("06-30", 3)), "12-30") == Judgement(Light.GREY, Reason(Code.ENDED))
    assert on(closed, reported(("11-30", 26), verified=1), "12-30").light is Light.BLUE


def test_work_done_ahead_of_the_start_is_ahead_of_plan() -> None:
    found = on(replace(BUILDINGS, start=day("03-01")), reported(("02-20", 2)), "02-25")
    assert (found.light, why(found.reason)) == (Light.GREEN, "比计划快 8 个百分点")


def test_the_gap_of_a_level_is_measured_on_the_way_from_its_baseline() -> None:
    assert gap_points(COVERAGE, reported(("06-30", 88)), None, CALENDAR) == Decimal("-12.5")
    assert gap_points(PETITIONS, reported(("06-30", 9)), None, CALENDAR) == 50
    assert gap_points(replace(BUILDINGS, target=Decimal(0)), reported(("06-30", 9)), None, CALENDAR) is None


TODAY = st.dates(day("01-05"), date(2027, 1, 31))


@given(
    st.sampled_from(EVERY_FIGURE),
    st.lists(st.tuples(st.integers(1, 360), st.decimals(0, 120, places=1)), min_size=1, max_size=4),
    st.decimals(Decimal("0.1"), 60, places=1),
    TODAY,
    st.one_of(st.none(), st.integers(-40, 40)),
    st.booleans(),
)
def test_a_better_figure_never_gives_a_worse_light(
    item: Item,
    told: list[tuple[int, Decimal]],
    better: Decimal,
    today: date,
    due_in: int | None,
    is_verified: bool,
) -> None:
    history = {NEW_YEAR + timedelta(days=gone): total for gone, total in told}
    points = tuple(Point(as_of, history[as_of]) for as_of in sorted(history) if as_of <= today)
    if not points:
        return
    last = points[-1]
    improved = Point(last.as_of, last.total + better * (1 if item.direction is Direction.UP else -1))
    report_due = None if due_in is None else today + timedelta(days=due_in)

    def light(newest: Point) -> Light:
        standing = Standing(NEW_YEAR, (*points[:-1], newest), newest.as_of, newest if is_verified else None)
        return judge(item, standing, today, report_due, RULES, CALENDAR).light

    assert GRAVITY[light(improved)] <= GRAVITY[light(last)]


@given(st.sampled_from(EVERY_FIGURE), st.dates(day("01-10"), day("11-20")))
def test_who_keeps_to_the_plan_is_never_called_behind(item: Item, as_of: date) -> None:
    planned = plan_value(item, as_of, CALENDAR)
    assert planned is not None
    found = judge(item, Standing(NEW_YEAR, (Point(as_of, planned),), as_of), as_of, None, RULES, CALENDAR)
    assert found.light is Light.GREEN
    assert found.gap == 0 or item.basis is Basis.LEVEL


def test_no_change_is_a_first_report_after_which_a_node_of_before_counts() -> None:
    """Without a figure and a node 无变化 is a report all the same: nothing waits for a first one any more."""
    tracked = Standing(day("07-01"))
    early = replace(FUND, due=day("12-20"), milestones=nodes(("05-15", "工商登记", None), ("12-20", "挂牌运营", None)))
    assert on(early, tracked, "07-06").light is Light.GREY
    said = on(early, tracked.after(day("07-05"), None, None), "07-06")
    assert said.light is Light.RED
    assert why(said.reason).startswith("节点“工商登记”逾期")
    assert not said.provisional
    later = replace(early, milestones=early.milestones[1:])
    assert on(later, tracked.after(day("07-05"), None, None), "07-06").light is Light.GREEN

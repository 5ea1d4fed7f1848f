"""What the supervision ladder says on which day, over rest days, New Year and downtime, and when it falls silent."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.calendar_seed import seed_days
from bot.packs.file import load_pack
from domain.cadence import Return, due_of, next_due, period_of
from domain.calendar import DAY, Day, WorkCalendar
from domain.items import Basis, Cadence, Direction, Item, Kind, Milestone, Stage
from domain.keys.due import OccurrenceKey, Rule, parse_occurrence
from domain.ladders import Rung
from domain.lights import judge
from domain.packs import RulePack
from domain.progress import Point, Standing
from domain.reminders import Occurrence, next_on, occurrences, still_due

PACK = load_pack("default")
# 2027 as it stands before the notice: weekdays, without 1 January and the statutory days of the Spring Festival.
FESTIVAL = [date(2027, 1, 1), *(date(2027, 2, day) for day in range(5, 11))]
CALENDAR = WorkCalendar([*seed_days([2025, 2026]), *(Day(day, False, "", "未公布", False) for day in FESTIVAL)])
YEAR_START = date(2026, 1, 1)

ITEM = Item(
    code="JS-010",
    year=2026,
    board="大建设",
    unit="BM01",
    co_units=(),
    name="楼宇建成交付",
    aliases=(),
    kind=Kind.QUANTITY,
    target=Decimal(26),
    measure_unit="座",
    baseline=None,
    weight=Decimal(10),
    start=YEAR_START,
    due=date(2027, 6, 30),
    cadence=Cadence.MONTH,
    leader="分管副区长",
    milestones=(),
    direction=Direction.UP,
    basis=Basis.FLOW,
)
NODES = (
    Milestone(date(2026, 9, 30), "十座", Decimal(10)),
    Milestone(date(2026, 10, 18), "二十座", Decimal(20)),
    Milestone(date(2026, 12, 31), "全部", Decimal(26)),
)


def reported(as_of: date, total: int = 3) -> Standing:
    return Standing(YEAR_START, (Point(as_of, Decimal(total)),), as_of)


def told(
    item: Item, standing: Standing, since: date, until: date, calendar: WorkCalendar = CALENDAR
) -> tuple[Occurrence, ...]:
    return occurrences(item, standing, since, until, PACK, calendar)


def daily(item: Item, standing: Standing, since: date, until: date) -> list[Occurrence]:
    """What people hear when the service ticks every day."""
    days = (since + timedelta(days=n) for n in range((until - since).days))
    return [each for day in days for each in told(item, standing, day, day + DAY)]


def nodes(heard: Iterable[Occurrence]) -> list[Occurrence]:
    return [each for each in heard if each.rule is Rule.MILESTONE]


def test_an_unanswered_report_climbs_the_ladder_once_and_then_rests() -> None:
    heard = daily(ITEM, reported(date(2026, 10, 31)), date(2026, 11, 25), date(2026, 12, 31))
    assert [(each.step, each.on, each.audience) for each in heard] == [
        ("T-3", date(2026, 12, 2), ("reporter",)),
        ("T-1", date(2026, 12, 4), ("reporter",)),
        ("T", date(2026, 12, 7), ("reporter",)),
        ("T+1", date(2026, 12, 8), ("reporter", "unit_head")),
        ("T+3", date(2026, 12, 10), ("reporter", "unit_head", "inspector")),
        ("T+5", date(2026, 12, 14), ("unit_head", "inspector")),
    ]
    assert {each.due for each in heard} == {date(2026, 12, 7)}
    assert heard[1].key.text() == "report:2026-12-07:T-1"


def test_an_answered_period_is_never_mentioned_again() -> None:
    assert daily(ITEM, reported(date(2026, 11, 26)), date(2026, 11, 25), date(2026, 12, 28)) == []


def test_over_the_national_day_week_reminders_come_before_and_after_it() -> None:
    heard = daily(ITEM, reported(date(2026, 8, 31)), date(2026, 9, 20), date(2026, 10, 20))
    assert [(each.step, each.on) for each in heard] == [
        ("T-3", date(2026, 9, 28)),
        ("T-1", date(2026, 9, 30)),
        ("T", date(2026, 10, 8)),
        ("T+1", date(2026, 10, 9)),
        ("T+3", date(2026, 10, 12)),  # Saturday 10 October is worked
        ("T+5", date(2026, 10, 14)),
    ]
    assert all(each.confirmed for each in heard)


def test_over_new_year_every_date_says_that_the_notice_is_not_out() -> None:
    heard = daily(ITEM, reported(date(2026, 11, 30)), date(2026, 12, 20), date(2027, 1, 14))
    assert [(each.step, each.on, each.confirmed) for each in heard] == [
        ("T-3", date(2026, 12, 30), False),
        ("T-1", date(2027, 1, 4), False),
        ("T", date(2027, 1, 5), False),
        ("T+1", date(2027, 1, 6), False),
        ("T+3", date(2027, 1, 8), False),
        ("T+5", date(2027, 1, 12), False),
    ]


def test_nobody_is_reminded_during_the_spring_festival() -> None:
    ten = replace(ITEM, cadence=Cadence.TEN_DAYS)
    heard = daily(ten, reported(date(2026, 1, 31)), date(2026, 2, 9), date(2026, 3, 2))
    assert [(each.key.text(), each.on) for each in heard] == [
        ("report:2026-02-13:T-3", date(2026, 2, 10)),
        ("report:2026-02-13:T-1", date(2026, 2, 12)),
        ("report:2026-02-13:T", date(2026, 2, 13)),
        ("report:2026-02-13:T+1", date(2026, 2, 14)),  # a worked Saturday; the holiday follows to 23 February
        ("report:2026-02-13:T+3", date(2026, 2, 25)),
        ("report:2026-02-26:T", date(2026, 2, 26)),
        ("report:2026-02-13:T+5", date(2026, 2, 27)),  # the newer T+1 falls on the same day: one line, the higher step
        ("report:2026-02-26:T+3", date(2026, 3, 2)),
    ]
    assert heard[6].audience == ("reporter", "unit_head", "inspector")
    assert not any(date(2026, 2, 15) <= each.on <= date(2026, 2, 23) for each in heard)


def test_while_an_older_report_is_owed_the_newer_begins_with_its_own_due_day_and_names_the_older() -> None:
    heard = daily(ITEM, reported(date(2026, 9, 30)), date(2026, 11, 17), date(2026, 12, 31))
    assert [(each.key.text(), each.due) for each in heard] == [
        ("report:2026-12-07:T", date(2026, 11, 5)),
        ("report:2026-12-07:T+1", date(2026, 11, 5)),
        ("report:2026-12-07:T+3", date(2026, 11, 5)),
        ("report:2026-12-07:T+5", date(2026, 11, 5)),
    ]


def test_after_downtime_one_line_tells_everyone_who_missed_a_step() -> None:
    (only,) = told(ITEM, reported(date(2026, 9, 30)), date(2026, 10, 30), date(2026, 12, 7))
    assert (only.key.text(), only.due) == ("report:2026-12-07:T", date(2026, 11, 5))
    assert set(only.audience) == {"reporter", "unit_head", "inspector"}


def test_a_node_that_is_not_reached_climbs_to_the_leader() -> None:
    item = replace(ITEM, milestones=NODES[:1], cadence=Cadence.QUARTER)
    standing = replace(reported(date(2026, 9, 30)), tracked_from=date(2026, 9, 30))
    heard = nodes(daily(item, standing, date(2026, 8, 20), date(2026, 10, 31)))
    assert [(each.step, each.on, each.audience[-1]) for each in heard] == [
        ("T-22", date(2026, 8, 31), "reporter"),
        ("T-7", date(2026, 9, 20), "reporter"),  # a worked Sunday
        ("T-3", date(2026, 9, 24), "reporter"),
        ("T-1", date(2026, 9, 29), "reporter"),
        ("T", date(2026, 9, 30), "reporter"),
        ("T+1", date(2026, 10, 12), "unit_head"),  # the quarter's report is due on the 10th
        ("T+3", date(2026, 10, 14), "inspector"),
        ("T+7", date(2026, 10, 20), "leader"),
    ]
    assert heard[6].key.text() == "milestone:0:2026-09-30:T+3"


def test_a_reached_node_is_silent_and_the_next_one_speaks() -> None:
    item = replace(ITEM, milestones=NODES)
    (only,) = nodes(told(item, reported(date(2026, 9, 25), 10), date(2026, 9, 30), date(2026, 10, 9)))
    assert only.milestone == 1


def test_a_node_on_a_rest_day_is_announced_on_the_working_day_before_once() -> None:
    item = replace(ITEM, milestones=NODES[1:2])  # a Sunday
    heard = nodes(daily(item, reported(date(2026, 9, 30)), date(2026, 10, 15), date(2026, 10, 20)))
    assert [(each.step, each.on) for each in heard] == [("T", date(2026, 10, 16))]


@given(
    st.lists(st.tuples(st.integers(0, 60), st.integers(0, 12), st.sampled_from([3, 12])), max_size=5),
    st.sampled_from([Cadence.TEN_DAYS, Cadence.MONTH, Cadence.QUARTER]),
)
def test_late_steps_for_a_figure_come_when_its_report_is_due_whatever_was_reported_when(
    told_on: list[tuple[int, int, int]], cadence: Cadence
) -> None:
    """Every step comes once, however often the shortfall is reported, and none while the light names no missed node."""
    node = date(2026, 9, 30)
    item = replace(ITEM, cadence=cadence, milestones=(Milestone(node, "交付10座", Decimal(10)),))
    known = due_of(period_of(cadence, node), PACK.due[cadence.value], CALENDAR).day
    typed = sorted((date(2026, 9, 1) + timedelta(days=at), back, total) for at, back, total in told_on)
    heard, day = [], date(2026, 9, 1)
    while day < date(2026, 12, 31):
        day += DAY
        history = {at - timedelta(days=back): Decimal(total) for at, back, total in typed if at < day}
        points = tuple(Point(as_of, total) for as_of, total in sorted(history.items()))
        standing = Standing(YEAR_START, points, points[-1].as_of if points else None)
        steps = [
            each for each in nodes(told(item, standing, day - DAY, day)) if each.milestone == 0 and each.offset > 0
        ]
        if steps:
            owes = next_due(item, standing.reported_as_of, YEAR_START, PACK, CALENDAR)
            light = judge(item, standing, day, owes.day if owes else None, PACK.lights, CALENDAR, owes=owes)
            assert light.node_missed == node
        heard += [(each.step, each.on) for each in steps]
    assert set(heard) <= {(f"T+{offset}", CALENDAR.add(known, offset)) for offset in (1, 3, 7)}
    assert len(heard) == (3 if all(total < 10 for _, _, total in typed) else len(set(heard)))


def test_a_figure_that_was_returned_is_late_when_it_is_owed_again() -> None:
    item = replace(ITEM, milestones=NODES[:1])  # 30 September, reported by 9 October
    short, back = Point(date(2026, 8, 31), Decimal(3)), Return(date(2026, 9, 30), date(2026, 10, 20))
    standing = Standing(YEAR_START, (short,), short.as_of, returned=back)
    late = [each for each in nodes(daily(item, standing, date(2026, 10, 20), date(2026, 11, 3))) if each.offset > 0]
    assert [(each.step, each.on) for each in late] == [
        ("T+1", CALENDAR.add(date(2026, 10, 21), 1)),
        ("T+3", CALENDAR.add(date(2026, 10, 21), 3)),
        ("T+7", CALENDAR.add(date(2026, 10, 21), 7)),
    ]


def test_the_end_of_an_item_of_figures_is_missed_when_its_last_report_is_due() -> None:
    item = replace(ITEM, due=date(2026, 10, 20))
    heard = nodes(daily(item, reported(date(2026, 9, 30)), date(2026, 10, 18), date(2026, 11, 30)))
    late = [each for each in heard if each.offset > 0]
    assert [each.step for each in heard] == ["T-1", "T", "T+1", "T+3", "T+7"]
    assert late[0].on == CALENDAR.add(date(2026, 11, 5), 1)


def test_nobody_is_late_for_a_node_in_words_among_figures() -> None:
    item = replace(ITEM, milestones=(Milestone(date(2026, 9, 30), "全部开工"),))
    heard = nodes(daily(item, reported(date(2026, 9, 30)), date(2026, 9, 25), date(2026, 10, 31)))
    assert [each.step for each in heard] == ["T-1", "T"]


def test_a_node_of_an_item_done_step_by_step_is_chased_until_it_is_named_as_done() -> None:
    once = replace(
        ITEM,
        milestones=(Milestone(date(2026, 9, 30), "开工"), Milestone(date(2027, 6, 30), "竣工")),
        basis=Basis.ONCE,
        kind=Kind.MILESTONE,
        target=Decimal(1),
    )
    standing = Standing(YEAR_START, reported_as_of=date(2026, 9, 30))
    window = (date(2026, 10, 8), date(2026, 10, 20))
    assert [each.step for each in told(once, standing, *window)] == ["T+7"]
    assert told(once, replace(standing, reached=frozenset({0})), *window) == ()


def test_the_items_own_end_is_a_node_too_unless_a_node_falls_on_it() -> None:
    own = replace(ITEM, due=date(2026, 12, 31))
    (alone,) = told(own, reported(date(2026, 11, 30)), date(2026, 12, 25), date(2026, 12, 28))
    assert alone.key.text() == "milestone:0:2026-12-31:T-3"
    with_node = replace(own, milestones=NODES[2:])
    assert told(with_node, reported(date(2026, 11, 30)), date(2026, 12, 25), date(2026, 12, 28)) == (alone,)


@pytest.mark.parametrize(
    ("item", "standing"),
    [
        (replace(ITEM, stage=Stage.DRAFT), reported(date(2026, 1, 31))),
        (replace(ITEM, stage=Stage.CLOSED), reported(date(2026, 1, 31))),
        (replace(ITEM, milestones=NODES), reported(date(2026, 1, 31), 26)),
    ],
)
def test_drafts_closed_and_finished_items_are_silent_for_ever(item: Item, standing: Standing) -> None:
    assert told(item, standing, date(2026, 2, 1), date(2027, 12, 31)) == ()
    assert next_on(item, standing, date(2026, 2, 1), PACK, CALENDAR) is None


def test_an_item_far_ahead_is_told_of_its_first_report() -> None:
    item = replace(ITEM, start=date(2026, 12, 1), cadence=Cadence.QUARTER)
    standing = Standing(tracked_from=date(2026, 12, 1))
    assert next_on(item, standing, date(2026, 3, 1), PACK, CALENDAR) == date(2027, 1, 6)


def test_a_ladder_that_begins_with_the_due_day_tells_of_a_node_on_a_rest_day_before_it() -> None:
    ladder = replace(PACK.ladder, milestone=(Rung(0, ("reporter",)),))
    item = replace(ITEM, milestones=NODES[1:2])  # Sunday 18 October
    rules = replace(PACK, ladder=ladder)
    (only,) = occurrences(item, reported(date(2026, 9, 30)), date(2026, 10, 15), date(2026, 10, 16), rules, CALENDAR)
    assert only.on == date(2026, 10, 16)


DAYS = st.dates(date(2025, 12, 1), date(2027, 3, 31))
CADENCES = st.sampled_from(Cadence)
STANDINGS = st.builds(
    lambda tracked, as_of, total: Standing(tracked, (Point(as_of, Decimal(total)),) if as_of else (), as_of),
    DAYS,
    st.none() | DAYS,
    st.integers(0, 27),
)
ITEMS = st.builds(
    lambda cadence, milestones, due: replace(ITEM, cadence=cadence, milestones=milestones, due=due),
    CADENCES,
    st.sampled_from([(), NODES[:1], NODES[:2], NODES]),
    st.dates(date(2026, 12, 31), date(2027, 6, 30)),
)


@given(ITEMS, STANDINGS, DAYS, st.integers(1, 90))
def test_nothing_is_ever_pushed_on_a_rest_day_or_outside_the_window(
    item: Item, standing: Standing, since: date, days: int
) -> None:
    until = since + timedelta(days=days)
    for each in told(item, standing, since, until):
        assert CALENDAR.is_workday(each.on)
        assert since < each.on <= until
        assert each.audience


@given(ITEMS, STANDINGS, DAYS, st.integers(1, 60), st.integers(1, 60))
def test_two_windows_one_after_the_other_never_repeat_a_key(
    item: Item, standing: Standing, since: date, first: int, second: int
) -> None:
    middle = since + timedelta(days=first)
    end = middle + timedelta(days=second)
    early, late = told(item, standing, since, middle), told(item, standing, middle, end)
    keys = [each.key for each in (*early, *late)]
    assert len(keys) == len(set(keys))
    # What one catch-up tells is the newest of what two would have told, and no one is left out.
    whole = {each.key: each for each in told(item, standing, since, end)}
    assert {each.key for each in late} <= set(whole)
    assert set(whole) <= set(keys)
    assert {name for each in (*early, *late) for name in each.audience} == {
        name for each in whole.values() for name in each.audience
    }


@given(ITEMS, STANDINGS, DAYS)
def test_the_next_day_is_the_first_on_which_something_is_told(item: Item, standing: Standing, after: date) -> None:
    found = next_on(item, standing, after, PACK, CALENDAR)
    if found is None:
        assert told(item, standing, after, after + timedelta(days=400)) == ()
    else:
        assert told(item, standing, after, found - DAY) == ()
        assert told(item, standing, found - DAY, found)


@given(ITEMS, STANDINGS, DAYS, st.integers(1, 60))
def test_one_thing_is_said_about_an_items_reports_and_one_about_each_node(
    item: Item, standing: Standing, since: date, days: int
) -> None:
    heard = told(item, standing, since, since + timedelta(days=days))
    about = [(each.rule, each.milestone) for each in heard]
    assert len(about) == len(set(about))


def test_of_what_a_bundle_names_each_is_asked_apart_whether_it_is_still_so() -> None:
    """Reported, moved, reached or ended between queueing and leaving."""
    item = replace(ITEM, milestones=NODES)
    standing, day = reported(date(2026, 8, 31)), date(2026, 9, 30)
    keys = {each.key for each in told(item, standing, date(2026, 9, 28), day)}
    node = parse_occurrence("milestone:0:2026-09-30:T")
    assert node in keys
    assert any(key.subject.rule is Rule.REPORT for key in keys)

    def left(item: Item, standing: Standing) -> set[OccurrenceKey]:
        return still_due(item, standing, keys, day, PACK, CALENDAR)

    assert left(item, standing) == keys
    assert left(item, reported(day)) == {node}
    moved = replace(NODES[0], date=date(2026, 10, 9))
    assert left(replace(item, milestones=(moved, *NODES[1:])), standing) == keys - {node}
    assert left(item, reported(day, 26)) == set()
    assert left(replace(item, stage=Stage.CLOSED), standing) == set()


def test_what_is_remembered_of_one_item_is_never_said_of_one_that_differs() -> None:
    """Items of one term share their steps; another cycle, due day, report, pack or calendar has its own."""
    days, item = (date(2026, 9, 30), date(2026, 10, 30)), replace(ITEM, cadence=Cadence.TEN_DAYS)

    def keys(item: Item, as_of: date, pack: RulePack, calendar: WorkCalendar) -> list[tuple[date, OccurrenceKey, bool]]:
        steps = occurrences(item, reported(as_of), *days, pack, calendar)
        return [(each.on, each.key, each.confirmed) for each in steps if each.rule is Rule.REPORT]

    asked = (item, date(2026, 9, 30), PACK, CALENDAR)
    first = keys(*asked)
    rungs = tuple(replace(rung, offset=rung.offset + 1) for rung in PACK.ladder.report)
    for other in (
        (replace(item, cadence=Cadence.MONTH), *asked[1:]),
        (replace(item, due=date(2026, 10, 15)), *asked[1:]),
        (item, date(2026, 10, 20), *asked[2:]),
        (*asked[:2], replace(PACK, ladder=replace(PACK.ladder, report=rungs)), CALENDAR),
        (*asked[:3], WorkCalendar(())),
    ):
        assert keys(*other) != first
    assert keys(*asked) == first

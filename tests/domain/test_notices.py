"""The life of a supervision notice, its limits in working days, and how it climbs."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.packs.file import load_pack
from domain.access import may_see_notice
from domain.keys.due import NoticeClock, NoticeDraft
from domain.notices.clocks import due_of, has_lapsed, next_on, occurrences, running, still_runs
from domain.notices.conditions import Why, is_theirs, why_not
from domain.notices.model import (
    AWAITING,
    OPEN,
    STEPS,
    Action,
    Notice,
    NoticeState,
    allowed,
    moved,
    next_feedback,
)
from domain.notices.names import Clock
from domain.notices.rules import Trigger, called_down
from domain.people import Person, PersonId, Role
from tests.domain.examples import BUILDINGS, CALENDAR
from tests.support.notices import DRAFT, On

RULE = load_pack("default").notices
S, A = NoticeState, Action
DAYS = st.dates(date(2025, 3, 1), date(2027, 10, 31))


def after(notice: Notice, *actions: tuple[Action, date]) -> Notice:
    """The notice after some actions on some days, each of which must be allowed."""
    for action, day in actions:
        assert allowed(notice.state, action), (notice.state, action)
        notice = moved(notice, action, day, RULE, CALENDAR, unit="BM01" if action is A.REASSIGN else None)
    return notice


def person(role: Role, unit: str | None = None, post: str = "") -> Person:
    """Somebody."""
    return Person(PersonId(1), "某人", role, unit, post)


LATER = {A.ASK_TIME, A.GRANT_TIME, A.REFUSE_TIME, A.EXTEND, A.VOID_TIME}
TABLE = {
    S.DRAFT: {A.AMEND, A.SEND, A.DROP},
    S.SENT: {A.RECEIVE, A.OBJECT, A.REPLY, A.CLIMB, A.LAPSE, A.WITHDRAW, *LATER},
    S.RECEIVED: {A.OBJECT, A.REPLY, A.CLIMB, A.LAPSE, A.WITHDRAW, *LATER},
    S.OBJECTED: {A.REASSIGN, A.UPHOLD, A.WITHDRAW},
    S.REPLIED: {A.REPLY, A.RETURN, A.CLOSE, A.CLIMB, A.WITHDRAW},
    S.RETURNED: {A.REPLY, A.CLIMB, A.LAPSE, A.WITHDRAW, *LATER},
    S.CLOSED: set(),
    S.CLIMBED: set(),
    S.WITHDRAWN: set(),
}


@pytest.mark.parametrize("state", list(S))
def test_what_may_be_done_in_which_state(state: NoticeState) -> None:
    assert {action for action in A if allowed(state, action)} == TABLE[state]


def test_only_a_finished_item_lets_a_notice_be_closed_without_a_reply() -> None:
    closable = {state for state in S if allowed(state, A.CLOSE, finished=True)}
    assert closable == AWAITING | {S.REPLIED}
    assert {state for state in S if allowed(state, A.CLOSE)} == {S.REPLIED}


@pytest.mark.parametrize(
    ("role", "unit", "actions"),
    [
        (Role.REPORTER, "BM28", {A.RECEIVE, A.REPLY, A.ASK_TIME}),
        (Role.UNIT_HEAD, "BM28", {A.RECEIVE, A.OBJECT, A.REPLY, A.ASK_TIME}),
        (Role.REPORTER, "BM01", set()),
        (Role.UNIT_HEAD, "BM01", set()),
        (Role.LEADER, None, set()),
        (Role.ADMIN, None, set()),
        (Role.INSPECTOR, "BM28", set()),
        (
            Role.INSPECTOR,
            None,
            {A.AMEND, A.SEND, A.DROP, A.REASSIGN, A.UPHOLD, A.RETURN, A.CLOSE, A.CLIMB, A.WITHDRAW}
            | (LATER - {A.ASK_TIME, A.VOID_TIME}),
        ),
    ],
)
def test_whose_action_it_is(role: Role, unit: str | None, actions: set[Action]) -> None:
    sent = after(DRAFT, (A.SEND, date(2026, 7, 1)))
    assert {action for action in STEPS if is_theirs(sent, action, person(role, unit))} == actions


def test_a_draft_is_seen_by_the_inspectors_and_a_notice_by_its_own_unit_and_leader() -> None:
    sent = after(DRAFT, (A.SEND, date(2026, 7, 1)))
    everybody = {
        "inspector": person(Role.INSPECTOR),
        "admin": person(Role.ADMIN),
        "leader": person(Role.LEADER, None, BUILDINGS.leader),
        "other leader": person(Role.LEADER, None, "区长"),
        "clerk": person(Role.REPORTER, "BM28"),
        "co-unit": person(Role.UNIT_HEAD, "BM01"),
    }
    shared = replace(BUILDINGS, co_units=("BM01",))
    assert {who for who, one in everybody.items() if may_see_notice(one, DRAFT, shared)} == {"inspector", "admin"}
    seen = {who for who, one in everybody.items() if may_see_notice(one, sent, shared)}
    assert seen == {"inspector", "admin", "leader", "clerk"}


def test_the_limits_of_a_sent_notice_count_working_days() -> None:
    sent = after(DRAFT, (A.SEND, date(2026, 9, 21)))
    assert (sent.sent_on, sent.receipt_due, sent.objection_due) == (
        date(2026, 9, 21),
        date(2026, 9, 22),
        date(2026, 9, 24),
    )
    assert sent.reply_by == date(2026, 10, 12)
    named = after(replace(DRAFT, reply_by=date(2026, 9, 30)), (A.SEND, date(2026, 9, 21)))
    assert named.reply_by == date(2026, 9, 30)


def test_an_objection_is_heard_once_and_in_time() -> None:
    sent = after(DRAFT, (A.SEND, date(2026, 7, 1)))
    assert why_not(sent, A.OBJECT, None, On(date(2026, 7, 6))) is None
    assert why_not(sent, A.OBJECT, None, On(date(2026, 7, 7))) is Why.OBJECTION_OVER
    refused = after(sent, (A.OBJECT, date(2026, 7, 3)), (A.UPHOLD, date(2026, 7, 7)))
    assert refused.state is S.RECEIVED
    assert why_not(refused, A.OBJECT, None, On(date(2026, 7, 7))) is Why.OBJECTION_OVER


def test_the_days_an_objection_was_looked_at_are_given_back() -> None:
    sent = after(DRAFT, (A.SEND, date(2026, 7, 1)))
    refused = after(sent, (A.OBJECT, date(2026, 7, 3)), (A.UPHOLD, date(2026, 7, 7)))
    assert sent.reply_by == date(2026, 7, 15)
    assert refused.reply_by == date(2026, 7, 17)


def test_a_reassigned_notice_begins_anew_at_the_other_unit() -> None:
    objected = after(DRAFT, (A.SEND, date(2026, 7, 1)), (A.RECEIVE, date(2026, 7, 1)), (A.OBJECT, date(2026, 7, 3)))
    assert objected.verdict_due == date(2026, 7, 10)
    again = after(objected, (A.REASSIGN, date(2026, 7, 8)))
    assert (again.state, again.unit, again.sent_on) == (S.SENT, "BM01", date(2026, 7, 8))
    assert (again.receipt_due, again.reply_by) == (date(2026, 7, 9), date(2026, 7, 22))
    assert why_not(again, A.OBJECT, None, On(date(2026, 7, 13))) is None


def test_a_rejected_reply_reopens_with_a_new_limit() -> None:
    replied = after(DRAFT, (A.SEND, date(2026, 7, 1)), (A.REPLY, date(2026, 7, 10)))
    assert (replied.verdict_due, replied.feedback_due) == (date(2026, 7, 17), date(2026, 8, 5))
    returned = after(replied, (A.RETURN, date(2026, 7, 14)))
    assert (returned.state, returned.reply_by) == (S.RETURNED, date(2026, 7, 21))
    assert [each.clock for each in running(returned, RULE)] == [Clock.REPLY]
    assert after(returned, (A.REPLY, date(2026, 7, 20)), (A.CLOSE, date(2026, 7, 21))).state is S.CLOSED


def test_feedback_is_due_every_month_until_closed() -> None:
    notice = after(DRAFT, (A.SEND, date(2026, 8, 20)), (A.REPLY, date(2026, 9, 3)))
    assert notice.feedback_due == date(2026, 10, 8), "5 October lies in the holidays"
    notice = after(notice, (A.REPLY, date(2026, 10, 8)))
    assert notice.feedback_due == date(2026, 11, 5)
    assert running(after(notice, (A.CLOSE, date(2026, 11, 2))), RULE) == ()


@pytest.mark.parametrize(
    ("family", "kind", "urgent", "above"),
    [
        ("colour", "blue", False, "orange"),
        ("colour", "orange", False, "red"),
        ("colour", "red", False, None),
        ("colour", "blue", True, "red"),
        ("colour", "orange", True, "red"),
        ("colour", "red", True, None),
        ("colour", "violet", False, None),
        ("paper", "assign", True, "urge"),
        ("paper", "urge", False, "supervise"),
        ("paper", "supervise", True, None),
    ],
)
def test_what_climbs_to_what(family: str, kind: str, urgent: bool, above: str | None) -> None:
    found = RULE.of(family)
    assert found is not None
    next_kind = found.above(kind, urgent=urgent)
    assert (next_kind.id if next_kind else None) == above


def test_an_urgent_matter_begins_higher_where_the_pack_says_so() -> None:
    assert RULE.current.first(urgent=False).id == "blue"
    assert RULE.current.first(urgent=True).id == "orange"
    paper = RULE.of("paper")
    assert paper is not None
    assert paper.first(urgent=True).id == "assign"
    assert paper.printed(2026, 12) == "示办〔2026〕12号"


def test_consequences_come_by_kind_event_and_count() -> None:
    orange, blue = RULE.kind("colour", "orange"), RULE.kind("colour", "blue")
    assert orange is not None
    assert blue is not None
    assert [each.record for each in called_down(orange, Trigger.SENT, 1)] == ["notice_orange"]
    assert called_down(orange, Trigger.RETURNED, 1) == []
    assert [each.record for each in called_down(orange, Trigger.RETURNED, 2)] == ["reply_returned"]
    assert called_down(blue, Trigger.SENT, 9) == []
    assert RULE.kind("none", "blue") is None


def test_a_lapsed_reply_is_chased_step_by_step_and_drafts_the_next_kind() -> None:
    sent = after(DRAFT, (A.SEND, date(2026, 7, 1)), (A.RECEIVE, date(2026, 7, 2)))
    told, day = [], date(2026, 7, 1)
    while day < date(2026, 8, 1):
        day += timedelta(days=1)
        told += [
            (each.on, each.step, each.audience, each.notice)
            for each in occurrences(sent, day - timedelta(days=1), day, RULE, CALENDAR)
        ]
    assert told == [
        (date(2026, 7, 10), "T-3", ("reporter",), False),
        (date(2026, 7, 15), "T", ("reporter", "unit_head"), False),
        (date(2026, 7, 16), "T+1", ("reporter", "unit_head", "inspector"), False),
        (date(2026, 7, 20), "T+3", ("unit_head", "inspector"), True),
    ]
    assert not has_lapsed(sent, date(2026, 7, 15))
    assert has_lapsed(sent, date(2026, 7, 16))
    assert due_of(sent, RULE) == date(2026, 7, 15)


def test_after_downtime_one_line_a_clock_goes_to_all_whom_the_missed_steps_name() -> None:
    sent = after(DRAFT, (A.SEND, date(2026, 7, 1)), (A.RECEIVE, date(2026, 7, 2)))
    (late,) = occurrences(sent, date(2026, 7, 8), date(2026, 7, 21), RULE, CALENDAR)
    assert (late.step, late.notice, set(late.audience)) == ("T+3", True, {"reporter", "unit_head", "inspector"})


ACTIONS = st.lists(
    st.tuples(st.sampled_from(sorted(STEPS, key=lambda each: each.value)), st.integers(0, 40)), max_size=14
)


@given(start=DAYS, script=ACTIONS)
def test_whatever_happens_limits_are_working_days_ahead_and_the_end_is_the_end(
    start: date, script: list[tuple[Action, int]]
) -> None:
    notice, day = DRAFT, start
    for action, pause in script:
        if action is A.LAPSE or not allowed(notice.state, action):
            continue
        day += timedelta(days=pause)
        until = day + timedelta(days=pause + 1)
        before, notice = notice, moved(notice, action, day, RULE, CALENDAR, unit="BM01", until=until)
        assert before.state not in {S.CLOSED, S.CLIMBED, S.WITHDRAWN}
        if notice.state in AWAITING and action in {A.SEND, A.RETURN, A.REASSIGN}:
            assert notice.reply_by is not None
            assert notice.reply_by > day
            assert CALENDAR.is_workday(notice.reply_by)
        if action is A.UPHOLD:
            assert notice.reply_by is not None
            assert before.reply_by is not None
            assert notice.reply_by >= before.reply_by
        assert bool(running(notice, RULE)) == (notice.state in OPEN)
        upcoming = next_on(notice, day, RULE, CALENDAR)
        assert upcoming is None or upcoming > day


@given(start=DAYS, through=st.integers(0, 90))
def test_the_next_day_to_look_is_the_first_with_an_occurrence_or_a_lapse(start: date, through: int) -> None:
    notice = after(DRAFT, (A.SEND, start))
    since = start + timedelta(days=through)
    upcoming = next_on(notice, since, RULE, CALENDAR)
    until = (upcoming or since + timedelta(days=200)) - timedelta(days=1)
    assert occurrences(notice, since, until, RULE, CALENDAR) == ()
    if upcoming is not None:
        lapse = notice.reply_by is not None and upcoming == notice.reply_by + timedelta(days=1)
        assert lapse or occurrences(notice, since, upcoming, RULE, CALENDAR)


@given(day=DAYS)
def test_feedback_falls_into_the_following_month(day: date) -> None:
    due = next_feedback(day, RULE, CALENDAR)
    months = (due.year * 12 + due.month) - (day.year * 12 + day.month)
    assert months in (1, 2)
    assert due > CALENDAR.add(day, RULE.verdict_days), "nobody is asked again while the first answer may still be read"
    assert CALENDAR.is_workday(due)
    assert due.day >= RULE.feedback_day


def test_a_reminder_of_a_notice_is_over_when_its_clock_has_stopped() -> None:
    """What a bundle names is asked again when it leaves."""
    day = date(2026, 6, 24)
    sent = after(DRAFT, (A.SEND, day))
    every = {each.subject for each in occurrences(sent, day, date(2026, 12, 31), RULE, CALENDAR)}
    assert len(every) == 2, "signing and replying"
    assert {each for each in every if still_runs(sent, each, RULE, finished=False)} == every
    received = after(sent, (A.RECEIVE, day))
    (left,) = (each for each in every if still_runs(received, each, RULE, finished=False))
    assert isinstance(left, NoticeClock)
    assert left.clock is Clock.REPLY
    assert not any(still_runs(after(received, (A.REPLY, day)), each, RULE, finished=False) for each in every)
    assert not any(still_runs(sent, each, RULE, finished=True) for each in every), "nobody is chased for what is done"


def test_the_news_of_a_draft_is_over_when_it_was_sent_or_dropped() -> None:
    day, subject = date(2026, 6, 24), NoticeDraft(DRAFT.id)
    assert still_runs(DRAFT, subject, RULE, finished=False)
    assert not still_runs(after(DRAFT, (A.SEND, day)), subject, RULE, finished=False)
    assert not still_runs(after(DRAFT, (A.DROP, day)), subject, RULE, finished=False)

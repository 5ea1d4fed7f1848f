"""Pushes go out at the district's push time and rest in its quiet hours."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.packs.file import load_pack
from domain.calendar import DAY
from domain.hours import Rest, asked_at, at_rest, in_quiet_hours, next_open_time, next_push, push_time
from tests.domain.examples import CALENDAR

PACK = load_pack("default")
SHANGHAI = ZoneInfo("Asia/Shanghai")


def test_the_push_time_is_nine_in_the_morning_in_the_district() -> None:
    assert push_time(date(2026, 11, 23), PACK, SHANGHAI) == datetime(2026, 11, 23, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("local", "quiet", "opens"),
    [
        ("2026-11-23T19:59:59", False, None),
        ("2026-11-23T20:00:00", True, "2026-11-24T08:00:00"),
        ("2026-11-24T00:30:00", True, "2026-11-24T08:00:00"),
        ("2026-11-24T07:59:59", True, "2026-11-24T08:00:00"),
        ("2026-11-24T08:00:00", False, None),
        ("2026-12-31T23:00:00", True, "2027-01-01T08:00:00"),
    ],
)
def test_quiet_hours_over_midnight_end_in_the_morning(local: str, quiet: bool, opens: str | None) -> None:
    now = datetime.fromisoformat(local).replace(tzinfo=SHANGHAI).astimezone(UTC)
    assert in_quiet_hours(now, PACK, SHANGHAI) is quiet
    expected = datetime.fromisoformat(opens).replace(tzinfo=SHANGHAI) if opens else now
    found = next_open_time(now, PACK, SHANGHAI)
    assert found == expected
    assert found.utcoffset() == timedelta(0)


def test_quiet_hours_at_noon_end_the_same_day() -> None:
    ladder = replace(PACK.ladder, quiet_from=time(12), quiet_until=time(14))
    rules = replace(PACK, ladder=ladder)
    noon = datetime(2026, 11, 23, 4, 30, tzinfo=UTC)
    assert in_quiet_hours(noon, rules, SHANGHAI)
    assert next_open_time(noon, rules, SHANGHAI) == datetime(2026, 11, 23, 6, tzinfo=UTC)
    assert not in_quiet_hours(datetime(2026, 11, 23, 6, tzinfo=UTC), rules, SHANGHAI)


@pytest.mark.parametrize(
    ("local", "rest", "next_"),
    [
        ("2026-06-30T07:30:00", Rest.QUIET_HOURS, "2026-06-30T09:00:00"),
        ("2026-06-30T08:00:00", Rest.TOO_EARLY, "2026-06-30T09:00:00"),
        ("2026-06-30T08:59:59", Rest.TOO_EARLY, "2026-06-30T09:00:00"),
        ("2026-06-30T09:00:00", None, "2026-07-01T09:00:00"),
        ("2026-06-30T19:59:59", None, "2026-07-01T09:00:00"),
        ("2026-06-30T20:00:00", Rest.QUIET_HOURS, "2026-07-01T09:00:00"),
        ("2026-07-03T23:30:00", Rest.QUIET_HOURS, "2026-07-06T09:00:00"),
        ("2026-07-04T10:00:00", Rest.REST_DAY, "2026-07-06T09:00:00"),
        ("2026-07-05T22:00:00", Rest.REST_DAY, "2026-07-06T09:00:00"),
        ("2026-09-30T12:00:00", None, "2026-10-08T09:00:00"),
        ("2026-10-10T10:00:00", None, "2026-10-12T09:00:00"),
    ],
    ids=[
        "early",
        "open but before the push",
        "a second before",
        "the push time",
        "the last second",
        "evening",
        "friday night",
        "saturday",
        "sunday night",
        "before a holiday",
        "a saturday that is worked",
    ],
)
def test_the_days_pushes_leave_on_working_days_from_the_push_time_on(local: str, rest: Rest | None, next_: str) -> None:
    now = datetime.fromisoformat(local).replace(tzinfo=SHANGHAI).astimezone(UTC)
    assert at_rest(now, PACK, CALENDAR, SHANGHAI) is rest
    push = datetime.fromisoformat(next_).replace(tzinfo=SHANGHAI)
    assert next_push(now, PACK, CALENDAR, SHANGHAI) == push
    asked = asked_at(now, PACK, CALENDAR, SHANGHAI)
    assert asked == (push if rest in (Rest.REST_DAY, Rest.QUIET_HOURS) else now), (
        "by hand one may ask before the push time"
    )


@given(st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001
def test_the_next_push_is_still_to_come_and_may_leave_then(now: datetime) -> None:
    found = next_push(now, PACK, CALENDAR, SHANGHAI)
    assert found > now
    assert at_rest(found, PACK, CALENDAR, SHANGHAI) is None


@given(st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001
def test_the_next_open_time_is_never_quiet_nor_more_than_a_day_away(now: datetime) -> None:
    found = next_open_time(now, PACK, SHANGHAI)
    assert not in_quiet_hours(found, PACK, SHANGHAI)
    assert now <= found < now + DAY

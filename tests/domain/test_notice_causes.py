"""When a draft has lost its cause, and how a limit is typed."""

from dataclasses import replace
from datetime import date

import pytest

from domain.colours import Light
from domain.keys.due import Node, ReportPeriod
from domain.keys.occasions import Lapsed, Occasion, TurnedRed
from domain.notices.causes import Facts, is_over
from domain.notices.limits import read_limit
from domain.notices.names import NoticeId
from tests.domain.examples import BUILDINGS, FUND, reported, staged

TODAY = date(2026, 7, 10)
BEHIND = Facts(BUILDINGS, reported(("06-20", 8)), Light.YELLOW, date(2026, 7, 3))
DONE = replace(BEHIND, standing=reported(("07-01", 26)))


@pytest.mark.parametrize(
    ("occasion", "facts", "over"),
    [
        (ReportPeriod(date(2026, 7, 3)), BEHIND, False),
        (ReportPeriod(date(2026, 7, 3)), replace(BEHIND, report_due=date(2026, 7, 15)), True),
        (ReportPeriod(date(2026, 7, 3)), replace(BEHIND, report_due=None), True),
        (ReportPeriod(date(2026, 7, 3)), replace(BEHIND, report_due=date(2026, 6, 24)), False),
        (TurnedRed(date(2026, 7, 1)), replace(BEHIND, light=Light.RED), False),
        (TurnedRed(date(2026, 7, 1)), BEHIND, True),
        (Node(1, date(2026, 6, 30)), BEHIND, False),
        (Node(1, date(2026, 6, 30)), replace(BEHIND, standing=reported(("07-01", 11))), True),
        (Node(3, date(2026, 12, 20)), BEHIND, False),
        (Node(0, date(2026, 3, 31)), Facts(FUND, staged([0], "04-01"), Light.RED, None), True),
        (Node(1, date(2026, 5, 15)), Facts(FUND, staged([0], "04-01"), Light.RED, None), False),
        (Lapsed(NoticeId(7), date(2026, 7, 1)), BEHIND, False),
        (None, BEHIND, False),
        (None, DONE, True),
        (Lapsed(NoticeId(7), date(2026, 7, 1)), DONE, True),
    ],
)
def test_a_draft_has_lost_its_cause(occasion: Occasion | None, facts: Facts, over: bool) -> None:
    assert is_over(occasion, facts) is over


@pytest.mark.parametrize(
    ("text", "limit"),
    [
        ("10", 10),
        ("10个工作日", 10),
        (" 5 天 ", 5),
        ("0", None),
        ("999个工作日", None),
        ("7月20日", date(2026, 7, 20)),
        ("7月20日前", date(2026, 7, 20)),
        ("7.20", date(2026, 7, 20)),
        ("2026-08-01", date(2026, 8, 1)),
        ("2026年8月1日", date(2026, 8, 1)),
        ("1月8日", date(2027, 1, 8)),
        ("7月10日", date(2027, 7, 10)),
        ("2月30日", None),
        ("尽快", None),
        ("", None),
    ],
)
def test_a_limit_is_a_number_of_working_days_or_a_day_to_come(text: str, limit: int | date | None) -> None:
    assert read_limit(text, TODAY) == limit

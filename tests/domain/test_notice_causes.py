"""When a draft has lost its cause, and how a limit is typed."""

from dataclasses import replace
from datetime import date

import pytest

from domain.colours import Light
from domain.notices import causes
from domain.notices.causes import Facts, is_over
from domain.notices.limits import read_limit
from tests.domain.examples import BUILDINGS, FUND, reported, staged

TODAY = date(2026, 7, 10)
BEHIND = Facts(BUILDINGS, reported(("06-20", 8)), Light.YELLOW, date(2026, 7, 3))
DONE = replace(BEHIND, standing=reported(("07-01", 26)))


@pytest.mark.parametrize(
    ("occasion", "facts", "over"),
    [
        ("report:2026-07-03", BEHIND, False),
        ("report:2026-07-03", replace(BEHIND, report_due=date(2026, 7, 15)), True),
        ("report:2026-07-03", replace(BEHIND, report_due=None), True),
        ("report:2026-07-03", replace(BEHIND, report_due=date(2026, 6, 24)), False),
        (causes.red(date(2026, 7, 1)), replace(BEHIND, light=Light.RED), False),
        (causes.red(date(2026, 7, 1)), BEHIND, True),
        ("milestone:1:2026-06-30", BEHIND, False),
        ("milestone:1:2026-06-30", replace(BEHIND, standing=reported(("07-01", 11))), True),
        ("milestone:3:2026-12-20", BEHIND, False),
        ("milestone:0:2026-03-31", Facts(FUND, staged([0], "04-01"), Light.RED, None), True),
        ("milestone:1:2026-05-15", Facts(FUND, staged([0], "04-01"), Light.RED, None), False),
        (causes.climb(7, date(2026, 7, 1)), BEHIND, False),
        (None, BEHIND, False),
        (None, DONE, True),
        (causes.climb(7, date(2026, 7, 1)), DONE, True),
    ],
)
def test_a_draft_has_lost_its_cause(occasion: str | None, facts: Facts, over: bool) -> None:
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

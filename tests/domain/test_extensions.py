"""A later limit for a notice's reply: who may ask when, how far, how often, and what stands on the record."""

from dataclasses import dataclass, replace
from datetime import date

import pytest

from bot.packs.file import load_pack
from domain.notices.clocks import has_lapsed, next_on, occurrences
from domain.notices.conditions import Why, why_not
from domain.notices.extensions import (
    Extension,
    granted,
    latest,
    read_answer,
    read_told,
    read_wish,
)
from domain.notices.model import Action, Notice, NoticeState, moved, voids_a_request
from domain.notices.rules import NoticeRule
from tests.domain.examples import CALENDAR
from tests.support.notices import DRAFT, On

RULE = load_pack("default").notices
A = Action
LIMIT, TODAY = date(2026, 7, 10), date(2026, 7, 6)
SENT = replace(DRAFT, state=NoticeState.SENT, sent_on=date(2026, 6, 26), reply_by=LIMIT)


@dataclass(frozen=True)
class Step:
    """An event as far as extensions look at it."""

    action: Action
    reply_by: date | None
    text: str = ""


def test_a_request_moves_nothing_and_an_answer_moves_the_clocks() -> None:
    until = date(2026, 7, 20)
    asked = moved(SENT, A.ASK_TIME, TODAY, RULE, CALENDAR, until=until)
    assert (asked.reply_by, asked.asked_until, asked.state) == (LIMIT, until, NoticeState.SENT)
    assert occurrences(asked, LIMIT, date(2026, 7, 13), RULE, CALENDAR), "the clock runs on"
    refused = moved(asked, A.REFUSE_TIME, TODAY, RULE, CALENDAR)
    assert refused == SENT
    given = moved(asked, A.GRANT_TIME, TODAY, RULE, CALENDAR)
    assert (given.reply_by, given.asked_until) == (until, None)
    received = replace(given, state=NoticeState.RECEIVED)
    assert not has_lapsed(received, date(2026, 7, 20))
    assert occurrences(received, date(2026, 7, 9), date(2026, 7, 14), RULE, CALENDAR) == ()
    assert next_on(received, date(2026, 7, 13), RULE, CALENDAR) == date(2026, 7, 15), "three working days before"
    unasked = moved(SENT, A.EXTEND, TODAY, RULE, CALENDAR, until=until)
    assert unasked.reply_by == until


@pytest.mark.parametrize(
    ("action", "waits"),
    [
        (A.RECEIVE, True),
        (A.LAPSE, True),
        (A.OBJECT, False),
        (A.REPLY, False),
        (A.CLIMB, False),
        (A.WITHDRAW, False),
        (A.EXTEND, False),
    ],
)
def test_what_is_done_to_the_notice_answers_a_request_or_voids_it(action: Action, waits: bool) -> None:
    asked = moved(SENT, A.ASK_TIME, TODAY, RULE, CALENDAR, until=date(2026, 7, 20))
    after = moved(asked, action, TODAY, RULE, CALENDAR, until=date(2026, 7, 15))
    assert (after.asked_until is not None) is waits
    assert voids_a_request(asked, action) is not waits
    assert not voids_a_request(SENT, action), "nothing waits"


@pytest.mark.parametrize("action", [A.GRANT_TIME, A.REFUSE_TIME, A.VOID_TIME])
def test_an_answer_settles_a_request_and_voids_none(action: Action) -> None:
    asked = moved(SENT, A.ASK_TIME, TODAY, RULE, CALENDAR, until=date(2026, 7, 20))
    assert moved(asked, action, TODAY, RULE, CALENDAR).asked_until is None
    assert not voids_a_request(asked, action)


def test_a_unit_asks_in_time_once_at_a_time_and_as_often_as_the_pack_says() -> None:
    def why(
        notice: Notice, times: int, today: date, rule: NoticeRule = RULE, action: Action = A.ASK_TIME
    ) -> Why | None:
        return why_not(notice, action, None, On(today, rule, times))

    assert why(SENT, 0, TODAY) is None
    assert why(SENT, 0, LIMIT) is None
    assert why(SENT, 0, date(2026, 7, 11)) is Why.LAPSED
    assert why(SENT, 1, TODAY) is Why.TOO_OFTEN
    assert why(SENT, 1, TODAY, replace(RULE, extension_times=2)) is None
    assert why(SENT, 0, TODAY, replace(RULE, extension_times=0)) is Why.TOO_OFTEN
    assert why(replace(SENT, asked_until=LIMIT), 0, TODAY) is Why.WAITING
    assert why(SENT, 0, date(2026, 7, 11), action=A.EXTEND) is None, "an inspector gives time after the limit too"
    assert why(SENT, 1, TODAY, action=A.EXTEND) is Why.TOO_OFTEN
    assert why(replace(SENT, reply_by=None), 0, TODAY) is Why.NOT_OWED
    for state in (NoticeState.DRAFT, NoticeState.REPLIED, NoticeState.OBJECTED, NoticeState.CLOSED):
        assert why(replace(SENT, state=state), 0, TODAY) is Why.MOVED


@pytest.mark.parametrize(
    ("until", "today", "why"),
    [
        (date(2026, 7, 13), TODAY, None),
        (date(2026, 7, 24), TODAY, None),
        (date(2026, 7, 25), TODAY, Why.TOO_LONG),
        (date(2026, 7, 27), TODAY, Why.TOO_LONG),
        (LIMIT, TODAY, Why.NOT_LATER),
        (date(2026, 7, 9), TODAY, Why.NOT_LATER),
        (date(2026, 7, 14), date(2026, 7, 14), Why.NOT_LATER),
        (date(2026, 7, 15), date(2026, 7, 14), None),
    ],
)
def test_a_new_limit_is_later_and_within_the_packs_working_days(until: date, today: date, why: Why | None) -> None:
    now = On(today)
    assert why_not(SENT, A.EXTEND, None, now, until=until) is why
    asked = replace(SENT, asked_until=until)
    assert why_not(asked, A.GRANT_TIME, None, now) is why, "what was asked for may have become impossible meanwhile"


def test_the_latest_day_counts_working_days_from_the_limit() -> None:
    assert latest(date(2026, 9, 21), 0, RULE, CALENDAR) == date(2026, 10, 12)
    assert latest(date(2026, 9, 21), 1, RULE, CALENDAR) is None


@pytest.mark.parametrize(
    ("text", "until", "reason"),
    [
        ("7月20日 等消防验收", date(2026, 7, 20), "等消防验收"),
        ("延到7月20日，等消防验收", date(2026, 7, 20), "等消防验收"),
        ("申请延期至7月20日：等消防验收", date(2026, 7, 20), "等消防验收"),
        ("2026-07-20 等消防验收 另有说明", date(2026, 7, 20), "等消防验收 另有说明"),
        ("5个工作日 等消防验收", date(2026, 7, 17), "等消防验收"),
        ("7月20日", date(2026, 7, 20), ""),
        ("等消防验收", None, ""),
        ("尽快 等消防验收", None, "等消防验收"),
        ("", None, ""),
    ],
)
def test_a_wish_is_a_day_or_working_days_from_the_limit_and_a_reason(
    text: str, until: date | None, reason: str
) -> None:
    assert read_wish(text, LIMIT, TODAY, CALENDAR) == (until, reason)


@pytest.mark.parametrize(
    ("text", "until", "reason"),
    [
        ("申请延期", None, ""),
        ("能不能延期到7月20日，等材料", date(2026, 7, 20), "等材料"),
        ("JS-010 申请延期到7月20日，等材料", date(2026, 7, 20), "等材料"),
        ("示督〔2026〕1号申请延期到7月20日 等验收", date(2026, 7, 20), "等验收"),
        ("因为材料没到申请延期到7月20日", date(2026, 7, 20), "材料没到"),
        ("督办单申请延期5个工作日，等验收结果", date(2026, 7, 17), "等验收结果"),
        ("能否宽限5天？", date(2026, 7, 17), ""),
        ("延期到7月20日可以吗，等材料，台风停工", date(2026, 7, 20), "等材料，台风停工"),
        ("申请延期到7月底，等材料", None, "等材料"),
        ("因材料没到，能不能缓几天", None, "材料没到"),
        ("缓报两天", None, ""),
        ("等材料", None, ""),
    ],
)
def test_a_wish_in_free_words_keeps_what_is_told_of_day_and_reason(text: str, until: date | None, reason: str) -> None:
    assert read_told(text, LIMIT, TODAY, CALENDAR) == (until, reason)


@pytest.mark.parametrize(
    ("text", "until", "reason"),
    [
        ("7月20日 等消防验收", date(2026, 7, 20), "等消防验收"),
        ("7月20日，等延期手续", date(2026, 7, 20), "等延期手续"),
        ("那就7月20日吧", date(2026, 7, 20), ""),
        ("7月20日行吗？", date(2026, 7, 20), ""),
        ("7月20日 等JS-011竣工", date(2026, 7, 20), "等JS-011竣工"),
        ("那就延到7月20日吧，等设备", date(2026, 7, 20), "等设备"),
        ("改到7月20日，因管线迁改", date(2026, 7, 20), "管线迁改"),
        ("申请再延到7月20日，等设备", date(2026, 7, 20), "等设备"),
        ("能不能再给5天", date(2026, 7, 17), ""),
        ("管线迁改没完，申请延期", None, "管线迁改没完"),
        ("等延期手续", None, ""),
        ("等设备到场", None, ""),
    ],
)
def test_an_answer_is_read_in_the_short_form_or_in_free_words(text: str, until: date | None, reason: str) -> None:
    assert read_answer(text, LIMIT, TODAY, CALENDAR) == (until, reason)


def test_the_record_tells_every_extension_of_the_present_unit() -> None:
    first, second, third = date(2026, 7, 10), date(2026, 7, 20), date(2026, 7, 31)
    life = [
        Step(A.DRAFT, None),
        Step(A.SEND, first),
        Step(A.ASK_TIME, first, "申请"),
        Step(A.GRANT_TIME, second, "等验收"),
        Step(A.REPLY, second),
        Step(A.RETURN, first),
        Step(A.EXTEND, third, "台风"),
    ]
    assert granted(life) == (Extension(first, second, "等验收"), Extension(first, third, "台风"))
    assert granted([*life, Step(A.REASSIGN, third)]) == ()
    assert granted(life[:3]) == ()

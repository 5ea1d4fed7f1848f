"""Why a step of a notice cannot be taken: one answer for its button and for its tap."""

from dataclasses import replace
from datetime import date

import pytest

from bot.packs.file import load_pack
from domain.notices.conditions import Why, why_not, why_not_urgent
from domain.notices.model import STEPS, Action, Notice, NoticeState
from domain.notices.names import NoticeId
from domain.people import Person, PersonId, Role
from tests.domain.examples import CALENDAR
from tests.support.notices import DRAFT, UNIT, On

A, S = Action, NoticeState
RULE = load_pack("default").notices
TODAY = date(2026, 7, 6)
SENT = replace(
    DRAFT,
    state=S.SENT,
    sent_on=date(2026, 7, 1),
    reply_by=date(2026, 7, 15),
    objection_due=date(2026, 7, 6),
    receipt_due=date(2026, 7, 2),
)
REPLIED = replace(SENT, state=S.REPLIED)
ASKED = replace(SENT, asked_until=date(2026, 7, 20))
INSPECTOR = Person(PersonId(1), "督查员", Role.INSPECTOR, None)
HEAD = Person(PersonId(2), "负责人", Role.UNIT_HEAD, UNIT)
CLERK = Person(PersonId(3), "填报人", Role.REPORTER, UNIT)
STRANGER = Person(PersonId(4), "外单位负责人", Role.UNIT_HEAD, "JD01")


@pytest.mark.parametrize(
    ("notice", "action", "person", "why"),
    [
        (SENT, A.RECEIVE, CLERK, None),
        (SENT, A.RECEIVE, STRANGER, Why.NOT_YOURS),
        (SENT, A.OBJECT, HEAD, None),
        (SENT, A.OBJECT, CLERK, Why.HEAD_ONLY),
        (SENT, A.OBJECT, STRANGER, Why.HEAD_ONLY),
        (replace(SENT, objection_due=date(2026, 7, 3)), A.OBJECT, HEAD, Why.OBJECTION_OVER),
        (replace(SENT, objection_due=None), A.OBJECT, HEAD, Why.OBJECTION_OVER),
        (REPLIED, A.RECEIVE, CLERK, Why.MOVED),
        (DRAFT, A.SEND, INSPECTOR, None),
        (DRAFT, A.SEND, CLERK, Why.NOT_YOURS),
        (replace(DRAFT, reply_by=TODAY), A.SEND, INSPECTOR, Why.LIMIT_PASSED),
        (replace(DRAFT, reply_by=date(2026, 7, 7)), A.SEND, INSPECTOR, None),
        (SENT, A.CLIMB, INSPECTOR, None),
        (replace(SENT, kind="red"), A.CLIMB, INSPECTOR, Why.GRAVEST),
        (replace(SENT, family="of a pack that is gone"), A.CLIMB, INSPECTOR, Why.GRAVEST),
        (SENT, A.CLOSE, INSPECTOR, Why.MOVED),
        (REPLIED, A.CLOSE, INSPECTOR, None),
        (SENT, A.ASK_TIME, CLERK, None),
        (ASKED, A.ASK_TIME, CLERK, Why.WAITING),
        (SENT, A.GRANT_TIME, INSPECTOR, Why.ANSWERED),
        (SENT, A.REFUSE_TIME, INSPECTOR, Why.ANSWERED),
        (ASKED, A.GRANT_TIME, INSPECTOR, None),
        (ASKED, A.REFUSE_TIME, INSPECTOR, None),
        (ASKED, A.EXTEND, INSPECTOR, Why.WAITING),
        (replace(SENT, state=S.OBJECTED), A.REASSIGN, INSPECTOR, None),
    ],
)
def test_why_a_step_cannot_be_taken(notice: Notice, action: Action, person: Person, why: Why | None) -> None:
    assert why_not(notice, action, person, On(TODAY)) is why


def test_a_finished_item_lets_its_notice_be_closed_without_a_reply() -> None:
    assert why_not(SENT, A.CLOSE, INSPECTOR, On(TODAY, item_finished=True)) is None


def test_a_notice_goes_to_another_unit_only() -> None:
    objected = replace(SENT, state=S.OBJECTED)
    assert why_not(objected, A.REASSIGN, INSPECTOR, On(TODAY), unit=UNIT) is Why.SAME_UNIT
    assert why_not(objected, A.REASSIGN, INSPECTOR, On(TODAY), unit="JD01") is None


def test_only_a_draft_of_the_first_kind_can_be_made_urgent() -> None:
    assert why_not_urgent(DRAFT, RULE) is None
    assert why_not_urgent(replace(DRAFT, parent=NoticeId(3)), RULE) is Why.NOT_URGENT
    assert why_not_urgent(replace(DRAFT, family="of a pack that is gone"), RULE) is Why.NOT_URGENT


def test_an_offer_is_made_where_another_day_unit_or_limit_would_do() -> None:
    assert {why for why in Why if why.can_be_mended} == {
        Why.LIMIT_PASSED,
        Why.NOT_LATER,
        Why.TOO_LONG,
        Why.SAME_UNIT,
    }


def test_what_the_service_does_asks_for_no_person() -> None:
    service = {action for action, step in STEPS.items() if not step.roles}
    for action in service:
        assert why_not(SENT, action, None, On(TODAY)) is None
        assert why_not(SENT, action, INSPECTOR, On(TODAY)) is Why.NOT_YOURS


class NothingLookedUp:
    """Circumstances of which nothing may be looked up."""

    today, rule, calendar = TODAY, RULE, CALENDAR

    @property
    def times_extended(self) -> int:
        raise AssertionError

    @property
    def item_finished(self) -> bool:
        raise AssertionError


def test_what_must_be_looked_up_is_asked_for_only_where_it_decides() -> None:
    now = NothingLookedUp()
    assert why_not(SENT, A.RECEIVE, CLERK, now) is None
    assert why_not(REPLIED, A.CLOSE, INSPECTOR, now) is None
    assert why_not(ASKED, A.ASK_TIME, CLERK, now) is Why.WAITING
    assert why_not(ASKED, A.REFUSE_TIME, INSPECTOR, now) is None

"""Open forms: a form of the test's own goes through the router like any other, and no form keeps a person from the rest."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

import pytest

from domain.errors import DomainError
from domain.people import Role
from domain.secrecy import OPEN
from handlers.kernel.forms import Data, Form, Unreadable
from handlers.kernel.messages import Button, Card, say
from handlers.kernel.registry import Action, registry
from handlers.kernel.turn import Answer, Moment, Turn
from handlers.reports.draft import card_name, from_data
from storage import chats, reports
from storage.chats import Dialog
from tests.support.world import Talk, World

FLOW = "meeting"


class Meeting(Form):
    """A form that no feature has: who comes to a meeting. A number is its answer."""

    def __init__(self, *, stays: bool) -> None:
        super().__init__(FLOW)
        self.stays = stays
        self.foreseen: list[Data] = []

    def answer(self, turn: Turn) -> Answer | None:
        if "broken" in turn.args:
            raise Unreadable
        if not turn.words.isdigit():
            return None
        seats = turn.number("seats") + int(turn.words)
        if seats > 20:
            raise DomainError("full", "会议室坐不下。")
        turn.open_dialog(FLOW, {**turn.args, "seats": seats})
        leave = Button("散会", "meeting.end", {})
        return [Card(lines=(f"已有 {seats} 人。",), buttons=((leave,),), tells=OPEN)]

    def is_same(self, one: Data, other: Data) -> bool:
        return bool(one["room"] == other["room"])

    def still_open(self, turn: Turn, data: Data) -> str:
        return f"{data['room']}的会还在报名。"

    def put_away(self, turn: Turn, data: Data) -> str:
        if "broken" in data:
            raise Unreadable
        return f"{data['room']}的会不开了。"

    def refused(self, turn: Turn, data: Data) -> str:
        return "会照开。"

    def foresee(self, moment: Moment, forms: Sequence[Data]) -> None:
        self.foreseen += forms


def end(turn: Turn) -> Answer:
    """The meeting's own button: it closes the form and says so itself."""
    turn.close_dialog()
    return [say("散会。", tells=OPEN)]


async def opened(world: World, talk: Talk, data: Mapping[str, Any], flow: str = FLOW) -> None:
    """The form, open in the person's chat."""

    def put(moment: Moment) -> None:
        until = moment.now + timedelta(hours=48)
        chats.put_form(moment.store, talk.channel, talk.name, talk.id, Dialog(flow, data), moment.now, until)

    await world.dispatch.moment(put)


async def open_flow(world: World, talk: Talk) -> str | None:
    """Which form is open in the person's chat."""

    found = await world.dispatch.look(lambda moment: kept(moment, talk))
    return found.flow if found else None


def kept(moment: Moment, talk: Talk) -> Dialog | None:
    """The form in the person's chat as it is stored."""
    return chats.form(moment.store, talk.channel, talk.name, talk.id, moment.now)


@pytest.fixture
def meeting(monkeypatch: pytest.MonkeyPatch) -> Meeting:
    """The form, registered with its flow and its button: nothing else is told of it."""
    form = Meeting(stays=True)
    monkeypatch.setitem(registry.forms, FLOW, form)
    monkeypatch.setitem(registry.actions, "meeting.end", Action(end, FLOW))
    return form


@pytest.fixture
async def clerk(world: World) -> Talk:
    """The clerk of the CBD centre, on 24 June."""
    world.clock.local(6, 24)
    return await world.hire("填报人", Role.REPORTER, "BM28")


async def test_a_form_takes_its_answers_and_its_own_button_speaks_for_itself(
    world: World, clerk: Talk, meeting: Meeting
) -> None:
    await opened(world, clerk, {"room": "一号", "seats": 3})
    (card,) = await clerk.say("4")
    assert card.text == "已有 7 人。"
    (done,) = await clerk.press("散会")
    assert done.text == "散会。"
    assert meeting.foreseen == [{"room": "一号", "seats": 7}], "a tap waited on it"
    assert await open_flow(world, clerk) is None


async def test_a_form_that_stays_says_so_beneath_the_answer_to_a_line_and_to_a_command(
    world: World, clerk: Talk, meeting: Meeting
) -> None:
    await opened(world, clerk, {"room": "一号", "seats": 3})
    for line in ("红灯", "CBD还差几栋"):
        cards = await clerk.say(line)
        assert cards[-1].text.splitlines()[-1] == "一号的会还在报名。"
    shown = await clerk.say("事项 JS-010")
    looked = await clerk.tap(shown[-1].token("历次报送"))
    assert "报名" not in looked[-1].text, "its question stands right above a card that was tapped"


async def test_a_form_that_does_not_stay_is_put_away_by_a_command(world: World, clerk: Talk, meeting: Meeting) -> None:
    meeting.stays = False
    await opened(world, clerk, {"room": "一号", "seats": 3})
    cards = await clerk.say("红灯")
    assert cards[-1].text.splitlines()[-1] == "一号的会不开了。"
    assert await open_flow(world, clerk) is None


async def test_another_form_in_its_place_puts_it_away(world: World, clerk: Talk, meeting: Meeting) -> None:
    await opened(world, clerk, {"room": "一号", "seats": 3})
    (card,) = await clerk.say("楼宇交付18座")
    assert card.text.startswith("请确认 1 项")
    assert card.text.splitlines()[-1] == "一号的会不开了。"


async def test_a_refusal_leaves_it_open_and_says_so(world: World, clerk: Talk, meeting: Meeting) -> None:
    await opened(world, clerk, {"room": "一号", "seats": 3})
    (card,) = await clerk.say("JS-028 600户")
    assert card.text == "这一项不由您的单位报送。会照开。"
    (full,) = await clerk.say("99")
    assert full.text == "会议室坐不下。", "a refused answer is the form's own"
    assert await open_flow(world, clerk) == FLOW


async def test_a_cancelled_form_is_the_command_s_own_to_speak_of(world: World, clerk: Talk, meeting: Meeting) -> None:
    await opened(world, clerk, {"room": "一号", "seats": 3})
    (card,) = await clerk.say("取消")
    assert card.text == "已取消，什么都没有提交。"


async def test_a_form_that_cannot_be_read_is_put_away_and_the_line_is_answered(
    world: World, clerk: Talk, meeting: Meeting
) -> None:
    await opened(world, clerk, {"room": "一号", "broken": True})
    cards = await clerk.say("CBD还差几栋")
    assert cards[-1].text.splitlines()[-1] == "刚才没办完的一步已失效，需要时请重新开始。"
    assert await open_flow(world, clerk) is None


async def test_a_form_of_a_version_to_come_keeps_nobody_from_the_rest(world: World, clerk: Talk) -> None:
    await opened(world, clerk, {"room": "一号"}, flow="no-such-flow")
    (card,) = await clerk.say("楼宇交付18座")
    assert card.text.startswith("请确认 1 项")


def entry_of(form: Dialog) -> dict[str, object]:
    """The first entry of a draft as it is kept."""
    entries = form.data["entries"]
    assert isinstance(entries, list)
    return dict(entries[0])


# A draft as it was kept before entries knew what they come to.
OLD_ENTRY: dict[str, object] = {
    "item": None,
    "candidates": [],
    "value": "18",
    "kind": "total",
    "status": None,
    "as_of": None,
    "milestone": None,
    "doubt": None,
    "supersedes": None,
    "unchanged": False,
    "note": "",
}
OLD = {"token": "t", "typed": "楼宇交付18座", "evidence": [], "asked": "", "at": 0, "call": None}


async def old_draft(world: World, **changed: object) -> dict[str, Any]:
    """One on JS-010."""
    item = await world.dispatch.look(lambda moment: moment.reference.by_code["JS-010"].id)
    return {**OLD, "entries": [{**OLD_ENTRY, "item": item, **changed}]}


async def test_a_draft_from_before_an_upgrade_goes_on(world: World, clerk: Talk) -> None:
    await opened(world, clerk, await old_draft(world), flow="report")
    (card,) = await clerk.say("改成19")
    assert "19 / 26 座" in card.text
    (done,) = await clerk.press("确认提交")
    assert done.text.startswith("已提交 1 项")


async def test_a_doubt_and_a_call_from_before_an_upgrade_are_asked_about_again(world: World) -> None:
    world.clock.local(6, 24)
    inspector = await world.hire("督查员", Role.INSPECTOR)
    data = {
        **await old_draft(world, value="90", doubt=["far_beyond", "26", "90"]),
        "asked": "doubt",
        "call": ["BM28", ""],
    }
    await opened(world, inspector, data, flow="report")
    (card,) = await inspector.say("来电人 王主任")
    assert card.text.endswith("目标 26座，这次 90座，超出很多。是否属实？")
    (confirm,) = await inspector.press("就按这个数")
    assert "来电人：王主任" in confirm.text


async def test_a_draft_that_cannot_be_read_is_put_away_and_its_card_is_gone(world: World, clerk: Talk) -> None:
    (card,) = await clerk.say("楼宇交付18座")
    for data in ({"token": "t"}, {**OLD, "entries": [{"item": "x", "value": {}}]}):
        await opened(world, clerk, data, flow="report")
        cards = await clerk.say("CBD还差几栋")
        assert cards[-1].text.splitlines()[-1] == "刚才没办完的一步已失效，需要时请重新开始。"
    await opened(world, clerk, {"token": "t"}, flow="report")
    (gone,) = await clerk.tap(card.token("确认提交"))
    assert gone.text == "这份填报已提交或已取消，发“我的报送”可查看。"


async def test_what_a_card_shows_is_what_its_draft_kept_whatever_was_looked_up_since(world: World, clerk: Talk) -> None:
    await clerk.say("楼宇交付16座")
    await clerk.press("确认提交")
    (card,) = await clerk.say("楼宇又交付2座")

    form = await world.dispatch.look(lambda moment: kept(moment, clerk))
    assert form is not None
    (entry,) = from_data(form.data).clear
    assert (str(entry.value), str(entry.total)) == ("2", "18")
    assert entry.worked is not None
    assert entry.worked.base is not None
    assert str(entry.worked.base.total) == "16"
    changed = {**form.data, "entries": [{**entry_of(form), "worked": {"base": None, "total": "18"}}]}
    day = date(2026, 6, 24)
    assert card_name(changed, day) == card_name(form.data, day), "the figure on record is no part of what is shown"
    assert card_name(form.data, day) == card_name(form.data, date(2026, 6, 25)), "nor is the day it is shown"
    later = {**form.data, "entries": [{**entry_of(form), "said_on": "2026-06-25"}]}
    assert card_name(later, day) != card_name(form.data, day), "the day it was told is"
    assert "18 / 26 座" in card.text
    await clerk.press("确认提交")
    item = await world.dispatch.look(lambda moment: moment.reference.by_code["JS-010"].id)
    stored = await world.dispatch.look(lambda moment: reports.of_item(moment.store, item))
    assert str(stored[0].total) == "18"


async def test_a_draft_on_an_item_that_is_gone_is_put_away(world: World, clerk: Talk) -> None:
    (card,) = await clerk.say("楼宇交付18座")
    form = await world.dispatch.look(lambda moment: kept(moment, clerk))
    assert form is not None
    gone = {**form.data, "entries": [{**entry_of(form), "item": 9999}]}
    await opened(world, clerk, gone, flow="report")
    (shown,) = await clerk.say("CBD还差几栋")
    assert shown.text.splitlines()[-1] == "刚才的填报没有提交，已放下，需要时请重新报。"
    await opened(world, clerk, gone, flow="report")
    (refused,) = await clerk.tap(card.token("确认提交"))
    assert refused.text == "这份填报已提交或已取消，发“我的报送”可查看。"


@pytest.mark.parametrize("data", [{"notice": 1, "ask": "of a version to come"}, {"ask": "more"}, {}])
async def test_a_question_about_a_notice_that_cannot_be_read_is_put_away(
    world: World, clerk: Talk, data: dict[str, Any]
) -> None:
    await opened(world, clerk, data, flow="notice")
    cards = await clerk.say("CBD还差几栋")
    assert cards[-1].text.splitlines()[-1] == "刚才没办完的一步已失效，需要时请重新开始。"
    assert await open_flow(world, clerk) is None


@pytest.mark.parametrize(
    ("flow", "data"),
    [
        ("notice-reply", {"notice": 1, "token": "x", "text": None, "files": []}),
        ("phone", {"unit": None}),
        ("notice-new", {}),
    ],
)
async def test_whatever_a_form_keeps_that_cannot_be_read_the_line_is_answered(
    world: World, flow: str, data: dict[str, Any]
) -> None:
    head = await world.hire("负责人", Role.UNIT_HEAD, "BM28")
    await opened(world, head, data, flow)
    assert (await head.say("我的事项"))[-1].text
    await opened(world, head, data, flow)
    assert (await head.say("你好"))[-1].text

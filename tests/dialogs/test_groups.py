"""Talk in groups: where an answer stands."""

from dataclasses import fields, replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import update

from bot.base.channel import Outgoing
from bot.out.payload import LATE, to_outgoing
from bot.road.dispatch import Dispatch
from domain.keys.messages import Reply
from domain.keys.updates import Update
from domain.people import Role
from domain.secrecy import OPEN
from handlers.front import groups
from handlers.kernel.messages import BY_LINK, Finger, Spot, say
from handlers.kernel.turn import Answer, Moment, Turn
from storage import chats, tables
from tests.support.world import Shown, SilentChannel, Talk, World

GROUP = "-100"
SOON = timedelta(seconds=5)


async def said(talk: Talk, words: str, **more: Any) -> list[Shown]:
    """What the group is answered to a line there."""
    line = talk.world.update(talk.channel, talk.name, words)
    return await talk.world.receive(replace(line, chat=GROUP, private=False, message="m7", **more))


def sent(shown: Shown, after: timedelta = SOON) -> Outgoing:
    """As it leaves so long after it was queued."""
    return to_outgoing(shown.message, SilentChannel().abilities, None, None, shown.message.created_at + after)


async def test_in_a_group_an_answer_stays_in_its_topic_and_stands_under_its_question(world: World) -> None:
    """T8: it is in the outbox, so a restart before it leaves changes nothing."""
    talk = await world.hire("督查员", Role.INSPECTOR)
    (shown,) = await said(talk, "帮助", thread="31")
    assert (sent(shown).thread, sent(shown).answers) == ("31", "m7")
    (shown,) = await said(talk, "帮助")
    assert (sent(shown).thread, sent(shown).answers) == (None, "m7")


async def test_of_a_long_answer_the_first_part_alone_stands_under_the_question(world: World) -> None:
    talk = await world.hire("督查员", Role.INSPECTOR)
    key, spot = Reply(Update("test", "1"), 0), Spot("31", "m7", always=True)
    card = say(*("长" * 3000,) * 3, tells=OPEN)
    await world.dispatch.moment(lambda moment: moment.post.reply("test", GROUP, talk.id, card, key, None, spot))
    shown = await world.new_in(GROUP)
    assert [(sent(each).thread, sent(each).answers) for each in shown] == [("31", "m7"), ("31", None), ("31", None)]


@pytest.mark.parametrize(
    ("handled", "delivered", "under"),
    [(SOON, SOON, False), (LATE + SOON, SOON, True), (SOON, LATE + SOON, True)],
    ids=["at once", "handled late", "delivered late"],
)
async def test_in_private_only_an_answer_that_comes_late_stands_under_its_question(
    world: World, handled: timedelta, delivered: timedelta, under: bool
) -> None:
    talk = await world.hire("督查员", Role.INSPECTOR)
    line = world.update(talk.channel, talk.name, "帮助")
    line = replace(line, message="m7", sent_at=world.clock.now() - handled)
    (shown,) = await world.receive(line)
    assert sent(shown, delivered).answers == ("m7" if under else None)


HERE = "已私聊发您。"


async def hired(world: World, role: Role) -> Talk:
    """Somebody of that role, and a newcomer to invite."""
    await world.hire("同事", Role.REPORTER, "BM28")
    return await world.hire("甲", role, "BM28" if role is Role.REPORTER else None)


async def reports(world: World) -> int:
    """How many reports are stored."""
    return await world.dispatch.look(lambda moment: len(list(moment.store.execute(tables.reports.select()))))


async def test_a_report_begun_in_a_group_goes_on_in_private_at_once(world: World) -> None:
    """T2: it waited for a tap that no card offered."""
    talk = await hired(world, Role.REPORTER)
    (shown,) = await said(talk, "JS-010 23座", thread="31")
    assert (shown.text, shown.labels, sent(shown).thread) == (HERE, [], "31")
    (card,) = await talk.pushed()
    assert card.text.startswith("请确认 1 项")
    assert (card.message.payload.get("thread"), card.message.payload.get("under")) == (None, None)
    (done,) = await talk.press("确认提交")
    assert done.text.startswith("已提交 1 项")
    assert await reports(world) == 1


@pytest.mark.parametrize(
    ("role", "words", "card"),
    [
        (Role.INSPECTOR, "督办 JS-010 进度滞后", "督办"),
        (Role.ADMIN, "邀请 同事", "/start"),
        (Role.REPORTER, "请假 11月24日至11月25日", "11月24日"),
    ],
)
async def test_what_a_group_does_not_see_is_seen_in_private(world: World, role: Role, words: str, card: str) -> None:
    """T2: a draft and an invitation came to be whose text nobody saw."""
    talk = await hired(world, role)
    (shown,) = await said(talk, words)
    assert shown.text == HERE
    (told,) = await talk.pushed()
    assert card in told.text


async def test_of_many_cards_the_group_is_told_once(world: World) -> None:
    """T2: 我的报送 said one sentence four times."""
    talk = await hired(world, Role.REPORTER)
    for figure in (19, 20, 21):
        await talk.say(f"JS-010 {figure}座")
        await talk.press("确认提交")
    (shown,) = await said(talk, "我的报送")
    assert shown.text == HERE
    assert "21" in (await talk.pushed())[-1].text


@pytest.mark.parametrize("words", ["JS-010 23座", "督办 JS-010 进度滞后", "我的报送"])
async def test_nothing_is_done_for_who_cannot_be_written_to_in_private(world: World, words: str) -> None:
    talk = await hired(world, Role.INSPECTOR if words.startswith("督办") else Role.REPORTER)
    await world.receive(replace(world.update("test", talk.name), event="blocked"))
    world.house = replace(world.house, district=replace(world.house.district, link="https://t.me/zeren_bot?start="))
    world.dispatch = Dispatch(world.house)
    (shown,) = await said(talk, words)
    assert shown.text == "我还不能私聊您，这条没有处理。请先打开与我的私聊，再说一遍。"
    assert sent(shown).link == ("打开私聊", "https://t.me/zeren_bot")
    assert await talk.pushed() == []
    rows = await world.dispatch.look(
        lambda moment: [moment.store.execute(each.select()).all() for each in (tables.dialogs, tables.notices)]
    )
    assert rows == [[], []]


async def test_a_line_in_a_group_answers_no_question_of_the_private_chat(world: World) -> None:
    talk = await hired(world, Role.REPORTER)
    await talk.say("事项 JS-010")
    await talk.press("报送")
    before = await forms(world)
    assert before
    (shown,) = await said(talk, "取消")
    assert shown.text == "当前没有进行中的填报。"
    await said(talk, "帮助")
    assert await forms(world) == before


async def test_what_a_report_in_a_group_put_away_is_told_in_private(world: World) -> None:
    talk = await hired(world, Role.REPORTER)
    await talk.say("JS-010 23座")
    await said(talk, "JS-011 95万平")
    (card,) = await talk.pushed()
    assert "JS-011" in card.text
    assert card.text.splitlines()[-1] == "JS-010 的填报没有提交，已放下，需要时请重新报。"


async def forms(world: World) -> list[object]:
    """The open forms as they are stored."""
    return await world.dispatch.look(lambda moment: list(moment.store.execute(tables.dialogs.select())))


async def tapped(talk: Talk, token: str, finger: Finger | None) -> list[Shown]:
    """What the group is answered to a tap there."""
    tap = replace(talk.world.update(talk.channel, talk.name), chat=GROUP, private=False, message="m8")
    return await talk.world.receive(replace(tap, button=token, finger=finger))


async def test_somebody_elses_button_is_refused_at_the_finger_and_not_to_the_group(world: World) -> None:
    """T12: the refusal went to everybody, and counted in the group's twenty messages a minute."""
    asker, other = await world.hire("督查员", Role.INSPECTOR), await world.hire("他人", Role.INSPECTOR)
    (card,) = await said(asker, "事项 JS-010")
    finger = Finger()
    assert await tapped(other, card.token("看曲线"), finger) == []
    assert (finger.text, finger.alert) == ("这个按钮不是发给您的。", True)
    assert await tapped(other, "gone", finger) == []
    assert finger.text == "该按钮已失效，请重新打开。"
    (late,) = await tapped(other, card.token("看曲线"), Finger(is_open=False))
    assert late.text == "这个按钮不是发给您的。"


async def test_a_form_begun_by_a_tap_in_a_group_goes_on_in_private_and_the_finger_is_told(world: World) -> None:
    clerk = await hired(world, Role.REPORTER)
    (card,) = await said(clerk, "事项 JS-010")
    finger = Finger()
    assert await tapped(clerk, card.token("报送"), finger) == []
    assert (finger.text, finger.alert) == (HERE, False)
    assert len(await clerk.pushed()) == 1


async def test_a_line_of_a_group_that_is_changed_changes_its_report_without_a_word_of_another(world: World) -> None:
    talk = await hired(world, Role.REPORTER)
    await said(talk, "JS-010 20座")
    await talk.pushed()
    (shown,) = await said(talk, "JS-010 21座", edited=True)
    assert shown.text == HERE
    (card,) = await talk.pushed()
    assert "21 / 26 座" in card.text
    assert "已放下" not in card.text


async def test_a_form_that_an_older_program_opened_in_a_group_takes_no_line(world: World) -> None:
    talk = await hired(world, Role.REPORTER)
    await talk.say("JS-010 20座")
    old = update(tables.dialogs).values(chat=GROUP)
    await world.database.write(lambda store: store.execute(old))
    await said(talk, "改成21座")
    assert [each for each in await talk.pushed() if "21 / 26 座" in each.text] == []
    (shown,) = await said(talk, "取消")
    assert shown.text == "当前没有进行中的填报。"


async def test_the_question_of_a_form_goes_private_even_where_it_tells_of_nothing(world: World) -> None:
    talk = await hired(world, Role.REPORTER)
    line = replace(world.update(talk.channel, talk.name, "报送"), chat=GROUP, private=False)

    def asks(turn: Turn) -> Answer:
        turn.open_dialog("report", {})
        return [say("完成几座？", tells=OPEN)]

    def answered(moment: Moment) -> list[tuple[str, str | None]]:
        person = chats.speaker(moment.store, talk.channel, talk.name)
        assert person is not None
        given = {each.name: getattr(moment, each.name) for each in fields(moment)}
        cards = groups.answer(Turn(**given, person=person, incoming=line), asks)
        return [(card.lines[0], card.chat) for card in cards]

    assert await world.dispatch.moment(answered) == [("完成几座？", talk.name), (HERE, None)]


LINK = "https://t.me/zeren_bot?start="


def linked(world: World) -> None:
    """The district's bot has an address."""
    world.house = replace(world.house, district=replace(world.house.district, link=LINK))
    world.dispatch = Dispatch(world.house)


def token_in_link(shown: Shown) -> str:
    """The token that the group's button carries into the private chat."""
    label, address = sent(shown).link or ("", "")
    assert label == "打开私聊"
    assert address.startswith(LINK + BY_LINK)
    return address.removeprefix(LINK + BY_LINK)


async def test_the_button_under_a_groups_answer_opens_the_very_card(world: World) -> None:
    linked(world)
    talk = await hired(world, Role.REPORTER)
    (shown,) = await said(talk, "JS-010 23座")
    (card,) = await talk.pushed()
    (again,) = await talk.tap(token_in_link(shown))
    assert (again.text, again.labels) == (card.text, card.labels)
    (done,) = await talk.press("确认提交")
    assert done.text.startswith("已提交 1 项")
    (over,) = await talk.tap(token_in_link(shown))
    assert over.text == "这次填报已经结束，结果在上面。"
    assert await reports(world) == 1


async def test_what_was_only_withheld_is_shown_again_too_and_an_invitation_is_not(world: World) -> None:
    linked(world)
    talk = await hired(world, Role.ADMIN)
    (shown,) = await said(talk, "邀请 同事")
    await talk.pushed()
    (refused,) = await talk.tap(token_in_link(shown))
    assert refused.text == "该按钮已失效，请重新打开。"
    other = await world.hire("督查员甲", Role.INSPECTOR)
    await world.bind(other.id, "test", other.name)
    (shown,) = await said(other, "督办 JS-010 进度滞后")
    (draft,) = await other.pushed()
    (again,) = await other.tap(token_in_link(shown))
    assert again.text == draft.text


async def test_somebody_elses_or_an_old_link_is_refused_in_one_sentence(world: World) -> None:
    linked(world)
    talk = await hired(world, Role.REPORTER)
    (shown,) = await said(talk, "JS-010 23座")
    await talk.pushed()
    stranger = await world.hire("别人", Role.REPORTER, "BM28")
    (refused,) = await stranger.tap(token_in_link(shown))
    assert refused.text == "这个按钮不是发给您的。"
    world.clock.at += timedelta(days=15)
    (refused,) = await talk.tap(token_in_link(shown))
    assert refused.text == "该按钮已失效，请重新打开。"

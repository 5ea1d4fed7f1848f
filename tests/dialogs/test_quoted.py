"""Lines that answer a card of the bot: they are about what the card tells of."""

from dataclasses import replace

import pytest

from domain.people import Role
from handlers.kernel.messages import Attached
from handlers.reminders import tick as reminders
from storage import outbox
from storage.outbox import MessageState
from tests.support.pictures import picture
from tests.support.world import Shown, Talk, World

PNG = picture()


@pytest.fixture
async def clerk(world: World) -> Talk:
    world.clock.local(6, 24)
    return await world.hire("填报人", Role.REPORTER, "BM28")


async def arrived(world: World, shown: Shown, name: str) -> str:
    """The card is in the chat, under an id of the platform's."""
    number, now = shown.message.id, world.clock.now()
    await world.database.write(lambda store: outbox.settle(store, number, MessageState.ACCEPTED, now, message=name))
    return name


async def answering(talk: Talk, card: str, words: str) -> list[Shown]:
    """A line that answers a card."""
    line = talk.world.update(talk.channel, talk.name, words)
    talk.last = await talk.world.receive(replace(line, quoted=card))
    return talk.last


async def test_a_bare_figure_that_answers_the_card_of_an_item_is_about_it(world: World, clerk: Talk) -> None:
    """K8: quoting the card of JS-010 with 20座 was asked which item."""
    (shown,) = await clerk.say("事项 JS-010")
    card = await arrived(world, shown, "m1")
    (confirm,) = await answering(clerk, card, "20座")
    assert "JS-010 中央商务区26座楼宇建成交付：20 / 26 座" in confirm.text
    await clerk.press("确认提交")
    await world.restart()
    (again,) = await answering(clerk, card, "21座")
    assert "JS-010 中央商务区26座楼宇建成交付：21 / 26 座" in again.text


async def test_a_question_that_answers_a_card_is_about_it(world: World, clerk: Talk) -> None:
    (shown,) = await clerk.say("事项 JS-011")
    (told,) = await answering(clerk, await arrived(world, shown, "m1"), "还差多少")
    assert "JS-011" in told.text


async def test_another_item_that_is_named_is_meant_all_the_same(world: World, clerk: Talk) -> None:
    (shown,) = await clerk.say("事项 JS-010")
    (confirm,) = await answering(clerk, await arrived(world, shown, "m1"), "JS-011 95万平")
    assert "JS-011" in confirm.text
    assert "JS-010" not in confirm.text


async def test_what_answers_another_card_is_no_answer_to_the_open_question(world: World, clerk: Talk) -> None:
    (shown,) = await clerk.say("事项 JS-010")
    card = await arrived(world, shown, "m1")
    await clerk.say("事项 JS-011")
    await clerk.press("报送")
    (confirm,) = await answering(clerk, card, "20座")
    assert "JS-010 中央商务区26座楼宇建成交付：20 / 26 座" in confirm.text
    assert confirm.text.splitlines()[-1] == "JS-011 的填报没有提交，已放下，需要时请重新报。"


async def test_what_answers_the_forms_own_card_is_for_the_form(world: World, clerk: Talk) -> None:
    (which,) = await clerk.say("JS-010 20座")
    card = await arrived(world, which, "m1")
    (confirm,) = await answering(clerk, card, "改成21座")
    assert "21 / 26 座" in confirm.text
    (done,) = await clerk.press("确认提交")
    assert await arrived(world, done, "m1")
    (again,) = await answering(clerk, card, "22座")
    assert "JS-010 中央商务区26座楼宇建成交付：22 / 26 座" in again.text, (
        "the card that was submitted tells of it still"
    )


async def test_what_answers_a_bundle_is_about_one_of_its_items(world: World, clerk: Talk) -> None:
    world.clock.local(6, 29, 9, 5)
    await world.dispatch.moment(reminders.tick)
    world.clock.local(6, 30, 9, 5)
    await world.dispatch.moment(reminders.tick)
    shown = (await clerk.pushed())[-1]
    about = shown.message.payload["about"]
    assert len(about) > 1
    card = await arrived(world, shown, "m1")
    (confirm,) = await answering(clerk, card, "20座")
    assert "JS-010 中央商务区26座楼宇建成交付：20 / 26 座" in confirm.text
    await clerk.say("取消")
    (asked,) = await answering(clerk, card, "20")
    assert asked.text == "您说的是哪一项？"
    assert {label[:6] for label in asked.labels[:-1]} <= {"JS-010", "JS-011", "ZS-012", "ZS-013"}


async def test_a_card_of_another_chat_or_an_unknown_one_tells_of_nothing(world: World, clerk: Talk) -> None:
    other = await world.hire("他人", Role.REPORTER, "BM28")
    (shown,) = await other.say("事项 JS-010")
    card = await arrived(world, shown, "m1")
    for quoted in (card, "m9"):
        (asked,) = await answering(clerk, quoted, "20")
        assert "请确认" not in asked.text


async def test_a_photo_that_answers_a_card_proves_the_report_of_its_item(world: World, clerk: Talk) -> None:
    for line in ("JS-010 20座", "JS-011 60万平方米"):
        await clerk.say(line)
        await clerk.press("确认提交")
    (shown,) = await clerk.say("事项 JS-010")
    card = await arrived(world, shown, "m1")
    photo = Attached("现场.png", "image/png", len(PNG), PNG)
    (told,) = await world.receive(replace(world.update(clerk.channel, clerk.name), quoted=card, file=photo))
    assert told.text == "佐证已归入 JS-010。"
    (which,) = await world.receive(replace(world.update(clerk.channel, clerk.name), file=photo))
    assert len(which.labels) == 2


@pytest.mark.parametrize("words", ["收到", "谢谢", "辛苦了", "帮助"])
async def test_a_polite_word_that_answers_a_card_begins_no_report(world: World, clerk: Talk, words: str) -> None:
    (shown,) = await clerk.say("事项 JS-010")
    card = await arrived(world, shown, "m1")
    plain = [each.text for each in await clerk.say(words)]
    assert [each.text for each in await answering(clerk, card, words)] == plain


async def test_the_question_which_item_is_answered_by_answering_its_card(world: World) -> None:
    street = await world.hire("舜华路填报人", Role.REPORTER, "JD14")
    (which,) = await street.say("规上企业新增3家")
    assert which.text == "您说的是哪一项？"
    (confirm,) = await answering(street, await arrived(world, which, "m1"), "JJ-038")
    assert "JJ-038" in confirm.text
    assert "3" in confirm.text
    assert confirm.labels[0] == "确认提交"

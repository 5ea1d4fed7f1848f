"""One person in two chats, Telegram and the web page: what is done in one is known in the other, also in the same batch."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from domain.people import Role
from handlers.kernel.messages import Attached, Incoming
from storage import people
from tests.support.pictures import picture
from tests.support.world import SilentChannel, Talk, World, make_world

PICTURE = Attached("现场.png", "image/png", len(picture()), picture())


@pytest.fixture
async def chats(store_url: str, tmp_path: Path) -> AsyncIterator[tuple[Talk, Talk]]:
    """The two chats of the clerk of the CBD centre, on 24 June."""
    channels = {name: SilentChannel(name) for name in ("telegram", "web")}
    world = await make_world(tmp_path, channels, store_url)
    world.clock.local(6, 24)
    await world.settle()
    clerk = await world.hire("填报人", Role.REPORTER, "BM28", channel="telegram")
    await world.dispatch.moment(lambda moment: people.bind(moment.store, clerk.id, "web", "网页", "网页", moment.now))
    yield clerk, Talk(world, "网页", "web")
    await world.database.close()


async def at_once(world: World, *messages: Incoming) -> None:
    """Messages that waited together."""
    assert await world.dispatch.messages(messages) == [None] * len(messages)


def tapped(talk: Talk, token: str) -> Incoming:
    """A tap in a chat."""
    return replace(talk.world.update(talk.channel, talk.name), button=token, message="card")


def typed(talk: Talk, text: str) -> Incoming:
    """A line in a chat."""
    return talk.world.update(talk.channel, talk.name, text)


async def test_what_is_confirmed_in_one_chat_is_told_in_the_other_though_both_came_at_once(
    chats: tuple[Talk, Talk],
) -> None:
    phone, page = chats
    (card,) = await phone.say("楼宇交付18座")
    await at_once(phone.world, tapped(phone, card.token("确认提交")), typed(page, "我的报送"))
    assert (await phone.pushed())[0].text.startswith("已提交 1 项")
    (sent,) = await page.pushed()
    assert sent.text.splitlines()[1] == "18座，截至 6月24日（6月24日报） · 待核验"


async def test_a_photo_from_the_other_chat_proves_what_was_confirmed_a_moment_before(
    chats: tuple[Talk, Talk],
) -> None:
    phone, page = chats
    (card,) = await phone.say("楼宇交付18座")
    photo = replace(typed(page, ""), file=PICTURE)
    await at_once(phone.world, tapped(phone, card.token("确认提交")), photo)
    (which,) = await page.pushed()
    assert which.labels == ["JS-010 18座"]
    (kept,) = await page.press("JS-010")
    assert kept.text == "佐证已归入 JS-010。"


async def test_each_chat_has_its_own_draft_and_the_second_is_held_against_the_first(chats: tuple[Talk, Talk]) -> None:
    phone, page = chats
    await at_once(phone.world, typed(phone, "楼宇交付18座"), typed(page, "楼宇又交付2座"))
    ((first,), (second,)) = await phone.pushed(), await page.pushed()
    assert "18 / 26 座" in first.text
    assert "2 / 26 座" in second.text
    await at_once(phone.world, tapped(phone, first.token("确认提交")), tapped(page, second.token("确认提交")))
    assert (await phone.pushed())[0].text.startswith("已提交 1 项")
    (anew,) = await page.pushed()
    assert "20 / 26 座" in anew.text, "two more than what the other chat has just reported"
    assert anew.text.endswith("上一张卡片发出后内容有变动，尚未提交，请核对后再确认。")


async def test_a_button_works_in_the_chat_it_was_made_for_and_in_no_other_of_the_same_person(
    chats: tuple[Talk, Talk],
) -> None:
    phone, page = chats
    (card,) = await phone.say("楼宇交付18座")
    (refused,) = await page.tap(card.token("确认提交"))
    assert refused.text == "这个按钮不是发给您的。"
    assert (await phone.press("确认提交"))[0].text.startswith("已提交 1 项")


async def test_a_form_that_is_open_in_one_chat_takes_no_words_from_the_other(chats: tuple[Talk, Talk]) -> None:
    phone, page = chats
    await phone.say("事项 JS-010")
    (asked,) = await phone.press("报送")
    assert asked.text.endswith("现在累计多少座？")
    await at_once(phone.world, typed(page, "18"), typed(phone, "16"))
    (other,) = await page.pushed()
    assert "18 / 26 座" not in other.text
    (card,) = await phone.pushed()
    assert "16 / 26 座" in card.text

"""How a card wants to be shown, on Telegram: what the platform has for it is used, and what it refuses costs no message."""

from collections.abc import AsyncIterator

import pytest

from bot.base.channel import Tap
from bot.channels.telegram.channel import TelegramChannel
from handlers.kernel.manner import Manner, Style
from handlers.kernel.messages import FileRef
from tests.support.bot_api import BotApi, Fault
from tests.support.bot_api.bench import listening, make, message

PNG = b"\x89PNG\r\n\x1a\n" + bytes(64)
CHART = FileRef("0" * 64, "进度.png", "image/png")
Bench = tuple[BotApi, TelegramChannel]


@pytest.fixture
async def bench() -> AsyncIterator[Bench]:
    async with BotApi() as api:
        api.know(1, 2, -5)
        yield api, make(api, timeout=0.3)
        assert api.violations == []


async def test_what_is_read_once_is_folded_up(bench: Bench) -> None:
    api, channel = bench
    await channel.send(message(1, "计划", "正推 <1>", "倒逼 & 2", title="JS-010", manner=Manner(folded=1)))
    (sent,) = api.sent(1)
    assert sent.text == "JS-010\n计划\n正推 <1>\n倒逼 & 2"
    assert sent.entities[1] == {"type": "expandable_blockquote", "offset": 10, "length": 13}
    await channel.send(message(1, "计划", "一行", manner=Manner(folded=1)))
    assert api.sent(1)[-1].entities == [], "one line is not worth a tap"


async def test_buttons_say_by_their_colour_what_they_do_also_under_a_picture(bench: Bench) -> None:
    api, channel = bench
    taps = ((Tap("确认提交", "a", Style.GO), Tap("修改", "b")), (Tap("确认撤回", "c", Style.DANGER),))
    await channel.send(message(1, "请确认", buttons=taps))
    await channel.send(message(1, "图", file=CHART, content=PNG, buttons=taps))
    for sent in api.sent(1):
        assert sent.markup is not None
        styles = [[each.get("style") for each in row] for row in sent.markup["inline_keyboard"]]
        assert styles == [["success", None], ["danger"]]


async def test_a_button_copies_what_is_handed_on_elsewhere(bench: Bench) -> None:
    api, channel = bench
    await channel.send(message(1, "邀请", manner=Manner(copied=("复制邀请", "https://t.me/zeren_bot?start=x"))))
    (sent,) = api.sent(1)
    assert sent.markup == {
        "inline_keyboard": [[{"text": "复制邀请", "copy_text": {"text": "https://t.me/zeren_bot?start=x"}}]]
    }


async def test_the_words_of_a_role_stand_at_the_typing_box_with_an_example(bench: Bench) -> None:
    api, channel = bench
    wish = Manner(words=("我的事项", "我的报送", "督办单", "帮助"), asks="例：JS-010 18座")
    await channel.send(message(1, "您好", manner=wish))
    (sent,) = api.sent(1)
    assert sent.markup is not None
    assert [[key["text"] for key in row] for row in sent.markup["keyboard"]] == [
        ["我的事项", "我的报送"],
        ["督办单", "帮助"],
    ]
    assert sent.markup["is_persistent"] is True
    assert sent.markup["input_field_placeholder"] == "例：JS-010 18座"


async def test_a_question_opens_the_typing_box_unless_it_has_buttons(bench: Bench) -> None:
    api, channel = bench
    await channel.send(message(1, "请写退回原因。", manner=Manner(asks="例：没有写明时限")))
    await channel.send(message(1, "多少？", buttons=((Tap("无变化", "a"),),), manner=Manner(asks="例：18座")))
    asked, chosen = api.sent(1)
    assert asked.markup == {"force_reply": True, "input_field_placeholder": "例：没有写明时限"}
    assert chosen.labels == [["无变化"]]


async def test_what_is_not_public_is_protected_receipts_are_silent_and_links_are_not_fetched(bench: Bench) -> None:
    api, channel = bench
    await channel.send(message(1, "见 https://example.com", protected=True))
    await channel.send(message(1, "已记录", manner=Manner(quiet=True)))
    await channel.send(message(1, "图", file=CHART, content=PNG, protected=True))
    secret, receipt, _ = api.sent(1)
    assert secret.manner == {"protect_content": True, "link_preview_options": {"is_disabled": True}}
    assert receipt.manner == {"disable_notification": True, "link_preview_options": {"is_disabled": True}}
    assert [call["protect_content"] for call in api.calls("sendPhoto")] == ["true"]


async def test_a_mark_says_it_and_words_do_where_no_mark_is_taken(bench: Bench) -> None:
    api, channel = bench
    api.say(1, "收到")
    (_, said), *_ = api.world.heard
    assert await channel.send(message(1, "已记录：收到。", marks=str(said))) is None
    assert api.sent(1) == []
    assert api.world.marks == {(1, said): "👍"}
    api.world.unmarkable.add(1)
    await channel.send(message(1, "已记录：收到。", marks=str(said)))
    assert [sent.text for sent in api.sent(1)] == ["已记录：收到。"]


async def test_a_notice_stays_on_top_until_it_is_let_go_and_nothing_hangs_on_it(bench: Bench) -> None:
    api, channel = bench
    number = await channel.send(message(1, "督办单", manner=Manner(pinned="notice:7")))
    assert api.world.pinned == [(1, int(str(number)))]
    await channel.send(message(1, "已签收", unpins=(str(number),)))
    assert api.world.pinned == []
    await channel.send(message(1, "已销号", unpins=("999",)))
    api.fail("pinChatMessage", Fault.flood(1))
    assert await channel.send(message(1, "督办单", manner=Manner(pinned="notice:8"))) is not None


async def test_groups_have_a_short_menu_and_newcomers_read_what_the_bot_is_for() -> None:
    async with BotApi() as api, listening(api):
        await api.wait_for(lambda: bool(api.world.told_of_itself.get("short_description")))
        assert [each["command"] for each in api.world.menus["all_group_chats"]] == ["help", "item"]
        assert "邀请链接" in api.world.told_of_itself["description"]

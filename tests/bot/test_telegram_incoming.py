"""What a Telegram update becomes for the core, through the real library and the polling loop."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from telegram import Update

from bot.base.channel import Tap
from bot.channels.telegram.channel import TelegramChannel
from bot.channels.telegram.incoming import file_of
from domain.files import Trouble
from handlers.kernel.messages import Incoming
from tests.support.bot_api import BotApi, Fault
from tests.support.bot_api.bench import Listener, listening, message

Bench = tuple[BotApi, TelegramChannel, Listener]
GROUP = -50
MEGABYTE = 1024 * 1024


@pytest.fixture
async def bench() -> AsyncIterator[Bench]:
    async with BotApi() as api, listening(api, max_file_bytes=MEGABYTE) as (channel, listener):
        yield api, channel, listener


async def one(bench: Bench, update: int) -> Incoming:
    """What became of one update; it is confirmed, too."""
    api, _, listener = bench
    await api.wait_for(lambda: update not in api.pending)
    return next(incoming for incoming in listener.got if incoming.external_id == str(update))


async def test_a_private_message_names_its_chat_sender_and_moment(bench: Bench) -> None:
    update = bench[0].say(7, "26座楼宇累计交付18座 😀")
    got = await one(bench, update)
    assert (got.channel, got.chat, got.sender, got.text) == ("telegram", "7", "7", "26座楼宇累计交付18座 😀")
    assert (got.external_id, got.private, got.addressed) == (str(update), True, True)
    assert got.sent_at.tzinfo is UTC
    assert abs(datetime.now(UTC) - got.sent_at) < timedelta(seconds=5)


@pytest.mark.parametrize(
    ("said", "text", "addressed"),
    [
        ("午饭吃什么", "午饭吃什么", False),
        ("/items", "/items", True),
        ("/items@zeren_bot 6月", "/items 6月", True),
        ("/items@Zeren_Bot", "/items", True),
        ("/items@other_bot", "/items", False),
        ("@zeren_bot 新增3家", "新增3家", True),
        ("😀😀 @Zeren_Bot 新增3家", "😀😀  新增3家", True),
        ("@zeren_bot2 新增3家", "@zeren_bot2 新增3家", False),
        ("找 @other_bot", "找 @other_bot", False),
    ],
)
async def test_in_a_group_only_what_names_the_bot_is_addressed(
    bench: Bench, said: str, text: str, addressed: bool
) -> None:
    got = await one(bench, bench[0].say(7, said, GROUP))
    assert (got.text, got.addressed, got.private, got.chat, got.sender) == (text, addressed, False, "-50", "7")


async def test_a_reply_to_the_bot_is_addressed_and_one_to_a_person_is_not(bench: Bench) -> None:
    api, channel, _ = bench
    api.know(GROUP)
    ours = int(await channel.send(message(GROUP, "请填报")) or 0)
    assert (await one(bench, api.say(7, "18座", GROUP, reply_to=ours))).addressed
    api.say(8, "谁来报", GROUP)
    theirs = max(number for chat, number in api.world.heard if chat == GROUP)
    assert not (await one(bench, api.say(7, "我报", GROUP, reply_to=theirs))).addressed


async def test_a_link_to_a_button_is_a_tap_on_it(bench: Bench) -> None:
    got = await one(bench, bench[0].say(7, "/start go-abcDEF_12-34"))
    assert (got.button, got.text, got.message, got.chat) == ("abcDEF_12-34", "", None, "7")
    other = await one(bench, bench[0].say(7, "/start abcDEF_12-34"))
    assert (other.button, other.text) == (None, "/start abcDEF_12-34")
    in_group = await one(bench, bench[0].say(7, "/start@zeren_bot go-abc", GROUP))
    assert in_group.button is None


async def test_a_text_mention_of_the_bot_is_addressed(bench: Bench) -> None:
    bot = {"id": bench[0].id, "is_bot": True, "first_name": "责任书"}
    entities = [{"type": "text_mention", "offset": 0, "length": 3, "user": bot}]
    got = await one(bench, bench[0].say(7, "责任书 18座", GROUP, entities=entities))
    assert (got.text, got.addressed) == ("18座", True)


async def test_a_tap_is_answered_and_carries_its_token_and_message(bench: Bench) -> None:
    api, channel, listener = bench
    api.know(7)
    number = int(await channel.send(message(7, "请确认", buttons=((Tap("确认提交", "tok-1"),),))) or 0)
    query = api.press(7, number, "确认提交")
    await listener.heard()
    await api.wait_for(lambda: query in api.world.answered)
    got = listener.got[0]
    assert (got.button, got.message, got.chat, got.sender, got.text) == ("tok-1", str(number), "7", "7", "")
    assert got.private


async def test_a_tap_whose_query_is_too_old_still_counts(bench: Bench) -> None:
    """F9: query is too old."""
    api, channel, listener = bench
    api.know(7)
    number = int(await channel.send(message(7, "请确认")) or 0)
    api.fail(
        "answerCallbackQuery", Fault.refuse("query is too old and response timeout expired or query ID is invalid")
    )
    api.press_data(7, number, "v1:late")
    assert (await listener.heard())[0].button == "late"
    await api.wait_for(lambda: not api.pending)
    assert len(listener.began) == 1


async def test_a_document_comes_with_its_bytes_name_and_type(bench: Bench) -> None:
    got = await one(bench, bench[0].send_file(7, b"%PDF-1.7 proof", "验收 报告.pdf", caption="JS-010 佐证"))
    assert got.file is not None
    assert (got.file.name, got.file.media_type, got.file.content) == (
        "验收 报告.pdf",
        "application/pdf",
        b"%PDF-1.7 proof",
    )
    assert (got.file.size, got.file.trouble, got.text) == (14, None, "JS-010 佐证")


async def test_the_largest_form_of_a_picture_is_fetched(bench: Bench) -> None:
    picture = b"\xff\xd8\xff" + bytes(1000)
    got = await one(bench, bench[0].send_file(7, picture, photo=True))
    assert got.file is not None
    assert (got.file.content, got.file.media_type) == (picture, "image/jpeg")
    assert got.file.name.endswith(".jpg")


@pytest.mark.parametrize("size", [{"width": None, "height": 3}, {"height": 3}, {"width": "a", "height": "b"}])
async def test_a_picture_of_no_size_never_blocks_the_queue(bench: Bench, size: dict[str, object]) -> None:
    """A Bot API server with a mistake: the update is written down and confirmed, and the next one comes."""
    api, _, listener = bench
    photo = {"file_id": "x", "file_unique_id": "x", **size}
    said = {
        "message_id": 1,
        "date": 1,
        "chat": {"id": 7, "type": "private"},
        "from": {"id": 7, "is_bot": False, "first_name": "a"},
    }
    api.raw("message", {**said, "photo": [photo, photo]})
    (got,) = await listener.heard()
    assert got.event == "undecodable"
    await api.wait_for(lambda: not api.pending)


@pytest.mark.parametrize("claimed", [None, 10], ids=["by what Telegram says", "by what arrives"])
async def test_a_file_beyond_our_limit_comes_without_bytes_and_says_why(bench: Bench, claimed: int | None) -> None:
    got = await one(bench, bench[0].send_file(7, bytes(MEGABYTE + 1), claimed_size=claimed))
    assert got.file is not None
    assert got.file.content is None
    assert (got.file.trouble, got.file.limit) == (Trouble.TOO_LARGE, MEGABYTE)
    # What Telegram says is too large is not even asked for.
    assert len(bench[0].calls("getFile")) == (0 if claimed is None else 1)


async def test_a_file_beyond_telegrams_limit_is_told_by_telegrams_refusal() -> None:
    async with BotApi() as api, listening(api, max_file_bytes=50 * MEGABYTE) as (channel, listener):
        got = await one((api, channel, listener), api.send_file(7, bytes(20 * MEGABYTE + 1), claimed_size=0))
        assert got.file is not None
        assert (got.file.trouble, got.file.limit) == (Trouble.TOO_LARGE, 20 * MEGABYTE)


async def test_a_file_that_fails_once_is_fetched_again(bench: Bench) -> None:
    bench[0].fail("download", Fault.gateway())
    got = await one(bench, bench[0].send_file(7, b"proof"))
    assert got.file is not None
    assert got.file.content == b"proof"


@pytest.mark.parametrize("fault", [Fault.gateway(), Fault.cut("before"), Fault.server_error()], ids=str)
async def test_a_file_that_cannot_be_fetched_does_not_hold_up_its_message(bench: Bench, fault: Fault) -> None:
    # Fetching is harmless, so the client tries a cut one again by itself.
    bench[0].fail("download", fault, times=4)
    got = await one(bench, bench[0].send_file(7, b"proof", caption="18座"))
    assert got.file is not None
    assert (got.text, got.file.content, got.file.trouble) == ("18座", None, Trouble.UNREACHABLE)


async def test_a_file_in_group_chatter_is_never_fetched(bench: Bench) -> None:
    got = await one(bench, bench[0].send_file(7, b"holiday", chat=GROUP))
    assert (got.addressed, got.file) == (False, None)
    assert bench[0].calls("getFile") == []
    named = await one(bench, bench[0].send_file(7, b"proof", chat=GROUP, caption="@zeren_bot 佐证"))
    assert named.file is not None
    assert (named.text, named.file.content) == ("佐证", b"proof")


async def test_an_edit_is_told_as_one_with_the_message_and_the_moment_it_was_first_sent(bench: Bench) -> None:
    """F10: an edited message."""
    api = bench[0]
    first = await one(bench, api.say(7, "18座"))
    number = next(number for _, number in api.world.heard)
    api.world.heard[7, number]["date"] -= 3600
    second = await one(bench, api.edit(7, number, "19座"))
    assert (first.text, second.text) == ("18座", "19座")
    assert (first.edited, second.edited) == (False, True)
    assert first.message == second.message == str(number)
    assert first.external_id != second.external_id
    assert second.sent_at <= first.sent_at - timedelta(hours=1), "not when it was changed"


async def test_a_forwarded_report_comes_from_who_forwards_it(bench: Bench) -> None:
    """F10: and its text is read like a typed one, emoji and markup included."""
    origin = {"type": "user", "date": 1, "sender_user": {"id": 9, "is_bot": False, "first_name": "别人"}}
    got = await one(bench, bench[0].say(7, "<b>JS-010</b> 18座 😀", forward_origin=origin))
    assert (got.sender, got.chat, got.text, got.addressed) == ("7", "7", "<b>JS-010</b> 18座 😀", True)


async def test_blocking_and_taking_back_are_events(bench: Bench) -> None:
    api = bench[0]
    assert (await one(bench, api.block(7))).event == "blocked"
    assert (await one(bench, api.unblock(7))).event == "unblocked"
    expelled = await one(bench, api.expel(7, GROUP))
    assert (expelled.event, expelled.chat, expelled.private) == ("blocked", "-50", False)


async def test_a_migrated_group_is_told_with_its_new_chat(bench: Bench) -> None:
    api, _, listener = bench
    new = api.migrate(GROUP)
    both = await listener.heard(2)
    assert [(got.event, got.chat, got.moved_to) for got in both] == [("migrated", "-50", str(new))] * 2


async def test_a_sticker_is_an_empty_message(bench: Bench) -> None:
    sticker = {"file_id": "s", "file_unique_id": "s", "type": "regular", "width": 9, "height": 9}
    sticker |= {"is_animated": False, "is_video": False}
    got = await one(bench, bench[0].say(7, "", sticker=sticker))
    assert (got.text, got.file, got.addressed) == ("", None, True)


async def test_a_service_message_is_not_addressed(bench: Bench) -> None:
    got = await one(bench, bench[0].say(7, "", GROUP, new_chat_title="六大板块"))
    assert (got.text, got.addressed) == ("", False)


@pytest.mark.parametrize(
    ("kind", "content"),
    [
        ("message", {"chat": {"id": 7, "type": "private"}, "text": "缺了编号"}),
        ("callback_query", {"id": "q", "data": "v1:x"}),
        ("message", {"message_id": "?", "date": "昨天", "chat": {"id": 7}}),
    ],
)
async def test_an_update_that_cannot_be_read_is_handed_over_and_blocks_nothing(
    bench: Bench, kind: str, content: dict[str, Any]
) -> None:
    """F4: a decoder that fails each time."""
    broken = bench[0].raw(kind, content)
    after = bench[0].say(7, "后面的话")
    got = await one(bench, broken)
    assert (got.event, got.external_id) == ("undecodable", str(broken))
    assert kind in got.text
    assert (await one(bench, after)).text == "后面的话"


@pytest.mark.parametrize("entities", [[], [{"type": "mention", "offset": 4, "length": 9}]], ids=["plain", "mention"])
async def test_half_a_character_in_a_text_blocks_nothing(bench: Bench, entities: list[dict[str, Any]]) -> None:
    """F4: it can be neither encoded nor stored."""
    chat = {"id": 7, "type": "private"}
    person = {"id": 7, "is_bot": False, "first_name": "张"}
    content = {"message_id": 5, "date": 1_780_000_000, "chat": chat, "from": person, "text": "坏\ud83d字 @someone_"}
    broken = bench[0].raw("message", content | {"entities": entities})
    after = bench[0].say(7, "后面的话")
    got = await one(bench, broken)
    assert got.external_id == str(broken)
    got.text.encode()
    assert (await one(bench, after)).text == "后面的话"


async def test_nothing_of_somebody_unknown_is_fetched() -> None:
    """A5: files were fetched for everybody who found the bot."""

    async def nobody(_channel: str, _sender: str) -> bool:
        return False

    async with BotApi() as api, listening(api, knows=nobody) as (channel, listener):
        got = await one((api, channel, listener), api.send_file(7, b"%PDF-1.7", "a.pdf", caption="18座"))
        assert got.file is not None
        assert (got.text, got.file.content, got.file.trouble) == ("18座", None, Trouble.STRANGER)
        assert api.calls("getFile") == []


@pytest.mark.parametrize(
    ("kind", "told", "trouble"),
    [
        ("video", {"width": 9, "height": 9, "duration": 3}, None),
        ("video_note", {"length": 9, "duration": 3}, None),
        ("voice", {"duration": 3}, Trouble.AUDIO),
        ("audio", {"duration": 3}, Trouble.AUDIO),
        ("document", {"mime_type": "video/mp4", "file_name": "a.mp4"}, None),
        ("document", {"mime_type": "application/octet-stream", "file_name": "a.pdf"}, None),
        ("document", {}, None),
    ],
)
def test_sounds_are_known_before_they_are_fetched_and_films_are_fetched(
    kind: str, told: dict[str, object], trouble: Trouble | None
) -> None:
    """T9: a film with a line was dropped without a word, one without was called no text, photo or file."""
    about = {"file_id": "f", "file_unique_id": "u", "file_size": 5, **told}
    chat = {"id": 7, "type": "private"}
    message = {
        "message_id": 1,
        "date": 1_790_000_000,
        "chat": chat,
        "from": {"id": 7, "is_bot": False, "first_name": "a"},
    }
    update = Update.de_json({"update_id": 1, "message": {**message, kind: about}}, None)
    found = file_of(update)
    assert found is not None
    assert (found.file_id, found.size, found.trouble) == ("f", 5, trouble)


async def test_edits_that_say_nothing_are_passed_over_in_silence(bench: Bench) -> None:
    """A live location that moves, a poll that is voted on: nobody wrote anything."""
    api, _, listener = bench
    api.say(7, "18座")
    await listener.heard()
    head = api.world.heard[next(iter(api.world.heard))]
    bare = {name: value for name, value in head.items() if name != "text"} | {"edit_date": head["date"] + 5}
    moved = {"latitude": 36.6, "longitude": 117.0, "live_period": 900}
    last = [api.raw("edited_message", bare | {"location": moved | {"heading": turn}}) for turn in (10, 20, 30)][-1]
    await api.wait_for(lambda: last not in api.pending)
    assert listener.texts == ["18座"]


async def test_the_parts_of_an_album_name_it(bench: Bench) -> None:
    api, _, listener = bench
    for number in (1, 2):
        api.send_file(7, bytes([number]) * 20, album="777", caption="JS-010 18座" if number == 2 else "")
    await listener.heard(2)
    assert [(got.album, got.text) for got in listener.got] == [("777", ""), ("777", "JS-010 18座")]
    api.say(7, "19座")
    assert (await listener.heard(3))[2].album is None

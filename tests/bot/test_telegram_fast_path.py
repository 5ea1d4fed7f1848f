"""What is read without the library's types is what the library would have read."""

import dataclasses
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from telegram import Update, User

from bot.channels.telegram import fast_path
from bot.channels.telegram.incoming import Reader
from handlers.kernel.messages import Incoming

NOW = datetime(2026, 6, 24, 1, 0, tzinfo=UTC)
ME = User(777, "责任书", True, username="zeren_bot")
WHO = {"id": 7, "is_bot": False, "first_name": "李", "language_code": "zh-hans", "is_premium": True}
HERE = {"id": 7, "type": "private", "first_name": "李", "username": "li"}
GROUP = {"id": -50, "type": "supergroup", "title": "专班"}


def text(said: str = "18座", **more: Any) -> dict[str, Any]:
    """A raw update with a message."""
    message = {"message_id": 3, "date": 1_782_262_800, "chat": HERE, "from": WHO, "text": said}
    return {"update_id": 9, "message": message | more}


def tap(**more: Any) -> dict[str, Any]:
    """A raw update with a tap."""
    card = {**text("请确认")["message"], "from": {"id": 777, "is_bot": True, "first_name": "责任书"}}
    query = {"id": "4711", "from": WHO, "message": card, "chat_instance": "1", "data": "v1:tok"}
    return {"update_id": 9, "callback_query": query | more}


def in_full(raw: dict[str, Any]) -> Incoming | None:
    """The same update by way of the library."""
    return Reader(ME).read(Update.de_json(raw, None), NOW)


@given(st.text(min_size=1), st.integers(1, 2**31 - 1))
def test_a_private_text_is_read_as_the_library_reads_it(said: str, date: int) -> None:
    raw = text(said, date=date)
    read = fast_path.spoken(raw)
    assert read is None if said.startswith("/") else read == in_full(raw)


@pytest.mark.parametrize("date", [0, 1_782_262_800])
@pytest.mark.parametrize("data", ["v1:tok", "older", ""])
def test_a_tap_is_read_as_the_library_reads_it(data: str, date: int) -> None:
    """Date 0 marks a message that is no longer accessible."""
    raw = tap(data=data, message={"message_id": 3, "date": date, "chat": HERE})
    query, read = fast_path.tapped(raw, NOW) or ("", None)
    assert (query, read) == ("4711", in_full(raw))
    assert dataclasses.asdict(read)["button"] == data.removeprefix("v1:") if read else False


@pytest.mark.parametrize(
    "raw",
    [
        text("/items"),
        text(chat=GROUP),
        text(entities=[{"type": "mention", "offset": 0, "length": 3}]),
        text(reply_to_message=text()["message"]),
        text(edit_date=1_782_262_900),
        text(photo=[]),
        text(date="yesterday"),
        text(date=-1),
        {**text(), "message": text()["message"] | {"from": None}},
        {**text(), "edited_message": text()["message"]},
        {"update_id": 9, "edited_message": text()["message"]},
        {"update_id": 9},
        tap(message={"message_id": 3, "date": 0, "chat": GROUP}),
        tap(message=None),
        tap(inline_message_id="1"),
        tap(game_short_name="x"),
    ],
)
def test_whatever_is_not_exactly_so_is_left_to_the_library(raw: dict[str, Any]) -> None:
    assert fast_path.spoken(raw) is None
    assert fast_path.tapped(raw, NOW) is None

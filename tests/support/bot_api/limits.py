"""Telegram's published limits (Bot FAQ and the reference): what is checked, and how each breach is answered."""

import json
import re
from collections import defaultdict, deque
from dataclasses import dataclass
from math import ceil
from typing import Any

from tests.support.bot_api.answers import Json, Refusal, bad_request, too_many
from tests.support.bot_api.markup import units

TEXT = 4096
CAPTION = 1024
CALLBACK_BYTES = 64
BUTTONS = 100
COPY = 256
PLACEHOLDER = 64
STYLES = ("danger", "success", "primary")
CALLBACK_ANSWER = 200
PHOTO_BYTES = 10 * 1024 * 1024
UPLOAD_BYTES = 50 * 1024 * 1024
DOWNLOAD_BYTES = 20 * 1024 * 1024
COMMANDS = 100
COMMAND_NAME = re.compile(r"[a-z0-9_]{1,32}")
DESCRIPTION = 256
SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")


@dataclass(frozen=True, slots=True)
class Violation:
    """A limit that a call broke."""

    rule: str
    method: str
    chat: int | None
    detail: str


@dataclass(frozen=True, slots=True)
class Limits:
    """Sliding windows: so many sends in so many seconds. A chat may burst a little; its average is one a second."""

    overall: tuple[int, float] = (30, 1.0)
    chat_burst: tuple[int, float] = (4, 1.0)
    chat: tuple[int, float] = (13, 10.0)
    group: tuple[int, float] = (20, 60.0)


class Windows:
    """Counts sends against Limits."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._times: dict[tuple[str, int], deque[float]] = defaultdict(deque)

    def take(self, chat: int, now: float) -> tuple[str, Refusal] | None:
        """Counts a send, or tells which rule it broke and the answer; a refused send is not counted."""
        limits = self._limits
        rules = [("overall", 0, limits.overall), ("chat_burst", chat, limits.chat_burst), ("chat", chat, limits.chat)]
        if chat < 0:
            rules = [rules[0], ("group", chat, limits.group)]
        for name, key, (count, seconds) in rules:
            times = self._times[name, key]
            while times and now - times[0] >= seconds:
                times.popleft()
            if len(times) >= count:
                return name, too_many(max(1, ceil(times[0] + seconds - now)))
        for name, key, _ in rules:
            self._times[name, key].append(now)
        return None


def check_text(text: str, *, editing: bool) -> None:
    """Length of a message's visible text."""
    if not text:
        raise bad_request("message text is empty")
    if units(text) > TEXT:
        raise bad_request("MESSAGE_TOO_LONG" if editing else "message is too long")


def check_caption(text: str) -> None:
    """Length of a caption."""
    if units(text) > CAPTION:
        raise bad_request("message caption is too long")


def check_markup(given: Any) -> Json | None:
    """A keyboard as it is stored, or the refusal of it."""
    if given in (None, ""):
        return None
    try:
        markup: Json = json.loads(given) if isinstance(given, str) else given
    except ValueError:
        raise bad_request("can't parse reply keyboard markup JSON object") from None
    rows = markup.get("inline_keyboard")
    if rows is None:
        _check_typing(markup)
        return markup
    if sum(len(row) for row in rows) > BUTTONS:
        raise bad_request("REPLY_MARKUP_TOO_LONG")
    for button in (button for row in rows for button in row):
        if not str(button.get("text", "")).strip():
            raise bad_request("text buttons are unallowed in the inline keyboard")
        data = button.get("callback_data")
        if data is not None and not 1 <= len(data.encode()) <= CALLBACK_BYTES:
            raise bad_request("BUTTON_DATA_INVALID")
        if sum(kind in button for kind in ("callback_data", "url", "copy_text")) != 1:
            raise bad_request("BUTTON_TYPE_INVALID")
        if "copy_text" in button and not 1 <= len(button["copy_text"].get("text", "")) <= COPY:
            raise bad_request("BUTTON_COPY_TEXT_INVALID")
        if button.get("style", "primary") not in STYLES:
            raise bad_request("BUTTON_STYLE_INVALID")
    return markup if any(rows) else None


def _check_typing(markup: Json) -> None:
    """What helps to type: https://core.telegram.org/bots/api#replykeyboardmarkup, #forcereply"""
    hint = markup.get("input_field_placeholder")
    if hint is not None and not 1 <= len(hint) <= PLACEHOLDER:
        raise bad_request("REPLY_MARKUP_PLACEHOLDER_INVALID")
    if not any(kind in markup for kind in ("keyboard", "force_reply", "remove_keyboard")):
        raise bad_request("object expected as reply markup")
    if any(not str(key.get("text", "")).strip() for row in markup.get("keyboard", []) for key in row):
        raise bad_request("text buttons are unallowed to be empty")


def check_commands(commands: list[Json]) -> None:
    """A command menu."""
    if len(commands) > COMMANDS:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    for command in commands:
        if not COMMAND_NAME.fullmatch(command.get("command", "")):
            raise bad_request("BOT_COMMAND_INVALID")
        if not 1 <= len(command.get("description", "")) <= DESCRIPTION:
            raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")

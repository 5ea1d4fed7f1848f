"""The robot's callbacks in the core's words. https://developer.work.weixin.qq.com/document/path/100719"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from bot.channels.wecom.robot.link import EVENT, Frame
from bot.channels.wecom.robot.spec import NAME
from domain.keys.chats import GroupChat
from handlers.kernel.messages import Incoming

GROUP_TYPE = "group"
TAP = "template_card_event"
# In a group the robot hears what names it, and the name comes first.
NAMED = re.compile(r"^\s*@\S+\s*")
MEDIA = {
    "image": ("image/jpeg", ".jpg"),
    "video": ("video/mp4", ".mp4"),
    "file": ("application/octet-stream", ""),
    "voice": ("audio/amr", ".amr"),
}


@dataclass(frozen=True, slots=True)
class FileToFetch:
    """A file at an address that is good for five minutes, encrypted with a key of its own (base64)."""

    url: str
    key: str
    name: str
    media_type: str


@dataclass(frozen=True, slots=True)
class Called:
    """One callback. `change` is set for a tap: the number under which the tapped card may change within five seconds."""

    incoming: Incoming
    wanted: FileToFetch | None = None
    change: str = ""


def read(command: str, number: str, body: Frame, now: datetime) -> Called | None:
    """The callback; None for what nobody asked for. `now` is UTC: messages bear no time of their own."""
    sender = _text(body, "from", "userid")
    message = _text(body, "msgid")
    if not sender or not message:
        return None
    group = _text(body, "chattype") == GROUP_TYPE
    chat = GroupChat(_text(body, "chatid")).text() if group else sender
    stamp = body.get("create_time")
    written = datetime.fromtimestamp(stamp, UTC) if isinstance(stamp, int) and not isinstance(stamp, bool) else now
    if command == EVENT:
        return _tap(body, number, Incoming(NAME, message, chat, sender, written, private=not group))
    kind = _text(body, "msgtype")
    text = _said(body, kind)
    told = Incoming(
        NAME, message, chat, sender, written, NAMED.sub("", text) if group else text, private=not group, message=message
    )
    if kind == "voice":
        # The platform writes down what was said; it is read as if it were typed.
        return Called(told)
    return Called(told, _file(body, kind, message))


def _tap(body: Frame, number: str, bare: Incoming) -> Called | None:
    if _text(body, "event", "eventtype") != TAP:
        return None
    card = _inner(_inner(body, "event"), TAP)
    tap = Incoming(
        NAME,
        bare.external_id,
        bare.chat,
        bare.sender,
        bare.sent_at,
        private=bare.private,
        button=_text(card, "event_key"),
        message=_text(card, "task_id") or None,
    )
    return Called(tap, change=number)


def _said(body: Frame, kind: str) -> str:
    """The words of a message; of one with pictures between them (mixed) all its words."""
    if kind != "mixed":
        return _text(body, kind, "content") if kind in ("text", "voice") else ""
    return "\n".join(filter(None, (_text(part, "text", "content") for part in _parts(body))))


def _file(body: Frame, kind: str, message: str) -> FileToFetch | None:
    """The file of a message; of a mixed one its first picture."""
    if kind == "mixed":
        pictures = [part for part in _parts(body) if _text(part, "image", "url")]
        return _file(pictures[0], "image", message) if pictures else None
    if kind not in MEDIA or not _text(body, kind, "url"):
        return None
    media_type, ending = MEDIA[kind]
    name = _text(body, kind, "filename") or f"{kind}_{message[:40]}{ending}"
    return FileToFetch(_text(body, kind, "url"), _text(body, kind, "aeskey"), name, media_type)


def _parts(body: Frame) -> list[Frame]:
    found = _inner(body, "mixed").get("msg_item")
    return [each for each in found if isinstance(each, Mapping)] if isinstance(found, list) else []


def _inner(body: Frame, name: str) -> Frame:
    found = body.get(name)
    return found if isinstance(found, Mapping) else {}


def _text(body: Frame, *path: str) -> str:
    *heads, last = path
    for head in heads:
        body = _inner(body, head)
    found = body.get(last)
    return found if isinstance(found, str) else ""

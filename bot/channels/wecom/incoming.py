"""WeCom's callbacks in the core's words. https://developer.work.weixin.qq.com/document/path/90239 and /90240"""

from dataclasses import dataclass
from datetime import UTC, datetime
from xml.etree import ElementTree

from bot.channels.wecom.spec import NAME
from domain.files import Trouble
from domain.keys.updates import Happening
from handlers.kernel.messages import Incoming

# What a message of each kind brings: the media type that is believed until its bytes are seen, and the ending of its name.
MEDIA = {
    "image": ("image/jpeg", ".jpg"),
    "video": ("video/mp4", ".mp4"),
    "voice": ("audio/amr", ".amr"),
    "file": ("application/octet-stream", ""),
}
# No report can be proved with these.
TROUBLES = {"voice": Trouble.AUDIO}
TAP = "template_card_event"
MENU = "click"
MEMBERSHIP = {"subscribe": "unblocked", "unsubscribe": "blocked"}
# No callback declares a document type or an entity; what does is meant to harm, and is given to no parser.
DECLARATIONS = ("<!DOCTYPE", "<!ENTITY")


class Unreadable(Exception):
    """A body that is no callback."""


@dataclass(frozen=True, slots=True)
class FileToFetch:
    """A file that the platform holds for three days."""

    media_id: str
    name: str
    media_type: str
    trouble: Trouble | None = None


@dataclass(frozen=True, slots=True)
class Called:
    """One callback: the message, the file still to be fetched, and the code by which the tapped card may change once."""

    incoming: Incoming
    wanted: FileToFetch | None = None
    response_code: str = ""


def fields(body: bytes) -> dict[str, str]:
    """The elements of a callback by name, flat. Raises Unreadable."""
    try:
        text = body.decode()
        if any(each in text for each in DECLARATIONS):
            raise Unreadable("a document type")
        root = ElementTree.fromstring(text)  # noqa: S314 - without declarations there is nothing to expand
    except (ElementTree.ParseError, ValueError) as failure:
        raise Unreadable(type(failure).__name__) from failure
    return {each.tag: each.text or "" for each in root}


def read(said: dict[str, str], agent: int) -> Called | None:
    """The callback as an Incoming; None for one of another app and for what nobody asked for. Raises Unreadable."""
    sender, kind = said.get("FromUserName", ""), said.get("MsgType", "")
    if not sender or not said.get("CreateTime", "").isdecimal():
        raise Unreadable("without sender or time")
    if said.get("AgentID", str(agent)) != str(agent):
        return None
    written = datetime.fromtimestamp(int(said["CreateTime"]), UTC)
    if kind == "event":
        return _event(said, sender, written)
    number = said.get("MsgId", "")
    if not number:
        raise Unreadable("without MsgId")
    incoming = Incoming(NAME, number, sender, sender, written, said.get("Content", ""), message=number)
    if kind not in MEDIA:
        return Called(incoming)
    media_type, ending = MEDIA[kind]
    name = said.get("FileName") or f"{kind}_{number}{ending}"
    return Called(incoming, FileToFetch(said.get("MediaId", ""), name, media_type, TROUBLES.get(kind)))


def _event(said: dict[str, str], sender: str, written: datetime) -> Called | None:
    """Events have no number of their own: what they are is told by who, when, what and with which card."""
    what = said.get("Event", "")
    thing = f"{said.get('TaskId', '')} {said.get('EventKey', '')}"
    number = Happening(sender, said["CreateTime"], what, thing).text()
    if what == TAP:
        tap = Incoming(
            NAME, number, sender, sender, written, button=said.get("EventKey", ""), message=said.get("TaskId") or None
        )
        return Called(tap, response_code=said.get("ResponseCode", ""))
    if what == MENU:
        return Called(Incoming(NAME, number, sender, sender, written, said.get("EventKey", "")))
    if what in MEMBERSHIP:
        return Called(Incoming(NAME, number, sender, sender, written, addressed=False, event=MEMBERSHIP[what]))
    return None

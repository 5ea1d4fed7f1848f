"""What came in: an update of a platform, and the message of a page that becomes one."""

import hashlib
from dataclasses import dataclass

from domain.keys.text import UnknownKey, parser

# The longest id of an update that is stored.
LONGEST = 150
ALONE = "paper:"


@dataclass(frozen=True, slots=True)
class Update:
    """One update of a platform, by the channel it came through and the id that is unique there, of any characters."""

    channel: str
    external_id: str

    def text(self) -> str:
        """As telegram:4711."""
        return f"{self.channel}:{self.external_id}"


@parser
def parse_update(text: str) -> Update:
    """An update; UnknownKey for a text that names no channel."""
    channel, colon, external_id = text.partition(":")
    if not (channel and colon):
        raise UnknownKey(text)
    return Update(channel, external_id)


@dataclass(frozen=True, slots=True)
class Overtaken:
    """A message of a chat that comes after its own edit: what stands in the place of its update's id, which nobody knows."""

    chat: str
    message: str

    def text(self) -> str:
        """As edit:7:12; of ids that are longer than any platform's their hash, since an update's id has its limit."""
        return _short("edit", f"edit:{self.chat}:{self.message}")


@dataclass(frozen=True, slots=True)
class Album:
    """The one message that the parts of an album are, as an update."""

    chat: str
    album: str

    def text(self) -> str:
        """As album:7:13579; of ids that are longer than any platform's their hash."""
        return _short("album", f"album:{self.chat}:{self.album}")


@dataclass(frozen=True, slots=True)
class Alone:
    """A message that waits by itself, as an album of one part, by the id of its update."""

    sent: str

    def text(self) -> str:
        """What stands for the platform's name of an album."""
        return ALONE + hashlib.sha256(self.sent.encode("utf-8", "surrogatepass")).hexdigest()


def waits_alone(album: str) -> bool:
    """Whether the name of an album is that of a message that waits by itself: no other part will come."""
    return album.startswith(ALONE)


@dataclass(frozen=True, slots=True)
class Happening:
    """Something a platform tells without a number of its own: who did what, when (Unix seconds), with which thing."""

    sender: str
    stamp: str
    what: str
    thing: str

    def text(self) -> str:
        """As event:ZhangSan:1782266400:click:我的事项; of ids that are longer than any platform's their hash."""
        return _short("event", f"event:{self.sender}:{self.stamp}:{self.what}:{self.thing}")


@dataclass(frozen=True, slots=True)
class PageMessage:
    """What a page in a browser sends: whose page it is, and the page's own id of the message, which has no colon."""

    identity: str
    sent: str

    def text(self) -> str:
        """As web-0a1b:7f, the id of the update."""
        return f"{self.identity}:{self.sent}"


@parser
def parse_page_message(text: str) -> PageMessage:
    """A message of a page; UnknownKey for any other text."""
    identity, colon, sent = text.rpartition(":")
    if not colon:
        raise UnknownKey(text)
    return PageMessage(identity, sent)


def _short(head: str, whole: str) -> str:
    return whole if len(whole) <= LONGEST else f"{head}:{hashlib.sha256(whole.encode()).hexdigest()}"

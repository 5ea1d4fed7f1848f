"""What came in, the answers to it, and how a message becomes several rows of the outbox."""

import re
from dataclasses import dataclass, replace
from typing import Generic, TypeVar

from domain.keys.text import Key, UnknownKey, number, parser

# What may stand behind the last colon of a key: its own last part, then +1 (a later part of a long message) and ~web (sent
# through another channel), as often as it happened and in that order.
_TAIL = re.compile(r"(?P<own>[^:+~]*)(?P<marks>(?:\+\d+|~[^:+~]+)*)")
_MARK = re.compile(r"[+~][^+~]+")
FAILED = "failed"
Whole = TypeVar("Whole", bound=Key)


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


@dataclass(frozen=True, slots=True)
class Reply:
    """One card of the answer to an update, by its number from 0; None for the apology when the update failed for good."""

    update: Update
    card: int | None

    def text(self) -> str:
        """As telegram:4711:0."""
        return f"{self.update.channel}:{self.update.external_id}:{FAILED if self.card is None else self.card}"


@parser
def parse_reply(text: str) -> Reply:
    """An answer; UnknownKey for any other text."""
    update, _, card = text.rpartition(":")
    return Reply(parse_update(update), None if card == FAILED else number(card))


@dataclass(frozen=True, slots=True)
class Marked(Generic[Whole]):
    """The key of one row of the outbox: what was queued, and how this row came of it.

    `marks`: a number for a later part of a long message (1 is the second), a channel's name for another way, oldest first.
    """

    about: Whole
    marks: tuple[int | str, ...] = ()

    def part(self, number: int) -> "Marked[Whole]":
        """The key of a part, counted from 0; the first has that of the whole."""
        return replace(self, marks=(*self.marks, number)) if number else self

    def elsewhere(self, channel: str) -> "Marked[Whole]":
        """The key of the message that goes through another channel in place of this one."""
        return replace(self, marks=(*self.marks, channel))

    def text(self) -> str:
        """As remind:3:2026-06-30, remind:3:2026-06-30+1, remind:3:2026-06-30~web."""
        if not self.marks:
            return self.about.text()
        return self.about.text() + "".join(f"+{mark}" if isinstance(mark, int) else f"~{mark}" for mark in self.marks)


@parser
def parse_marked_reply(text: str) -> Marked[Reply]:
    """The key of an answer or of a part of one; UnknownKey for any other text."""
    whole, marks = unmarked(text)
    return Marked(parse_reply(whole), marks)


def unmarked(text: str) -> tuple[str, tuple[int | str, ...]]:
    """The key a message was queued under, and the marks behind it."""
    head, _, tail = text.rpartition(":")
    found = _TAIL.fullmatch(tail)
    if found is None:
        raise UnknownKey(text)
    marks = (each.group() for each in _MARK.finditer(found["marks"]))
    return f"{head}:{found['own']}", tuple(number(each[1:]) if each[0] == "+" else each[1:] for each in marks)

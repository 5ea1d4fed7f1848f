"""The keys of messages: answers, what nobody asked for (a bundle, a digest, news), and how a message becomes several rows of the
outbox. Under one key nobody is told twice.
"""

import re
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Generic, TypeVar

from domain.digest import DigestKind
from domain.keys.digests import DigestTerm, parse_term
from domain.keys.news import News, parse_news
from domain.keys.text import Key, UnknownKey, day, number, parser
from domain.keys.updates import Update, parse_update
from domain.people import PersonId

# What may stand behind the last colon of a key: its own last part, then +1 (a later part of a long message) and ~web (sent
# through another channel), as often as it happened and in that order.
_TAIL = re.compile(r"(?P<own>[^:+~]*)(?P<marks>(?:\+\d+|~[^:+~]+)*)")
_MARK = re.compile(r"[+~][^+~]+")
FAILED = "failed"
Whole = TypeVar("Whole", bound=Key)


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


@dataclass(frozen=True, slots=True)
class BundleKey:
    """The one bundle of reminders of a person and local day."""

    person: PersonId
    on: date

    def text(self) -> str:
        """As remind:3:2026-06-30."""
        return f"remind:{self.person}:{self.on.isoformat()}"


@dataclass(frozen=True, slots=True)
class DigestKey:
    """A digest that a person is to have; a stand-in may get it."""

    term: DigestTerm
    reader: PersonId

    def text(self) -> str:
        """As digest:weekly:2026-W26:3."""
        return f"digest:{self.term.kind.value}:{self.term.text()}:{self.reader}"


@dataclass(frozen=True, slots=True)
class NewsKey:
    """News for one person."""

    news: News
    person: PersonId

    def text(self) -> str:
        """As verdict:31:returned:3."""
        return f"{self.news.text()}:{self.person}"


@dataclass(frozen=True, slots=True)
class MenuKey:
    """The menu of commands for a chat, as made at a moment (UTC)."""

    channel: str
    chat: str
    at: datetime

    def text(self) -> str:
        """As menu:telegram:4711:2026-06-30T01:00:00+00:00."""
        return f"menu:{self.channel}:{self.chat}:{self.at.isoformat()}"


PushKey = BundleKey | DigestKey | NewsKey


@parser
def parse_push(text: str) -> PushKey:
    """What a push was queued as; UnknownKey for any other text."""
    match text.split(":"):
        case ["remind", person, on]:
            return BundleKey(PersonId(number(person)), day(on))
        case ["digest", kind, term, reader]:
            found = DigestKey(parse_term(term), PersonId(number(reader)))
            if found.term.kind is DigestKind(kind):
                return found
            raise UnknownKey(text)
    news, _, person = text.rpartition(":")
    return NewsKey(parse_news(news), PersonId(number(person)))


@parser
def parse_bundle(text: str) -> BundleKey:
    """The key of a bundle; UnknownKey for that of any other message."""
    found = parse_push(text)
    if not isinstance(found, BundleKey):
        raise UnknownKey(text)
    return found


@parser
def parse_marked_push(text: str) -> Marked[PushKey]:
    """The key of a push, or of a part of one, or of one that went another way; UnknownKey for any other text."""
    whole, marks = unmarked(text)
    return Marked(parse_push(whole), marks)

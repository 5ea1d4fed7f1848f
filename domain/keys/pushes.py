"""The keys of what nobody asked for: a bundle, a digest, news. Under one key nobody is told twice."""

from dataclasses import dataclass
from datetime import date, datetime

from domain.digest import DigestKind
from domain.keys.digests import DigestTerm, parse_term
from domain.keys.news import News, parse_news
from domain.keys.replies import Marked, unmarked
from domain.keys.text import UnknownKey, day, number, parser
from domain.people import PersonId


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

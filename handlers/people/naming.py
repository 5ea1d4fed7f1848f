"""Whom words name, for whom one may arrange, and how leave is said."""

from domain.absence import Leave, may_arrange
from domain.errors import DomainError
from domain.people import Person
from handlers.kernel.turn import Turn
from handlers.kernel.words import notation
from handlers.people.words import absence as zh
from handlers.people.words import staff as people_words
from storage import people
from wording.said import worded


def named(turn: Turn, words: str) -> Person:
    """The person the words name, or the speaker; who may not arrange for others is refused."""
    person = one(turn, words.strip()) if words.strip() else turn.person
    if not may_arrange(turn.person, person):
        raise DomainError("not_allowed", zh.NOT_ALLOWED)
    return person


def one(turn: Turn, words: str) -> Person:
    """The only person of that name, number or post; DomainError for none or several."""
    found = people.find(turn.store, words)
    if len(found) != 1:
        raise DomainError("unknown_person", people_words.nobody(words) if not found else people_words.which(words))
    return found[0]


def days_of(leave: Leave) -> tuple[str, str]:
    """First and last day as they are said; with the years where they differ."""
    if leave.first.year == leave.last.year:
        return notation.day(leave.first), notation.day(leave.last)
    first, last = (worded("{year}年{day}", year=day.year, day=notation.day(day)) for day in (leave.first, leave.last))
    return first, last

"""Whose items a person's digest tells of, and how buttons carry that."""

from domain.access import may_have_digest, sees_all
from domain.digest import Scope
from domain.errors import DomainError
from domain.people import Person, Role
from domain.understanding.text import year_at_either_end
from handlers.digests.words import digests as zh
from handlers.kernel.messages import Json
from handlers.kernel.turn import Moment, Turn
from handlers.kernel.values import Values, number_or_none, text_or_none
from handlers.kernel.words import common

# Clerks see their items with 我的事项; a digest is for who answers for them.
READERS = frozenset(Role) - {Role.REPORTER}
# A choice of scope that means the whole district; a board's name or a unit's code are the others.
EVERYTHING = "*"


def own(moment: Moment, person: Person, year: int) -> Scope:
    """Of a year a leader's portfolio, a unit's own items, everything for the district's offices."""
    if person.role is Role.LEADER:
        return Scope(year, leader=person.post)
    return Scope(year) if sees_all(person) else Scope(year, unit=person.unit)


def chosen(moment: Moment, person: Person, choice: str, year: int) -> Scope:
    """The scope of a choice, or the own one for none and where the person may not have what was chosen any more."""
    found = _of_choice(moment, choice, year) if choice else None
    return found if found is not None and may_have_digest(person, found) else own(moment, person, year)


def named(turn: Turn) -> tuple[str, Scope]:
    """What the words after a command choose, with a year or of the running one: the own scope for none; refuses what is not for
    this person.
    """
    told, words = year_at_either_end(turn.words)
    year = turn.reference.running if told is None else told
    if not words:
        return "", own(turn, turn.person, year)
    choice = _choice_in(turn, words)
    if choice is None:
        raise DomainError("unknown_scope", zh.unknown_scope(words))
    scope = _of_choice(turn, choice, year)
    if not may_have_digest(turn.person, scope):
        raise DomainError("not_allowed", zh.scope_refused(name_of(turn, scope)))
    return choice, scope


def in_words(moment: Moment, words: str, year: int | None = None) -> Scope | None:
    """The scope that words name, of a year or the running one, whoever asks; everything for none, None if they name nothing."""
    choice = _choice_in(moment, words) if words else EVERYTHING
    return (
        _of_choice(moment, choice, moment.reference.running if year is None else year) if choice is not None else None
    )


def name_of(moment: Moment, scope: Scope) -> str:
    """What the scope is called in a heading."""
    if scope.unit is not None:
        return moment.reference.unit_name(scope.unit)
    return scope.leader or scope.board or moment.district.name


def to_args(scope: Scope) -> dict[str, Json]:
    """The scope as a button carries it."""
    return {"leader": scope.leader, "board": scope.board, "unit": scope.unit, "year": scope.year}


def from_args(turn: Turn, args: Values) -> Scope:
    """The scope that a button carries, if the person who taps may still have it."""
    year = number_or_none(args, "year")
    scope = Scope(year or turn.reference.running, *(text_or_none(args, part) for part in ("leader", "board", "unit")))
    if not may_have_digest(turn.person, scope):
        raise DomainError("not_allowed", common.NOT_ALLOWED)
    return scope


def _of_choice(moment: Moment, choice: str, year: int) -> Scope:
    if choice == EVERYTHING:
        return Scope(year)
    return Scope(year, unit=choice) if choice in moment.reference.units else Scope(year, board=choice)


def _choice_in(moment: Moment, words: str) -> str | None:
    """A board, a unit by any of its names, or 全区."""
    if zh.means_everything(words):
        return EVERYTHING
    if any(board.name == words for board in moment.rules.boards):
        return words
    unit = moment.reference.unit_named(words)
    return unit.code if unit else None

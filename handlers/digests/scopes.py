"""Whose items a person's digest tells of, and how buttons carry that."""

from domain.access import may_have_digest, sees_all
from domain.digest import Scope
from domain.errors import DomainError
from domain.people import Person, Role
from handlers.digests.words import digests as zh
from handlers.kernel.messages import Json
from handlers.kernel.turn import Moment, Turn
from handlers.kernel.values import Values, text_or_none
from handlers.kernel.words import common

# Clerks see their items with 我的事项; a digest is for who answers for them.
READERS = frozenset(Role) - {Role.REPORTER}
# A choice of scope that means the whole district; a board's name or a unit's code are the others.
EVERYTHING = "*"


def own(moment: Moment, person: Person) -> Scope:
    """A leader's portfolio, a unit's own items, everything for the district's offices."""
    year = moment.reference.year
    if person.role is Role.LEADER:
        return Scope(year, leader=person.post)
    return Scope(year) if sees_all(person) else Scope(year, unit=person.unit)


def chosen(moment: Moment, person: Person, choice: str) -> Scope:
    """The scope of a choice, or the own one for none and where the person may not have what was chosen any more."""
    found = _of_choice(moment, choice) if choice else None
    return found if found is not None and may_have_digest(person, found) else own(moment, person)


def named(turn: Turn) -> tuple[str, Scope]:
    """What the words after a command choose: the own scope for none; refuses what is not for this person."""
    if not turn.words:
        return "", own(turn, turn.person)
    choice = _choice_in(turn, turn.words)
    if choice is None:
        raise DomainError("unknown_scope", zh.unknown_scope(turn.words))
    scope = _of_choice(turn, choice)
    if not may_have_digest(turn.person, scope):
        raise DomainError("not_allowed", zh.scope_refused(name_of(turn, scope)))
    return choice, scope


def in_words(moment: Moment, words: str) -> Scope | None:
    """The scope that words name, whoever asks; everything for none, None if they name nothing."""
    choice = _choice_in(moment, words) if words else EVERYTHING
    return _of_choice(moment, choice) if choice is not None else None


def name_of(moment: Moment, scope: Scope) -> str:
    """What the scope is called in a heading."""
    if scope.unit is not None:
        return moment.reference.unit_name(scope.unit)
    return scope.leader or scope.board or moment.district.name


def to_args(scope: Scope) -> dict[str, Json]:
    """The scope as a button carries it."""
    return {"leader": scope.leader, "board": scope.board, "unit": scope.unit}


def from_args(turn: Turn, args: Values) -> Scope:
    """The scope that a button carries, if the person who taps may still have it."""
    scope = Scope(turn.reference.year, *(text_or_none(args, part) for part in ("leader", "board", "unit")))
    if not may_have_digest(turn.person, scope):
        raise DomainError("not_allowed", common.NOT_ALLOWED)
    return scope


def _of_choice(moment: Moment, choice: str) -> Scope:
    year = moment.reference.year
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

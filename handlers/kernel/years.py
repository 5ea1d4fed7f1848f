"""What is shown of a year that a command names, or of the running one."""

from domain.access import sees_all
from domain.people import Role
from handlers.kernel.turn import Turn
from storage.items import StoredItem


def item_named(turn: Turn, code: str, year: int | None = None) -> StoredItem | None:
    """The item with a code: of the year that is named, else of the running year, else of the newest that holds one."""
    if year is not None:
        return turn.showing(year).reference.called(code.upper())
    own = turn.reference.called(code.upper())
    others = (shown.called(code.upper()) for shown in turn.reference.others())
    return own or next(filter(None, others), None)


def seen_in(turn: Turn, *, whole: bool = False) -> tuple[StoredItem, ...]:
    """What a person's lists are about, of the shown year: a leader's portfolio (`whole`: everything), else all one may see."""
    if turn.person.role is Role.LEADER and not whole:
        return turn.reference.of_leader(turn.person.post)
    if sees_all(turn.person):
        return turn.reference.everything
    return turn.reference.of_unit(turn.person.unit)

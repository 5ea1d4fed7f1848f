"""What a list of items begins with."""

from datetime import date

from domain.colours import Light

Order = tuple[bool, int, date, str]
_GRAVE = {Light.RED: 1, Light.YELLOW: 2}


def order(code: str, due: date | None, light: Light, today: date, *, own: bool) -> Order:
    """The sorting key of an item in a list.

    One's own unit's items come before those it has only a part in. Among them: reports that are overdue, the longest first;
    then red, then yellow; then what is due soonest; then the rest by code. `due` is the next local day a report is due.
    """
    place = _GRAVE.get(light, 3 if due is not None else 4)
    return not own, 0 if due is not None and due < today else place, due or date.max, code

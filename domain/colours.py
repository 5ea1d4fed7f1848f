"""The colours of lights, from good to grave, and the order of a list of items by them."""

from datetime import date
from enum import Enum

# Of each colour the dot that marks it and its Chinese name.
_SHOWN = {
    "blue": ("🔵", "蓝"),
    "green": ("🟢", "绿"),
    "yellow": ("🟡", "黄"),
    "red": ("🔴", "红"),
    "grey": ("⚪", "灰"),
}


class Light(Enum):
    """BLUE finished and verified, GREEN on plan, YELLOW behind or late, RED far behind or overdue, GREY not started."""

    BLUE = "blue"
    GREEN = "green"
    YELLOW = "yellow"
    RED = "red"
    GREY = "grey"

    def __init__(self, value: str) -> None:
        self.mark, self.word = _SHOWN[value]


ALARMS = (Light.RED, Light.YELLOW)
# The worse of two lights has the higher gravity.
GRAVITY = {Light.BLUE: 0, Light.GREY: 1, Light.GREEN: 2, Light.YELLOW: 3, Light.RED: 4}


def worse(one: Light, other: Light) -> Light:
    """The graver of two lights."""
    return max(one, other, key=GRAVITY.__getitem__)


Order = tuple[bool, int, date, str]
_GRAVE = {Light.RED: 1, Light.YELLOW: 2}


def order(code: str, due: date | None, light: Light, today: date, *, own: bool) -> Order:
    """The sorting key of an item in a list.

    One's own unit's items come before those it has only a part in. Among them: reports that are overdue, the longest first;
    then red, then yellow; then what is due soonest; then the rest by code. `due` is the next local day a report is due.
    """
    place = _GRAVE.get(light, 3 if due is not None else 4)
    return not own, 0 if due is not None and due < today else place, due or date.max, code

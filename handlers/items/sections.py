"""What other features add to an item: lines on its card, and taps wherever it can be acted on. They register it here."""

from collections.abc import Callable, Sequence
from enum import Enum
from operator import itemgetter

from handlers.kernel.messages import Button
from handlers.kernel.turn import Turn
from handlers.lights.judging import Judged
from storage.items import StoredItem


class Place(Enum):
    """Where taps stand: in front of 看曲线 and 历次报送, behind them (also in lists of items), or last."""

    REPORT = "report"
    SUPERVISE = "supervise"
    LAST = "last"


Lines = Callable[[Turn, StoredItem], Sequence[str]]
Taps = Callable[[Turn, StoredItem, Judged | None], Sequence[Button]]
_lines: list[tuple[int, Lines]] = []
_taps: dict[Place, list[tuple[int, Taps]]] = {place: [] for place in Place}


def on_card(order: int) -> Callable[[Lines], Lines]:
    """Registers lines of an item's card; lower orders stand higher."""

    def register(run: Lines) -> Lines:
        _lines.append((order, run))
        _lines.sort(key=itemgetter(0))
        return run

    return register


def taps_at(place: Place, order: int) -> Callable[[Taps], Taps]:
    """Registers taps for an item; in a list they are asked for without a judgement."""

    def register(run: Taps) -> Taps:
        _taps[place].append((order, run))
        _taps[place].sort(key=itemgetter(0))
        return run

    return register


def lines(turn: Turn, stored: StoredItem) -> list[str]:
    """What the features say about an item."""
    return [line for _, run in _lines for line in run(turn, stored)]


def taps(turn: Turn, stored: StoredItem, place: Place, judged: Judged | None = None) -> list[Button]:
    """What the person may do about an item."""
    return [button for _, run in _taps[place] for button in run(turn, stored, judged)]

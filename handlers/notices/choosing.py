"""Which notice is meant: those that the words name, and the taps that choose among several."""

from collections.abc import Sequence
from datetime import date

from domain.notices.model import Notice
from domain.understanding import Understanding
from handlers.kernel.messages import Button, Json
from handlers.kernel.turn import Turn
from handlers.notices.steps import item_of
from handlers.notices.words import notices as zh

MOST_CHOICES = 6


def named_in(turn: Turn, found: Sequence[Notice], understood: Understanding) -> list[Notice]:
    """Those of the notices whose number is told, else those of the items that are named; none where nothing fits."""
    numbered = [each for each in found if each.printed in turn.words]
    codes = {entry.item for entry in understood.entries if entry.item}
    return numbered or [each for each in found if item_of(turn, each).item.code in codes]


def by_urgency(found: Sequence[Notice]) -> list[Notice]:
    """The one whose limit ends first comes first."""
    return sorted(found, key=lambda each: (each.reply_by or date.max, each.id))


def choices(turn: Turn, found: Sequence[Notice], action: str, **args: Json) -> list[Button]:
    """A button a notice, and one to the list where they are too many."""
    taps = [
        Button(f"{each.printed} {item_of(turn, each).item.code}", action, {"notice": each.id, **args})
        for each in found[:MOST_CHOICES]
    ]
    return [*taps, *([Button(zh.ALL, "notices.list")] if len(found) > MOST_CHOICES else [])]

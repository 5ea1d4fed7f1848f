"""Worked examples of lights that tell a story: a promise, what was reported on it, and the day it is looked at."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from domain.items import Basis, Cadence, Direction, Item, Kind, Milestone
from domain.progress import Point, Standing

KNOWN = ("cadence", "basis", "direction", "target", "baseline", "start", "end", "nodes", "reports", "today", "average")


@dataclass(frozen=True, slots=True)
class Story:
    """A made-up item with its standing on `today`; `average` is the completion (per cent) of its like, if told."""

    item: Item
    standing: Standing
    today: date
    average: Decimal | None


def read_story(example: Mapping[str, Any]) -> Story:
    """A story as written in a pack; raises KeyError, ValueError or TypeError if it cannot be understood.

    `cadence` 旬, 月 or 季; `basis` flow (the default), level or rate; `target`, `baseline` and figures as texts; `nodes` are
    planned figures and `reports` live totals by day; reports are owed from `start` on.
    """
    strange = [key for key in example if key not in (*KNOWN, "light", "why")]
    if strange:
        raise ValueError(f"no such key: {', '.join(strange)}")
    baseline = example.get("baseline")
    item = Item(
        code="XX-001",
        year=example["end"].year,
        board="",
        unit="",
        co_units=(),
        name="",
        aliases=(),
        kind=Kind.QUANTITY,
        target=Decimal(example["target"]),
        measure_unit="个",
        baseline=None if baseline is None else Decimal(baseline),
        weight=Decimal(0),
        start=example["start"],
        due=example["end"],
        cadence=Cadence(example["cadence"]),
        leader="",
        milestones=tuple(
            Milestone(date.fromisoformat(on), on, Decimal(figure)) for on, figure in example.get("nodes", {}).items()
        ),
        direction=Direction(example.get("direction", "up")),
        basis=Basis(example.get("basis", "flow")),
    )
    points = sorted((date.fromisoformat(on), Decimal(figure)) for on, figure in example.get("reports", {}).items())
    history = tuple(Point(on, figure) for on, figure in points)
    average = example.get("average")
    standing = Standing(item.start, history, history[-1].as_of if history else None)
    return Story(item, standing, example["today"], None if average is None else Decimal(average))

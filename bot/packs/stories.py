"""Worked examples of lights that tell a story: a promise, what was reported on it, and the day it is looked at."""

from datetime import date
from decimal import Decimal
from typing import Annotated

from pydantic import AfterValidator, Field

from bot.packs.examples import Example, calendar_around
from bot.packs.fields import NUMBER, Day, Number, Words
from domain.cadence import next_due
from domain.items import Basis, Cadence, Direction, Item, Kind, Milestone
from domain.lights import judge
from domain.packs import RulePack
from domain.progress import Point, Standing
from handlers.lights.words.reasons import reason as why


def _day(text: str) -> str:
    date.fromisoformat(text)
    return text


Figures = Annotated[
    dict[Annotated[str, AfterValidator(_day)], Number],
    Field(description='a table of days and figures such as { "2026-06-30" = "50" }'),
]


class StoryExample(Example):
    """The light of a made-up item on `today` by the whole rule: "yellow: why".

    `nodes` are planned figures and `reports` live totals by day; reports are owed from `start` on. `average` is the completion
    (per cent) of the item's like.
    """

    answer = "light"
    cadence: Cadence
    basis: Basis = Basis.FLOW
    direction: Direction = Direction.UP
    target: Number
    baseline: Number | None = Field(None, description=NUMBER)
    start: Day
    end: Day
    nodes: Figures = Field(default_factory=dict)
    reports: Figures = Field(default_factory=dict)
    today: Day
    average: Number | None = Field(None, description=NUMBER)
    light: Words

    def computed(self, pack: RulePack) -> str:
        item, standing, calendar = self.item(), self.standing(), calendar_around(self.today)
        due = next_due(item, standing.reported_as_of, standing.tracked_from, pack, calendar)
        found = judge(item, standing, self.today, due.day if due else None, pack.lights, calendar, self.average)
        return f"{found.light.value}: {why(found.reason)}"

    def item(self) -> Item:
        """The promise."""
        nodes = (Milestone(date.fromisoformat(on), on, figure) for on, figure in self.nodes.items())
        return Item(
            code="XX-001",
            year=self.end.year,
            board="",
            unit="",
            co_units=(),
            name="",
            aliases=(),
            kind=Kind.QUANTITY,
            target=self.target,
            measure_unit="个",
            baseline=self.baseline,
            weight=Decimal(0),
            start=self.start,
            due=self.end,
            cadence=self.cadence,
            leader="",
            milestones=tuple(nodes),
            direction=self.direction,
            basis=self.basis,
        )

    def standing(self) -> Standing:
        """What its reports come to."""
        points = sorted((date.fromisoformat(on), figure) for on, figure in self.reports.items())
        history = tuple(Point(on, figure) for on, figure in points)
        return Standing(self.start, history, history[-1].as_of if history else None)

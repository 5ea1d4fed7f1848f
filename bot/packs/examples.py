"""Worked examples of a pack: each is computed anew by the pack's rules, and the answer must be the one that is written."""

from abc import abstractmethod
from datetime import date
from decimal import Decimal
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from bot.calendar_seed import seed_days
from bot.packs.faults import shown
from bot.packs.fields import Day, Flag, Number, Table, Text, Words, whole
from domain.cadence import answers, due_of, next_period, period_of
from domain.calendar import WorkCalendar
from domain.colours import Light
from domain.items import Cadence
from domain.keys.due import step_name
from domain.light_rules import LightTurn, called_down
from domain.lights import grade
from domain.notices.extensions import latest
from domain.notices.model import next_feedback
from domain.notices.rules import NoticeKind
from domain.packs import RulePack
from domain.reminders import push_day
from domain.rollup import Member, roll_up
from domain.rollup_rules import RollupRule
from handlers.lights.words.reasons import reason as why

MOST_DAYS = 100_000


class Example(Table):
    """One example. `answer` names the key of what is expected; `why` is for people."""

    answer: ClassVar[str]
    why: Words = ""

    @abstractmethod
    def computed(self, pack: RulePack) -> object:
        """What the pack's rules come to; raises ValueError where the pack lacks what the example names."""


class DueExample(Example):
    """When the next report is due."""

    answer = "due"
    cadence: Cadence
    reported_as_of: Day
    due: Day

    def computed(self, pack: RulePack) -> date:
        rule = pack.due[self.cadence.value]
        period = period_of(self.cadence, self.reported_as_of)
        while answers(self.reported_as_of, period, rule):
            period = next_period(self.cadence, period)
        return due_of(period, rule, calendar_around(self.reported_as_of)).day


class PushExample(Example):
    """The working day of a ladder's step."""

    answer = "on"
    rule: Literal["report", "milestone"]
    due: Day
    step: Text
    on: Day

    def computed(self, pack: RulePack) -> date:
        rungs = pack.ladder.milestone if self.rule == "milestone" else pack.ladder.report
        rung = next((rung for rung in rungs if step_name(rung.offset) == self.step), None)
        if rung is None:
            raise ValueError(f"the ladder has no step {self.step}")
        return push_day(self.due, rung, calendar_around(self.due))


class LightExample(Example):
    """The light of a gap, in the pack's measure, and of late working days."""

    answer = "light"
    gap: Number
    report_late: int = whole(0, MOST_DAYS, 0)
    milestone_late: int = whole(0, MOST_DAYS, 0)
    light: Words

    def computed(self, pack: RulePack) -> str:
        return grade(self.gap, self.report_late, self.milestone_late, pack.lights).value


class TurnRow(Table):
    """One turn of a light."""

    on: Day
    old: Light
    new: Light


class FollowsExample(Example):
    """The records that the turns of one item's light call down."""

    answer = "records"
    turns: tuple[TurnRow, ...]
    records: Annotated[tuple[str, ...], Field(description="a list of records' names")]

    def computed(self, pack: RulePack) -> tuple[str, ...]:
        turns = [LightTurn(**vars(turn)) for turn in self.turns]
        return tuple(rule.record for rule, _, _ in called_down(pack.lights, turns))


class KindExample(Example):
    """An example about one kind of notice."""

    family: Words = ""
    kind: Words = ""
    urgent: Flag = False

    def kind_of(self, pack: RulePack) -> NoticeKind:
        """The kind that is named."""
        kind = pack.notices.kind(self.family, self.kind)
        if kind is None:
            raise ValueError(f"the pack has no kind {shown(self.kind)} in the family {shown(self.family)}")
        return kind


class NoticeExample(KindExample):
    """When one of a notice's clocks runs out."""

    answer = "due"
    sent: Day
    clock: Literal["receipt", "objection", "verdict", "reply", "feedback"]
    due: Day

    def computed(self, pack: RulePack) -> date:
        rule, calendar = pack.notices, calendar_around(self.sent)
        if self.clock == "feedback":
            return next_feedback(self.sent, rule, calendar)
        days = {
            "receipt": rule.receipt_days,
            "objection": rule.objection_days,
            "verdict": rule.verdict_days,
            "reply": self.kind_of(pack).days(urgent=self.urgent),
        }
        return calendar.add(self.sent, days[self.clock])


class ClimbExample(KindExample):
    """What a lapsed notice climbs to; nothing above the gravest."""

    answer = "next"
    next: Words

    def computed(self, pack: RulePack) -> str:
        kind, family = self.kind_of(pack), pack.notices.of(self.family)
        above = family.above(kind.id, urgent=self.urgent) if family else None
        return above.id if above else ""


class ExtensionExample(Example):
    """The latest day to which a reply's limit can be moved; an empty text when it cannot be moved again."""

    answer = "latest"
    limit: Day
    granted: int = whole(0, MOST_DAYS, 0)
    latest: Annotated[Day | Literal[""], Field(description='a day such as 2026-07-01 or ""')]

    def computed(self, pack: RulePack) -> date | str:
        return latest(self.limit, self.granted, pack.notices, calendar_around(self.limit)) or ""


Weights = Annotated[tuple[Number, ...], Field(description="a list of weights")]


class RollupExample(Example):
    """The light of a group told by the weights of its items: "yellow: why"."""

    answer = "light"
    of: Literal["area", "board", "unit"]
    red: Weights = ()
    yellow: Weights = ()
    green: Weights = ()
    grey: Weights = ()
    blue: Weights = ()
    draft: Weights = ()
    light: Words

    def computed(self, pack: RulePack) -> str:
        rule: RollupRule = getattr(pack.rollup, self.of)
        drafts = [Member(Light.GREY, weight, draft=True) for weight in self.draft]
        members = [Member(light, weight) for light in Light for weight in self.weights(light)]
        found = roll_up([*members, *drafts], rule)
        return f"{found.light.value}: {why(found.reason)}"

    def weights(self, light: Light) -> tuple[Decimal, ...]:
        """The weights of the items with that light."""
        found: tuple[Decimal, ...] = getattr(self, light.value)
        return found


def calendar_around(day: date) -> WorkCalendar:
    """The working days of the years around a day, as published or guessed."""
    return WorkCalendar(seed_days(range(day.year - 1, day.year + 2)))

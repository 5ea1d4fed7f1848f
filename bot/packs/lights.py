"""What `[lights]` may say."""

from typing import Annotated

from pydantic import Field

from bot.packs.fields import ALARM, Alarm, Figure, Flag, Some, Table, Text, at_least, whole
from domain.due_rules import DueRule
from domain.items import Cadence
from domain.light_rules import Blue, LightConsequence, LightRule, Measure, Miss, MissedRule, PeerRule

MOST_PERIODS = 40
MOST_LATE = 10_000


class MissedTable(Table):
    what: Miss = Miss.PLAN
    period: Cadence
    running: int = whole(1, MOST_PERIODS)
    light: Alarm
    made_up: Alarm | None = Field(None, description=ALARM)

    def rule(self, dues: dict[str, DueRule]) -> MissedRule:
        return MissedRule(self.what, self.period, dues[self.period.value], self.running, self.light, self.made_up)


class PeersTable(Table):
    yellow_gap: Figure
    red_gap: Annotated[Figure, at_least("yellow_gap")]
    least: int = whole(1, 1000)


class ConsequenceTable(Table):
    light: Alarm
    times: int = whole(1, MOST_PERIODS)
    record: Text
    text: Text


class LightsTable(Table):
    yellow_gap: Figure
    red_gap: Annotated[Figure, at_least("yellow_gap")]
    report_late_yellow: int = whole(1, MOST_LATE)
    milestone_late_yellow: int = whole(1, MOST_LATE)
    milestone_late_red: Annotated[int, at_least("milestone_late_yellow")] = whole(1, MOST_LATE)
    measure: Measure = Measure.POINTS
    inclusive: Flag = False
    blue: Blue = Blue.VERIFIED
    missed: Some[MissedTable] = ()
    peers: PeersTable | None = None
    consequences: Some[ConsequenceTable] = ()

    def rule(self, dues: dict[str, DueRule]) -> LightRule:
        return self.made(
            LightRule,
            missed=tuple(each.rule(dues) for each in self.missed),
            peers=self.peers.made(PeerRule) if self.peers else None,
            consequences=tuple(each.made(LightConsequence) for each in self.consequences),
        )

"""What a pack may say, table by table, and the domain's rule that each table becomes.

A rule about two values stands at the later one: it is told on that line, and even where other values are wrong.
"""

from datetime import time
from typing import Annotated

from pydantic import AfterValidator, Field, StringConstraints, ValidationInfo, field_validator

from bot.packs.fields import Alarm, Audience, Clock, Figure, Flag, Some, Table, Text, at_least, once, whole, wrong
from domain.asks import AskRule
from domain.digest import DigestKind
from domain.digest_rules import DigestRule, Issue
from domain.due_rules import MOST_WORKDAYS_AFTER, DueRule
from domain.items import Cadence
from domain.ladders import LadderRule, Rung
from domain.light_rules import Blue, LightConsequence, LightRule, Measure, Miss, MissedRule, PeerRule
from domain.notices.rules import Consequence, Family, NoticeKind, NoticeRule, Trigger
from domain.packs import BoardRule, RulePack
from domain.rollup_rules import WHOLE, By, GroupTurn, Method, RollupRule, RollupRules

MOST_PERIODS = 40
MOST_DAYS = 250
MOST_LATE = 10_000
DISTRICT = "{district}"


class RungTable(Table):
    offset: int = whole(-MOST_DAYS, MOST_DAYS)
    audience: Audience
    notice: Flag = False

    def rule(self) -> Rung:
        return Rung(self.offset, _named(self.audience), self.notice)


Ladder = Annotated[Some[RungTable], once("offset")]


def _named(audience: Audience) -> tuple[str, ...]:
    return tuple(dict.fromkeys(role.value for role in audience))


def _rungs(ladder: Ladder) -> tuple[Rung, ...]:
    return tuple(sorted((rung.rule() for rung in ladder), key=lambda rung: rung.offset))


class BoardTable(Table):
    prefix: Annotated[
        str,
        StringConstraints(strip_whitespace=True, pattern="^[A-Z]{1,4}$"),
        Field(description="one to four letters A to Z"),
    ]
    name: Text
    note: Text = ""

    def rule(self) -> BoardRule:
        return BoardRule(**vars(self))


class DueTable(Table):
    day_of_next_month: int | None = whole(1, 28, None)
    workdays_after: int | None = whole(0, MOST_WORKDAYS_AFTER, None)
    early_days: int = whole(0, 60)

    @field_validator("workdays_after")
    @classmethod
    def _one_of_both(cls, after: int | None, info: ValidationInfo) -> int | None:
        if "day_of_next_month" in info.data and (info.data["day_of_next_month"] is None) == (after is None):
            raise wrong("either day_of_next_month or workdays_after is needed")
        return after

    def rule(self) -> DueRule:
        return DueRule(**vars(self))


class DuesTable(Table):
    ten_days: DueTable = Field(alias="旬")
    month: DueTable = Field(alias="月")
    quarter: DueTable = Field(alias="季")

    def rules(self) -> dict[str, DueRule]:
        return {cadence.value: getattr(self, cadence.name.lower()).rule() for cadence in Cadence}


class MissedTable(Table):
    what: Miss = Miss.PLAN
    period: Cadence
    running: int = whole(1, MOST_PERIODS)
    light: Alarm
    made_up: Alarm | None = None

    def rule(self, dues: dict[str, DueRule]) -> MissedRule:
        return MissedRule(self.what, self.period, dues[self.period.value], self.running, self.light, self.made_up)


class PeersTable(Table):
    yellow_gap: Figure
    red_gap: Annotated[Figure, at_least("yellow_gap")]
    least: int = whole(1, 1000)

    def rule(self) -> PeerRule:
        return PeerRule(**vars(self))


class LightConsequenceTable(Table):
    light: Alarm
    times: int = whole(1, MOST_PERIODS)
    record: Text
    text: Text

    def rule(self) -> LightConsequence:
        return LightConsequence(**vars(self))


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
    consequences: Some[LightConsequenceTable] = ()

    def rule(self, dues: dict[str, DueRule]) -> LightRule:
        lists = {
            "missed": tuple(each.rule(dues) for each in self.missed),
            "peers": self.peers.rule() if self.peers else None,
            "consequences": tuple(each.rule() for each in self.consequences),
        }
        return LightRule(**{**vars(self), **lists})


class LadderTable(Table):
    report: Ladder
    milestone: Ladder
    quiet_from: Clock
    quiet_until: Clock
    push_at: Clock
    acknowledged_days: int = whole(0, 20)
    snooze_days: int = whole(0, 20)

    @field_validator("push_at")
    @classmethod
    def _awake(cls, push: time, info: ValidationInfo) -> time:
        start, end = info.data.get("quiet_from"), info.data.get("quiet_until")
        if start and end and ((start <= push < end) if start <= end else (push >= start or push < end)):
            raise wrong(f"{push:%H:%M} lies in the quiet hours, {start:%H:%M} to {end:%H:%M}")
        return push

    def rule(self) -> LadderRule:
        return LadderRule(**{**vars(self), "report": _rungs(self.report), "milestone": _rungs(self.milestone)})


class AsksTable(Table):
    per_unit_month: int = whole(1, 31)

    def rule(self) -> AskRule:
        return AskRule(self.per_unit_month)


class IssueTable(Table):
    on: int = whole(1, 20)
    audience: Audience

    def rule(self) -> Issue:
        return Issue(self.on, _named(self.audience))


class WeekIssueTable(IssueTable):
    on: int = whole(1, 5)


class DigestsTable(Table):
    pressure: int = whole(100, 1000)
    soon_days: int = whole(1, 31)
    weekly: WeekIssueTable
    monthly: IssueTable
    quarterly: IssueTable

    def rule(self) -> DigestRule:
        issues = {kind: getattr(self, kind.value).rule() for kind in DigestKind}
        return DigestRule(self.pressure, self.soon_days, issues)


class ConsequenceTable(Table):
    on: Trigger
    times: int = whole(1, 100, 1)
    record: Text
    text: Text

    def rule(self) -> Consequence:
        return Consequence(**vars(self))


class KindTable(Table):
    id: Text
    name: Text
    mark: Text = ""
    reply_days: int = whole(1, MOST_DAYS)
    urgent_reply_days: int | None = whole(1, MOST_DAYS, None)
    demand: Text
    consequences: Some[ConsequenceTable] = ()

    def rule(self) -> NoticeKind:
        urgent = self.urgent_reply_days or self.reply_days
        follow = tuple(each.rule() for each in self.consequences)
        return NoticeKind(**{**vars(self), "urgent_reply_days": urgent, "consequences": follow})


def _numbered(text: str) -> str:
    rest = text.replace("{year}", "", 1).replace("{number}", "", 1)
    if "{year}" not in text or "{number}" not in text or set(rest) & set("{}"):
        raise wrong(f"a text with {{year}} and {{number}}, each once, is needed, not {text!r}")
    return text


def _printed(text: str) -> str:
    if set(text.replace(DISTRICT, "")) & set("{}"):
        raise wrong(f"only {DISTRICT} may stand in braces")
    return text


class FamilyTable(Table):
    id: Text
    name: Text
    number: Annotated[Text, AfterValidator(_numbered)]
    urgent_skips: int = whole(0, 5)
    kinds: Annotated[Some[KindTable], once("id", "name")]

    def rule(self) -> Family:
        return Family(**{**vars(self), "kinds": tuple(kind.rule() for kind in self.kinds)})


class NoticesTable(Table):
    families: Annotated[Some[FamilyTable], once("id", "number")]
    family: Text
    masthead: Annotated[Text, AfterValidator(_printed)]
    signer: Annotated[Text, AfterValidator(_printed)]
    receipt_days: int = whole(1, MOST_DAYS)
    objection_days: int = whole(1, MOST_DAYS)
    verdict_days: int = whole(1, MOST_DAYS)
    return_days: int = whole(1, MOST_DAYS)
    extension_times: int = whole(0, 20)
    extension_days: int = whole(1, MOST_DAYS)
    feedback_day: int = whole(1, 28)
    draft_on_red: Flag = False
    receipt: Ladder
    reply: Ladder
    feedback: Ladder
    verdict: Ladder

    @field_validator("family")
    @classmethod
    def _known(cls, family: str, info: ValidationInfo) -> str:
        known = [each.id for each in info.data.get("families", ())]
        if known and family not in known:
            raise wrong(f"one of the families' ids, {', '.join(known)}, is needed, not {family!r}")
        return family

    def rule(self) -> NoticeRule:
        ladders = {key: _rungs(getattr(self, key)) for key in ("receipt", "reply", "feedback", "verdict")}
        return NoticeRule(**{**vars(self), **ladders, "families": tuple(each.rule() for each in self.families)})


class TurnTable(Table):
    light: Alarm
    reach: Alarm = Field(alias="from")
    above: Annotated[Figure, Field(lt=WHOLE, description='a figure from 0 to less than 100 such as "15"')]

    def rule(self) -> GroupTurn:
        return GroupTurn(**vars(self))


class GroupTable(Table):
    method: Method
    by: By = By.COUNT
    turns: Annotated[tuple[TurnTable, ...], Field(validate_default=True)] = ()
    drafts: Flag = False
    grey: Flag = True
    blue: Flag = True

    @field_validator("turns")
    @classmethod
    def _fitting(cls, turns: tuple[TurnTable, ...], info: ValidationInfo) -> tuple[TurnTable, ...]:
        method = info.data.get("method")
        if method is Method.SHARE and not turns:
            raise wrong("a share needs at least one turn")
        if method is Method.WORST and turns:
            raise wrong("only a share has turns")
        return turns

    def rule(self) -> RollupRule:
        return RollupRule(**{**vars(self), "turns": tuple(turn.rule() for turn in self.turns)})


class GroupsTable(Table):
    area: GroupTable | None = None
    board: GroupTable | None = None
    unit: GroupTable | None = None

    def rules(self) -> RollupRules:
        return RollupRules(**{kind: group.rule() for kind, group in self if group})


class PackTable(Table):
    id: Text
    version: Text
    title: Text
    boards: Annotated[Some[BoardTable], once("prefix", "name")]
    due: DuesTable
    lights: LightsTable
    ladder: LadderTable
    asks: AsksTable
    digests: DigestsTable
    notices: NoticesTable
    rollup: GroupsTable = Field(default_factory=GroupsTable)

    def rule(self) -> RulePack:
        dues = self.due.rules()
        return RulePack(
            id=self.id,
            version=self.version,
            title=self.title,
            boards=tuple(board.rule() for board in self.boards),
            due=dues,
            lights=self.lights.rule(dues),
            ladder=self.ladder.rule(),
            asks=self.asks.rule(),
            digests=self.digests.rule(),
            notices=self.notices.rule(),
            rollup=self.rollup.rules(),
        )

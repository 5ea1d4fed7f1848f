"""What a pack may say, and the domain's rules that it becomes: boards, due days, asks, digests, and the whole.

A rule about two values stands at the later one: it is told on that line, and even where other values are wrong.
"""

from typing import Annotated

from pydantic import Field, StringConstraints, ValidationInfo, field_validator

from bot.packs.fields import Audience, Some, Table, Text, once, whole, wrong
from bot.packs.ladders import LadderTable, named
from bot.packs.lights import LightsTable
from bot.packs.notices import NoticesTable
from bot.packs.rollups import GroupsTable
from domain.calendar import YearRule
from domain.digest import DigestKind
from domain.due_rules import MOST_WORKDAYS_AFTER, DueRule
from domain.items import Cadence
from domain.packs import AskRule, BoardRule, DigestRule, Issue, RulePack

# A year that closes later than this would be open together with the end of the next.
MOST_CLOSING = 120


class BoardTable(Table):
    prefix: Annotated[
        str,
        StringConstraints(strip_whitespace=True, pattern="^[A-Z]{1,4}$"),
        Field(description="a text of one to four letters A to Z"),
    ]
    name: Text
    note: Text = ""


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


class DuesTable(Table):
    ten_days: DueTable = Field(alias="旬")
    month: DueTable = Field(alias="月")
    quarter: DueTable = Field(alias="季")

    def rules(self) -> dict[str, DueRule]:
        return {cadence.value: getattr(self, cadence.name.lower()).made(DueRule) for cadence in Cadence}


class AsksTable(Table):
    per_unit_month: int = whole(1, 31)


class IssueTable(Table):
    on: int = whole(1, 20)
    audience: Audience

    def rule(self) -> Issue:
        return self.made(Issue, audience=named(self.audience))


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


class YearTable(Table):
    begins: Annotated[
        str,
        StringConstraints(pattern=r"^(0[1-9]|1[0-2])-(0[1-9]|1\d|2[0-8])$"),
        Field(description='a month and a day up to the 28th such as "01-01"'),
    ] = "01-01"
    closing_workdays: int = whole(0, MOST_CLOSING, 10)

    def rule(self) -> YearRule:
        month, day = map(int, self.begins.split("-"))
        return YearRule(month, day, self.closing_workdays)


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
    year: YearTable = Field(default_factory=YearTable)

    def rule(self) -> RulePack:
        dues = self.due.rules()
        return self.made(
            RulePack,
            boards=tuple(board.made(BoardRule) for board in self.boards),
            due=dues,
            lights=self.lights.rule(dues),
            ladder=self.ladder.rule(),
            asks=self.asks.made(AskRule),
            digests=self.digests.rule(),
            notices=self.notices.rule(),
            rollup=self.rollup.rules(),
            year=self.year.rule(),
        )

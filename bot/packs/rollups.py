"""What `[rollup]` may say."""

from typing import Annotated

from pydantic import Field, ValidationInfo, field_validator

from bot.packs.fields import Alarm, Figure, Flag, Table, wrong
from domain.rollup_rules import WHOLE, By, GroupTurn, Method, RollupRule, RollupRules


class TurnTable(Table):
    light: Alarm
    reach: Alarm = Field(alias="from")
    above: Annotated[Figure, Field(lt=WHOLE, description='a figure from 0 to less than 100 such as "15"')]


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
        return self.made(RollupRule, turns=tuple(turn.made(GroupTurn) for turn in self.turns))


class GroupsTable(Table):
    area: GroupTable | None = None
    board: GroupTable | None = None
    unit: GroupTable | None = None

    def rules(self) -> RollupRules:
        return RollupRules(**{kind: group.rule() for kind, group in self if group})

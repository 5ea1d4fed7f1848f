"""What `[ladder]` may say, and every other ladder."""

from datetime import time
from typing import Annotated

from pydantic import ValidationInfo, field_validator

from bot.packs.fields import Audience, Clock, Flag, Some, Table, once, whole, wrong
from domain.ladders import LadderRule, Rung

MOST_DAYS = 250


class RungTable(Table):
    offset: int = whole(-MOST_DAYS, MOST_DAYS)
    audience: Audience
    notice: Flag = False

    def rule(self) -> Rung:
        return self.made(Rung, audience=named(self.audience))


Ladder = Annotated[Some[RungTable], once("offset")]


def named(audience: Audience) -> tuple[str, ...]:
    """The roles by name, each once."""
    return tuple(dict.fromkeys(role.value for role in audience))


def rungs(ladder: Ladder) -> tuple[Rung, ...]:
    """The steps, lowest offset first."""
    return tuple(sorted((rung.rule() for rung in ladder), key=lambda rung: rung.offset))


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
        return self.made(LadderRule, report=rungs(self.report), milestone=rungs(self.milestone))

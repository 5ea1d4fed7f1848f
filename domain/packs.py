"""Rule packs: what a district sets for itself. Mechanisms are code, numbers are the pack's (RULES.md)."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from domain.calendar import YearRule
from domain.digest import DigestKind
from domain.due_rules import DueRule
from domain.ladders import LadderRule
from domain.light_rules import LightRule
from domain.notices.rules import NoticeRule
from domain.rollup_rules import RollupRules


@dataclass(frozen=True, slots=True)
class AskRule:
    """The section `[asks]`: at most `per_unit_month` asks of a unit in a calendar month."""

    per_unit_month: int


def is_spent(asked: int, *, asked_today: bool, rule: AskRule) -> bool:
    """Whether a unit that was asked on so many days of the month may not be asked today."""
    return asked >= rule.per_unit_month and not asked_today


@dataclass(frozen=True, slots=True)
class Issue:
    """One kind of digest: sent on the `on`-th working day of its week, month or quarter to the roles of `audience`."""

    on: int
    audience: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DigestRule:
    """`pressure`: an item is pressing when it needs at least so many per cent of its observed rate. `soon_days`: a report due
    within so many calendar days counts as due soon.
    """

    pressure: int
    soon_days: int
    issues: Mapping[DigestKind, Issue]


@dataclass(frozen=True, slots=True)
class BoardRule:
    """A board (板块): item codes are `prefix` + running number. `note` marks a sample board."""

    prefix: str
    name: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class RulePack:
    """A checked rule pack. What is stored names `id` and `version`, so that a past judgement can be recomputed."""

    id: str
    version: str
    title: str
    boards: tuple[BoardRule, ...]
    due: dict[str, DueRule]
    lights: LightRule
    ladder: LadderRule
    asks: AskRule
    digests: DigestRule
    notices: NoticeRule
    rollup: RollupRules = field(default_factory=RollupRules)
    year: YearRule = field(default_factory=YearRule)

    def __hash__(self) -> int:
        """By name: what is computed from a pack is remembered, and its tables cannot be hashed."""
        return hash((self.id, self.version))

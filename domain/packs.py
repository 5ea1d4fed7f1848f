"""Rule packs: what a district sets for itself. Mechanisms are code, numbers are the pack's (RULES.md)."""

from dataclasses import dataclass, field

from domain.asks import AskRule
from domain.digest_rules import DigestRule
from domain.due_rules import DueRule
from domain.ladders import LadderRule
from domain.light_rules import LightRule
from domain.notices.rules import NoticeRule
from domain.rollup_rules import RollupRules


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

    def __hash__(self) -> int:
        """By name: what is computed from a pack is remembered, and its tables cannot be hashed."""
        return hash((self.id, self.version))

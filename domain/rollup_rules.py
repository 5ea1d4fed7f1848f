"""The section `[rollup]` of a rule pack: when the items of an area, a board or a unit give it a yellow or a red light."""

from dataclasses import dataclass, field
from decimal import Decimal
from enum import Enum

from domain.colours import GRAVITY, Light

WHOLE = Decimal(100)


class Method(Enum):
    """WORST: the group has the light of its worst item. SHARE: it turns when enough of its items have turned."""

    WORST = "worst"
    SHARE = "share"


class By(Enum):
    """What a share is counted in: the items' WEIGHT in their agreements, or their COUNT."""

    WEIGHT = "weight"
    COUNT = "count"


@dataclass(frozen=True, slots=True)
class GroupTurn:
    """The group gets at least `light` when the items at `reach` or worse make up more than `above` per cent of it."""

    light: Light
    reach: Light
    above: Decimal

    def covers(self, light: Light) -> bool:
        """Whether an item of that light is one of those that are added up."""
        return GRAVITY[light] >= GRAVITY[self.reach]


@dataclass(frozen=True, slots=True)
class RollupRule:
    """How one kind of group gets its light. What does not count is neither in the part nor in the whole of a share."""

    method: Method = Method.WORST
    by: By = By.COUNT
    turns: tuple[GroupTurn, ...] = ()
    drafts: bool = False
    grey: bool = True
    blue: bool = True


@dataclass(frozen=True, slots=True)
class RollupRules:
    """The rule of each kind of group; a kind the pack does not name has the light of its worst item."""

    area: RollupRule = field(default_factory=RollupRule)
    board: RollupRule = field(default_factory=RollupRule)
    unit: RollupRule = field(default_factory=RollupRule)

"""The section `[rollup]` of a rule pack: when the items of an area, a board or a unit give it a yellow or a red light."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from decimal import Decimal
from enum import Enum
from typing import Any

from domain.colours import GRAVITY, Light
from domain.light_rules import ALARMS
from domain.pack_reader import PackReader

WHERE = "rollup"
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


def read_rollup(reader: PackReader, data: Mapping[str, Any]) -> RollupRules:
    """The checked section, which may be left out; what is wrong is noted by the reader."""
    if WHERE not in data:
        return RollupRules()
    table = reader.table(data, WHERE)
    kinds = tuple(each.name for each in fields(RollupRules))
    reader.known(table, kinds, WHERE)
    return RollupRules(**{kind: _rule(reader, table, kind) for kind in kinds if kind in table})


def _rule(reader: PackReader, table: Mapping[str, Any], kind: str) -> RollupRule:
    where = f"{WHERE}.{kind}"
    data = reader.table(table, kind, where)
    reader.known(data, tuple(each.name for each in fields(RollupRule)), where)
    rule = RollupRule(
        method=reader.choice(data, "method", where, Method, None),
        by=reader.choice(data, "by", where, By, By.COUNT),
        turns=tuple(_turn(reader, each, here) for each, here in reader.optional_tables(data, "turns", where)),
        drafts=reader.flag(data, "drafts", where),
        grey=reader.flag(data, "grey", where) if "grey" in data else True,
        blue=reader.flag(data, "blue", where) if "blue" in data else True,
    )
    if rule.method is Method.SHARE and not rule.turns:
        reader.faults.append(f"{where}.turns: a share needs at least one turn")
    if rule.method is Method.WORST and rule.turns:
        reader.faults.append(f"{where}.turns: only a share has turns")
    return rule


def _turn(reader: PackReader, data: Mapping[str, Any], where: str) -> GroupTurn:
    reader.known(data, ("light", "from", "above"), where)
    above = reader.figure(data, "above", where)
    if above >= WHOLE:
        reader.faults.append(f"{where}.above: less than 100 per cent is needed, or it never turns")
    return GroupTurn(
        light=reader.choice(data, "light", where, ALARMS, None),
        reach=reader.choice(data, "from", where, ALARMS, None),
        above=above,
    )

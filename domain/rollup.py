"""The light of many items together: of an area, a board or a unit, with its reason in words. Thresholds are the pack's."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from domain.colours import GRAVITY, Light, worse
from domain.quantities import show
from domain.rollup_rules import WHOLE, By, GroupTurn, Method, RollupRule

TROUBLE = (Light.RED, Light.YELLOW)
NOTHING = "没有可计的事项"


@dataclass(frozen=True, slots=True)
class Member:
    """An item of a group: its light, its weight in its agreement, and whether it is a draft, in which nothing is due yet."""

    light: Light
    weight: Decimal
    draft: bool = False


@dataclass(frozen=True, slots=True)
class Rolled:
    """A group's light and why. `counts` has every member by its light, `counted` those that the light rests on."""

    light: Light
    reason: str
    counts: Mapping[Light, int]
    counted: int


def roll_up(members: Sequence[Member], rule: RollupRule) -> Rolled:
    """The light of the members together; GREY if none of them counts.

    Without an alarm it is the worst of the lights up to GREEN. As long as an item counts before and after, a better light
    of it never makes the group worse: shares only fall. An item that the rule leaves out changes the whole, so a pack that
    leaves out finished items lets the rest weigh more.
    """
    kept = [member for member in members if _counts(member, rule)]
    counts = {light: sum(member.light is light for member in members) for light in Light}
    if not kept:
        return Rolled(Light.GREY, NOTHING + _left_out(members, rule), counts, 0)
    light, reason = _by_share(kept, rule) if rule.method is Method.SHARE else _by_worst(kept)
    return Rolled(light, reason + _left_out(members, rule), counts, len(kept))


def _counts(member: Member, rule: RollupRule) -> bool:
    if member.draft:
        return rule.drafts
    return {Light.GREY: rule.grey, Light.BLUE: rule.blue}.get(member.light, True)


def _by_worst(kept: Sequence[Member]) -> tuple[Light, str]:
    light = _worst(kept)
    if light not in TROUBLE:
        return light, _calm(kept)
    return light, f"{len(kept)} 项中{_named(kept, light)}，以最重一项为准"


def _by_share(kept: Sequence[Member], rule: RollupRule) -> tuple[Light, str]:
    passed = [turn for turn in rule.turns if _passes(kept, turn, rule.by)]
    if passed:
        turn = max(passed, key=lambda each: GRAVITY[each.light])
        return turn.light, f"{_part(kept, turn, rule.by)}，{_passed(turn)}"
    light = min(_worst(kept), Light.GREEN, key=GRAVITY.__getitem__)
    held = [turn for turn in rule.turns if any(turn.covers(member.light) for member in kept)]
    if held:
        turn = max(held, key=lambda each: (_mass(kept, each, rule.by), -each.above))
        return light, f"{_part(kept, turn, rule.by)}，未超过 {show(turn.above)}%"
    if _worst(kept) in TROUBLE:
        return light, f"{len(kept)} 项中{_named(kept, Light.YELLOW)}，规则不因此转灯"
    return light, _calm(kept)


def _worst(kept: Sequence[Member]) -> Light:
    found = kept[0].light
    for member in kept:
        found = worse(found, member.light)
    return found


def _passes(kept: Sequence[Member], turn: GroupTurn, by: By) -> bool:
    return _mass(kept, turn, by) * WHOLE > turn.above * _total(kept, by)


def _mass(kept: Sequence[Member], turn: GroupTurn, by: By) -> Decimal:
    return _total([member for member in kept if turn.covers(member.light)], by)


def _total(some: Sequence[Member], by: By) -> Decimal:
    return Decimal(len(some)) if by is By.COUNT else sum((member.weight for member in some), Decimal(0))


def _part(kept: Sequence[Member], turn: GroupTurn, by: By) -> str:
    """12 项中红灯 2 项（权重占 18%）."""
    head = "权重占" if by is By.WEIGHT else "占"
    share = _percent(_mass(kept, turn, by), _total(kept, by), turn.above)
    return f"{len(kept)} 项中{_named(kept, turn.reach)}（{head} {share}%）"


def _named(kept: Sequence[Member], reach: Light) -> str:
    """红灯 2 项、黄灯 3 项: those at the light or worse."""
    found = {light: sum(member.light is light for member in kept) for light in TROUBLE}
    return "、".join(
        f"{light.word}灯 {count} 项" for light, count in found.items() if count and GRAVITY[light] >= GRAVITY[reach]
    )


def _passed(turn: GroupTurn) -> str:
    """The rule that turned the group: 超过 30%, or where a single item is enough 有红灯即转黄灯."""
    return f"超过 {show(turn.above)}%" if turn.above else f"有{turn.reach.word}灯即转{turn.light.word}灯"


def _percent(part: Decimal, total: Decimal, above: Decimal) -> str:
    """A share with as few digits as show on which side of the threshold it lies."""
    share = part * WHOLE / total if total else Decimal(0)
    for digits in range(4):
        rounded = share.quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)
        if (rounded > above) == (share > above):
            return show(rounded)
    return show(share)


def _calm(kept: Sequence[Member]) -> str:
    """Why there is no alarm where nothing is yellow or red."""
    lights = {member.light for member in kept}
    if lights == {Light.BLUE}:
        return f"{len(kept)} 项全部亮蓝灯"
    if lights == {Light.GREY}:
        return f"{len(kept)} 项均未启动"
    if Light.GREEN not in lights:
        done = sum(member.light is Light.BLUE for member in kept)
        return f"{len(kept)} 项中蓝灯 {done} 项，其余未启动"
    return f"{len(kept)} 项均无红灯、黄灯"


def _left_out(members: Sequence[Member], rule: RollupRule) -> str:
    """；草稿 1 项、未启动 2 项不计."""
    found = {"草稿": 0, "未启动": 0, "蓝灯": 0}
    for member in members:
        if not _counts(member, rule):
            found["草稿" if member.draft else "未启动" if member.light is Light.GREY else "蓝灯"] += 1
    named = "、".join(f"{word} {count} 项" for word, count in found.items() if count)
    return f"；{named}不计" if named else ""

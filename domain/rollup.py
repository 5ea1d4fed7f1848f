"""The light of many items together: of an area, a board or a unit, with its reason. Thresholds are the pack's."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from domain.colours import ALARMS, GRAVITY, Light, worse
from domain.progress import plain
from domain.reasons import Code, Reason
from domain.rollup_rules import WHOLE, By, GroupTurn, Method, RollupRule


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
    reason: Reason
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
        return Rolled(Light.GREY, _without_rest(Reason(Code.NOTHING_COUNTS), members, rule), counts, 0)
    light, reason = _by_share(kept, rule) if rule.method is Method.SHARE else _by_worst(kept)
    return Rolled(light, _without_rest(reason, members, rule), counts, len(kept))


def _counts(member: Member, rule: RollupRule) -> bool:
    if member.draft:
        return rule.drafts
    return {Light.GREY: rule.grey, Light.BLUE: rule.blue}.get(member.light, True)


def _by_worst(kept: Sequence[Member]) -> tuple[Light, Reason]:
    light = _worst(kept)
    return light, Reason(Code.WORST, _alarm_counts(kept, light)) if light in ALARMS else _calm(kept)


def _by_share(kept: Sequence[Member], rule: RollupRule) -> tuple[Light, Reason]:
    passed = [turn for turn in rule.turns if _passes(kept, turn, rule.by)]
    if passed:
        turn = max(passed, key=lambda each: GRAVITY[each.light])
        return turn.light, _passed(_part(kept, turn, rule.by), turn)
    light = min(_worst(kept), Light.GREEN, key=GRAVITY.__getitem__)
    held = [turn for turn in rule.turns if any(turn.covers(member.light) for member in kept)]
    if held:
        turn = max(held, key=lambda each: (_mass(kept, each, rule.by), -each.above))
        return light, Reason(Code.PART_WITHIN, (_part(kept, turn, rule.by), turn.above))
    if _worst(kept) in ALARMS:
        return light, Reason(Code.NO_RULE, _alarm_counts(kept, Light.YELLOW))
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


def _part(kept: Sequence[Member], turn: GroupTurn, by: By) -> Reason:
    share = _percent(_mass(kept, turn, by), _total(kept, by), turn.above)
    return Reason(Code.PART, (*_alarm_counts(kept, turn.reach), by, share))


def _alarm_counts(kept: Sequence[Member], reach: Light) -> tuple[int, int, int]:
    """The number of items, of red ones and of yellow ones; 0 for a colour that is milder than `reach`."""
    red, yellow = (
        sum(member.light is light for member in kept) if GRAVITY[light] >= GRAVITY[reach] else 0 for light in ALARMS
    )
    return len(kept), red, yellow


def _passed(part: Reason, turn: GroupTurn) -> Reason:
    """The rule that turned the group: a share, or a single item that is enough."""
    if turn.above:
        return Reason(Code.PART_ABOVE, (part, turn.above))
    return Reason(Code.ONE_IS_ENOUGH, (part, turn.reach, turn.light))


def _percent(part: Decimal, total: Decimal, above: Decimal) -> Decimal:
    """A share rounded to whole per cent, or to as many digits as keep it on its side of the threshold `above`."""
    share = part * WHOLE / total if total else Decimal(0)
    for digits in range(4):
        rounded = share.quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)
        if (rounded > above) == (share > above):
            return plain(rounded)
    return plain(share)


def _calm(kept: Sequence[Member]) -> Reason:
    """The reason of a group without yellow and red items."""
    lights = {member.light for member in kept}
    if lights == {Light.BLUE}:
        return Reason(Code.ALL_BLUE, (len(kept),))
    if lights == {Light.GREY}:
        return Reason(Code.NONE_STARTED, (len(kept),))
    if Light.GREEN not in lights:
        return Reason(Code.SOME_BLUE, (len(kept), sum(member.light is Light.BLUE for member in kept)))
    return Reason(Code.NO_ALARM, (len(kept),))


def _without_rest(reason: Reason, members: Sequence[Member], rule: RollupRule) -> Reason:
    """The reason with how many members were left out, if any."""
    rest = [member for member in members if not _counts(member, rule)]
    drafts = sum(member.draft for member in rest)
    idle = sum(member.light is Light.GREY for member in rest if not member.draft)
    return Reason(Code.LEFT_OUT, (reason, drafts, idle, len(rest) - drafts - idle)) if rest else reason

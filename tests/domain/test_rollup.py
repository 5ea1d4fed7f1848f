"""The light of many items together: worst or share, by weight or count, and never worse because an item got better."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.packs.file import load_pack, shipped_packs
from domain.colours import GRAVITY, Light
from domain.rollup import Member, Rolled, roll_up
from domain.rollup_rules import By, GroupTurn, Method, RollupRule, RollupRules
from handlers.lights.words.reasons import reason as why

BLUE, GREEN, YELLOW, RED, GREY = Light
WORST = RollupRule()
RED_15, RED_ANY = GroupTurn(RED, RED, Decimal(15)), GroupTurn(YELLOW, RED, Decimal(0))
YELLOW_30 = GroupTurn(YELLOW, YELLOW, Decimal(30))
BY_WEIGHT = RollupRule(Method.SHARE, By.WEIGHT, (RED_15, RED_ANY, YELLOW_30))
BY_COUNT = RollupRule(Method.SHARE, By.COUNT, (RED_15, YELLOW_30))
LENIENT = RollupRule(Method.SHARE, By.COUNT, (GroupTurn(RED, RED, Decimal(20)), YELLOW_30))


def members(*lights: tuple[Light, int] | Light) -> list[Member]:
    """Items by light and weight; a light alone weighs 10."""
    pairs = [each if isinstance(each, tuple) else (each, 10) for each in lights]
    return [Member(light, Decimal(weight)) for light, weight in pairs]


def told(found: Rolled) -> str:
    return f"{found.light.value}: {why(found.reason)}"


@pytest.mark.parametrize(
    ("lights", "rule", "said"),
    [
        ([], WORST, "grey: 没有可计的事项"),
        ([GREEN, RED, RED], WORST, "red: 3 项中红灯 2 项，以最重一项为准"),
        ([GREEN, YELLOW], WORST, "yellow: 2 项中黄灯 1 项，以最重一项为准"),
        ([GREEN, BLUE, GREY], WORST, "green: 3 项均无红灯、黄灯"),
        ([BLUE, BLUE], WORST, "blue: 2 项全部亮蓝灯"),
        ([GREY, GREY], BY_WEIGHT, "grey: 2 项均未启动"),
        ([BLUE, GREY], BY_COUNT, "grey: 2 项中蓝灯 1 项，其余未启动"),
        ([(RED, 18), (GREEN, 82)], BY_WEIGHT, "red: 2 项中红灯 1 项（权重占 18%），超过 15%"),
        ([(RED, 15), (GREEN, 85)], BY_WEIGHT, "yellow: 2 项中红灯 1 项（权重占 15%），有红灯即转黄灯"),
        (
            [YELLOW, GREEN, GREEN],
            RollupRule(Method.SHARE, By.COUNT, (GroupTurn(YELLOW, YELLOW, Decimal(0)),)),
            "yellow: 3 项中黄灯 1 项（占 33%），有黄灯即转黄灯",
        ),
        ([(RED, 1501), (GREEN, 8499)], BY_WEIGHT, "red: 2 项中红灯 1 项（权重占 15.01%），超过 15%"),
        ([(YELLOW, 31), (GREEN, 69)], BY_WEIGHT, "yellow: 2 项中黄灯 1 项（权重占 31%），超过 30%"),
        ([(YELLOW, 30), (GREEN, 70)], BY_WEIGHT, "green: 2 项中黄灯 1 项（权重占 30%），未超过 30%"),
        ([RED, *[GREEN] * 5], BY_COUNT, "red: 6 项中红灯 1 项（占 17%），超过 15%"),
        ([RED, YELLOW, YELLOW, *[GREEN] * 4], LENIENT, "yellow: 7 项中红灯 1 项、黄灯 2 项（占 43%），超过 30%"),
        ([RED, YELLOW, *[GREEN] * 5], LENIENT, "green: 7 项中红灯 1 项、黄灯 1 项（占 29%），未超过 30%"),
        ([YELLOW, GREEN], RollupRule(Method.SHARE, By.COUNT, (RED_15,)), "green: 2 项中黄灯 1 项，规则不因此转灯"),
    ],
)
def test_a_group_has_its_light_by_the_rule_and_says_why(
    lights: list[Light | tuple[Light, int]], rule: RollupRule, said: str
) -> None:
    assert told(roll_up(members(*lights), rule)) == said


def test_drafts_do_not_count_unless_the_pack_says_so_but_are_shown() -> None:
    group = [*members(GREEN, RED), Member(GREY, Decimal(80), draft=True)]
    found = roll_up(group, BY_WEIGHT)
    assert told(found) == "red: 2 项中红灯 1 项（权重占 50%），超过 15%；草稿 1 项不计"
    assert (found.counted, found.counts[GREY], found.counts[RED]) == (2, 1, 1)
    counted = roll_up(group, RollupRule(Method.SHARE, By.WEIGHT, (RED_15, RED_ANY), drafts=True))
    assert told(counted) == "yellow: 3 项中红灯 1 项（权重占 10%），有红灯即转黄灯"


def test_a_pack_may_leave_out_what_has_not_begun_and_what_is_finished() -> None:
    group = members(RED, GREEN, GREEN, *[GREY] * 8, *[BLUE] * 9)
    assert roll_up(group, BY_COUNT).light is GREEN
    open_ones = RollupRule(Method.SHARE, By.COUNT, (RED_15,), grey=False, blue=False)
    assert told(roll_up(group, open_ones)) == "red: 3 项中红灯 1 项（占 33%），超过 15%；未启动 8 项、蓝灯 9 项不计"


LIGHTS = st.sampled_from(list(Light))
GROUPS = st.lists(st.tuples(LIGHTS, st.integers(0, 100), st.booleans()), min_size=1, max_size=12)
TURNS = st.builds(
    GroupTurn,
    st.sampled_from([YELLOW, RED]),
    st.sampled_from([YELLOW, RED]),
    st.integers(0, 99).map(Decimal),
)
RULES = st.one_of(
    st.just(WORST),
    st.builds(
        RollupRule,
        st.just(Method.SHARE),
        st.sampled_from(By),
        st.lists(TURNS, min_size=1, max_size=4).map(tuple),
        st.booleans(),
        st.booleans(),
        st.booleans(),
    ),
)


def as_members(group: list[tuple[Light, int, bool]]) -> list[Member]:
    """The members drawn."""
    return [Member(light, Decimal(weight), draft=draft) for light, weight, draft in group]


def kept(light: Light, rule: RollupRule) -> bool:
    """Whether an item of that light counts."""
    return (rule.grey or light is not GREY) and (rule.blue or light is not BLUE)


@given(GROUPS, RULES, LIGHTS, st.data())
def test_a_better_item_light_never_gives_a_worse_rolled_up_light(
    group: list[tuple[Light, int, bool]], rule: RollupRule, better: Light, data: st.DataObject
) -> None:
    at = data.draw(st.integers(0, len(group) - 1))
    light, weight, draft = group[at]
    if GRAVITY[better] > GRAVITY[light] or not (kept(light, rule) and kept(better, rule)):
        return
    before = as_members(group)
    after = [*before[:at], Member(better, Decimal(weight), draft=draft), *before[at + 1 :]]
    assert GRAVITY[roll_up(after, rule).light] <= GRAVITY[roll_up(before, rule).light]


@pytest.mark.parametrize("name", shipped_packs())
def test_no_shipped_pack_turns_a_group_worse_when_an_item_is_finished_or_rests(name: str) -> None:
    rules: RollupRules = load_pack(name).rollup
    for rule in (rules.area, rules.board, rules.unit):
        assert rule.method is Method.SHARE
        assert (rule.grey, rule.blue, rule.drafts) == (True, True, False)


@given(GROUPS, RULES)
def test_a_rolled_up_light_always_has_a_reason_and_counts_everybody(
    group: list[tuple[Light, int, bool]], rule: RollupRule
) -> None:
    found = roll_up(as_members(group), rule)
    assert why(found.reason)
    assert sum(found.counts.values()) == len(group) >= found.counted

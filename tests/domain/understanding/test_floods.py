"""What reading a message costs grows with its length and no faster, whatever stands in it."""

import random
import string
from datetime import date

import pytest

from bot.demo.sample import sample_items, sample_units
from domain.understanding import LONGEST, Catalogue, Context, Intent, groups, understand
from domain.understanding.match import Match, match
from domain.understanding.text import LONGEST_CLAUSE

CATALOGUE = Catalogue.build(sample_items(2026), sample_units())
STREET = max(sorted(CATALOGUE.streets), key=lambda unit: len(CATALOGUE.by_unit.get(unit, ())))
CHANCE = random.Random(6)
DAY = date(2026, 6, 25)
SETS = {
    "letters": string.ascii_lowercase,
    "base64": string.ascii_letters + string.digits + "+/",
    "digits": string.digits,
    "numerals": "一二三四五六七八九十百千万亿点零",
    "names": "楼宇交付完成规上工业累计目标街道座万亿其中没变化第条",
}
HOSTILE = {
    **{name: "".join(CHANCE.choices(letters, k=LONGEST)) for name, letters in SETS.items()},
    "one item again and again": "楼宇1座楼宇2座楼宇3座" * LONGEST,
    "two items by turns": "楼宇1座规上服务业2家" * LONGEST,
    "a list": "楼宇1座规上服务业2家," * LONGEST,
    "days": "6月25日" * LONGEST,
    "hedges": "大约完成完成完成" * LONGEST,
    "marks": "(1)" * LONGEST,
}


def looks(text: str, monkeypatch: pytest.MonkeyPatch) -> int:
    """How often an item is looked for in the reading of a text: what such a reading costs."""
    count = 0

    def counted(clause: str, catalogue: Catalogue, context: Context) -> Match | None:
        nonlocal count
        count += 1
        return match(clause, catalogue, context)

    with monkeypatch.context() as patch:
        patch.setattr(groups, "match", counted)
        understand(text, CATALOGUE, Context(DAY, STREET))
    return count


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_twice_the_length_costs_about_twice_as_much(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    half, whole = looks(text[: LONGEST // 2], monkeypatch), looks(text[:LONGEST], monkeypatch)
    assert whole <= 2.5 * half + 8


@pytest.mark.parametrize("name", ["one item again and again", "days"])
def test_another_item_is_looked_for_behind_a_few_figures_of_a_clause(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    clauses = LONGEST // LONGEST_CLAUSE + 1
    assert looks(HOSTILE[name][:LONGEST], monkeypatch) <= clauses * (2 * 6 + 1)


@pytest.mark.parametrize("first", ["楼宇交付", "旧改完工"])
def test_items_in_one_clause_are_told_apart_behind_several_figures_of_the_first(first: str) -> None:
    text = f"{first}1个2个3个分类达标13个"
    pieces = groups.grouped([text], CATALOGUE, Context(DAY, STREET))
    assert sum("".join(group.clauses).count("13个") for group in pieces) == 1


def test_any_text_gives_a_reading() -> None:
    for text in HOSTILE.values():
        assert isinstance(understand(text, CATALOGUE, Context(DAY, STREET)).intent, Intent)

"""What may be decided about a signed item, and what becomes of it."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from domain.decisions import Decided, NoDecision, Wish, after, gap, why_not
from domain.items import Basis, Stage
from tests.domain.examples import BUILDINGS

TODAY = date(2026, 6, 24)
ITEM = replace(BUILDINGS, code="JS-010", start=date(2026, 1, 1), year=2026)
OTHER, THIRD = replace(ITEM, code="JS-040"), replace(ITEM, code="JS-041")
GONE = replace(OTHER, stage=Stage.CLOSED)
NEXT = replace(OTHER, year=2027)
ENDED, MOVED, SPLIT, MERGED, RESTORED = Decided


@pytest.mark.parametrize(
    ("wish", "why"),
    [
        (Wish(ENDED, (ITEM,), TODAY, "取消"), None),
        (Wish(ENDED, (replace(ITEM, stage=Stage.DRAFT),), TODAY, "取消"), None),
        (Wish(ENDED, (ITEM, OTHER), date(2026, 1, 1), "取消"), None),
        (Wish(MOVED, (ITEM,), TODAY, "划转", "BM03"), None),
        (Wish(SPLIT, (ITEM,), TODAY, "分期", heirs=(OTHER, THIRD)), None),
        (Wish(MERGED, (ITEM,), TODAY, "统一", heirs=(OTHER,)), None),
        (Wish(MERGED, (ITEM, OTHER), TODAY, "统一", heirs=(THIRD,)), None),
        (Wish(ENDED, (ITEM,), TODAY, " "), NoDecision.NO_REASON),
        (Wish(ENDED, (ITEM,), TODAY, "长" * 201), NoDecision.LONG_REASON),
        (Wish(ENDED, (ITEM, GONE), TODAY, "取消"), NoDecision.NOT_OPEN),
        (Wish(MOVED, (GONE,), TODAY, "划转", "BM03"), NoDecision.NOT_OPEN),
        (Wish(ENDED, (ITEM,), date(2026, 6, 25), "取消"), NoDecision.DAY_TO_COME),
        (Wish(ENDED, (ITEM,), date(2025, 12, 31), "取消"), NoDecision.BEFORE_ITEM),
        (Wish(MOVED, (ITEM,), TODAY, "划转", ITEM.unit), NoDecision.SAME_UNIT),
        (Wish(SPLIT, (ITEM,), TODAY, "分期", heirs=(OTHER,)), NoDecision.HEIRS),
        (Wish(SPLIT, (ITEM, OTHER), TODAY, "分期", heirs=(THIRD, NEXT)), NoDecision.HEIRS),
        (Wish(MERGED, (ITEM,), TODAY, "统一"), NoDecision.HEIRS),
        (Wish(MERGED, (ITEM,), TODAY, "统一", heirs=(OTHER, THIRD)), NoDecision.HEIRS),
        (Wish(ENDED, (ITEM,), TODAY, "取消", heirs=(OTHER,)), NoDecision.HEIRS),
        (Wish(MERGED, (ITEM,), TODAY, "统一", heirs=(GONE,)), NoDecision.HEIR_CLOSED),
        (Wish(MERGED, (ITEM, OTHER), TODAY, "统一", heirs=(OTHER,)), NoDecision.HEIR_CLOSED),
        (Wish(SPLIT, (ITEM,), TODAY, "分期", heirs=(ITEM, OTHER)), NoDecision.HEIR_CLOSED),
        (Wish(MERGED, (ITEM,), TODAY, "统一", heirs=(NEXT,)), NoDecision.OTHER_YEAR),
        (Wish(RESTORED, (GONE,), TODAY, "误办"), None),
        (Wish(RESTORED, (GONE, ITEM), TODAY, "误办"), NoDecision.NOT_ENDED),
        (Wish(RESTORED, (GONE,), TODAY, "误办", heirs=(ITEM,)), NoDecision.HEIRS),
    ],
)
def test_what_may_be_decided(wish: Wish, why: NoDecision | None) -> None:
    assert why_not(wish, TODAY, [True] * len(wish.items), [item.stage is Stage.CLOSED for item in wish.items]) is why


def test_nothing_is_decided_about_a_year_that_has_closed() -> None:
    assert (
        why_not(Wish(ENDED, (ITEM, OTHER), TODAY, "取消"), TODAY, [True, False], [False] * 2) is NoDecision.OF_OLD_YEAR
    )


@pytest.mark.parametrize("decided", [ENDED, MOVED, SPLIT, MERGED])
def test_an_item_ends_by_everything_but_a_move(decided: Decided) -> None:
    item = replace(ITEM, unit="BM28", co_units=("BM03", "QY02"))
    done = after(item, decided, "BM03" if decided is MOVED else None)
    assert (done.stage is Stage.CLOSED) is decided.ends
    assert (done.unit, done.co_units) == (("BM03", ("QY02",)) if decided is MOVED else ("BM28", ("BM03", "QY02")))
    assert replace(done, stage=item.stage, unit=item.unit, co_units=item.co_units) == item


def test_a_split_that_does_not_add_up_is_shown() -> None:
    def wish(*targets: int, decided: Decided = SPLIT) -> Wish:
        heirs = tuple(replace(OTHER, code=f"JS-04{at}", target=Decimal(target)) for at, target in enumerate(targets))
        return Wish(decided, (replace(ITEM, target=Decimal(26)),), TODAY, "分期", heirs=heirs)

    assert gap(wish(20, 6)) is None
    assert gap(wish(20, 5)) == (Decimal(26), Decimal(25), ITEM.measure_unit)
    assert gap(wish(20, decided=MERGED)) is None
    ratio = wish(20, 5)
    every = [replace(item, basis=Basis.RATE) for item in (*ratio.items, *ratio.heirs)]
    assert gap(replace(ratio, items=(every[0],), heirs=tuple(every[1:]))) is None
    mixed = replace(ratio, heirs=(ratio.heirs[0], replace(ratio.heirs[1], measure_unit="万平方米")))
    assert gap(mixed) is None

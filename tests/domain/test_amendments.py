"""Changed fields of an item: what differs, and the same from and to what is stored."""

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.amendments import AsWritten, Field, FieldChange, changes, from_json, to_json
from domain.items import Basis, Cadence, Direction, Item, Kind, Milestone, Secrecy, Stage
from handlers.kernel.words import fields
from tests.domain.examples import BUILDINGS, FUND, PM25

OTHER = replace(
    PM25, unit="D02", co_units=("D03", "D04"), aliases=("空气",), weight=Decimal("2.5"), part_of="CG-001",
    secrecy=Secrecy.INTERNAL, stage=Stage.DRAFT, target=None, due=None, start=date(2026, 2, 1), leader="", year=2026,
)  # fmt: skip


@pytest.mark.parametrize(("old", "new"), [(BUILDINGS, OTHER), (OTHER, BUILDINGS), (FUND, OTHER), (OTHER, FUND)])
def test_a_change_is_read_as_it_was_stored(old: Item, new: Item) -> None:
    found = changes(old, new)
    assert len(found) > 12
    assert tuple(from_json(json.loads(json.dumps(to_json(each)))) for each in found) == found


def test_every_field_of_the_enum_is_an_item_s_and_has_a_label() -> None:
    assert set(fields.LABELS) == set(Field)
    assert all(hasattr(BUILDINGS, field.value) for field in Field)
    assert changes(BUILDINGS, replace(BUILDINGS, source="b.xlsx")) == ()


@given(st.decimals(allow_nan=False, allow_infinity=False, places=3, min_value=-(10**9), max_value=10**9))
def test_a_figure_is_the_same_figure_afterwards(figure: Decimal) -> None:
    change = FieldChange(Field.TARGET, None, figure)
    assert from_json(to_json(change)) == change


def test_what_is_not_understood_is_shown_as_it_was_written() -> None:
    change = FieldChange(Field.TARGET, AsWritten("约26"), Decimal(26))
    assert from_json(to_json(change)) == change
    assert fields.told(change) == ("目标值", "约26", "26")
    assert from_json(["no field", "1", "2"]) is None


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        (Field.KIND, Kind.PERCENTAGE, "百分比"),
        (Field.DIRECTION, Direction.DOWN, "控制数"),
        (Field.BASIS, Basis.LEVEL, "存量"),
        (Field.CADENCE, Cadence.TEN_DAYS, "旬"),
        (Field.SECRECY, Secrecy.INTERNAL, "内部"),
        (Field.BASELINE, Decimal("0.00"), "0"),
        (Field.BASELINE, None, "（空）"),
        (Field.LEADER, "", "（空）"),
        (Field.ALIASES, (), "（空）"),
        (Field.CO_UNITS, ("D03", "D04"), "D03、D04"),
        (Field.MILESTONES, (Milestone(date(2026, 4, 30), "开工"), Milestone(date(2026, 8, 31), "完工", Decimal(27))),
         "2026-04-30 开工；2026-08-31 完工（27）"),
    ],
)  # fmt: skip
def test_a_value_is_told_in_words(field: Field, value: object, words: str) -> None:
    assert fields.told(FieldChange(field, None, value))[2] == words  # type: ignore[arg-type]

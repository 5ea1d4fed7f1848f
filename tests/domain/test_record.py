"""The form in which facts are sealed: one text a value, one hash an entry."""

import hashlib
import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.record import EMPTY, GENESIS, Entry, Head, Imported, Kind, Value, canonical, seal, sealed

NOON = datetime(2026, 6, 24, 12, 30, tzinfo=timezone(timedelta(hours=8)))

texts = st.text(st.characters(exclude_categories=["Cs"]))
plain = st.one_of(
    st.none(), st.booleans(), st.integers(), texts, st.dates(), st.decimals(allow_nan=False, allow_infinity=False)
)
values = st.recursive(
    plain, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4), max_leaves=12
)


def entry() -> Entry:
    """A first entry with every part filled."""
    return sealed(EMPTY, NOON, 7, "telegram", Kind.REPORT, "item:3", {"typed": "26座楼宇", "total": Decimal("18.0")})


def own_hash(of: Entry) -> str:
    """What its parts give."""
    return seal(of.number, of.at, of.actor, of.channel, of.kind, of.subject, of.facts, of.previous)


def test_facts_have_one_form_whatever_the_order_of_their_fields() -> None:
    facts: dict[str, Value] = {
        "total": Decimal("1E+2"),
        "as_of": date(2026, 6, 30),
        "at": NOON,
        "typed": "累计\n“18”座",
        "note": None,
    }
    told = '{"as_of":"2026-06-30","at":"2026-06-24T04:30:00.000000Z","total":"100","typed":"累计\\n“18”座"}'
    assert canonical(facts) == told
    assert canonical({name: facts[name] for name in reversed(facts)}) == told


def test_a_field_without_a_value_is_as_if_it_did_not_exist() -> None:
    assert canonical({"a": 1, "later": None}) == canonical({"a": 1})


def test_a_figure_keeps_its_digits() -> None:
    assert canonical({"x": Decimal("18.0")}) != canonical({"x": Decimal("18")})


def test_a_float_is_refused() -> None:
    with pytest.raises(TypeError, match="float"):
        canonical({"x": 1.5})  # type: ignore[dict-item]


@given(st.dictionaries(texts, values, max_size=6))
def test_every_value_is_json_that_reads_back_to_the_same_form(facts: dict[str, None]) -> None:
    told = canonical(facts)
    assert canonical(json.loads(told)) == told


def test_the_first_entry_follows_sixty_four_zeros() -> None:
    assert (entry().number, entry().previous) == (1, GENESIS)
    assert entry().hash == own_hash(entry())


def test_the_hash_is_of_a_json_list_of_the_parts() -> None:
    first = entry()
    parts = [1, first.at, 7, "telegram", "report", "item:3", first.facts, GENESIS]
    whole = json.dumps(parts, ensure_ascii=False, separators=(",", ":"))
    assert first.hash == hashlib.sha256(whole.encode()).hexdigest()


@pytest.mark.parametrize("part", ["number", "at", "actor", "channel", "kind", "subject", "facts", "previous"])
def test_another_value_in_any_part_gives_another_hash(part: str) -> None:
    first = entry()
    value = getattr(first, part)
    other = value + 1 if isinstance(value, int) else value[:-1] + chr(ord(value[-1]) ^ 1)
    changed: dict[str, Any] = {part: other}
    assert own_hash(replace(first, **changed)) != first.hash


def test_text_that_moves_from_one_part_to_the_next_gives_another_hash() -> None:
    """The parts are set apart: "ab" and "c" is not "a" and "bc"."""
    first = entry()
    moved = replace(first, channel=first.channel[:-1], kind=first.channel[-1] + first.kind)
    assert own_hash(moved) != first.hash


def test_an_entry_follows_the_hash_of_the_one_before() -> None:
    first = entry()
    facts = Imported("units", "units.csv", 34, 0, "ab")
    second = sealed(
        Head(1, first.hash), NOON.astimezone(UTC), None, "terminal", facts.kind, facts.subject, facts.facts()
    )
    assert (second.number, second.previous, second.actor) == (2, first.hash, None)
    assert second.facts == '{"added":34,"changed":0,"sha256":"ab","source":"units.csv","what":"units"}'
    assert Head(second.number, second.hash).text == f"2:{second.hash[:16]}"

"""Mappings and groups that change without being built anew say the same as those that are."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain import groups
from domain.groups import Amended, Crowd, Group, amended, grouped, in_order, regrouped

KEYS, VALUES = "abcdefgh", [f"{number:02}" for number in range(40)]
STEPS = st.lists(st.tuples(st.sampled_from(KEYS), st.sampled_from(VALUES), st.booleans()), max_size=120)


@pytest.fixture(autouse=True)
def everything_counts_as_large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(groups, "SMALL", 4)
    monkeypatch.setattr(groups, "CROWD", 4)


def as_it_is(value: str) -> str:
    return value


@given(STEPS)
def test_a_mapping_after_any_changes_is_the_one_built_of_what_is_left(steps: list[tuple[str, str, bool]]) -> None:
    plain = dict.fromkeys("abcdefghijklmnop", "00")
    changed = amended(dict(plain), (), {})
    for key, value, put in steps:
        changed = amended(changed, () if put else (key,), {key: value} if put else {})
        if put:
            plain[key] = value
        else:
            plain.pop(key, None)
        assert dict(changed) == plain
        assert len(changed) == len(plain)
        assert all((key in changed) is (key in plain) for key in KEYS)


@given(STEPS)
def test_groups_after_any_changes_are_those_built_of_what_is_left(steps: list[tuple[str, str, bool]]) -> None:
    start = {(key, value) for key in KEYS for value in VALUES[::4]}
    plain = set(start)
    changed: dict[str, Group[str]] = {**grouped(sorted(start))}
    for key, value, put in steps:
        pair = (key, value)
        changed = dict(regrouped(changed, () if put else (pair,), (pair,) if put else (), as_it_is))
        plain = plain | {pair} if put else plain - {pair}
    wanted = grouped(sorted(plain))
    assert {key: in_order(group) for key, group in changed.items()} == wanted
    assert changed == wanted
    assert all(
        sorted(group) == list(in_order(group)) and len(group) == len(wanted[key]) for key, group in changed.items()
    )


def test_who_holds_the_old_ones_keeps_them_as_they_were() -> None:
    old = grouped((key, value) for key in KEYS for value in VALUES)
    kept = {key: tuple(group) for key, group in old.items()}
    new = regrouped(old, [("a", "07")], [("a", "99"), ("z", "01")], as_it_is)
    assert isinstance(new, Amended)
    assert isinstance(new["a"], Crowd)
    assert old == kept
    assert "07" not in new["a"]
    assert "99" in new["a"]


def test_what_has_changed_a_few_times_is_built_anew_so_that_looking_up_stays_cheap() -> None:
    changed = amended({str(number): number for number in range(100)}, (), {})
    for number in range(200):
        changed = amended(changed, (), {str(number): -number})
        assert not isinstance(changed, Amended) or len(changed.top) + len(changed.gone) <= 14

"""The record by itself, over many made-up records and ways to tamper with them: something is found, and it names the place."""

from dataclasses import astuple
from datetime import UTC, datetime
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from domain.record import EMPTY, Head, Kind, Value, sealed
from storage.audit.chain import Chain
from storage.audit.findings import Finding, Findings

NOW = datetime(2026, 6, 24, 2, tzinfo=UTC)
Entries = list[list[Any]]


@st.composite
def records(draw: st.DrawFn) -> Entries:
    """A whole record of two to twelve entries."""
    made, head = [], EMPTY
    for actor in draw(st.lists(st.none() | st.integers(1, 9), min_size=2, max_size=12)):
        facts: dict[str, Value] = {"text": draw(st.text(st.characters(exclude_categories=["Cs"]), max_size=8))}
        entry = sealed(
            head, NOW, actor, draw(st.sampled_from(("web", "tick"))), draw(st.sampled_from(Kind)), "x", facts
        )
        head = Head(entry.number, entry.hash)
        made.append(list(astuple(entry)))
    return made


def found(entries: Entries, outside: Head | None = None) -> list[Finding]:
    """What following them finds."""
    findings = Findings()
    chain = Chain(findings, outside=outside)
    for entry in sorted(entries, key=lambda each: each[0]):
        chain.follow(entry)
    chain.end()
    return findings.first


@given(records())
def test_a_whole_record_has_nothing_to_find(entries: Entries) -> None:
    last = entries[-1]
    assert found(entries, Head(last[0], last[8][:12])) == []


@given(records(), st.data())
def test_one_changed_character_anywhere_is_found_where_it_is(entries: Entries, data: st.DataObject) -> None:
    place, part = data.draw(st.integers(0, len(entries) - 1)), data.draw(st.sampled_from([1, 3, 4, 5, 6, 7, 8]))
    told = entries[place][part]
    at = data.draw(st.integers(0, len(told) - 1))
    character = data.draw(st.characters(exclude_categories=["Cs"]).filter(lambda some: some != told[at]))
    entries[place][part] = told[:at] + character + told[at + 1 :]
    assert [finding.number for finding in found(entries)] == [place + 1]


@given(records(), st.data())
def test_a_removed_entry_is_found_but_for_the_end_which_only_a_copy_of_the_head_tells(
    entries: Entries, data: st.DataObject
) -> None:
    last = entries[-1]
    gone = entries.pop(data.draw(st.integers(0, len(entries) - 1)))
    told = found(entries, Head(last[0], last[8]))
    assert [finding.number for finding in told] == [gone[0]]
    assert bool(found(entries)) == (gone is not last)


@given(records(), st.data())
def test_two_entries_that_changed_places_are_both_named(entries: Entries, data: st.DataObject) -> None:
    one, two = data.draw(st.lists(st.integers(0, len(entries) - 1), min_size=2, max_size=2, unique=True))
    entries[one][0], entries[two][0] = entries[two][0], entries[one][0]
    assert {finding.number for finding in found(entries)} == {one + 1, two + 1}


@given(records(), records(), st.data())
def test_the_end_of_another_record_does_not_follow(entries: Entries, other: Entries, data: st.DataObject) -> None:
    cut = data.draw(st.integers(1, min(len(entries), len(other))))
    grafted = entries[:cut] + other[cut:]
    if entries[cut - 1][8] != other[cut - 1][8] and len(other) > cut:
        assert [finding.number for finding in found(grafted)] == [cut + 1]

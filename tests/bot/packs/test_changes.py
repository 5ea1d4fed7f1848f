"""A key of a shipped pack that is deleted, renamed or given another value: the pack is still right, or the line is named."""

import re
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.packs.faults import Fault, PackError
from bot.packs.file import load_pack, shipped_packs

# A rule about two values is told at the later one: the key that is named when the other one is changed.
OTHER = {
    "yellow_gap": "red_gap",
    "milestone_late_yellow": "milestone_late_red",
    "quiet_from": "push_at",
    "quiet_until": "push_at",
    "method": "turns",
    "id": "family",
}
VALUES = [
    '""',
    '"x"',
    '"red"',
    '"5"',
    '"-1"',
    "0",
    "1",
    "3",
    "29",
    "-251",
    "1.5",
    "true",
    "[]",
    "{ }",
    "[1]",
    '["leader"]',
]
VALUES += [
    "09:00:00",
    "23:00:00",
    "2026-07-01",
    "nan",
    '"{year}{number}"',
    '"{x}"',
    '"月"',
    '"share"',
    "[{ }]",
    '"""\n"""',
]
KEY = re.compile(r"(?P<key>[a-z_]+) = ")


@dataclass(frozen=True)
class Key:
    """A key of a shipped pack: its line from 1, that of its table, and the last name of its table."""

    pack: str
    line: int
    table: int
    name: str


def keys_of(pack: str) -> list[Key]:
    """The keys of a pack's sections; each stands on a line of its own there."""
    text = (files("bot.packs") / f"{pack}.toml").read_text("utf-8")
    table, found = 1, []
    for number, line in enumerate(text.splitlines(), start=1):
        if line.startswith("[[examples"):
            break
        if line.startswith("["):
            table = number
        if (key := KEY.match(line)) and key["key"] != "base":
            found.append(Key(pack, number, table, key["key"]))
    return found


KEYS = st.sampled_from([key for pack in shipped_packs() for key in keys_of(pack)])


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("changed") / "own.toml"


def faults_with(own: Path, key: Key, line: str | None) -> tuple[Fault, ...]:
    """What is said of the pack with another line instead of a key's; nothing if it is still right."""
    lines = (files("bot.packs") / f"{key.pack}.toml").read_text("utf-8").splitlines()
    lines[key.line - 1 : key.line] = [] if line is None else [line]
    own.write_text("\n".join(lines) + "\n", "utf-8")
    try:
        load_pack(str(own))
    except PackError as error:
        return error.faults
    return ()


def told_at_another(key: Key, fault: Fault) -> bool:
    """Whether a mistake lies in the changed key and another one, at which it is told."""
    last = fault.place.split(".")[-1]
    return last == OTHER.get(key.name) or (last == key.name and fault.sentence.endswith(" is used twice"))


@given(KEYS)
def test_a_key_that_is_deleted_may_be_left_out_or_is_missed_at_its_table(own: Path, key: Key) -> None:
    for fault in faults_with(own, key, None):
        assert fault.file == str(own)
        assert fault.line == key.table or told_at_another(key, fault), fault


@given(KEYS, st.sampled_from(["x", "_", "s"]))
def test_a_key_that_is_renamed_is_named_on_its_line(own: Path, key: Key, more: str) -> None:
    [fault] = [fault for fault in faults_with(own, key, f"{key.name}{more} = 1") if fault.line == key.line]
    assert fault.place.split(".")[-1] == key.name + more
    assert fault.sentence.startswith("no such key")


@given(KEYS, st.sampled_from(VALUES))
def test_a_value_that_is_changed_is_right_or_told_on_its_line(own: Path, key: Key, value: str) -> None:
    for fault in faults_with(own, key, f"{key.name} = {value}"):
        assert fault.file == str(own)
        on_its_line = fault.line == key.line and key.name in fault.place
        assert on_its_line or told_at_another(key, fault), fault

"""What is wrong with a rule pack, told to the person who writes it."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

# Where a value stands in a pack: names of tables and keys from the outermost on, members of an array by number from 0.
Path = tuple[str | int, ...]
LONGEST_SHOWN = 40


def place(path: Path) -> str:
    """A path for people: `notices.families 1.kinds 2.name`; members of an array are counted from 1."""
    return "".join(f" {part + 1}" if isinstance(part, int) else f".{part}" for part in path).lstrip(".")


def shown(value: object) -> str:
    """A value as it stands in the file, as far as it is short."""
    if isinstance(value, Mapping):
        return "a table"
    if isinstance(value, list):
        return "a list" if value else "an empty list"
    text = str(value) if not isinstance(value, str | bool) else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= LONGEST_SHOWN else f"{text[:LONGEST_SHOWN]}…"


@dataclass(frozen=True, slots=True)
class Fault:
    """One mistake: the file, its line (None where the whole file is meant), the place in the pack, a sentence in English."""

    file: str
    line: int | None
    place: str
    sentence: str

    def __str__(self) -> str:
        """`pack.toml:42: lights.red_gap: ...`."""
        line = "" if self.line is None else f":{self.line}"
        place = f" {self.place}:" if self.place else ""
        return f"{self.file}{line}:{place} {self.sentence}"


class PackError(Exception):
    """A rule pack cannot be used; `faults` names every mistake once, file by file from top to end."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(sorted(dict.fromkeys(faults), key=lambda fault: (fault.file, fault.line or 0)))
        super().__init__("; ".join(map(str, self.faults)))

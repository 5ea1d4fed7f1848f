"""A report made by telephone (电话代报): for which unit, and who rang."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from domain.understanding.text import fold
from domain.units import Unit

_CALLER = re.compile(
    r"[，,；;。\s（(]*(?:来电人(?!数)\s*[:：是为]?|来电\s*[:：])\s*(?P<caller>[^\s:：，,；;。（）()]{1,20})[）)]?"
)
_GAP = re.compile(r"^[\s，,：:、]+")


@dataclass(frozen=True, slots=True)
class Call:
    """The unit an inspector reports for, by code, and the name of who rang; empty if it was not told."""

    unit: str
    caller: str = ""


def read_caller(text: str) -> tuple[str, str]:
    """Who rang, if the line tells it (`来电人 王主任`), and the line without those words."""
    found = _CALLER.search(text)
    if found is None:
        return "", text.strip()
    rest = f"{text[: found.start()]} {text[found.end() :]}".strip()
    return found["caller"], _GAP.sub("", rest)


def read_unit(text: str, units: Iterable[Unit]) -> tuple[Unit | None, str]:
    """The unit whose name, short name or code a line begins with (the longest of them), and the rest of the line."""
    line = text.strip()
    names = [(name, unit) for unit in units for name in unit.names]
    for name, unit in sorted(names, key=lambda pair: -len(pair[0])):
        if fold(line).startswith(fold(name)) and (rest := _after(line, name)) is not None:
            return unit, _GAP.sub("", rest)
    return None, line


def _after(line: str, name: str) -> str | None:
    """What follows a name that may be written with spaces or in other letters; a code ends where its digits end."""
    wanted = fold(name)
    at = next((at for at in range(1, len(line) + 1) if fold(line[:at]) == wanted), None)
    if at is None or (wanted.isascii() and line[at : at + 1].isascii() and line[at : at + 1].isalnum()):
        return None
    return line[at:]

"""What a heading says, taken apart: its words without blanks, year and brackets, its year, and the unit in its brackets."""

import re
from functools import lru_cache

from documents.workbook.grid import unbroken
from domain.quantities import is_measure

_BRACKETS = re.compile(r"[（(\[【]([^）)\]】]*)[）)\]】]")
_YEAR = re.compile(r"^(?:20\d\d|二〇[〇一二三四五六七八九]{2})?年?(?:度)?|^(?:本年|年度|全年)")
_NUMBERED_YEAR = re.compile(r"^(?:20\d\d|二〇[〇一二三四五六七八九]{2})(?:年(?!度)|(?=年度))?")
_NAMED_YEAR = re.compile(r"^(20\d\d)年")
_MEASURE_AFTER = re.compile(r"单位[:：]?(\S+)$")


@lru_cache(maxsize=4096)
def label(text: str) -> str:
    """A heading without blanks, year and remarks in brackets: 2022年目标值（万元） is 目标值."""
    plain = unbroken(text).strip("*：:")
    short = _BRACKETS.sub("", plain).strip() or plain
    return _YEAR.sub("", short) or short


@lru_cache(maxsize=4096)
def full(text: str) -> str:
    """The same with what is said of the year but its number: 2022年度任务 is 年度任务, which 任务 is not."""
    plain = unbroken(text).strip("*：:")
    short = _BRACKETS.sub("", plain).strip() or plain
    return _NUMBERED_YEAR.sub("", short) or short


@lru_cache(maxsize=4096)
def year_of(text: str) -> int | None:
    """The year a heading begins with."""
    found = _NAMED_YEAR.match(unbroken(text))
    return int(found[1]) if found else None


@lru_cache(maxsize=4096)
def measure_of(text: str) -> str:
    """The unit in a heading's brackets, where it is one that is known: 目标值（万元）, 目标（单位：家）; empty else."""
    for inside in _BRACKETS.findall(unbroken(text)):
        named = _MEASURE_AFTER.search(inside)
        unit = named[1] if named else inside
        if is_measure(unit):
            return str(unit)
    return ""

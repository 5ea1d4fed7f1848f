"""Where the words of an item's own name stand in a clause: figures and cues inside them say nothing about progress."""

import re

from domain.understanding.catalogue import GENERIC, Named
from domain.understanding.numbers import NUMBER, UNITS

HIDDEN = "#"
_CODE = re.compile(r"(?<![a-z])[a-z]{1,4}[-—_ ]?\d{3}(?!\d)")
# 新接入, 又签约: the verb of a name after these words is a cue of its own.
_FRESH = "新又再另已未没还刚"
_DIGIT = re.compile(r"[\d零〇一二两三四五六七八九十百千万亿俩仨]")
_COUNTED = re.compile(r"(?:累计|合计|总计|一共|达到?|已完成)了?$")
# How such a word may end; nearly no place in a clause comes after one.
_COUNTED_ENDS = frozenset("计共达到成了")
LONGEST_COUNTED = 4
_UNIT = re.compile(UNITS)
_NUMERAL = re.compile(r"[\d.零〇一二两三四五六七八九十百]+$")


def hide(clause: str, named: list[Named]) -> str:
    """The clause with every run of the items' own words blanked out, of the same length."""
    hidden = list(_CODE.sub(lambda found: HIDDEN * len(found.group()), clause))
    words = "\n".join(each.words for each in named)
    at = 0
    while at < len(clause):
        unit = _UNIT.match(clause, at) if at and _DIGIT.match(clause[at - 1]) else None
        if unit is not None and hidden[at - 1] != HIDDEN:
            # 第三条泉道: 条 belongs to the figure before it.
            at = unit.end()
            continue
        told = at and clause[at - 1] in _COUNTED_ENDS and _told_as_figure(clause, at)
        size = 0 if told or clause[at : at + 2] not in words else _run(clause, at, words)
        if size:
            hidden[at : at + size] = HIDDEN * size
        at += size or 1
    return "".join(hidden)


def _told_as_figure(clause: str, at: int) -> bool:
    """累计136万平方米 tells a figure, although the item may be called so too."""
    return bool(_COUNTED.search(clause, max(0, at - LONGEST_COUNTED), at)) and NUMBER.match(clause, at) is not None


def _run(clause: str, at: int, words: str) -> int:
    """How many letters from here on belong to a name; 0 for none."""
    size = 1
    while at + size < len(clause) and clause[at : at + size + 1] in words:
        size += 1
    size = _without_figure_at_end(clause, at, size, words)
    run = clause[at : at + size]
    if size < 2 or (size == 2 and (run in GENERIC or (at and clause[at - 1] in _FRESH))):
        return 0
    if size == 2 and _NUMERAL.match(run):
        return 0
    return size


def _without_figure_at_end(clause: str, at: int, size: int, words: str) -> int:
    """楼宇交付26座 ends in a figure that is told; 26座楼宇 and the whole alias 1+4+4 do not."""
    run = clause[at : at + size]
    if f"\n{run}\n" in f"\n{words}\n":
        return size
    for figure in NUMBER.finditer(clause, at):
        if figure.start() >= at + size:
            break
        if figure.end() >= at + size:
            return figure.start() - at
    return size

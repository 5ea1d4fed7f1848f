"""A figure that is told by place as well, which adds nothing: 建成44套（城关20套、石泉24套）, 城关58户、石泉49户，合计107户."""

import re
from decimal import Decimal

from domain.understanding.catalogue import Catalogue
from domain.understanding.figures import Figure, figures

# Two figures with a mark between them: only such a text need be looked at.
SEVERAL = re.compile(r"[\d一二两三四五六七八九十百千][^\d]{0,12}[、,;和及与][^\d]{1,12}[\d一二两三四五六七八九十百千]")
# What may stand between two places; a place and its figure are apart by so many letters at most: 石泉乡完成24套.
_BETWEEN = re.compile(r"[、,;和及与]?")
_AT_MOST = 4
_OPENS = re.compile(r"[(,;:]?(?:其中|分别[是为]?)?[:,(]?")
_SUMS_UP = re.compile(r"[)、,;]*(?:全[县区市旗])?(?:合计|共计?|总计|累计|一共|总共)[^\d,;]{0,4}")


def without_breakdown(text: str, catalogue: Catalogue) -> str:
    """The cleaned text without the figures of two places or more that add up to the figure right before or behind them."""
    places = _places(text, catalogue)
    if len(places) < 2:
        return text
    told = figures(text)
    run = _of_places(text, told, places)
    if len(run) < 2:
        return text
    begin, end = run[0][0], run[-1][1].end
    total, unit = sum((each.value for _, each in run), Decimal(0)), run[0][1].unit
    before = next((each for each in reversed(told) if each.end <= begin), None)
    behind = next((each for each in told if each.start >= end), None)
    if before is not None and _is(before, total, unit) and _OPENS.fullmatch(text, before.end, begin):
        rest = text[end:].removeprefix(")")
        return text[: before.end] + ("," if rest[:1].isalnum() else "") + rest
    if behind is not None and _is(behind, total, unit) and _SUMS_UP.fullmatch(text, end, behind.start):
        return text[:begin] + text[end:].lstrip("、,;)")
    return text


def _of_places(text: str, told: list[Figure], places: list[tuple[int, int]]) -> list[tuple[int, Figure]]:
    """The first row of figures of one unit that each stand behind a place: where the place begins, and its figure."""
    run: list[tuple[int, Figure]] = []
    for figure in told:
        place = next((begin for begin, end in places if 0 <= figure.start - end <= _AT_MOST), None)
        goes_on = place is not None and (
            not run or (figure.unit == run[-1][1].unit and _BETWEEN.fullmatch(text, run[-1][1].end, place) is not None)
        )
        if place is not None and goes_on:
            run.append((place, figure))
        elif len(run) > 1:
            break
        else:
            run = [] if place is None else [(place, figure)]
    return run


def _is(figure: Figure, total: Decimal, unit: str) -> bool:
    return figure.value == total and figure.unit == unit and not figure.vague


def _places(text: str, catalogue: Catalogue) -> list[tuple[int, int]]:
    """Where streets and towns are named."""
    found, at = [], 0
    for code, word in catalogue.units_in(text):
        at = text.index(word, at)
        if code in catalogue.streets:
            found.append((at, at + len(word)))
        at += len(word)
    return found

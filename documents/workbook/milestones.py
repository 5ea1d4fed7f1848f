"""节点安排: dated steps in one cell, numbered or not, with planned values in brackets."""

import re
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise

from documents.workbook.dates import leading_date
from documents.workbook.grid import BLANKS, tidy
from documents.workbook.values import Unreadable
from domain.items import Milestone
from domain.quantities import read_amount
from domain.quoting import quoted

_NUMBERING = re.compile(
    r"^\s*(?:[（(]\d{1,2}[）)]|[①-⑳]|[一二三四五六七八九十]{1,2}、|\d{1,2}[.、．](?=\s*\d{1,4}\s*(?:年|月|[-/.]\s*\d)))\s*"
)
_AFTER_DATE = re.compile(r"^(?:底|末)?(?:之前|以前|前)?(?:完成(?=[:：]))?\s*[:：,，、]?\s*")
_PLANNED = re.compile(
    r"\s*[（(【\[]\s*(?P<word>计划值|计划|目标值|目标)?\s*[:：为]?\s*(?P<figure>[^（(【\[）)】\]]*?\d[^（(【\[）)】\]]*)\s*[）)】\]]\s*[。.]?$"
)
_PLANNED_AFTER_COLON = re.compile(r"\s*[:：]\s*(?P<figure>-?\d[\d,]*(?:\.\d+)?)$")
# So many figures that rise are totals; one alone may be anything.
_LEAST_RISING = 2
# As an export writes a step: whatever follows in its line is of the step.
_WHOLE_DAY = re.compile(r"\d{4}-\d\d-\d\d ")
# 3月底3家，6月底6家: a comma before another month begins another step.
_NEXT_MONTH = re.compile(r"(?:(?<!\d)、|[，,])\s*(?=(?:到|至)?\d{1,2}月(?:底|末|份|前|\d{1,2}日|(?=\d)))")
_GAPS = re.compile(r"(?<=\d)\s+(?=[年月日])|(?<=[年月])\s+(?=\d)")
_NUMBERED_IN_LINE = re.compile(r"(?<=[】）)\]])\s*(?=\d{1,2}[.、．]\s*\d)")


def read_milestones(text: str, year: int, measure_unit: str) -> tuple[Milestone, ...]:
    """The steps in order of date; planned values in the item's measure unit. Raises Unreadable naming the bad step.

    A line or clause that begins without a date continues the step before it. Figures outside the closing bracket are words.
    """
    if tidy(text) in BLANKS:
        return ()
    steps: list[str] = []
    for clause in re.split(r"[；;|\n\r]+", _NEXT_MONTH.sub("\n", _NUMBERED_IN_LINE.sub("\n", text))):
        entry = _GAPS.sub("", _NUMBERING.sub("", tidy(clause)))
        if not entry:
            continue
        if steps and leading_date(entry, year) is None:
            if _planned(entry, measure_unit)[1] is not None and not _WHOLE_DAY.match(steps[-1]):
                raise Unreadable(f"节点{quoted(_clipped(entry))}没有日期")
            steps[-1] += "；" + entry
        else:
            steps.append(entry)
    found = [_milestone(step, year, measure_unit) for step in steps]
    return _with_bare_figures(sorted(found, key=lambda milestone: milestone.date), measure_unit)


def _with_bare_figures(steps: list[Milestone], measure_unit: str) -> tuple[Milestone, ...]:
    """The steps; where each says nothing but a figure in the item's measure and these rise, they are planned totals."""
    bare = re.compile(rf"(?:累计)?(?:完成|达到|达)?\d[\d,.]*{re.escape(measure_unit)}") if measure_unit else None
    if bare is None or len(steps) < _LEAST_RISING or not all(bare.fullmatch(each.text) for each in steps):
        return tuple(steps)
    figures = [read_amount(each.text, measure_unit) for each in steps]
    told = [figure for figure in figures if figure is not None]
    if len(told) < len(steps) or any(later <= before for before, later in pairwise(told)):
        return tuple(steps)
    return tuple(replace(step, planned=figure) for step, figure in zip(steps, told, strict=True))


def _milestone(step: str, year: int, measure_unit: str) -> Milestone:
    """One step: date, text, planned value."""
    dated = leading_date(step, year)
    if dated is None:
        raise Unreadable(f"节点{quoted(_clipped(step))}没有日期")
    day, end = dated
    words, planned = _planned(_AFTER_DATE.sub("", step[end:], count=1), measure_unit)
    words = words.strip(" 。，,")
    if not words:
        raise Unreadable(f"节点{quoted(_clipped(step))}没有写明做什么")
    return Milestone(day, words, planned)


def _planned(words: str, measure_unit: str) -> tuple[str, Decimal | None]:
    """The words without their closing planned value, and that value."""
    if colon := _PLANNED_AFTER_COLON.search(words):
        return words[: colon.start()], Decimal(colon["figure"].replace(",", ""))
    closing = _PLANNED.search(words)
    if closing is None:
        return words, None
    meant = closing["word"] is not None or closing.group().lstrip()[0] in "【["
    value = read_amount(closing["figure"], measure_unit)
    if value is None and meant:
        raise Unreadable(f"节点计划值{quoted(closing['figure'])}读不出数值")
    if value is None or (not meant and not re.fullmatch(r"-?[\d,.]+", closing["figure"].strip())):
        return words, None
    return words[: closing.start()], value


def _clipped(text: str) -> str:
    """Enough of the text to find it again."""
    return text if len(text) <= 30 else text[:30] + "…"

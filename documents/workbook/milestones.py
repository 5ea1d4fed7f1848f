"""节点安排: dated steps in one cell, numbered or not, with planned values in brackets."""

import re
from decimal import Decimal

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
# As an export writes a step: whatever follows in its line is of the step.
_WHOLE_DAY = re.compile(r"\d{4}-\d\d-\d\d ")
_GAPS = re.compile(r"(?<=\d)\s+(?=[年月日])|(?<=[年月])\s+(?=\d)")
_NUMBERED_IN_LINE = re.compile(r"(?<=[】）)\]])\s*(?=\d{1,2}[.、．]\s*\d)")


def read_milestones(text: str, year: int, measure_unit: str) -> tuple[Milestone, ...]:
    """The steps in order of date; planned values in the item's measure unit. Raises Unreadable naming the bad step.

    A line or clause that begins without a date continues the step before it. Figures outside the closing bracket are words.
    """
    if tidy(text) in BLANKS:
        return ()
    steps: list[str] = []
    for clause in re.split(r"[；;|\n\r]+", _NUMBERED_IN_LINE.sub("\n", text)):
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
    return tuple(sorted(found, key=lambda milestone: milestone.date))


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

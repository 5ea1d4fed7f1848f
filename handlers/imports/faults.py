"""The card of a file that cannot be imported: each cause once, with its cells."""

from collections.abc import Sequence
from pathlib import PurePath

from documents import marked_out
from documents.workbook import Fault
from domain.secrecy import PERSONAL
from handlers.imports import words as zh
from handlers.kernel.messages import Card, Drawing
from handlers.kernel.papers import Paper

MOST_LINES = 15
MOST_CELLS = 6
# Cells that are marked in the file that goes back.
MOST_MARKS = 2000


def faults_card(faults: Sequence[Fault], paper: Paper) -> Card:
    """All causes, as far as a card holds them, with the file that has its faulty cells marked, where it has such cells."""
    lines = fault_lines(faults)
    if not any(each.sheet for each in faults):
        return Card(title=zh.FAULTS_TITLE, lines=tuple(lines), tells=PERSONAL)
    data = {"sha256": paper.sha256, "name": paper.name, "marks": marked_out.as_json(faults[:MOST_MARKS])}
    named = zh.marked_name(PurePath(paper.name).stem)
    drawing = Drawing("faulty", data, named)
    return Card(title=zh.FAULTS_TITLE, lines=(*lines, zh.MARKED), drawing=drawing, tells=PERSONAL)


def fault_lines(faults: Sequence[Fault]) -> list[str]:
    """A line a cause: what is wrong in the same words in several cells of a column is told once."""
    causes: dict[tuple[str, str, str], list[Fault]] = {}
    for fault in faults:
        causes.setdefault((fault.sheet, fault.column, fault.reason), []).append(fault)
    lines = [_line(alike) for alike in list(causes.values())[:MOST_LINES]]
    if len(causes) > MOST_LINES:
        lines.append(zh.more(sum(map(len, list(causes.values())[MOST_LINES:]))))
    return lines


def _line(alike: Sequence[Fault]) -> str:
    first = alike[0]
    if len(alike) == 1:
        return zh.fault(first.sheet, first.cell, first.value, first.reason)
    places = [each.cell or str(each.row) for each in alike[:MOST_CELLS]]
    return zh.faults_alike(first.sheet, places, len(alike), first.reason)

"""The card of a file that cannot be imported: each cause once, with its cells."""

from collections.abc import Sequence

from documents.workbook import Fault
from domain.secrecy import PERSONAL
from handlers.imports import words as zh
from handlers.kernel.messages import Card

MOST_LINES = 15
MOST_CELLS = 6


def faults_card(faults: Sequence[Fault]) -> Card:
    """All causes, as far as a card holds them."""
    return Card(title=zh.FAULTS_TITLE, lines=tuple(fault_lines(faults)), tells=PERSONAL)


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

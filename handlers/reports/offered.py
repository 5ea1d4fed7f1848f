"""Figures that a line names without reporting them: said to be not reported, and offered to be."""

from collections.abc import Sequence

from domain.access import may_report
from domain.people import UNIT_ROLES
from domain.quantities import show
from domain.secrecy import personal
from domain.understanding import Entry
from handlers.kernel.messages import Button, Card, rows
from handlers.kernel.registry import registry
from handlers.kernel.turn import Answer, Turn
from handlers.reports.build import read
from handlers.reports.questions import begin
from handlers.reports.words import reports as zh


def offered(turn: Turn, entries: Sequence[Entry]) -> list[Card]:
    """One card that says what became of the figures, with a tap for each that the person may report; nothing without any."""
    if turn.person.role not in UNIT_ROLES:
        return []
    lines, taps, items = [], [], []
    for entry in entries:
        stored = turn.reference.called(entry.item, entry.year)
        if stored is None or entry.value is None or not may_report(turn.person, stored.item):
            continue
        said = zh.said(turn.code(stored.item), show(entry.value), entry.measure_unit or "", entry.value_kind)
        lines.append(said)
        taps.append(Button(zh.report_it(said), "report.offered", {"said": said}, personal(stored.item)))
        items.append(stored.item)
    if not lines:
        return []
    return [Card(lines=(zh.not_reported(lines),), buttons=rows(taps, 1), tells=personal(*items))]


@registry.action("report.offered")
def report_offered(turn: Turn) -> Answer:
    """The figure that was named is reported after all: as if it had been typed by itself."""
    said = turn.text("said")
    return begin(turn, said, read(turn, said))

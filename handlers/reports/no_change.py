"""What is told with 无变化: its reason, and how often it was said in a row."""

from dataclasses import replace

from domain.items import ItemId
from domain.reports import LIVE_STATES
from handlers.kernel.turn import Turn
from handlers.reports.build import MOST_NOTE
from handlers.reports.draft import Draft, Entry
from storage import reports


def because(draft: Draft, reason: str, typed: str) -> Draft:
    """The draft with the reason of every 无变化 in it."""
    note = reason[:MOST_NOTE]
    entries = tuple(
        replace(entry, note=note) if isinstance(entry, Entry) and entry.unchanged else entry for entry in draft.entries
    )
    return replace(draft, entries=entries, typed=f"{draft.typed}；{typed}")


def unchanged_before(turn: Turn, item: ItemId) -> int:
    """How many reports in a row said 无变化 up to now."""
    live = [report for report in reports.of_item(turn.store, item) if report.state in LIVE_STATES]
    return next((at for at, report in enumerate(live) if not report.unchanged), len(live))

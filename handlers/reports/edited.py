"""A line that was submitted and then changed: what it says now corrects the reports it made, after a tap."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from domain.access import may_change
from domain.items import ItemId
from domain.reports import LIVE_STATES, Report, ReportId, ReportState
from domain.secrecy import PERSONAL
from handlers.kernel.messages import say
from handlers.kernel.turn import Answer, Turn
from handlers.reports.build import draft_of, filled, read
from handlers.reports.draft import Entry, Unclear
from handlers.reports.questions import REPORTING, advance, check_may_report
from handlers.reports.words import reports as zh
from storage import reports

COUNTING = LIVE_STATES | {ReportState.RETURNED}


def standing(turn: Turn, made: Sequence[ReportId]) -> list[str]:
    """Codes of the items that the reports of a message still count for."""
    return [turn.reference.items[item].item.code for item in _by_item(turn, made)]


def corrected(turn: Turn, made: Sequence[ReportId]) -> Answer | None:
    """The card that corrects what a message reported; nothing where it says the same; None where it reports nothing any more.

    An item it did not name before is reported for the first time. One that it does not name any more keeps its report, and how to
    take that back is said.
    """
    understood = read(turn, turn.words)
    if understood.intent not in REPORTING or not understood.entries:
        return None
    check_may_report(turn)
    mine, draft = _by_item(turn, made), draft_of(turn, turn.words, understood)
    told = [_told(each, mine) for each in draft.entries]
    instead = [_instead(turn, each, mine) for each in told]
    left = [entry for entry in instead if entry is not None]
    named = {each.item for each in told if isinstance(each, Entry)}
    stays = zh.still_counts([turn.reference.items[item].item.code for item in mine if item not in named])
    if not left:
        return [say(stays, tells=PERSONAL)] if stays else []
    cards = advance(turn, replace(draft, entries=tuple(left)))
    return [*cards[:-1], cards[-1].also(stays)] if stays else cards


def _by_item(turn: Turn, made: Sequence[ReportId]) -> dict[ItemId, Report]:
    """Of each item the report that counts: the message's own, or the one that corrected it since."""
    found = [report for id_ in made if (report := reports.by_id(turn.store, id_)) is not None]
    mine = [each for each in found if may_change(turn.person, each) and each.item in turn.reference.items]
    now = reports.latest_live(turn.store, [each.item for each in mine if each.state is ReportState.SUPERSEDED])
    standing_in = {each.item: now.get(each.item) if each.state is ReportState.SUPERSEDED else each for each in mine}
    return {item: each for item, each in standing_in.items() if each is not None and each.state in COUNTING}


def _told(entry: Entry | Unclear, mine: Mapping[ItemId, Report]) -> Entry | Unclear:
    """What may mean several items means the one that was reported."""
    meant = [item for item in mine if isinstance(entry, Unclear) and item in entry.candidates]
    return entry.of(meant[0]) if isinstance(entry, Unclear) and len(meant) == 1 else entry


def _instead(turn: Turn, entry: Entry | Unclear, mine: Mapping[ItemId, Report]) -> Entry | Unclear | None:
    """The entry as a correction, held against what stood before the report; None where it says what the report says."""
    report = mine.get(entry.item) if isinstance(entry, Entry) else None
    if report is None or isinstance(entry, Unclear):
        return entry
    item = turn.reference.items[report.item].item
    again = [
        each
        for each in read(turn, turn.words, item, None, report.id).entries
        if each.item == item.code or (each.item is None and item.code in (*each.candidates, item.code))
    ]
    fresh = replace(entry, supersedes=report.id, worked=None, doubt=None)
    if again:
        bare = Entry(item=report.item, supersedes=report.id, said_on=entry.said_on)
        fresh = filled(turn, bare, replace(again[0], item=item.code))
    before = (report.value, report.milestone, report.as_of, report.unchanged)
    now = (fresh.value, fresh.milestone, fresh.as_of or fresh.said_on or turn.said_on, fresh.unchanged)
    same_kind = fresh.kind in (None, report.value_kind) or fresh.milestone is not None
    return None if before == now and same_kind else fresh

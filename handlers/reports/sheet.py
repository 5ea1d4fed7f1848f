"""The month's sheet sent by a unit's clerk: one card for all its items, confirmed by one tap."""

from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from documents.content import XLS, XLSX
from documents.readings import AsProgress
from documents.workbook import ProgressRead, ProgressRow
from documents.workbook.grid import EMPTY
from documents.workbook.progress_in import Stand
from domain.access import may_report
from domain.items import Kind
from domain.matching import key
from domain.people import UNIT_ROLES, Role
from domain.quantities import plain, read_amount
from domain.reports import ValueKind
from domain.secrecy import PERSONAL
from handlers.kernel import files
from handlers.kernel.messages import say
from handlers.kernel.registry import registry
from handlers.kernel.turn import Answer, Turn
from handlers.kernel.words import notation
from handlers.reports import evidence, obstacles
from handlers.reports.build import filled, read, revalued
from handlers.reports.draft import Draft, Entry, Obstacle
from handlers.reports.evidence import proofs
from handlers.reports.questions import advance, check_may_report
from handlers.reports.words import sheet as zh
from storage.items import StoredItem

MOST_NOTE, MONTHS = 200, 12
_SHARE = Decimal(100)


@dataclass(frozen=True, slots=True)
class Told:
    """What became of a sheet's rows: entries of a draft, what holds items up, rows whose item is not known or not the
    person's, and those whose figure cannot be read.
    """

    entries: tuple[Entry, ...]
    obstacles: tuple[Obstacle, ...]
    strange: tuple[ProgressRow, ...]
    unread: tuple[ProgressRow, ...]


@registry.file(frozenset(Role) - {Role.ADMIN}, after_caption=True)
def received(turn: Turn) -> Answer:
    """A file without an open form: the month's sheet is read, anything else is evidence of a report."""
    sheet = sheet_of(turn)
    if sheet is None:
        return evidence.loose(turn)
    return begin(turn, sheet) if turn.person.role in UNIT_ROLES else [say(zh.BY_UNITS, tells=PERSONAL)]


def sheet_of(turn: Turn) -> ProgressRead | None:
    """The month's sheet that came with the message; None for any other file."""
    file = turn.incoming.file
    if file is None or file.media_type not in (XLSX, XLS):
        return None
    found = turn.papers.read(files.paper(turn), AsProgress())
    return found if found.is_sheet and found.rows else None


def begin(turn: Turn, sheet: ProgressRead) -> Answer:
    """A draft of all items of the sheet; what is doubtful is asked, what was not read is named under the card."""
    check_may_report(turn)
    told = _told(turn, sheet)
    first, waiting = obstacles.fresh(turn, turn.person.unit or "", told.obstacles)
    lines = [*_left(turn, told, sheet), *_still_waiting(turn, waiting)]
    if not told.entries:
        return [zh.nothing_read([*lines, *([zh.SAY_OBSTACLES] if first else [])])]
    draft = Draft(turn.new_token(), "", told.entries, evidence=proofs(turn).taken, obstacles=first)
    cards = advance(turn, draft)
    for line in lines:
        cards = [*cards[:-1], cards[-1].also(line)]
    return cards


def _told(turn: Turn, sheet: ProgressRead) -> Told:
    day = _day(turn, sheet.stand)
    mine = [each for each in turn.reference.of_unit(turn.person.unit) if may_report(turn.person, each.item)]
    entries: dict[int, Entry] = {}
    problems: dict[int, Obstacle] = {}
    strange, unread = [], []
    for row in sheet.rows:
        stored = _item(mine, row)
        if stored is None:
            strange.append(row)
            continue
        if row.problem:
            problems[stored.id] = Obstacle(stored.id, row.problem[: obstacles.MOST_TEXT])
        if row.figure is EMPTY:
            continue
        entry = _entry(turn, row, stored, day)
        if entry is None:
            unread.append(row)
        else:
            entries[stored.id] = entry
    return Told(tuple(entries.values()), tuple(problems.values()), tuple(strange), tuple(unread))


def _item(mine: Sequence[StoredItem], row: ProgressRow) -> StoredItem | None:
    """The unit's item that a row names, by code, else by name."""
    coded = [each for each in mine if each.item.code == row.code]
    named = [each for each in mine if row.name and key(each.item.name) == key(row.name)]
    # A code beside the name of another item is nobody's.
    if coded and row.name and key(coded[0].item.name) != key(row.name):
        return None
    found = coded or (named if not row.code else [])
    return found[0] if len(found) == 1 else None


def _entry(turn: Turn, row: ProgressRow, stored: StoredItem, day: date | None) -> Entry | None:
    """The row as an entry, held against what is on record; None where its figure cannot be read."""
    blank = Entry(item=stored.id, as_of=day, said_on=turn.said_on)
    kind = ValueKind.TOTAL if row.is_total else ValueKind.INCREMENT
    value, node = _figure(row, stored), _node(row, stored)
    if node is not None:
        entry = replace(blank, milestone=node, kind=ValueKind.STATUS)
    elif value is not None:
        entry = revalued(turn, replace(blank, kind=kind), value)
    else:
        words = read(turn, row.figure.text, stored.item).entries if isinstance(row.figure.value, str) else ()
        meant = [each for each in words if each.item == stored.item.code]
        if not meant:
            return None
        entry = filled(turn, blank, meant[0])
    if not entry.has_figure:
        return None
    return replace(entry, note=zh.note(row.next)[:MOST_NOTE])


def _node(row: ProgressRow, stored: StoredItem) -> int | None:
    """The milestone that a cell names as the sheet offered it, or by its text alone."""
    told, item = key(row.figure.text), stored.item
    if item.kind is not Kind.MILESTONE or not told:
        return None
    names = ((at, step.text, notation.done(item, at)) for at, step in enumerate(item.milestones))
    found = [at for at, *texts in names if told in map(key, texts)]
    return found[0] if len(found) == 1 else None


def _figure(row: ProgressRow, stored: StoredItem) -> Decimal | None:
    """The figure in the item's measure; None for words, and for a milestone, whose progress is told in words."""
    item, cell = stored.item, row.figure
    if cell.broken or item.kind is Kind.MILESTONE:
        return None
    if isinstance(cell.value, Decimal):
        if cell.percent:
            return cell.value * _SHARE if plain(item.measure_unit) == "%" else None
        return cell.value
    return read_amount(cell.text, item.measure_unit) if isinstance(cell.value, str) else None


def _day(turn: Turn, stand: Stand | None) -> date | None:
    """The day of a sheet's title; a month that is not over, and a day to come, are none."""
    if stand is None or not 1 <= stand.month <= MONTHS:
        return None
    year = stand.year or turn.said_on.year
    last = monthrange(year, stand.month)[1]
    day = date(year, stand.month, min(stand.day or last, last))
    return day if day <= turn.said_on else None


def _still_waiting(turn: Turn, waiting: Sequence[Obstacle]) -> list[str]:
    codes = [turn.reference.items[each.item].item.code for each in waiting]
    return [zh.still_waiting(codes)] if codes else []


def _left(turn: Turn, told: Told, sheet: ProgressRead) -> Sequence[str]:
    """What of the sheet is not on the card."""
    lines = []
    if told.strange:
        lines.append(zh.strange([row.code or row.name for row in told.strange]))
    if told.unread:
        lines.append(zh.unread([(row.place, row.figure.text) for row in told.unread]))
    if further := sum(bool(each.note) and not each.unchanged for each in told.entries):
        lines.append(zh.next_steps(further))
    # A sheet of a whole board has rows of others, of whom nobody need be told.
    mine = turn.reference.of_unit(turn.person.unit, lead_only=True) if turn.person.unit else ()
    known = {each.item.code for each in mine} | {key(each.item.name) for each in mine}
    if blank := sum(called.upper() in known or key(called) in known for called in sheet.empty):
        lines.append(zh.empty(blank))
    return lines

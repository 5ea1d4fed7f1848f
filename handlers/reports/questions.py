"""The next step of a draft: one question, or the confirm card."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from domain import lights, progress
from domain.access import may_report
from domain.errors import DomainError
from domain.items import Item, ItemId, Kind
from handlers.items import figures
from handlers.kernel.messages import Button, Card, Json, rows
from handlers.kernel.turn import Answer, Turn
from handlers.kernel.words import common, days
from handlers.lights.words.reasons import reason as why
from handlers.reports.build import base_of, standing_of, total_of, unchanged_before
from handlers.reports.draft import FLOW, Draft, Entry, fingerprint, to_data
from handlers.reports.words import reports as zh
from storage import reports, states
from storage.items import StoredItem

MOST_CHOICES = 8
# So many of the person's newest reports say what they talked about last.
RECENT = 3


def advance(turn: Turn, draft: Draft, *, edit: bool = False) -> Answer:
    """Keeps the draft in the dialog and asks what is still open; when nothing is, shows the confirm card."""
    if not draft.entries:
        turn.close_dialog()
        raise DomainError("nothing_left", common.CANCELLED)
    for entry in draft.entries:
        if entry.item is not None and not may_report(turn.person, turn.reference.items[entry.item].item, draft.call):
            raise DomainError("not_yours", zh.NOT_THEIRS if draft.call else zh.NOT_YOURS)
    for at, entry in enumerate(draft.entries):
        question = _question(turn, draft, at, entry)
        if question is not None:
            asked, card = question
            turn.open_dialog(FLOW, to_data(replace(draft, asked=asked, at=at)))
            return [replace(card, edit=edit)]
    turn.open_dialog(FLOW, to_data(replace(draft, asked="", at=0)))
    return [replace(confirm_card(turn, draft), edit=edit)]


def confirm_card(turn: Turn, draft: Draft) -> Card:
    """What will be stored, with the light each item would get, for one tap."""
    dates = [entry.as_of or turn.today for entry in draft.entries]
    same = len(set(dates)) == 1
    lines = [_line(turn, entry, as_of, show_date=not same) for entry, as_of in zip(draft.entries, dates, strict=True)]
    if draft.evidence:
        lines.append(zh.evidence_line(len(draft.evidence)))
    title = zh.confirm_title(len(draft.entries), dates)
    if draft.call is not None:
        title = zh.phone_title(turn.reference.unit_name(draft.call.unit), title)
        lines.append(zh.caller_line(draft.call.caller))
    args: dict[str, Json] = {"draft": draft.token}
    dated = draft.dated(turn.today)
    shown: dict[str, Json] = {
        "shown": shown_now(turn, dated),
        "base": held_against(turn, dated),
        "day": turn.today.isoformat(),
    }
    buttons = [
        Button(zh.CONFIRM, "report.confirm", args | shown),
        Button(zh.EDIT, "report.edit", args),
        Button(zh.ADD_EVIDENCE, "report.evidence", args),
        Button(common.CANCEL, "report.cancel", args),
    ]
    return Card(title=title, lines=tuple(lines), buttons=rows(buttons, 2))


def shown_now(turn: Turn, draft: Draft) -> str:
    """The name of what the draft's card would show now: entries, what they come to, who rang.

    Evidence is left out: what was sent after the card belongs to the report all the same.
    """
    data, totals = to_data(draft), [total_of(turn, entry) if entry.item else None for entry in draft.entries]
    return fingerprint([data["entries"], [str(total) for total in totals], data["call"]])


def held_against(turn: Turn, draft: Draft) -> str:
    """The name of the figures on record that the draft's are held against now."""
    latest = [base_of(turn, entry).latest if entry.item else None for entry in draft.entries]
    return fingerprint([[point.as_of.isoformat(), str(point.total)] if point else None for point in latest])


def _question(turn: Turn, draft: Draft, at: int, entry: Entry) -> tuple[str, Card] | None:
    args: dict[str, Json] = {"draft": draft.token, "at": at}
    if entry.item is None:
        return "item", _which_item(turn, draft, entry, args)
    item = turn.reference.items[entry.item].item
    if not entry.has_figure:
        return "value", _what_value(turn, entry, item, args)
    if entry.as_of is not None and entry.as_of > turn.today:
        keep = Button(zh.KEEP, "report.keep", args)
        return "doubt", Card(lines=(zh.doubt(item, "future_date", "", "", ()),), buttons=((keep, _drop(args)),))
    if entry.doubt is not None:
        return "doubt", _doubtful(turn, entry, item, args)
    return None


def _which_item(turn: Turn, draft: Draft, entry: Entry, args: dict[str, Json]) -> Card:
    found = [turn.reference.items[each] for each in entry.candidates]
    unit = draft.call.unit if draft.call else turn.person.unit
    if not found and unit:
        found = list(turn.reference.of_unit(unit, lead_only=True))
    found = _likely_first(turn, found, only_owed=not entry.candidates)
    if not found:
        raise DomainError("no_item", zh.NOTHING_DUE)
    choices = [
        Button(f"{stored.item.code} {stored.item.name}"[:40], "report.item", {**args, "item": stored.id})
        for stored in found[:MOST_CHOICES]
    ]
    none = Button(zh.NONE_OF_THESE, "report.drop", args)
    return Card(lines=(zh.WHICH_ITEM,), buttons=(*rows(choices, 1), (none,)))


def _likely_first(turn: Turn, found: list[StoredItem], *, only_owed: bool) -> list[StoredItem]:
    """What the person reported last comes first, then what is due soonest."""
    state = states.of_items(turn.store, [stored.id for stored in found])
    due = {stored.id: now.report_due for stored in found if (now := state.get(stored.id)) and now.report_due}
    sent = [report.item for report in reports.of_person(turn.store, turn.person.id, RECENT)]
    # What was judged and owes nothing is finished; what no light was given yet may be meant.
    found = [stored for stored in found if not only_owed or stored.id in due or stored.id not in state]
    return sorted(
        found,
        key=lambda stored: (
            sent.index(stored.id) if stored.id in sent else RECENT,
            due.get(stored.id, date.max),
            stored.item.code,
        ),
    )


def _what_value(turn: Turn, entry: Entry, item: Item, args: dict[str, Json]) -> Card:
    standing = standing_of(turn, turn.reference.by_code[item.code])
    same = unchanged_taps("report.same", args) if progress.can_stay(item, base_of(turn, entry)) else []
    if item.kind is Kind.MILESTONE:
        open_nodes = [
            index for index in range(len(item.milestones)) if not progress.milestone_reached(item, standing, index)
        ]
        choices = [
            Button(figures.done(item, index)[:40], "report.node", {**args, "node": index})
            for index in open_nodes[:MOST_CHOICES]
        ]
        return Card(lines=(zh.ask_node(item),), buttons=(*rows(choices, 1), *rows([*same, _drop(args)])))
    latest = standing.latest
    before = figures.amount(item, latest.total) + f"（截至 {days.day(latest.as_of)}）" if latest else ""
    return Card(lines=(zh.ask_value(item, before),), buttons=rows([*same, _drop(args)]))


def unchanged_taps(action: str, args: Mapping[str, Json]) -> list[Button]:
    """无变化 with each of the usual reasons."""
    return [Button(zh.unchanged_label(reason), action, {**args, "reason": reason}) for reason in zh.UNCHANGED_REASONS]


def _doubtful(turn: Turn, entry: Entry, item: Item, args: dict[str, Json]) -> Card:
    latest = base_of(turn, entry).latest
    total = total_of(turn, entry)
    said = figures.amount(item, total) if total is not None else entry.status or ""
    last = figures.amount(item, latest.total) if latest else ""
    doubt = entry.doubt
    line = zh.doubt(item, doubt.reason, said, last, doubt.figures) if doubt else ""
    keep = Button(zh.KEEP, "report.keep", args)
    change = Button(zh.EDIT, "report.value", args)
    return Card(lines=(line,), buttons=((keep, change), (_drop(args),)))


def _drop(args: dict[str, Json]) -> Button:
    return Button(zh.DROP, "report.drop", args)


def _line(turn: Turn, entry: Entry, as_of: date, *, show_date: bool) -> str:
    stored = turn.reference.items[entry.item or ItemId(0)]
    item, total = stored.item, total_of(turn, entry)
    standing = standing_of(turn, stored).after(as_of, total, entry.milestone)
    verdict = lights.judge(item, standing, turn.today, None, turn.rules.lights, turn.reference.calendar)
    if entry.milestone is not None:
        amount, share = figures.done(item, entry.milestone), ""
    else:
        amount = figures.total(item, total) if total is not None else figures.stage(item, standing)
        share = figures.share(item, total) if total is not None else ""
    shown = days.day(as_of) if show_date else ""
    if correction := entry.supersedes is not None:
        new = figures.amount(item, total) if total is not None and entry.milestone is None else amount
        amount = zh.corrected(_figure_of(turn, item, entry), new) or amount
    mark = verdict.light.mark
    times = unchanged_before(turn, stored.id) + 1 if entry.unchanged else 0
    return zh.entry_line(item, amount, share, mark, why(verdict.reason), shown, correction, times, entry.note)


def _figure_of(turn: Turn, item: Item, entry: Entry) -> str:
    """What the report says that the entry corrects."""
    replaced = reports.by_id(turn.store, entry.supersedes) if entry.supersedes is not None else None
    return figures.said(item, replaced) if replaced is not None else ""

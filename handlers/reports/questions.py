"""A report begins as a draft; its next step is one question, or the confirm card."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import partial

from domain import lights, progress
from domain.access import NoReport, why_no_report
from domain.calls import Call
from domain.errors import DomainError
from domain.items import Item, ItemId, Kind
from domain.people import UNIT_ROLES
from domain.reports import ReportId
from domain.secrecy import PERSONAL, personal, words_in
from domain.understanding import Ask, AskReason, Intent, Understanding
from handlers.changes.items import why_over
from handlers.kernel.messages import Button, Card, Json, rows
from handlers.kernel.registry import registry
from handlers.kernel.turn import Answer, Turn
from handlers.kernel.words import common, notation
from handlers.lights.words.reasons import reason as why
from handlers.reports import obstacles
from handlers.reports.build import base_of, draft_of, within_year, worked_out
from handlers.reports.draft import FLOW, Asked, Draft, Entry, Origin, Unclear, card_name, to_data
from handlers.reports.evidence import proofs
from handlers.reports.no_change import unchanged_before
from handlers.reports.words import doubts
from handlers.reports.words import reports as zh
from handlers.service.words import secrecy as secrecy_words
from storage import reports, states
from storage.items import StoredItem
from wording.said import worded

MOST_CHOICES = 8
# So many of the person's newest reports say what they talked about last.
RECENT = 3
REPORTING = frozenset({Intent.REPORT, Intent.CORRECTION})


def reported_of(understood: Understanding) -> str:
    """What heads the advice for who reports a figure and may not."""
    return zh.NOT_REPORTER if any(each.value is not None for each in understood.entries) else ""


@registry.meaning(
    Intent.REPORT, roles=UNIT_ROLES, instead=reported_of, with_file=lambda understood: bool(understood.entries)
)
def reported(turn: Turn, understood: Understanding) -> Answer:
    """A line that reports something."""
    return begin(turn, turn.words, understood)


def begin(turn: Turn, text: str, understood: Understanding, call: Call | None = None) -> Answer:
    """A line that reports something starts a draft; nothing is stored before the person confirms."""
    check_may_report(turn, call=call)
    if not understood.entries:
        raise DomainError("no_item", zh.NOTHING_DUE)
    draft = draft_of(turn, text, understood, call)
    if turn.incoming.file is None:
        return advance(turn, draft)
    # The line counts all the same where a file is refused; what became of that is said with it.
    brought = proofs(turn)
    return brought.said_with(advance(turn, replace(draft, evidence=brought.taken)))


def begin_form(turn: Turn, item: ItemId, *, supersedes: ReportId | None = None, call: Call | None = None) -> Answer:
    """The form of one item, opened by a tap."""
    draft = Draft(turn.new_token(), "", (Entry(item=item, supersedes=supersedes),), call=call)
    return advance(turn, draft)


def advance(turn: Turn, draft: Draft, *, edit: bool = False) -> Answer:
    """Keeps the draft in the dialog and asks what is still open; when nothing is, shows the confirm card."""
    if not draft.entries:
        turn.close_dialog()
        raise DomainError("nothing_left", common.CANCELLED)
    for known in draft.clear:
        check_may_report(turn, turn.reference.items[known.item].item, draft.call)
    draft = worked_out(turn, within_year(turn, draft))
    if turn.incoming.forwarded is not None and turn.others_words:
        draft = replace(draft, forwarded=Origin(turn.others_words.author, turn.said_on))
    said = turn.incoming.message if turn.incoming.button is None else None
    if said is not None and (place := (turn.incoming.chat, said)) not in draft.messages:
        draft = replace(draft, messages=(*draft.messages, place))
    for at, entry in enumerate(draft.entries):
        question = _question(turn, draft, at, entry)
        if question is not None:
            asked, card = question
            if waiting := [each for each in draft.clear if each is not entry and each.has_figure]:
                # What else the line told is not gone while one of its items is asked about.
                card = card.also(
                    zh.read_and_waits([turn.code(turn.reference.items[each.item].item) for each in waiting])
                )
            turn.open_dialog(FLOW, to_data(replace(draft, asked=asked, at=at)))
            return [card.edited() if edit else card]
    if draft.asked is not Asked.NOTHING:
        draft = replace(draft, asked=Asked.NOTHING, at=0)
    data = to_data(draft)
    turn.open_dialog(FLOW, data)
    card = confirm_card(turn, draft, card_name(data, turn.today))
    return [card.edited() if edit else card]


def check_may_report(turn: Turn, item: Item | None = None, call: Call | None = None) -> None:
    """Refuses who may not report on the item, or at all."""
    if (why := why_no_report(turn.person, item, call)) is not None:
        told = why_over(turn, item) if why is NoReport.ENDED and item is not None else ""
        raise DomainError(why.value, zh.over(told) if told else zh.REFUSALS[why])


def confirm_card(turn: Turn, draft: Draft, name: str) -> Card:
    """What will be stored, with the light each item would get, for one tap. `name` is the card's; see `card_name`."""
    entries = draft.clear
    days = days_of(turn, entries)
    lights_of = map(partial(_light, turn), entries, days)
    lines = [zh.lit(line, *light) for line, light in zip(told(turn, entries, days), lights_of, strict=True)]
    title = zh.confirm_title(len(lines), days)
    if draft.evidence:
        lines.append(zh.evidence_line(len(draft.evidence)))
    if draft.forwarded is not None:
        lines.append(zh.forwarded_line(draft.forwarded.author, notation.day(draft.forwarded.on)))
    words = draft.typed
    if draft.obstacles:
        lines += obstacles.lines(turn, draft)
        words = "\n".join((words, *(each.text for each in draft.obstacles)))
    if found := words_in(words, turn.district.watched):
        lines.append(secrecy_words.watched(found))
    if draft.call is not None:
        title = zh.phone_title(turn.reference.unit_name(draft.call.unit), title)
        lines.append(zh.caller_line(draft.call.caller))
    args: dict[str, Json] = {"draft": draft.token}
    buttons = (
        (confirm_tap(turn, draft, name), Button(zh.EDIT, "report.edit", args)),
        (Button(zh.ADD_EVIDENCE, "report.evidence", args), Button(common.CANCEL, "report.cancel", args)),
    )
    return Card(
        title=title,
        lines=tuple(lines),
        buttons=buttons,
        tells=personal(*(turn.reference.items[entry.item].item for entry in entries)),
    )


def confirm_tap(turn: Turn, draft: Draft, name: str) -> Button:
    """确认提交 of what a card of that name shows today."""
    args = {"draft": draft.token, "shown": name, "day": turn.today.isoformat()}
    return Button(zh.CONFIRM, "report.confirm", args)


def _question(turn: Turn, draft: Draft, at: int, entry: Entry | Unclear) -> tuple[Asked, Card] | None:
    args: dict[str, Json] = {"draft": draft.token, "at": at}
    if isinstance(entry, Unclear):
        return Asked.ITEM, _which_item(turn, draft, entry, args)
    item = turn.reference.items[entry.item].item
    if not entry.has_figure:
        card = _what_value(turn, entry, item, args)
        if entry.doubt is not None and entry.doubt.figures:
            card = replace(card, lines=(zh.passed_over(entry.doubt.figures), *card.lines))
        return Asked.VALUE, card
    if entry.as_of is not None and entry.as_of > turn.today:
        keep = Button(zh.KEEP, "report.keep", args)
        line = doubts.doubt(item, AskReason.FUTURE_DATE, "", "", (entry.as_of.isoformat(),))
        return Asked.DOUBT, Card(lines=(line,), buttons=((keep, _drop(args)),), tells=personal(item))
    if entry.doubt is not None and entry.doubt.reason is not AskReason.NO_VALUE:
        return Asked.DOUBT, _doubtful(entry, entry.doubt, item, args)
    return None


def _which_item(turn: Turn, draft: Draft, entry: Unclear, args: dict[str, Json]) -> Card:
    found = [turn.reference.items[each] for each in entry.candidates]
    unit = draft.call.unit if draft.call else turn.person.unit
    if not found and unit:
        found = [each for shown in turn.begun() for each in shown.of_unit(unit, lead_only=True)]
    found = _likely_first(turn, found, only_owed=not entry.candidates)
    if not found:
        raise DomainError("no_item", zh.NOTHING_DUE)
    years = {stored.item.year for stored in found}
    choices = [
        Button(
            f"{common.of_year(stored.item.year, shown=len(years) > 1)}{stored.item.code} {stored.item.name}"[:40],
            "report.item",
            {**args, "item": stored.id},
            personal(stored.item),
        )
        for stored in found[:MOST_CHOICES]
    ]
    none = Button(zh.NONE_OF_THESE, "report.drop", args)
    line = zh.WHICH_YEAR if len(years) > 1 else zh.WHICH_ITEM
    return Card(lines=(line,), buttons=(*rows(choices, 1), (none,)), puzzled=True, tells=PERSONAL)


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
    standing = turn.standings([turn.reference.items[entry.item]])[entry.item]
    base = standing if entry.supersedes is None else base_of(turn, entry)
    same = unchanged_taps("report.same", args) if progress.can_stay(item, base) else []
    if item.kind is Kind.MILESTONE:
        open_nodes = [
            index for index in range(len(item.milestones)) if not progress.milestone_reached(item, standing, index)
        ]
        choices = [
            Button(notation.done(item, index)[:40], "report.node", {**args, "node": index})
            for index in open_nodes[:MOST_CHOICES]
        ]
        return Card(
            lines=(zh.ask_node(item),), buttons=(*rows(choices, 1), *rows([*same, _drop(args)])), tells=personal(item)
        )
    if entry.supersedes is not None and (old := reports.by_id(turn.store, entry.supersedes)) is not None:
        line = zh.ask_corrected(item, notation.said(item, old), notation.day(old.as_of))
        return Card(lines=(line,), buttons=rows([*same, _drop(args)]), tells=personal(item))
    latest = standing.latest
    before = (
        notation.amount(item, latest.total) + worded("（截至 {day}）", day=notation.day(latest.as_of)) if latest else ""
    )
    return Card(lines=(zh.ask_value(item, before),), buttons=rows([*same, _drop(args)]), tells=personal(item))


def unchanged_taps(action: str, args: Mapping[str, Json]) -> list[Button]:
    """无变化 with each of the usual reasons."""
    return [Button(zh.unchanged_label(reason), action, {**args, "reason": reason}) for reason in zh.UNCHANGED_REASONS]


def _doubtful(entry: Entry, doubt: Ask, item: Item, args: dict[str, Json]) -> Card:
    base = entry.worked.base if entry.worked is not None else None
    said = notation.amount(item, entry.total) if entry.total is not None else entry.status or ""
    last = notation.amount(item, base.total) if base is not None else ""
    line = doubts.doubt(item, doubt.reason, said, last, doubt.figures)
    keep = Button(zh.KEEP, "report.keep", args)
    change = Button(zh.EDIT, "report.value", args)
    return Card(lines=(line,), buttons=((keep, change), (_drop(args),)), tells=personal(item))


def _drop(args: dict[str, Json]) -> Button:
    return Button(zh.DROP, "report.drop", args)


def days_of(turn: Turn, entries: Sequence[Entry]) -> list[date]:
    """The day of each entry: as named, or of its message."""
    return [entry.as_of or entry.said_on or turn.today for entry in entries]


def told(turn: Turn, entries: Sequence[Entry], days: Sequence[date]) -> list[str]:
    """What entries tell before they are stored, a line each, without lights; `days` as of `days_of`."""
    shown = [notation.day(day) if len(set(days)) > 1 else "" for day in days]
    return [_line(turn, entry, day) for entry, day in zip(entries, shown, strict=True)]


def _light(turn: Turn, entry: Entry, as_of: date) -> tuple[str, str]:
    """The light the item would get, and why."""
    stored = turn.reference.items[entry.item]
    standing = turn.standings([stored])[stored.id].after(as_of, entry.total, entry.milestone)
    verdict = lights.judge(stored.item, standing, turn.today, None, turn.rules.lights, turn.reference.calendar)
    return verdict.light.mark, why(verdict.reason)


def _line(turn: Turn, entry: Entry, shown: str) -> str:
    stored = turn.reference.items[entry.item]
    item, total = stored.item, entry.total
    if entry.milestone is not None:
        amount, share = notation.done(item, entry.milestone), ""
    elif total is not None:
        amount, share = notation.total(item, total), notation.share(item, total)
    else:
        amount, share = notation.stage(item, turn.standings([stored])[stored.id]), ""
    if correction := entry.supersedes is not None:
        new = notation.amount(item, total) if total is not None and entry.milestone is None else amount
        amount = zh.corrected(_figure_of(turn, item, entry), new) or amount
    times = unchanged_before(turn, stored.id) + 1 if entry.unchanged else 0
    amount += zh.marks(correction=correction, unchanged=times, note=entry.note)
    year = "" if item.year == turn.reference.running else common.of_year(item.year, shown=True)
    return year + zh.entry_line(item, amount, share, shown)


def _figure_of(turn: Turn, item: Item, entry: Entry) -> str:
    """What the report says that the entry corrects."""
    replaced = reports.by_id(turn.store, entry.supersedes) if entry.supersedes is not None else None
    return notation.said(item, replaced) if replaced is not None else ""

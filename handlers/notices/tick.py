"""Notices in the tick: what their clocks say, what the ladders say shall be drafted. They leave in the one bundle a person."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from domain.calendar import DAY
from domain.keys.due import Node, NoticeClock, NoticeDraft, OccurrenceKey, ReportPeriod
from domain.keys.occasions import Lapsed, Occasion, TurnedRed
from domain.notices.clocks import has_lapsed, next_on, occurrences
from domain.notices.model import Action, Grounds, Notice, NoticeState, Source
from domain.notices.names import NoticeId
from domain.people import Person, Role
from domain.reasons import Code, Reason
from domain.reminders import Occurrence
from domain.screens import lines_on_phone
from domain.set_aside import Kind
from handlers.kernel import set_aside
from handlers.kernel.audience import Due, Written
from handlers.kernel.messages import About, Button, Rest
from handlers.kernel.turn import Moment
from handlers.kernel.words import notation
from handlers.notices import reach
from handlers.notices.cards import mark
from handlers.notices.drafts import Rank, climbed, new_draft, node_grounds
from handlers.notices.steps import item_of, step
from handlers.notices.words import notices as zh
from handlers.notices.words.reasons import reason as why
from storage import notices, schedule, states
from storage.items import StoredItem
from storage.states import LightChange

CHUNK = 2000
MOST_SHOWN = 4
# A notice of which nobody knows whether it arrived rests so long at most; by then somebody has asked the unit.
DOUBT_LASTS = timedelta(days=31)


def clocks(moment: Moment, since: date) -> list[Due]:
    """What fell due on sent notices after `since`; a lapse goes on the record, and the pack's rungs draft the next kind."""
    due = set_aside.again(moment, Kind.NOTICE, lambda some, after: _fell_due(moment, some, after))
    wanted = schedule.notices_to_remind(moment.store, moment.today, CHUNK, set_aside.of(moment, Kind.NOTICE))
    return due + set_aside.each(moment, Kind.NOTICE, wanted, since, lambda some, after: _fell_due(moment, some, after))


def _fell_due(moment: Moment, some: Sequence[int], since: date) -> list[Due]:
    rule, calendar = moment.rules.notices, moment.reference.calendar
    due: list[Due] = []
    found = notices.by_ids(moment.store, [NoticeId(id_) for id_ in some]).values()
    sent = any(notice.state is NoticeState.SENT for notice in found)
    doubted = reach.in_doubt(moment, moment.now - DOUBT_LASTS) if sent else set()
    for notice in found:
        if notice.state is NoticeState.SENT and notice.id in doubted:
            # Nothing is owed by who may never have seen it; the inspectors are told of that, and it is looked at again.
            notices.set_remind_on(moment.store, notice.id, moment.today + DAY)
            continue
        stored = item_of(moment, notice)
        if has_lapsed(notice, moment.today):
            _lapse(moment, notice)
        for occurrence in occurrences(notice, since, moment.today, rule, calendar):
            due.append(Due(stored, occurrence, notice))
            draft = _climb(moment, notice, occurrence) if occurrence.notice else None
            due += [drafted(moment, stored, draft)] if draft else []
        notices.set_remind_on(moment.store, notice.id, next_on(notice, moment.today, rule, calendar))
    return due


def turned_red(moment: Moment, since: date) -> list[LightChange]:
    """What turned red on the local day `since` or later, if the pack wants notices drafted for it."""
    if not moment.rules.notices.draft_on_red:
        return []
    return [turn for turn in states.turned_red(moment.store, since) if turn.item in moment.reference.items]


def drafts(moment: Moment, fell_due: Sequence[Due], red: Sequence[LightChange]) -> list[Due]:
    """Drafts for what the ladders name and for what turned red; an item with an open notice or draft gets no second."""
    needed: list[tuple[StoredItem, Occasion, Grounds]] = [
        (each.stored, subject, _grounds(moment, each))
        for each in fell_due
        if each.occurrence.notice and isinstance(subject := each.occurrence.subject, ReportPeriod | Node)
    ]
    for turn in red:
        turned = Grounds(Reason(Code.TURNED_RED, (turn.on, turn.reason)), Source.TURN)
        needed.append((moment.reference.items[turn.item], TurnedRed(turn.on), turned))
    taken = {notice.item for notice in notices.open_on(moment.store, [stored.id for stored, _, _ in needed])}
    family = moment.rules.notices.current
    made = []
    for stored, occasion, grounds in needed:
        if stored.id in taken:
            continue
        kind = family.first(urgent=False)
        draft = new_draft(moment, stored, grounds, Rank(kind, family.id, urgent=False), occasion=occasion)
        if draft is not None:
            taken.add(stored.id)
            made.append(drafted(moment, stored, draft))
    return made


def drafted(moment: Moment, stored: StoredItem, draft: Notice) -> Due:
    """A draft that waits for the inspectors, as an occurrence of today."""
    key, audience = OccurrenceKey(NoticeDraft(draft.id)), (Role.INSPECTOR.value,)
    return Due(stored, Occurrence(key, moment.today, moment.today, audience, confirmed=True), draft)


def lines(
    moment: Moment, person: Person, due: Iterable[Due], most: int = MOST_SHOWN, room: int | None = None
) -> list[Written]:
    """The notices' part of a person's bundle, each line with what it speaks of; `most` of either kind in full, and no more than
    fill `room` lines of a phone, but one of either.
    """
    mine = [each for each in due if each.notice is not None]
    mine.sort(key=lambda each: (each.occurrence.due, each.notice.id if each.notice else 0))
    waiting: list[Written] = [(_draft_line(moment, each), About((each.matter,))) for each in mine if _is_draft(each)]
    owed: list[Written] = [
        (_clock_line(moment, person, each), About((each.matter,))) for each in mine if not _is_draft(each)
    ]
    first = _section(zh.HEAD, owed, most, room)
    left = None if room is None else room - lines_on_phone(text for text, _ in first)
    return [*first, *_section(zh.DRAFTS_HEAD, waiting, most, left)]


def buttons(due: Iterable[Due]) -> list[Button]:
    """A button a notice: its card offers what this person may do. Beyond a few, one button for the whole list."""
    found: dict[int, Button] = {}
    for each in due:
        if each.notice is not None:
            label = each.notice.printed or zh.open_draft(each.stored.item.code)
            found[each.notice.id] = Button(label, "notice.show", {"notice": each.notice.id})
    offered = list(found.values())[:MOST_SHOWN]
    return offered if len(found) <= MOST_SHOWN else [*offered, Button(zh.ALL, "notices.list")]


def _section(head: str, lines: list[Written], most: int, room: int | None) -> list[Written]:
    if not lines:
        return []
    if room is not None:
        fitting = (count for count in range(most, 1, -1) if lines_on_phone(text for text, _ in lines[:count]) < room)
        most = next(fitting, 1)
    hidden = tuple(matter for _, about in lines[most:] if about for matter in about.matters)
    rest: list[Written] = [(zh.more(len(hidden)), About(hidden, Rest.NOTICES))] if hidden else []
    return [(head, About()), *lines[:most], *rest]


def _lapse(moment: Moment, notice: Notice) -> None:
    recorded = notices.events(moment.store, notice.id)
    if any(each.action is Action.LAPSE and each.reply_by == notice.reply_by for each in recorded):
        return
    step(moment, notice, Action.LAPSE, None)


def _climb(moment: Moment, notice: Notice, occurrence: Occurrence) -> Notice | None:
    if any(child.state is NoticeState.DRAFT for child in notices.children(moment.store, notice.id)):
        return None
    return climbed(moment, notice, Lapsed(notice.id, occurrence.due), None)


def _grounds(moment: Moment, each: Due) -> Grounds:
    """Why, for a report or a node that is overdue."""
    occurrence = each.occurrence
    if occurrence.milestone is not None:
        return node_grounds(moment, each.stored, occurrence.milestone, occurrence.due)
    late = moment.reference.calendar.late_by(occurrence.due, moment.today)
    if occurrence.returned is not None:
        owed = Reason(Code.REPORT_OWED_AGAIN, (occurrence.returned, occurrence.due, late))
    else:
        owed = Reason(Code.REPORT_OWED, (occurrence.due, late))
    return Grounds(owed, Source.REPORT)


def _is_draft(each: Due) -> bool:
    return isinstance(each.occurrence.subject, NoticeDraft)


def _draft_line(moment: Moment, each: Due) -> str:
    notice = each.notice
    if notice is None:
        return ""
    unit, item = moment.reference.short_name(notice.unit), each.stored.item
    called = notation.called(item.name, item.code)
    return zh.draft_line(mark(moment, notice), notice.kind_name, called, unit, why(notice.grounds.reason))


def _clock_line(moment: Moment, person: Person, each: Due) -> str:
    notice, occurrence = each.notice, each.occurrence
    if notice is None or not isinstance(occurrence.subject, NoticeClock):
        return ""
    unit = "" if person.unit == notice.unit else moment.reference.short_name(notice.unit)
    item = each.stored.item
    left = moment.reference.calendar.between(moment.today, occurrence.due)
    due = notation.due(occurrence.due, confirmed=occurrence.confirmed)
    return zh.clock_line(
        mark(moment, notice),
        notice.printed,
        notation.called(item.name, item.code),
        unit,
        occurrence.subject.clock,
        due,
        left,
    )

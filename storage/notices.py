"""Supervision notices: drafted, numbered, moved from state to state. What happened is appended and never changed."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import bindparam, func, select, update

from domain import reasons
from domain.items import ItemId
from domain.keys.occasions import parse_occasion
from domain.notices.model import OPEN, Action, Grounds, Notice, NoticeState, Source
from domain.notices.names import NoticeId
from domain.people import PersonId
from storage import record
from storage.store import Fetched, Kept, Query, Store, Unread
from storage.tables import items, notice_events, notices

UNSETTLED = [state.value for state in OPEN]
DRAFT = NoticeState.DRAFT.value
OPEN_NOTICES: Kept[ItemId, tuple[Notice, ...]] = Kept("open notices", notices)
OPEN_ON = (
    select(notices)
    .where(
        notices.c.item_id.in_(bindparam("items", expanding=True)),
        notices.c.state.in_([*UNSETTLED, DRAFT]),
    )
    .order_by(notices.c.id)
)


@dataclass(frozen=True, slots=True)
class NoticeEvent:
    """One step in a notice's life; `person` is None for the service itself."""

    id: int
    at: datetime
    person: PersonId | None
    action: Action
    text: str
    state: NoticeState
    unit: str
    reply_by: date | None


def draft(store: Store, notice: Notice, person: PersonId | None, now: datetime) -> Notice | None:
    """Stores a draft (its `id` is given here); None if its occasion drafted one before."""
    row = {**_row(notice), "state": DRAFT}
    drafted = record.add_once(store, notices, row, now)
    if drafted is None:
        return None
    stored = replace(notice, id=NoticeId(drafted["id"]), state=NoticeState.DRAFT)
    _record(store, stored, Action.DRAFT, person, "", now)
    return stored


def move(
    store: Store,
    before: Notice,
    after: Notice,
    action: Action,
    person: PersonId | None,
    text: str,
    now: datetime,
    remind_on: date | None,
) -> int | None:
    """Takes a notice from one standing to the next; the event's number, or None if somebody was faster."""
    still = (notices.c.id == before.id) & (notices.c.state == before.state.value) & (notices.c.unit == before.unit)
    values = {**_row(after), "remind_on": remind_on}
    if not record.amend(store, notices, still, values, now, Unread(OPEN_NOTICES, before.item)):
        return None
    return _record(store, after, action, person, text, now)


def next_number(store: Store, family: str, year: int) -> int:
    """The number of the family's next notice of the year.

    Writers take turns and the pair is unique, so numbers given in the transaction that sends have neither gaps nor doubles.
    """
    query = select(func.max(notices.c.number)).where(notices.c.family == family, notices.c.year == year)
    return (store.execute(query).scalar_one() or 0) + 1


def set_remind_on(store: Store, notice: NoticeId, day: date | None) -> None:
    """Moves the day the tick looks at it next."""
    store.execute(update(notices).where(notices.c.id == notice).values(remind_on=day))


def by_id(store: Store, notice: NoticeId) -> Notice | None:
    found = _all(store, select(notices).where(notices.c.id == notice))
    return found[0] if found else None


def by_ids(store: Store, wanted: Sequence[NoticeId]) -> dict[NoticeId, Notice]:
    """Several notices at once; nothing is asked for none."""
    if not wanted:
        return {}
    return {each.id: each for each in _all(store, select(notices).where(notices.c.id.in_(wanted)))}


def by_printed(store: Store, printed: str) -> Notice | None:
    """The notice with that number on its paper."""
    found = _all(store, select(notices).where(notices.c.printed == printed))
    return found[0] if found else None


def children(store: Store, notice: NoticeId) -> tuple[Notice, ...]:
    """What climbed from a notice, drafts too."""
    return _all(store, select(notices).where(notices.c.parent_id == notice))


def open_on(store: Store, wanted: Sequence[ItemId]) -> tuple[Notice, ...]:
    """Unsettled notices and drafts on the items, item by item, oldest first."""

    def read(missing: list[ItemId]) -> dict[ItemId, tuple[Notice, ...]]:
        found: dict[ItemId, tuple[Notice, ...]] = {}
        for row in store.execute(OPEN_ON, {"items": missing}):
            found[row.item_id] = (*found.get(row.item_id, ()), _notice(row))
        return found

    return tuple(notice for some in store.recall(OPEN_NOTICES, wanted, read).values() for notice in some)


def newest_on(store: Store, item: ItemId) -> Notice | None:
    """The item's newest notice, whatever became of it."""
    found = store.execute(
        select(notices).where(notices.c.item_id == item).order_by(notices.c.id.desc()).limit(1)
    ).first()
    return _notice(found) if found else None


def open_of_unit(store: Store, unit: str) -> tuple[Notice, ...]:
    """A unit's unsettled notices."""
    return _all(store, select(notices).where(notices.c.state.in_(UNSETTLED), notices.c.unit == unit))


def open_of_leader(store: Store, post: str) -> tuple[Notice, ...]:
    """Unsettled notices on the items that name the post as 责任领导."""
    query = select(notices).join(items, items.c.id == notices.c.item_id)
    return _all(store, query.where(notices.c.state.in_(UNSETTLED), items.c.leader == post))


def unsettled(store: Store) -> tuple[Notice, ...]:
    """Every unsettled notice and every draft."""
    return _all(store, select(notices).where(notices.c.state.in_([*UNSETTLED, DRAFT])))


def events(store: Store, notice: NoticeId) -> tuple[NoticeEvent, ...]:
    """A notice's life, oldest first."""
    query = select(notice_events).where(notice_events.c.notice_id == notice).order_by(notice_events.c.id)
    return tuple(_event(row) for row in store.execute(query))


def counted(store: Store, item: ItemId, kind: str, action: Action, years: Iterable[int]) -> int:
    """How often an action was taken on an item's notices of a kind in the years they are numbered by."""
    query = select(func.count()).select_from(notice_events)
    query = query.join(notices, notices.c.id == notice_events.c.notice_id)
    query = query.where(notices.c.item_id == item, notices.c.kind == kind, notices.c.year.in_(list(years)))
    return int(store.execute(query.where(notice_events.c.action == action.value)).scalar_one())


def _record(store: Store, notice: Notice, action: Action, person: PersonId | None, text: str, now: datetime) -> int:
    row = {
        "notice_id": notice.id,
        "at": now,
        "person_id": person,
        "action": action.value,
        "text": text,
        "state": notice.state.value,
        "unit": notice.unit,
        "reply_by": notice.reply_by,
    }
    return int(record.add(store, notice_events, row, now)["id"])


def _all(store: Store, query: Query) -> tuple[Notice, ...]:
    return tuple(_notice(row) for row in store.execute(query.order_by(notices.c.id)))


def _row(notice: Notice) -> dict[str, object]:
    return {
        "item_id": notice.item,
        "unit": notice.unit,
        "family": notice.family,
        "kind": notice.kind,
        "kind_name": notice.kind_name,
        "urgent": notice.urgent,
        "state": notice.state.value,
        "reason": reasons.to_json(notice.grounds.reason),
        "reason_source": notice.grounds.source.value,
        "demand": notice.demand,
        "reply_days": notice.reply_days,
        "reply_by": notice.reply_by,
        "pack": notice.pack,
        "parent_id": notice.parent,
        "occasion": notice.occasion.text() if notice.occasion else None,
        "year": notice.year,
        "number": notice.number,
        "printed": notice.printed or None,
        "sent_by": notice.sent_by,
        "sent_on": notice.sent_on,
        "receipt_due": notice.receipt_due,
        "objection_due": notice.objection_due,
        "objected_on": notice.objected_on,
        "feedback_due": notice.feedback_due,
        "verdict_due": notice.verdict_due,
        "asked_until": notice.asked_until,
        "demand_by_hand": notice.demand_by_hand,
    }


def _notice(row: Fetched) -> Notice:
    return Notice(
        id=NoticeId(row.id),
        item=ItemId(row.item_id),
        unit=row.unit,
        family=row.family,
        kind=row.kind,
        kind_name=row.kind_name,
        urgent=row.urgent,
        state=NoticeState(row.state),
        grounds=Grounds(reasons.from_json(row.reason), Source(row.reason_source)),
        demand=row.demand,
        reply_days=row.reply_days,
        reply_by=row.reply_by,
        pack=row.pack,
        parent=None if row.parent_id is None else NoticeId(row.parent_id),
        occasion=None if row.occasion is None else parse_occasion(row.occasion),
        year=row.year,
        number=row.number,
        printed=row.printed or "",
        sent_by=None if row.sent_by is None else PersonId(row.sent_by),
        sent_on=row.sent_on,
        receipt_due=row.receipt_due,
        objection_due=row.objection_due,
        objected_on=row.objected_on,
        feedback_due=row.feedback_due,
        verdict_due=row.verdict_due,
        asked_until=row.asked_until,
        demand_by_hand=row.demand_by_hand,
    )


def _event(row: Fetched) -> NoticeEvent:
    return NoticeEvent(
        id=row.id,
        at=row.at,
        person=None if row.person_id is None else PersonId(row.person_id),
        action=Action(row.action),
        text=row.text,
        state=NoticeState(row.state),
        unit=row.unit,
        reply_by=row.reply_by,
    )

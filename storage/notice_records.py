"""What hangs on a notice: files that came with a reply, and the consequences an assessment will find."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from domain.notices.model import Notice
from domain.notices.names import NoticeId
from domain.notices.rules import Consequence, Trigger
from storage import record
from storage.store import Store
from storage.tables import blobs, notice_consequences, notice_events, notice_files


@dataclass(frozen=True, slots=True)
class NoticeFile:
    """A file that came with an event of a notice."""

    event: int
    sha256: str
    name: str
    media_type: str


@dataclass(frozen=True, slots=True)
class Recorded:
    """A consequence on the record of a unit."""

    notice: NoticeId
    trigger: Trigger
    record: str
    on: date
    unit: str
    text: str


def attach(store: Store, event: int, files: Iterable[tuple[str, str]], now: datetime) -> None:
    """Ties stored files (fingerprint, name) to an event."""
    rows = [{"event_id": event, "sha256": sha256, "name": name} for sha256, name in files]
    record.add_many(store, notice_files, rows, now)


def files_of(store: Store, notice: NoticeId) -> tuple[NoticeFile, ...]:
    """A notice's files in the order received."""
    query = select(notice_files, blobs.c.media_type).join(blobs, blobs.c.sha256 == notice_files.c.sha256)
    query = query.join(notice_events, notice_events.c.id == notice_files.c.event_id)
    rows = store.execute(query.where(notice_events.c.notice_id == notice).order_by(notice_files.c.id))
    return tuple(NoticeFile(row.event_id, row.sha256, row.name, row.media_type) for row in rows)


def call_down(store: Store, notice: Notice, consequence: Consequence, on: date, now: datetime) -> bool:
    """Puts a consequence on the unit's record; False if this event called it down before."""
    row = {
        "notice_id": notice.id,
        "trigger": consequence.on.value,
        "record": consequence.record,
        "on": on,
        "unit": notice.unit,
        "text": consequence.text,
        "pack": notice.pack,
        "at": now,
    }
    return record.add_once(store, notice_consequences, row, now) is not None


def consequences_of(store: Store, notice: NoticeId) -> tuple[Recorded, ...]:
    """What followed from a notice, oldest first."""
    query = select(notice_consequences).where(notice_consequences.c.notice_id == notice)
    return tuple(
        Recorded(NoticeId(row.notice_id), Trigger(row.trigger), row.record, row.on, row.unit, row.text)
        for row in store.execute(query.order_by(notice_consequences.c.id))
    )

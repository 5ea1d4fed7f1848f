"""Which files end: those that nobody named, those that proved nothing in time, and those of years that are long closed.

First a file is put down as ended, a day later or more its bytes go. Both happen in transactions, which take turns with those that
name files: whoever sends the same bytes in between takes the end back. And a backup that begins finds for a day all it names.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from enum import Enum

from sqlalchemy import ColumnElement, Text, cast, exists, or_, select, update

from domain.record import Kind
from storage import record
from storage.store import Store
from storage.tables import (
    blobs,
    dialogs,
    evidence,
    file_ends,
    items,
    notice_events,
    notice_files,
    notices,
    reports,
    updates,
)
from storage.tables import record as entries

# What is put down as ended stays this long.
GRACE = timedelta(days=1)


class Reason(Enum):
    """Why a file ended: no row ever named it; it came and proved nothing; its year is closed as long as the settings say."""

    ORPHAN = "orphan"
    UNUSED = "unused"
    RETENTION = "retention"


def ended(store: Store, hashes: Sequence[str]) -> set[str]:
    """Which of the files are put down as ended."""
    return set(store.execute(select(file_ends.c.sha256).where(file_ends.c.sha256.in_(hashes))).scalars())


def end(store: Store, hashes: Iterable[str], reason: Reason, now: datetime) -> int:
    """Puts files down as ended, on record; says how many."""
    wanted = list(dict.fromkeys(hashes))
    new = [sha256 for sha256 in wanted if sha256 not in ended(store, wanted)]
    rows = [{"sha256": sha256, "at": now, "reason": reason.value, "removed_at": None} for sha256 in new]
    record.add_many(store, file_ends, rows, now)
    return len(rows)


def take_back(store: Store, sha256: str, now: datetime) -> bool:
    """The same bytes came again: whether they were put down as ended."""
    return record.remove(store, file_ends, file_ends.c.sha256 == sha256, now) > 0


def remove_due(store: Store, now: datetime, most: int) -> int:
    """Takes away the bytes of files that ended a day ago or longer, inside the transaction; says how many."""
    due = (file_ends.c.at <= now - GRACE) & file_ends.c.removed_at.is_(None)
    found = store.execute(select(file_ends.c.sha256).where(due).order_by(file_ends.c.sha256).limit(most)).scalars()
    hashes = list(found)
    for sha256 in hashes:
        store.files.remove(sha256)
    if hashes:
        store.execute(update(file_ends).where(file_ends.c.sha256.in_(hashes)).values(removed_at=now))
    return len(hashes)


def unnamed(store: Store, hashes: Sequence[str]) -> list[str]:
    """Which of the files no row names."""
    named = set(store.execute(select(blobs.c.sha256).where(blobs.c.sha256.in_(hashes))).scalars())
    return [sha256 for sha256 in hashes if sha256 not in named | ended(store, hashes)]


def unused(store: Store, before: datetime, now: datetime) -> list[str]:
    """Files that people sent before a moment and that prove nothing, were not imported and stand in no open form."""
    sent = exists().where(updates.c.sha256 == blobs.c.sha256)
    again = exists().where(updates.c.sha256 == blobs.c.sha256, updates.c.at >= before)
    query = select(blobs.c.sha256).where(blobs.c.created_at < before, sent, ~again, ~_proves(), ~_has_ended())
    found = list(store.execute(query.order_by(blobs.c.sha256)).scalars())
    if not found:
        return []
    forms = select(cast(dialogs.c.data, Text)).where(dialogs.c.expires_at > now)
    imports = select(entries.c.facts).where(entries.c.kind == Kind.IMPORT.value)
    held = "\n".join([*store.execute(forms).scalars(), *store.execute(imports).scalars()])
    return [sha256 for sha256 in found if sha256 not in held]


def past_retention(store: Store, first_year: int) -> list[str]:
    """Files that prove something, and only about items of years before `first_year`."""
    recent = items.c.year >= first_year
    of_report = evidence.join(reports, reports.c.id == evidence.c.report_id).join(
        items, items.c.id == reports.c.item_id
    )
    of_notice = (
        notice_files.join(notice_events, notice_events.c.id == notice_files.c.event_id)
        .join(notices, notices.c.id == notice_events.c.notice_id)
        .join(items, items.c.id == notices.c.item_id)
    )
    needed = [
        exists(1).select_from(of_report).where(evidence.c.sha256 == blobs.c.sha256, recent),
        exists(1).select_from(of_notice).where(notice_files.c.sha256 == blobs.c.sha256, recent),
    ]
    query = select(blobs.c.sha256).where(_proves(), ~_has_ended(), *(~each for each in needed))
    return list(store.execute(query.order_by(blobs.c.sha256)).scalars())


def _proves() -> ColumnElement[bool]:
    return or_(
        exists().where(evidence.c.sha256 == blobs.c.sha256), exists().where(notice_files.c.sha256 == blobs.c.sha256)
    )


def _has_ended() -> ColumnElement[bool]:
    return exists().where(file_ends.c.sha256 == blobs.c.sha256)

"""Files by fingerprint, and which report they prove."""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from domain.people import PersonId
from domain.reports import ReportId
from storage import record
from storage.store import Fetched, Store
from storage.tables import blobs, evidence


@dataclass(frozen=True, slots=True)
class Blob:
    """A stored file."""

    sha256: str
    size: int
    media_type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Evidence:
    """A file tied to a report (and through it to item and period)."""

    report: ReportId
    sha256: str
    name: str
    media_type: str
    size: int
    person: PersonId
    received_at: datetime


def keep(store: Store, content: bytes, media_type: str, now: datetime) -> str:
    """Stores content once and returns its SHA-256 in hex."""
    sha256 = hashlib.sha256(content).hexdigest()
    if store.execute(select(blobs.c.sha256).where(blobs.c.sha256 == sha256)).one_or_none() is None:
        row = {"sha256": sha256, "size": len(content), "media_type": media_type, "content": content, "created_at": now}
        record.add(store, blobs, row, now)
    return sha256


def blob(store: Store, sha256: str) -> Blob | None:
    """A stored file with its bytes."""
    row = store.execute(select(blobs).where(blobs.c.sha256 == sha256)).one_or_none()
    return Blob(row.sha256, row.size, row.media_type, row.content) if row else None


def attach(store: Store, report: ReportId, sha256: str, name: str, person: PersonId, received_at: datetime) -> None:
    """Ties a stored file to a report."""
    row = {"report_id": report, "sha256": sha256, "name": name, "person_id": person, "received_at": received_at}
    record.add(store, evidence, row, received_at)


def of_report(store: Store, report: ReportId) -> tuple[Evidence, ...]:
    """A report's evidence in the order received."""
    query = select(evidence, blobs.c.size, blobs.c.media_type).join(blobs, blobs.c.sha256 == evidence.c.sha256)
    rows = store.execute(query.where(evidence.c.report_id == report).order_by(evidence.c.id))
    return tuple(_evidence(row) for row in rows)


def used_before(store: Store, sha256: str) -> ReportId | None:
    """An earlier report that was proved by the same file, if any."""
    query = select(evidence.c.report_id).where(evidence.c.sha256 == sha256).order_by(evidence.c.id).limit(1)
    found = store.execute(query).scalar_one_or_none()
    return None if found is None else ReportId(found)


def _evidence(row: Fetched) -> Evidence:
    return Evidence(
        ReportId(row.report_id),
        row.sha256,
        row.name,
        row.media_type,
        row.size,
        PersonId(row.person_id),
        row.received_at,
    )

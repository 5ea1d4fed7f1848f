"""Files by fingerprint, and which report they prove.

The bytes are in `storage.files` before a transaction begins that names them, so a row without its file cannot come about; what a
kill leaves is a file without a row, and `storage.file_ends` finds it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import func, select

from domain.people import PersonId
from domain.reports import ReportId
from storage import file_ends, record
from storage.files.place import Files, fingerprint, in_pieces, whole
from storage.store import Fetched, Store
from storage.tables import blobs, evidence, updates


@dataclass(frozen=True, slots=True)
class Shelved:
    """Bytes that lie in the files already, and no transaction names yet: `shelve` alone makes them."""

    sha256: str
    size: int
    content: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Blob:
    """A stored file. `content` is empty unless the row of an older program still holds the bytes."""

    sha256: str
    size: int
    media_type: str
    content: bytes = field(repr=False)

    def read(self, files: Files) -> bytes:
        """All bytes, verified; raises FileMissing or FileDamaged. May wait for a disk or a network."""
        return self.content or (whole(files, self.sha256) if self.size else b"")


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


def shelve(files: Files, content: bytes) -> Shelved:
    """Puts bytes into the files, durably, before the transaction that will name them. May wait for a disk or a network."""
    sha256 = fingerprint(content)
    files.put(sha256, in_pieces(content))
    return Shelved(sha256, len(content), content)


def keep(store: Store, shelved: Shelved, media_type: str, now: datetime) -> str:
    """Names a file that lies in the files, once; gives its SHA-256 in hex."""
    sha256 = shelved.sha256
    if store.execute(select(blobs.c.sha256).where(blobs.c.sha256 == sha256)).one_or_none() is None:
        row = {"sha256": sha256, "size": shelved.size, "media_type": media_type, "content": b"", "created_at": now}
        record.add(store, blobs, row, now)
    if file_ends.take_back(store, sha256, now):
        # The bytes may have gone between `shelve` and this transaction; removing takes its turn with us, so now they stay.
        store.files.put(sha256, in_pieces(shelved.content))
    return sha256


def blob(store: Store, sha256: str) -> Blob | None:
    """What is known of a stored file; None also when its bytes were taken away."""
    row = store.execute(select(blobs).where(blobs.c.sha256 == sha256)).one_or_none()
    if row is None or file_ends.ended(store, [sha256]):
        return None
    return Blob(row.sha256, row.size, row.media_type, row.content)


def sent_since(store: Store, person: PersonId, since: datetime) -> int:
    """Bytes of the files that a person sent since a moment, each time it was sent."""
    sizes = select(func.coalesce(func.sum(blobs.c.size), 0)).join(updates, updates.c.sha256 == blobs.c.sha256)
    query = sizes.where(updates.c.person_id == person, updates.c.at >= since)
    return int(store.execute(query).scalar_one())


def attach(store: Store, report: ReportId, sha256: str, name: str, person: PersonId, received_at: datetime) -> None:
    """Ties a stored file to a report."""
    row = {"report_id": report, "sha256": sha256, "name": name, "person_id": person, "received_at": received_at}
    record.add(store, evidence, row, received_at)


def are_there(store: Store, hashes: Sequence[str]) -> bool:
    """Whether none of the files has been taken away meanwhile."""
    return not file_ends.ended(store, hashes)


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

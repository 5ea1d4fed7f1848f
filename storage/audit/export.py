"""The record as files that auditors can read and check without this program: the same record gives the same bytes."""

import csv
import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import select

from domain.record import GENESIS
from storage.audit.chain import chunks
from storage.store import Store
from storage.tables import blobs, evidence, notice_files, record

RECORD, FILES, MANIFEST = "record.csv", "files.csv", "manifest.json"
RULE = (
    "hash = SHA-256 in hex of the UTF-8 bytes of the JSON list [number, at, actor or null, channel, kind, subject, facts, "
    "hash of the entry before] without blanks, characters beyond ASCII as they are; before the first entry stand 64 zeros"
)


def export(store: Store, folder: Path) -> dict[str, Any]:
    """Writes the record, the list of files it tells of, and a manifest with their hashes; gives the manifest."""
    folder.mkdir(parents=True, exist_ok=True)
    entries, head, kinds = 0, GENESIS, Counter[str]()
    with (folder / RECORD).open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([column.name for column in record.columns])
        for part in chunks(store):
            writer.writerows(part)
            kinds.update(entry[4] for entry in part)
            entries, head = part[-1][0], part[-1][8]
    _write(folder / FILES, ("sha256", "size", "media_type", "entry", "used_by"), _files(store))
    manifest = {
        "number": entries,
        "hash": head,
        "kinds": dict(sorted(kinds.items())),
        "rule": RULE,
        "files": {name: _fingerprint(folder / name) for name in (RECORD, FILES)},
    }
    (folder / MANIFEST).write_text(json.dumps(manifest, ensure_ascii=False, indent=2) + "\n", "utf-8")
    return manifest


def _files(store: Store) -> Iterable[Sequence[Any]]:
    """Every file that is kept, and the reports and steps of notices that it proves."""
    used: dict[str, list[str]] = {}
    for name, query in (
        ("report", select(evidence.c.sha256, evidence.c.report_id).order_by(evidence.c.id)),
        ("notice_step", select(notice_files.c.sha256, notice_files.c.event_id).order_by(notice_files.c.id)),
    ):
        for sha256, number in store.execute(query):
            used.setdefault(sha256, []).append(f"{name}:{number}")
    query_ = select(blobs.c.sha256, blobs.c.size, blobs.c.media_type, blobs.c.entry).order_by(blobs.c.sha256)
    for row in store.execute(query_):
        yield (*row, " ".join(used.get(row.sha256, ())))


def _write(path: Path, titles: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(titles)
        writer.writerows(rows)


def _fingerprint(path: Path) -> dict[str, Any]:
    with path.open("rb") as file:
        return {"sha256": hashlib.file_digest(file, "sha256").hexdigest(), "bytes": path.stat().st_size}

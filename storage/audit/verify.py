"""The whole audit: chain, rows, files, and what repeats the record so that lists are quick."""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import func, select

from domain.record import Head
from storage import file_ends, record
from storage.audit.chain import Chain, chunks
from storage.audit.findings import RECORD, Finding, Findings
from storage.audit.rows import Rows
from storage.covered import COVERED, ENTRY
from storage.files.place import FileDamaged, FileMissing, in_pieces, verified
from storage.store import Store
from storage.tables import blobs, item_states, light_changes, report_events, reports

BLOBS = 500


@dataclass(frozen=True, slots=True)
class Verdict:
    """What an audit found: nothing, or the first of `total` findings. `entries` were looked at, `head` is the newest."""

    entries: int
    head: Head
    findings: tuple[Finding, ...]
    total: int

    @property
    def is_clean(self) -> bool:
        """Whether everything is as it was put on record."""
        return self.total == 0


def verify(store: Store, outside: Head | None = None) -> Verdict:
    """Everything, in one pass over the record. `outside` is a copy of an older head; its hash may be only the beginning."""
    findings = Findings()
    chain, rows = Chain(findings, outside=outside), Rows(store, findings)
    _end_cut_off(store, findings)
    verdict = _pass(store, chain, rows, findings, first=1)
    _files(store, findings)
    _repeated(store, findings)
    return Verdict(verdict.entries, verdict.head, findings.in_order(), findings.total)


def verify_end(store: Store, entries: int) -> Verdict:
    """The newest entries and their rows alone: what a look at a running service can afford."""
    first = max(1, record.head(store).number - entries + 1)
    findings = Findings()
    return _pass(store, Chain(findings, first), Rows(store, findings, first), findings, first)


def _pass(store: Store, chain: Chain, rows: Rows, findings: Findings, first: int) -> Verdict:
    for part in chunks(store, first):
        for entry in part:
            chain.follow(entry)
        rows.compare(part)
    chain.end()
    rows.end(chain.head.number)
    return Verdict(chain.entries, chain.head, findings.in_order(), findings.total)


def _end_cut_off(store: Store, findings: Findings) -> None:
    """Rows bear the numbers of their entries: one beyond the newest tells that the end of the record is gone."""
    newest = record.head(store).number
    borne = max(store.execute(select(func.max(each.table.c[ENTRY]))).scalar_one() or 0 for each in COVERED)
    if borne > newest:
        told = f"the record ends with {newest}, but rows bear numbers up to {borne}: its end was cut off"
        findings.add(RECORD, str(newest + 1), newest + 1, told)


def _files(store: Store, findings: Findings) -> None:
    """The bytes of each file give its name; a piece of one is in memory at a time. Of files that ended none need be there."""
    for part in _files_by_name(store):
        over = file_ends.ended(store, [sha256 for sha256, _ in part])
        for sha256, size in part:
            if sha256 not in over and (told := _wrong_with(store, sha256, size)):
                findings.add("blobs", sha256, None, f"blobs {sha256} {told}")


def _wrong_with(store: Store, sha256: str, size: int) -> str:
    content = store.execute(select(blobs.c.content).where(blobs.c.sha256 == sha256)).scalar_one()
    pieces = verified(sha256, in_pieces(content)) if content or not size else store.files.pieces(sha256)
    try:
        found = sum(map(len, pieces))
    except FileMissing:
        return "has no file: its bytes are gone"
    except FileDamaged:
        found = -1
    return "" if found == size else "was changed: its bytes do not give its SHA-256 and size"


def _files_by_name(store: Store) -> Iterator[list[tuple[str, int]]]:
    query, after = select(blobs.c.sha256, blobs.c.size).order_by(blobs.c.sha256).limit(BLOBS), ""
    while part := store.execute(query.where(blobs.c.sha256 > after)).all():
        yield [(row.sha256, row.size) for row in part]
        after = part[-1].sha256


def _repeated(store: Store, findings: Findings) -> None:
    """The state of a report and the light of an item are the last ones that were put on record."""
    last = (
        select(func.max(report_events.c.id))
        .where(report_events.c.report_id == reports.c.id)
        .correlate(reports)
        .scalar_subquery()
    )
    query = select(reports.c.id, reports.c.state, report_events.c.state.label("step"))
    query = query.outerjoin(report_events, report_events.c.id == last)
    for row in store.execute(query.where(report_events.c.state.is_distinct_from(reports.c.state)).limit(findings.most)):
        told = f"its state is {row.state}, its last step on record {row.step or 'none'}"
        findings.add("reports", str(row.id), None, f"reports {row.id} was changed: {told}")
    turn = select(func.max(light_changes.c.id)).where(light_changes.c.item_id == item_states.c.item_id)
    turn_ = turn.correlate(item_states).scalar_subquery()
    lights = select(item_states.c.item_id, item_states.c.light, light_changes.c.new)
    lights = lights.outerjoin(light_changes, light_changes.c.id == turn_)
    for row in store.execute(
        lights.where(light_changes.c.new.is_distinct_from(item_states.c.light)).limit(findings.most)
    ):
        told = f"its light is {row.light}, its last turn on record {row.new or 'none'}"
        findings.add("item_states", str(row.item_id), None, f"item_states {row.item_id} was changed: {told}")

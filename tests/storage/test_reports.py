"""Reports on both databases: what was put off is read back, and whose queue a report waits in."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

from bot.demo.sample import sample_items, sample_units
from domain.items import ItemId
from domain.people import PersonId, Role
from domain.record import Kind
from domain.reports import ReportId, ReportState, ValueKind
from storage import items, people, reports, units
from storage.engine import Database
from storage.reports import NewReport
from storage.store import Store
from storage.tables import record

NOW = datetime(2026, 6, 24, 2, tzinfo=UTC)
ITEM, CLERK, OTHER, HEAD = ItemId(1), PersonId(1), PersonId(2), PersonId(3)
WAITING = (ReportState.SUBMITTED,)


def told(person: PersonId, unit: str, total: int = 18) -> NewReport:
    """A total as of 24 June."""
    figure = Decimal(total)
    return NewReport(ITEM, person, unit, "", figure, ValueKind.TOTAL, figure, None, date(2026, 6, 24))


def founded(store: Store) -> None:
    """One item, clerks of two units, and a head."""
    units.put(store, sample_units(), NOW)
    items.add(store, sample_items(2026)[:1], "示例区", date(2026, 1, 1), NOW)
    people.add(store, "甲", Role.REPORTER, "BM28", "", NOW)
    people.add(store, "乙", Role.REPORTER, "BM03", "", NOW)
    people.add(store, "负责人", Role.UNIT_HEAD, "BM28", "", NOW)


async def test_a_report_put_off_to_the_end_is_found_by_whoever_asks_before(database: Database) -> None:
    def work(store: Store) -> list[list[ReportId]]:
        founded(store)
        found = []
        for ask in (
            lambda: reports.of_item(store, ITEM),
            lambda: [each for each in [reports.by_id(store, ReportId(2))] if each],
            lambda: reports.of_person(store, CLERK),
            lambda: reports.of_person_or_told_by_phone(store, CLERK, "BM28"),
            lambda: reports.latest_live(store, [ITEM]).values(),
            lambda: reports.waiting(store, WAITING, None, HEAD),
        ):
            reports.add_later(store, told(CLERK, "BM28"), NOW)
            found.append(sorted(each.id for each in ask()))
        return found

    assert await database.write(work) == [[1], [2], [1, 2, 3], [1, 2, 3, 4], [5], [1, 2, 3, 4, 5, 6]]


async def test_a_queue_of_a_unit_holds_what_was_sent_for_that_unit_alone(database: Database) -> None:
    """The head of one unit never sees what waits in another one's."""

    def work(store: Store) -> list[list[ReportId]]:
        founded(store)
        for person, unit in ((CLERK, "BM28"), (OTHER, "BM03"), (HEAD, "BM28")):
            reports.add(store, told(person, unit), NOW)
        asked = (("BM28", HEAD), ("BM03", HEAD), (None, CLERK))
        return [[each.id for each in reports.waiting(store, WAITING, unit, person)] for unit, person in asked]

    assert await database.write(work) == [[1], [2], [2, 3]], "and nobody waits for an own one"


async def test_who_wrote_what_was_forwarded_is_kept_and_on_record(database: Database) -> None:
    def work(store: Store) -> tuple[list[str | None], list[bool]]:
        founded(store)
        for author in ("李四", "", None):
            reports.add(store, replace(told(CLERK, "BM28"), forwarded=author), NOW)
        store.flush()
        kept = [each.forwarded for each in reports.of_item(store, ITEM)]
        query = record.select().where(record.c.kind == Kind.REPORT.value).order_by(record.c.number)
        return kept, ["李四" in row.facts for row in store.execute(query)]

    assert await database.write(work) == ([None, "", "李四"], [True, False, False])

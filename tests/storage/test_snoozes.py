"""Whose reminders rest, on both databases."""

from datetime import UTC, date, datetime

from bot.demo.sample import sample_items, sample_units
from domain.items import ItemId
from domain.keys.due import ReportPeriod
from domain.ladders import Hold, HoldKind
from domain.people import Role
from storage import items, people, supervision, units
from storage.engine import Database
from storage.store import Store
from storage.supervision import Snooze

NOW = datetime(2026, 7, 1, 2, tzinfo=UTC)
SINCE, SOON, LATE = date(2026, 7, 1), date(2026, 7, 3), date(2026, 7, 7)


async def test_a_snooze_that_lasts_longest_is_told_and_a_receipt_is_none(database: Database) -> None:
    def work(store: Store) -> None:
        units.put(store, sample_units(), NOW)
        items.add(store, sample_items(2026)[:3], "示例区", date(2026, 1, 1), NOW)
        clerk = people.add(store, "张三", Role.REPORTER, "BM28", "", NOW)
        head = people.add(store, "王五", Role.UNIT_HEAD, "BM28", "", NOW)
        for item, subject, kind, through, who in (
            (1, ReportPeriod(SOON), HoldKind.SNOOZED, LATE, head),
            (1, ReportPeriod(LATE), HoldKind.SNOOZED, SOON, clerk),
            (2, ReportPeriod(SOON), HoldKind.SNOOZED, SOON, clerk),
            (3, ReportPeriod(SOON), HoldKind.ACKNOWLEDGED, LATE, clerk),
        ):
            supervision.hold(store, ItemId(item), subject, Hold(kind, SINCE, through), who, "等验收", NOW)

    await database.write(work)

    async def resting(day: date) -> dict[ItemId, Snooze]:
        return await database.read(lambda store: supervision.snoozes_on(store, day))

    assert await resting(SOON) == {ItemId(1): Snooze("王五", LATE), ItemId(2): Snooze("张三", SOON)}
    assert await resting(LATE) == {ItemId(1): Snooze("王五", LATE)}

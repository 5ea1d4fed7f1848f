"""The tree of areas on both databases: stored as read, changed on record, carried by a backup."""

from datetime import UTC, date, datetime
from pathlib import Path

from bot.demo.sample import sample_items, sample_units
from domain.areas import Area, AreaChange, AreaField, AreaFieldChange
from domain.items import ItemId
from domain.people import Role
from storage import areas, backup, items, people, reference_changes, units
from storage.areas import Origin, Step
from storage.engine import Database, in_file
from storage.store import Store

NOW = datetime(2026, 7, 1, 2, tzinfo=UTC)
# The parent's code comes after its children's: rows are put back by code.
TOP, CBD, HILL = Area("Z", "三区", "布局"), Area("CBD", "中央商务区", "片区", "Z"), Area("CLS", "长岭山", "片区", "Z")


def settle(store: Store) -> Origin:
    """Units, items of two years, an admin, and three areas with items."""
    units.put(store, sample_units(), NOW)
    for year in (2025, 2026):
        items.add(store, sample_items(year)[:3], "示例区", date(year, 1, 1), NOW)
    origin = Origin(people.add(store, "管理员", Role.ADMIN, None, "", NOW), "片区.csv", NOW)
    areas.add(store, [CBD, TOP, HILL], origin)
    areas.hang(store, "CBD", [ItemId(1), ItemId(4), ItemId(5)], origin)
    return origin


async def test_the_tree_comes_back_as_it_was_stored_with_the_items_of_the_year_asked(database: Database) -> None:
    await database.write(settle)
    this = await database.read(lambda store: areas.tree(store, 2026))
    last = await database.read(lambda store: areas.tree(store, 2025))
    assert this.areas == last.areas == (CBD, TOP, HILL)
    assert dict(this.hung) == {"CBD": {"JJ-001", "JJ-002"}}
    assert dict(last.hung) == {"CBD": {"JJ-001"}}
    assert [area.code for area, _ in this.ordered] == ["Z", "CBD", "CLS"]


async def test_names_may_be_swapped_and_a_move_is_on_record(database: Database) -> None:
    origin = await database.write(settle)
    swapped = [
        AreaChange(Area("CBD", "长岭山", "片区", "Z"), (AreaFieldChange(AreaField.NAME, "中央商务区", "长岭山"),)),
        AreaChange(
            Area("CLS", "中央商务区", "片区", None),
            (
                AreaFieldChange(AreaField.NAME, "长岭山", "中央商务区"),
                AreaFieldChange(AreaField.PARENT, "Z", ""),
            ),
        ),
    ]
    await database.write(lambda store: areas.change(store, swapped, origin))
    tree = await database.read(lambda store: areas.tree(store, 2026))
    assert tree.areas == (swapped[0].new, TOP, swapped[1].new)
    newest, first = await database.read(lambda store: areas.history(store, "CLS", 9))
    assert (newest.step, newest.fields) == (Step.CHANGED, swapped[1].fields)
    assert (newest.by, newest.source, newest.at) == ("管理员", "片区.csv", NOW)
    assert first.step is Step.ADDED


async def test_what_was_taken_off_an_area_stays_on_record_and_may_come_back(database: Database) -> None:
    origin = await database.write(settle)
    await database.write(lambda store: areas.take(store, "CBD", [ItemId(4)], origin))
    tree = await database.read(lambda store: areas.tree(store, 2026))
    assert tree.items_on("CBD") == {"JJ-002"}
    await database.write(lambda store: areas.hang(store, "CBD", [ItemId(4)], origin))
    found = await database.read(lambda store: areas.history(store, "CBD", 3))
    assert [(each.step, each.item) for each in found] == [
        (Step.HUNG, "JJ-001"),
        (Step.TAKEN, "JJ-001"),
        (Step.HUNG, "JJ-002"),
    ]


async def test_whoever_looked_the_tree_up_looks_again_after_a_change(database: Database) -> None:
    origin = await database.write(settle)
    before = await database.read(reference_changes.newest)
    await database.write(lambda store: areas.take(store, "CBD", [ItemId(4)], origin))
    assert await database.read(reference_changes.newest) != before


async def test_a_backup_carries_the_tree_though_children_come_before_their_parents(
    database: Database, tmp_path: Path
) -> None:
    await database.write(settle)
    before = await database.read(lambda store: areas.tree(store, 2026))
    file = tmp_path / "backup.db"
    await database.read(lambda store: backup.save(store, file, store.files))
    assert in_file(file, lambda store: areas.tree(store, 2026)) == before
    await database.write(lambda store: backup.load(store, file, NOW))
    assert await database.read(lambda store: areas.tree(store, 2026)) == before
    assert len(await database.read(lambda store: areas.history(store, "CBD", 9))) == 4

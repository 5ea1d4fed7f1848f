"""A backup is one SQLite file of either database, and goes back into either."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import func, select

from domain.people import Role
from storage import backup, backup_files, evidence, guards, marks, migrate, people, record
from storage.audit.verify import verify
from storage.backup import BackupError
from storage.engine import Database, in_file, open_database
from storage.files.folder import FolderFiles
from storage.store import Store
from storage.tables import metadata
from tests.support.stores import new_database, new_file

NOW = datetime(2026, 6, 24, 2, 3, 4, 567890, tzinfo=UTC)


def fill(store: Store) -> None:
    """Rows whose types are easily lost on the way: times, bytes, decimals, JSON, a reference to a row of the same table."""
    first = people.add(store, "赵科长", Role.ADMIN, None, "", NOW)
    people.bind(store, first, "telegram", "77", "77", NOW)
    evidence.keep(store, evidence.shelve(store.files, b"\x00\xffproof"), "image/png", NOW)
    marks.put(store, "a", "一")


def contents(store: Store) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table."""
    return {
        table.name: [tuple(row) for row in store.execute(select(table).order_by(*table.primary_key.columns))]
        for table in metadata.sorted_tables
    }


@pytest.mark.parametrize("into", ["sqlite", "postgresql"])
async def test_everything_comes_back_as_it_was_in_either_database(
    database: Database, into: str, tmp_path: Path, postgres: str
) -> None:
    file = tmp_path / "backup.db"
    await database.write(fill)
    before = await database.read(contents)
    assert await database.read(lambda store: backup.save(store, file, store.files)) == 7
    sqlite = into == "sqlite"
    url = new_file(tmp_path / "other.db") if sqlite else new_database(postgres)
    other = open_database(url, FolderFiles(tmp_path / "others"))
    assert await other.read(backup.is_empty)
    brought = backup_files.bring(file, database.files, other.files)
    assert (brought.new, brought.lost) == (1, [])
    assert await other.write(lambda store: backup.load(store, file, NOW)) == 7
    after = await other.read(contents)
    restored = after["record"].pop()
    assert after == before
    assert restored[4] == "restored"
    assert str(restored[6]).startswith('{"rows":7,"sha256":')
    assert (await other.read(verify)).is_clean
    assert await other.read(guards.missing) == []
    assert not await other.read(backup.is_empty)
    second = await other.write(lambda store: people.add(store, "钱科长", Role.ADMIN, None, "", NOW))
    assert second == 2, "numbers go on after the restored ones"
    await other.close()


async def test_what_is_written_meanwhile_is_in_the_next_backup(database: Database, tmp_path: Path) -> None:
    """The copy is one transaction's view: consistent, and nobody waits for it."""
    await database.write(fill)

    def look(store: Store) -> int:
        return int(store.execute(select(func.count()).select_from(metadata.tables["people"])).scalar_one())

    def slowly(store: Store) -> int:
        look(store)
        return backup.save(store, tmp_path / "a.db", store.files)

    await database.read(slowly)
    await database.write(lambda store: people.add(store, "钱科长", Role.ADMIN, None, "", NOW))
    await database.read(lambda store: backup.save(store, tmp_path / "b.db", store.files))
    assert in_file(tmp_path / "a.db", look) == 1
    assert in_file(tmp_path / "b.db", look) == 2


async def test_a_failed_restore_changes_nothing(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await database.write(fill)
    before = await database.read(contents)
    await database.read(lambda store: backup.save(store, tmp_path / "a.db", store.files))
    honest = backup._copy

    def broken(source: Store, target: Store, table: object) -> int:
        if table is metadata.tables["bindings"]:
            raise RuntimeError("cut")
        return honest(source, target, table)  # type: ignore[arg-type]

    monkeypatch.setattr(backup, "_copy", broken)
    with pytest.raises(RuntimeError, match="cut"):
        await database.write(lambda store: backup.load(store, tmp_path / "a.db", NOW))
    assert await database.read(contents) == before


def test_a_backup_of_an_older_program_is_brought_up_to_date(tmp_path: Path) -> None:
    file = tmp_path / "old.db"
    in_file(file, lambda store: migrate.upgrade(store, "0001"))
    assert backup.revision_of(file) == "0001"
    backup.bring_up_to_date(file)
    assert backup.revision_of(file) == migrate.newest()


@pytest.mark.parametrize(("content", "reason"), [(None, "no such file"), (b"hello", "not a backup")])
def test_a_file_that_is_no_backup_is_refused_in_one_sentence(
    tmp_path: Path, content: bytes | None, reason: str
) -> None:
    file = tmp_path / "x.db"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(BackupError, match=reason):
        backup.revision_of(file)


def test_an_empty_database_is_no_backup(tmp_path: Path) -> None:
    file = tmp_path / "x.db"
    in_file(file, lambda store: store.connection.exec_driver_sql("CREATE TABLE t (x)"))
    with pytest.raises(BackupError, match="not a backup"):
        backup.revision_of(file)


async def test_a_restore_tells_of_the_record_that_it_replaced(database: Database, tmp_path: Path) -> None:
    await database.write(fill)
    await database.read(lambda store: backup.save(store, tmp_path / "a.db", store.files))
    await database.write(lambda store: people.add(store, "钱科长", Role.ADMIN, None, "", NOW))
    replaced = await database.read(record.head)
    await database.write(lambda store: backup.load(store, tmp_path / "a.db", NOW))
    last = select(metadata.tables["record"].c.facts).order_by(metadata.tables["record"].c.number.desc()).limit(1)
    assert f'"replaced":"{replaced.text}"' in await database.read(lambda store: store.execute(last).scalar_one())
    found = await database.read(lambda store: verify(store, replaced))
    assert (
        "is another than in the copy" in found.findings[0].sentence
        or "the end was cut off" in found.findings[0].sentence
    )

"""A store that is damaged or gone is told from one that fails for a while, and nothing is written to it any more."""

import sqlite3
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError, IntegrityError, OperationalError

from storage import marks, migrate, soundness
from storage.engine import SqliteDatabase, open_database
from storage.files.folder import FolderFiles
from storage.soundness import StoreGone, is_store_failure, is_unsound
from storage.store import Store
from tests.support.stores import damage


def sqlite_failure(code: int) -> sqlite3.DatabaseError:
    """As the driver raises it."""
    failure = sqlite3.DatabaseError("as the driver says it")
    failure.sqlite_errorcode = code
    return failure


class ServerFailure(Exception):
    """As PostgreSQL's driver raises it."""

    def __init__(self, sqlstate: str) -> None:
        super().__init__(sqlstate)
        self.sqlstate = sqlstate


def wrapped(failure: Exception) -> DatabaseError:
    """As the library hands it on."""
    return DatabaseError("SELECT 1", None, failure)


@pytest.mark.parametrize(
    ("failure", "of_the_store", "unsound"),
    [
        (wrapped(sqlite_failure(sqlite3.SQLITE_CORRUPT)), True, True),
        (wrapped(sqlite_failure(sqlite3.SQLITE_CORRUPT | 2 << 8)), True, True),
        (sqlite_failure(sqlite3.SQLITE_NOTADB), True, True),
        (wrapped(sqlite_failure(sqlite3.SQLITE_IOERR | 3 << 8)), True, False),
        (wrapped(sqlite_failure(sqlite3.SQLITE_FULL)), True, False),
        (wrapped(sqlite_failure(sqlite3.SQLITE_CONSTRAINT)), False, False),
        (wrapped(ServerFailure("XX001")), True, True),
        (wrapped(ServerFailure("XX002")), True, True),
        (wrapped(ServerFailure("XX000")), True, False),
        (wrapped(ServerFailure("53100")), True, False),
        (wrapped(ServerFailure("25006")), True, False),
        (wrapped(ServerFailure("22001")), False, False),
        (OperationalError("BEGIN", None, Exception("locked")), True, False),
        (IntegrityError("INSERT", None, Exception("unique")), False, False),
        (StoreGone("gone"), True, True),
        (OSError("disk"), True, False),
        (ValueError("ours"), False, False),
    ],
)
def test_what_a_failure_says_of_the_store(failure: Exception, of_the_store: bool, unsound: bool) -> None:
    assert (is_store_failure(failure), is_unsound(failure)) == (of_the_store, unsound)


def put(store: Store) -> None:
    """Any fact."""
    marks.put(store, "any", "value")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "x.db"


@pytest.fixture
async def database(path: Path) -> SqliteDatabase:
    """A database with its schema."""
    made = SqliteDatabase(f"sqlite:///{path}", FolderFiles(path.parent / "files"))
    await made.write(migrate.upgrade)
    return made


@pytest.mark.parametrize("how", ["deleted", "replaced", "moved"])
async def test_a_file_that_is_no_longer_the_one_that_was_opened_is_written_to_no_more(
    database: SqliteDatabase, path: Path, how: str
) -> None:
    await database.write(put)
    match how:
        case "deleted":
            path.unlink()
        case "moved":
            path.rename(path.with_suffix(".away"))
        case _:
            path.with_suffix(".new").write_bytes(path.read_bytes())
            path.with_suffix(".new").replace(path)
    for brief in (True, False):
        with pytest.raises(StoreGone):
            await database.write(put, brief=brief)
    with pytest.raises(StoreGone):
        await database.read(lambda store: marks.get(store, "any"))
    assert database.soundness.trouble is not None
    assert path.exists() == (how == "replaced"), "no empty file takes its place"
    await database.close()


async def test_a_volume_that_comes_back_is_not_believed_before_a_restart(database: SqliteDatabase, path: Path) -> None:
    away = path.with_suffix(".away")
    path.rename(away)
    with pytest.raises(StoreGone):
        await database.write(put)
    away.rename(path)
    with pytest.raises(StoreGone):
        await database.write(put)
    await database.close()


async def test_a_damaged_page_is_found_by_the_look_and_by_who_meets_it(database: SqliteDatabase, path: Path) -> None:
    assert await database.read(soundness.faults) == []
    await database.close()
    damage(path, "marks")
    again = open_database(f"sqlite:///{path}")
    assert await again.read(soundness.faults)
    assert again.soundness.trouble is None, "the look itself met nothing"
    with pytest.raises(DatabaseError):
        await again.write(put)
    assert again.soundness.trouble is not None
    with pytest.raises(StoreGone):
        await again.read(lambda store: store.execute(text("SELECT 1")).scalar_one())
    await again.close()


async def test_a_file_that_is_no_database_is_unsound(tmp_path: Path) -> None:
    path = tmp_path / "x.db"
    path.write_bytes(b"this was a database once" * 1000)
    database = open_database(f"sqlite:///{path}")
    with pytest.raises(DatabaseError):
        await database.read(soundness.faults)
    assert database.soundness.trouble is not None
    await database.close()


async def test_a_transaction_that_fails_by_its_own_mistake_leaves_the_store_sound(database: SqliteDatabase) -> None:
    def fail(_store: Store) -> None:
        raise ValueError("a mistake")

    with pytest.raises(ValueError, match="a mistake"):
        await database.write(fail)
    await database.write(put)
    assert database.soundness.trouble is None
    await database.close()

"""Databases made once and copied: running every step of the schema for each test took longer than the tests."""

import asyncio
import shutil
import sqlite3
import tempfile
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from functools import cache
from pathlib import Path

from sqlalchemy.engine import make_url

from storage import marks, migrate
from storage.engine import open_database
from storage.store import Store
from tests.support.postgres import fresh_database

# As long as the process of the tests.
_folder = tempfile.TemporaryDirectory(prefix="zeren-stores-")


def _migrated(url: str) -> str:
    """Brings an empty database's schema up to date; its URL."""

    async def upgrade() -> None:
        database = open_database(url)
        await database.write(migrate.upgrade)
        await database.close()

    # In a thread: the caller may be inside a running loop.
    with ThreadPoolExecutor(1) as pool:
        pool.submit(asyncio.run, upgrade()).result()
    return url


def new_file(path: Path) -> str:
    """A SQLite file with the schema and nothing in it; its URL."""
    shutil.copyfile(_schema_file(), path)
    return f"sqlite:///{path}"


def new_database(server: str) -> str:
    """A PostgreSQL database with the schema and nothing in it; its URL."""
    return fresh_database(server, template=_schema_database(server))


class Kept:
    """SQLite files kept under a key, to begin with what took long to make."""

    def __init__(self) -> None:
        self._files: dict[object, Path] = {}

    def give(self, key: object, path: Path) -> bool:
        """Puts a copy there, if one is kept; never over a file that is there."""
        if key not in self._files or path.exists():
            return False
        shutil.copyfile(self._files[key], path)
        return True

    def keep(self, key: object, path: Path) -> None:
        """Keeps a copy of the file as its last transaction left it; others may have it open."""
        self._files[key] = _spot(f"kept-{len(self._files)}")
        _copy(path, self._files[key])


def sqlite_file(url: str) -> Path | None:
    """The file of a SQLite database, None of another."""
    parts = make_url(url)
    return Path(parts.database or "") if parts.get_backend_name() == "sqlite" else None


@cache
def _schema_file() -> Path:
    made = _spot("made")
    _migrated(f"sqlite:///{made}")
    _copy(made, _spot("schema"))
    return _spot("schema")


@cache
def _schema_database(server: str) -> str:
    return make_url(_migrated(fresh_database(server))).database or ""


def _spot(name: str) -> Path:
    return Path(_folder.name) / f"{name}.db"


def _copy(path: Path, target: Path) -> None:
    """A copy that needs no log beside it."""
    with closing(sqlite3.connect(path)) as source, closing(sqlite3.connect(target)) as copy:
        source.backup(copy)


__all__ = ["Kept", "new_database", "new_file", "sqlite_file"]


def bump(store: Store, mark: str) -> None:
    """Counts a mark up by one: a change that is lost if two writers do not take turns."""
    marks.put(store, mark, str(int(marks.get(store, mark) or "0") + 1))


def damage(path: Path, table: str) -> None:
    """Overwrites the first page of a table in a SQLite file, as a failing disk does."""
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        (page,) = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = ?", (table,)).fetchone()
        (size,) = connection.execute("PRAGMA page_size").fetchone()
    with path.open("r+b") as file:
        file.seek((page - 1) * size)
        file.write(b"\xa5" * size)

"""The database and its one transaction.

`Database.write` is the only place that commits. Work handed to it is a plain function of a store: it cannot wait for
anything else, so no transaction is ever held across a network call.
"""

import asyncio
import contextlib
import sqlite3
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, TypeVar

import orjson
from sqlalchemy import Connection, Engine, TextClause, create_engine, event, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError, OperationalError

from storage.exact import to_json
from storage.files.folder import FolderFiles
from storage.files.place import Files
from storage.leader import AdvisoryLeader, FileLeader, Leader
from storage.loop_thread import LoopThread
from storage.soundness import OpenFile, Soundness
from storage.store import Shared, Store

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncConnection

T = TypeVar("T")
Work = Callable[[Store], T]

BUSY_TIMEOUT_MS = 10_000
READERS = 2
BEGIN = "zeren_begin"
# One arbitrary number all processes of the service agree on: the transaction-level lock of the one writer.
WRITER_LOCK = 7_226_001
# What a transaction on PostgreSQL begins with.
TAKE_TURN = text("SELECT pg_advisory_xact_lock(:lock)").bindparams(lock=WRITER_LOCK)
ONLY_READ = text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")


JSON: dict[str, object] = {"json_serializer": to_json, "json_deserializer": orjson.loads}


class Database(Protocol):
    """A store with one writer at a time and readers beside it."""

    @property
    def dialect(self) -> str:
        """ "sqlite" or "postgresql"."""
        ...

    @property
    def files(self) -> Files:
        """Where the bytes of files lie."""
        ...

    @property
    def soundness(self) -> Soundness:
        """Whether the store was found damaged or gone; from then on every transaction is refused."""
        ...

    async def write(self, work: Work[T], *, brief: bool = False) -> T:
        """Runs `work` in a transaction of its own and commits; whatever it raises rolls everything back and is raised.

        `brief`: it takes some milliseconds, so it may be done on the caller's thread if no other writer is at work.
        """
        ...

    async def read(self, work: Work[T]) -> T:
        """Runs `work` on a consistent view and changes nothing."""
        ...

    async def beside(self, work: Callable[[], T]) -> T:
        """Runs work that waits for a disk or a network, outside any transaction and off the caller's thread."""
        ...

    def leader(self) -> Leader:
        """The one seat among all processes on this database: who holds it polls, ticks and delivers."""
        ...

    async def close(self) -> None:
        """Gives every connection back."""
        ...


class SqliteDatabase:
    """SQLite in WAL mode with synchronous FULL; one thread writes (BEGIN IMMEDIATE), a few read."""

    dialect = "sqlite"

    def __init__(self, url: str, files: Files) -> None:
        self._path = make_url(url).database or ""
        self.files = files
        self.soundness = Soundness(OpenFile(self._path).look)
        self._engine = _sqlite_engine(self._path)
        # What is brief waits for no lock: if another process writes, it goes to the thread, which waits.
        self._at_once = _sqlite_engine(self._path, busy_timeout_ms=0)
        self._shared = Shared()
        self._writing = 0
        self._writer = ThreadPoolExecutor(1, thread_name_prefix="store-writer")
        self._readers = ThreadPoolExecutor(READERS, thread_name_prefix="store-reader")

    async def write(self, work: Work[T], *, brief: bool = False) -> T:
        """See Database. A caller that is cancelled does not stop a transaction that has begun."""
        if brief and not self._writing:
            with contextlib.suppress(_Busy):
                return self._write(work, self._at_once)
        self._writing += 1
        try:
            return await asyncio.shield(self._on(self._writer, lambda: self._write(work, self._engine)))
        finally:
            self._writing -= 1

    async def read(self, work: Work[T]) -> T:
        """See Database."""
        return await self._on(self._readers, lambda: self._read(work))

    async def beside(self, work: Callable[[], T]) -> T:
        """See Database."""
        return await asyncio.to_thread(work)

    async def close(self) -> None:
        """See Database."""
        self._writer.shutdown(wait=True)
        self._readers.shutdown(wait=True)
        self._engine.dispose()
        self._at_once.dispose()

    def leader(self) -> Leader:
        """See Database."""
        return FileLeader(f"{self._path}.leader")

    def _write(self, work: Work[T], engine: Engine) -> T:
        with self.soundness.watched(), self._begun(engine) as connection:
            return _done(Store(connection, self._shared, self.files), work)

    @contextlib.contextmanager
    def _begun(self, engine: Engine) -> Iterator[Connection]:
        """A connection in a transaction of its own. Raises _Busy where somebody else writes and `engine` does not wait."""
        with contextlib.ExitStack() as ends:
            try:
                connection = ends.enter_context(engine.connect())
                connection.execution_options(**{BEGIN: "BEGIN IMMEDIATE"})
                ends.enter_context(connection.begin())
            except OperationalError as failure:
                # The low byte is the code, the rest says what kind of it (recovery, snapshot).
                code = getattr(failure.orig, "sqlite_errorcode", 0) & 0xFF
                if engine is self._at_once and code == sqlite3.SQLITE_BUSY:
                    raise _Busy from failure
                raise
            yield connection

    def _read(self, work: Work[T]) -> T:
        with self.soundness.watched(), self._engine.connect() as connection:
            connection.begin()
            return work(Store(connection, self._shared, self.files))

    @staticmethod
    def _on(pool: ThreadPoolExecutor, work: Callable[[], T]) -> "asyncio.Future[T]":
        return asyncio.get_running_loop().run_in_executor(pool, work)


class _Busy(Exception):
    """Another writer holds the lock; nothing has begun."""


class PostgresDatabase:
    """PostgreSQL through asyncpg, on a thread with a loop of its own, so that no work here holds up the caller's loop.

    Writers of all processes take turns on a transaction-level advisory lock.
    """

    dialect = "postgresql"

    def __init__(self, url: str, files: Files) -> None:
        # It brings the ORM along, which nothing else here needs.
        from sqlalchemy.ext.asyncio import create_async_engine

        self._engine = create_async_engine(url, pool_size=5, max_overflow=0, **JSON)
        self.soundness = Soundness()
        self._shared = Shared()
        self.files = files
        self._loop = LoopThread("store")

    async def write(self, work: Work[T], *, brief: bool = False) -> T:
        """See Database; nothing is done on the caller's thread. Cancelling the caller stops no transaction that has begun."""
        return await self._loop.run(self._write(work))

    async def read(self, work: Work[T]) -> T:
        """See Database."""
        return await self._loop.run(self._read(work))

    async def beside(self, work: Callable[[], T]) -> T:
        """See Database."""
        return await asyncio.to_thread(work)

    async def close(self) -> None:
        """See Database."""
        await self._loop.run(self._engine.dispose())
        self._loop.stop()

    def leader(self) -> Leader:
        """See Database."""
        return AdvisoryLeader(self._engine, self._loop)

    async def _read(self, work: Work[T]) -> T:
        with self.soundness.watched():
            return await self._begun_with(ONLY_READ, work)

    async def _write(self, work: Work[T]) -> T:
        with self.soundness.watched():
            return await self._begun_with(TAKE_TURN, lambda store: _done(store, work))

    async def _begun_with(self, first: TextClause, work: Work[T]) -> T:
        connection, ends = await self._begun(first)
        async with ends:
            return await connection.run_sync(lambda plain: work(Store(plain, self._shared, self.files)))

    async def _begun(self, first: TextClause) -> "tuple[AsyncConnection, contextlib.AsyncExitStack]":
        """A connection whose transaction has begun with a statement, and what ends it.

        A connection that was lost while it lay idle shows at its first statement. The pool then throws away all that are as
        old, so once more is enough; asking each before it is used would cost three ways to the server.
        """
        try:
            return await self._begun_once(first)
        except DBAPIError as failure:
            if not failure.connection_invalidated:
                raise
            return await self._begun_once(first)

    async def _begun_once(self, first: TextClause) -> "tuple[AsyncConnection, contextlib.AsyncExitStack]":
        async with contextlib.AsyncExitStack() as ends:
            connection = await ends.enter_async_context(self._engine.begin())
            await connection.execute(first)
            return connection, ends.pop_all()


def open_database(url: str, files: Files | None = None) -> Database:
    """Opens `sqlite:///PATH` or `postgresql+asyncpg://...`; raises ValueError for anything else.

    `files`: where the bytes of files lie, if not in `folder_beside`.
    """
    backend = make_url(url).get_backend_name()
    place = files or FolderFiles(folder_beside(url))
    if backend == "sqlite":
        return SqliteDatabase(url, place)
    if backend == "postgresql":
        return PostgresDatabase(url, place)
    raise ValueError(f"unsupported database: {backend}; use sqlite:///PATH or postgresql+asyncpg://")


def folder_beside(url: str) -> Path:
    """The folder of a database's files: beside a SQLite file under its name, else `data/NAME.evidence`."""
    parts = make_url(url)
    if parts.get_backend_name() == "sqlite":
        return Path(parts.database or "zeren.db").with_suffix(".evidence")
    return Path("data") / f"{parts.database or 'zeren'}.evidence"


def in_file(path: Path, work: Work[T]) -> T:
    """Runs `work` in one transaction on a SQLite file of its own, such as a backup; the file is made if it is missing."""
    engine = _sqlite_engine(str(path), journal="DELETE")
    try:
        with engine.begin() as connection:
            return _done(Store(connection), work)
    finally:
        engine.dispose()


def _done(store: Store, work: Work[T]) -> T:
    """The work, and what it put off to the end of its transaction."""
    result = work(store)
    store.flush()
    if store.broken:
        raise RuntimeError("what was put off could not be written, and the failure was caught")
    return result


def _sqlite_engine(path: str, journal: str = "WAL", busy_timeout_ms: int = BUSY_TIMEOUT_MS) -> Engine:
    engine = create_engine(f"sqlite:///{path}", pool_size=READERS + 1, max_overflow=0, **JSON)

    @event.listens_for(engine, "connect")
    def prepare(connection: sqlite3.Connection, _record: object) -> None:
        # The driver would begin transactions by itself, too late and in deferred mode: BEGIN is ours.
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in (
            f"busy_timeout={busy_timeout_ms}",
            f"journal_mode={journal}",
            "synchronous=FULL",
            "foreign_keys=ON",
            # Without it REPLACE would take rows away that are kept.
            "recursive_triggers=ON",
        ):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        # A read that turned into a write would get SQLITE_BUSY at once: writers take the lock first.
        connection.exec_driver_sql(connection.get_execution_options().get(BEGIN, "BEGIN"))

    return engine

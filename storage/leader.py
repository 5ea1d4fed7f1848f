"""One seat for all processes on one database. A dead holder gives it up at once, without waiting for a lease to end."""

import fcntl
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from storage.loop_thread import LoopThread

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

# One arbitrary number all processes of the service agree on: the session-level lock of the leader.
LEADER_LOCK = 7_226_002


class Leader(Protocol):
    """The seat, from one process's point of view."""

    async def take(self) -> bool:
        """Takes the seat if it is free; True also when it is ours already."""
        ...

    async def holds(self) -> bool:
        """Whether the seat is still ours."""
        ...

    async def release(self) -> None:
        """Leaves the seat."""
        ...


class FileLeader:
    """A lock on a file beside the SQLite database; the system drops it with the process."""

    def __init__(self, path: str) -> None:
        self._path = Path(path)
        self._file: TextIOWrapper | None = None

    async def take(self) -> bool:
        """See Leader."""
        if self._file is not None:
            return True
        file = self._path.open("w")
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            file.close()
            return False
        self._file = file
        return True

    async def holds(self) -> bool:
        """See Leader."""
        return self._file is not None

    async def release(self) -> None:
        """See Leader."""
        if self._file is not None:
            self._file.close()
            self._file = None


class AdvisoryLeader:
    """A session-level advisory lock on a PostgreSQL connection of its own; the server drops it with the connection."""

    def __init__(self, engine: "AsyncEngine", loop: LoopThread) -> None:
        self._engine = engine
        self._loop = loop
        self._connection: AsyncConnection | None = None

    async def take(self) -> bool:
        """See Leader."""
        return await self._loop.run(self._take())

    async def holds(self) -> bool:
        """See Leader."""
        return await self._loop.run(self._holds())

    async def release(self) -> None:
        """See Leader."""
        await self._loop.run(self._release())

    async def _take(self) -> bool:
        if self._connection is not None:
            return await self._holds()
        connection = await self._engine.connect()
        try:
            await connection.execution_options(isolation_level="AUTOCOMMIT")
            taken = await connection.execute(text("SELECT pg_try_advisory_lock(:lock)"), {"lock": LEADER_LOCK})
            free = bool(taken.scalar_one())
        except DBAPIError as failure:
            await connection.close()
            if not failure.connection_invalidated:
                raise
            # It was lost while it lay idle; the next try has a new one.
            return False
        if not free:
            await connection.close()
            return False
        self._connection = connection
        return True

    async def _holds(self) -> bool:
        if self._connection is None:
            return False
        try:
            await self._connection.execute(text("SELECT 1"))
        except (SQLAlchemyError, OSError):
            await self._release()
            return False
        return True

    async def _release(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            # Thrown away, not returned to the pool: the lock belongs to the session.
            await connection.invalidate()
            await connection.close()

"""Fixtures shared by all rooms."""

import tempfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import hypothesis
import pytest
import structlog
from structlog.typing import Processor

from storage.audit.verify import verify
from storage.engine import Database, open_database
from storage.files.folder import FolderFiles
from tests.support.postgres import hurry, start_server
from tests.support.stores import new_database, new_file
from tests.support.world import World, make_world

# No test is timed: on a busy machine any example takes as long as it takes.
hypothesis.settings.register_profile("untimed", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow])
hypothesis.settings.load_profile("untimed")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest test begins first, so that the other worker does the rest meanwhile."""
    items.sort(key=lambda item: "tests/year/" not in item.nodeid)


@pytest.fixture(autouse=True)
def plain_logs() -> None:
    """The default formatter prints the locals of every frame, which for a district takes seconds."""
    processors = structlog.processors
    plain = structlog.dev.ConsoleRenderer(colors=False)
    chain: list[Processor] = [processors.add_log_level, processors.format_exc_info, plain]
    structlog.configure(processors=chain)


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    """The sample district of 2026 in a fresh SQLite file."""
    world = await make_world(tmp_path)
    await world.settle()
    yield world
    verdict = await world.database.read(verify)
    await world.database.close()
    # Whatever was said and done, the record tells of it; but for tests that change rows by hand.
    assert world.tampered or verdict.findings == ()


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """A real PostgreSQL server of our own; gives the URL of its maintenance database."""
    # A socket's path may not be long, so the folder is not pytest's.
    with tempfile.TemporaryDirectory(prefix="zpg") as folder, start_server(Path(folder)) as url:
        hurry(url)
        yield url


@pytest.fixture(params=["sqlite", "postgresql"])
def store_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of a database with the schema and nothing in it, of each kind in turn."""
    if request.param == "sqlite":
        return new_file(tmp_path / "store.db")
    return new_database(request.getfixturevalue("postgres"))


@pytest.fixture
async def database(store_url: str, tmp_path: Path) -> AsyncIterator[Database]:
    """That database, open, with files of its own."""
    database = open_database(store_url, FolderFiles(tmp_path / "files"))
    yield database
    await database.close()

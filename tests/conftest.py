"""Fixtures shared by all rooms."""

import tempfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from storage import migrate
from storage.engine import Database, open_database
from tests.support.postgres import fresh_database, start_server
from tests.support.world import World, make_world


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest test begins first, so that the other worker does the rest meanwhile."""
    items.sort(key=lambda item: "tests/year/" not in item.nodeid)


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    """The sample district of 2026 in a fresh SQLite file."""
    world = await make_world(tmp_path)
    await world.settle()
    yield world
    await world.database.close()


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """A real PostgreSQL server of our own; gives the URL of its maintenance database."""
    # A socket's path may not be long, so the folder is not pytest's.
    with tempfile.TemporaryDirectory(prefix="zpg") as folder, start_server(Path(folder)) as url:
        yield url


@pytest.fixture(params=["sqlite", "postgresql"])
def store_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of an empty database, of each kind in turn."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'store.db'}"
    return fresh_database(request.getfixturevalue("postgres"))


@pytest.fixture
async def database(store_url: str) -> AsyncIterator[Database]:
    """An empty, migrated database, of each kind in turn."""
    database = open_database(store_url)
    await database.write(migrate.upgrade)
    yield database
    await database.close()

"""Fixtures shared by all rooms."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.support.world import World, make_world


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    """The sample district of 2026 in a fresh SQLite file."""
    world = await make_world(tmp_path)
    await world.settle()
    yield world
    await world.database.close()

"""What several tests of the service's parts need."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from storage.engine import open_database
from tests.support.desk import Desk
from tests.support.stores import new_file


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    """A desk on an empty store; its delivery is stopped at the end."""
    database = open_database(new_file(tmp_path / "x.db"))
    desk = Desk(database)
    yield desk
    await desk.sender.stop()
    await database.close()

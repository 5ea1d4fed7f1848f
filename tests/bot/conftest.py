"""What several tests of the service's parts need."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from storage import migrate
from storage.engine import open_database
from tests.support.desk import Desk


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    """A desk on an empty store; its delivery is stopped at the end."""
    database = open_database(f"sqlite:///{tmp_path / 'x.db'}")
    await database.write(migrate.upgrade)
    desk = Desk(database)
    yield desk
    await desk.delivery.stop()
    await database.close()

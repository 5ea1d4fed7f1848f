"""A whole year of a district and the turn to the next: what is pushed, to whom and when, checked after every step."""

import gc
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.app import leave_loaded_alone
from storage import supervision
from storage.tables import notices
from tests.year.district import PER_MONTH, simulated

SEED = 2026


@pytest.fixture
def as_in_service() -> Iterator[None]:
    """Garbage is looked for as seldom as in the running service."""
    before = gc.get_threshold()
    leave_loaded_alone()
    yield
    gc.unfreeze()
    gc.set_threshold(*before)


@pytest.mark.usefixtures("as_in_service")
@pytest.mark.timeout(600)
async def test_a_year_and_its_turn_without_a_push_too_many_or_too_few(tmp_path: Path) -> None:
    """Told or on record with its reason; never at rest, never twice, never what is over, never to those who may not know."""
    district = await simulated(tmp_path, SEED)
    await district.live()
    watch, world = district.watch, district.world
    assert min(watch.pushes, watch.told, watch.kept_back, district.replies_judged) > 20, "much happened"
    assert max(len(days) for days in watch.asked.values()) <= PER_MONTH
    stored = await world.dispatch.look(lambda moment: supervision.asks_of_month(moment.store, moment.today))
    assert stored == {unit: len(days) for (unit, month), days in watch.asked.items() if month == date(2027, 1, 1)}
    numbers = select(notices.c.year, notices.c.number).where(notices.c.number.is_not(None)).order_by(notices.c.id)
    given = await world.dispatch.look(lambda moment: moment.store.execute(numbers).all())
    for year in (2026, 2027):
        found = sorted(each.number for each in given if each.year == year)
        assert found == list(range(1, len(found) + 1)), "each year counts its notices anew"
        assert found
    assert len(given) == district.notices_sent > 50
    await world.database.close()

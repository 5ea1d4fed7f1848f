"""A notice is sent with a limit that can be kept."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from domain.notices.model import NoticeState
from tests.support.notices import Cast, settled
from tests.support.world import make_world


@pytest.fixture
async def cast(tmp_path: Path) -> AsyncIterator[Cast]:
    """The people in a fresh SQLite file."""
    world = await make_world(tmp_path)
    yield await settled(world)
    await world.database.close()


async def test_a_notice_whose_limit_is_today_or_before_is_not_sent(cast: Cast) -> None:
    """Nobody can answer by a day that is ending."""
    await cast.draft()
    await cast.inspector.press("改期限")
    (card,) = await cast.inspector.say("6月29日")
    for day in (29, 30):
        cast.world.clock.local(6, day)
        (refused,) = await cast.inspector.tap(card.token("发送"))
        assert refused.text == "回复期限已到或已过，请先改期限。"
    assert await cast.states() == [("", NoticeState.DRAFT)]

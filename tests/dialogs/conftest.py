"""People whom several conversations begin with."""

import pytest

from domain.people import Role
from tests.support.world import Talk, World


@pytest.fixture
async def cbd(world: World) -> Talk:
    """The clerk of the CBD centre, on 24 June, with 16 buildings reported."""
    world.clock.local(6, 24)
    clerk = await world.hire("中央商务区填报人", Role.REPORTER, "BM28")
    await clerk.say("楼宇交付16座")
    await clerk.press("确认提交")
    return clerk

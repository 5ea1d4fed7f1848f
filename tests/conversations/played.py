"""All tasks, each in a district of its own."""

import logging
from pathlib import Path

import structlog

from tests.conversations import clerk, others
from tests.conversations.sitting import TASKS
from tests.support.world import make_world

assert clerk
assert others


async def everything(folder: Path) -> dict[str, tuple[int, ...]]:
    """What each task cost, by its name."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    costs = {}
    for number, each in enumerate(TASKS):
        place = folder / str(number)
        place.mkdir()
        world = await make_world(place)
        try:
            costs[each.name] = (await each.measure(world)).values()
        except Exception as failure:
            raise RuntimeError(each.name) from failure
        finally:
            await world.database.close()
    return costs

"""An intake by itself: nobody is woken by its commits."""

from collections.abc import Callable

from bot.base.pulse import Pulse
from bot.road.intake import Intake
from handlers.kernel.messages import Incoming
from tests.support.world import World


def intake_of(
    world: World,
    pulse: Pulse | None = None,
    on_store_failure: Callable[[list[Incoming]], None] = lambda _unstored: None,
) -> Intake:
    """The world's way in."""
    return Intake(world.dispatch, pulse or Pulse(), on_commit=(), on_store_failure=on_store_failure)

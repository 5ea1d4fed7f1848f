"""What one message or tick passes through: the product's own calls, functions and files, counted call by call."""

import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

from bot.road.dispatch import Batch
from bot.road.strangers import Strangers
from handlers.kernel.messages import Incoming
from handlers.kernel.turn import Moment
from storage.store import Store
from tests.support.world import World

ROOT = Path(__file__).resolve().parents[2]
ROOMS = tuple(f"{ROOT / room}/" for room in ("bot", "handlers", "storage", "documents", "domain", "wording"))

STRANGERS = Strangers()


@dataclass(frozen=True)
class Trip:
    """`files` are paths below the project's folder. Lambdas and comprehensions count as part of what they stand in."""

    calls: int
    functions: int
    files: frozenset[str]


async def of_messages(world: World, batch: Iterable[Incoming]) -> Trip:
    """The trip of messages from the batch to what the transaction writes."""

    def work(store: Store) -> None:
        Batch(store, world.house.channels, STRANGERS, lambda: world.dispatch.moment_in(store)).together(list(batch))

    return await _traced(world, work, brief=True)


async def of_moment(world: World, work: Callable[[Moment], object]) -> Trip:
    """The trip of a tick or another use case nobody asked for."""
    return await _traced(world, lambda store: work(world.dispatch.moment_in(store)))


async def _traced(world: World, work: Callable[[Store], object], *, brief: bool = False) -> Trip:
    calls, functions = 0, set()

    def note(frame: FrameType, event: str, _argument: object) -> None:
        nonlocal calls
        code = frame.f_code
        if event == "call" and code.co_filename.startswith(ROOMS) and not code.co_name.startswith("<"):
            calls += 1
            functions.add(code)

    def traced(store: Store) -> None:
        sys.setprofile(note)
        try:
            work(store)
            store.flush()
        finally:
            sys.setprofile(None)

    await world.database.write(traced, brief=brief)
    files = {str(Path(code.co_filename).relative_to(ROOT)) for code in functions}
    return Trip(calls, len(functions), frozenset(files))

"""Two years of agreements side by side."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from bot.demo.sample import sample_items
from handlers.kernel.turn import Moment
from handlers.reminders import tick
from storage import items, reports
from tests.support.world import World

NEXT = 2027


async def import_next(world: World, codes: Sequence[str] | None = None, tracked: date = date(NEXT, 1, 1)) -> None:
    """The agreements of 2027: the same promises, the same codes."""
    new = [item for item in sample_items(NEXT) if codes is None or item.code in codes]
    await world.dispatch.moment(lambda moment: items.add(moment.store, new, "示例区人民政府", tracked, moment.now))


async def stored(world: World, code: str) -> dict[int, list[tuple[Decimal | None, date]]]:
    """Figures and days of a code's reports, by year."""

    def read(moment: Moment) -> dict[int, list[tuple[Decimal | None, date]]]:
        found = {}
        for year in (2026, NEXT):
            item = items.by_code(moment.store, year, code)
            assert item is not None
            found[year] = [(each.total, each.as_of) for each in reports.of_item(moment.store, item.id)][::-1]
        return found

    return await world.dispatch.look(read)


async def in_january(world: World) -> None:
    """5 January: the old year's last reports are owed, the new year runs, both were judged."""
    world.clock.local(12, 31, 9, 5)
    await import_next(world)
    await world.dispatch.moment(tick.tick)
    world.clock.local(1, 6, 9, 5, year=NEXT)
    await world.dispatch.moment(tick.tick)

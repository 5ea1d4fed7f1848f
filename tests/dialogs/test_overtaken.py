"""Reminders of notices that had to wait: answered before the bundle could leave (fault F30)."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from domain.items import ItemId
from domain.keys.messages import parse_bundle
from handlers.kernel.turn import Moment
from handlers.reminders import outdated
from storage import items
from storage.items import StoredItem
from storage.store import Store
from tests.support.notices import Cast, settled
from tests.support.world import Shown, make_world

DAYS = ((6, 26), (6, 29), (6, 30), (7, 1), (7, 2), (7, 3), (7, 6), (7, 7), (7, 8))


async def over(cast: Cast, bundle: Shown) -> set[str]:
    """The notices' part of what a bundle would not name any more."""

    def look(moment: Moment) -> set[str]:
        gone = outdated.over(moment, parse_bundle(bundle.message.key))
        return {each.text() for each in gone if outdated.notice_of(each) is not None}

    return await cast.world.dispatch.look(look)


async def reminded(cast: Cast) -> Shown:
    """The clerk's first bundle that speaks of a notice."""
    for month, day in DAYS:
        await cast.on(month, day)
        for shown in await cast.world.new_in(cast.clerk.name):
            if any("|notice:" in matter for matter in shown.message.payload.get("named", {}).get("all", ())):
                return shown
    raise AssertionError("no notice was reminded of")


async def test_a_notice_that_was_answered_before_the_bundle_left_is_not_reminded_of(tmp_path: Path) -> None:
    """F30: its clocks stop with the reply, and what was queued about them is over."""
    world = await make_world(tmp_path)
    cast = await settled(world)
    await cast.sent()
    card = await cast.clerk.pushed()
    bundle = await reminded(cast)
    assert await over(cast, bundle) == set()
    cast.clerk.last = card
    await cast.reply()
    assert await over(cast, bundle) == {each for each in bundle.message.payload["named"]["all"] if "|notice:" in each}
    await world.database.close()


async def test_what_is_over_is_found_without_reading_the_years_items_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A row that can no longer be read keeps no bundle from being looked over while the catalogue still knows the item."""
    world = await make_world(tmp_path)
    cast = await settled(world)
    await cast.sent()
    await cast.clerk.pushed()
    bundle = await reminded(cast)
    asked: list[ItemId] = []
    honest = items.by_ids

    def read(store: Store, wanted: Sequence[ItemId]) -> dict[ItemId, StoredItem]:
        asked.extend(wanted)
        return honest(store, wanted)

    monkeypatch.setattr(items, "by_ids", read)
    await over(cast, bundle)
    assert asked == []
    await world.database.close()

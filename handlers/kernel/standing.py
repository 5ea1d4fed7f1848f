"""Where items stand as the district counts days."""

from collections.abc import Sequence
from dataclasses import replace

from domain.items import ItemId
from domain.progress import Standing
from handlers.kernel.turn import Moment
from storage import standings
from storage.items import StoredItem


def standings_of(moment: Moment, items: Sequence[StoredItem]) -> dict[ItemId, Standing]:
    """Where each item stands by its live reports, with the moment of a return in the district's zone."""
    zone = moment.district.zone
    return {
        id_: standing
        if standing.returned_at is None
        else replace(standing, returned_at=standing.returned_at.astimezone(zone))
        for id_, standing in standings.standings_of(moment.store, items).items()
    }

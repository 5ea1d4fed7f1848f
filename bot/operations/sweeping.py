"""Each night: files that nobody named or that proved nothing in time end, and those that ended a day ago are taken away."""

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import islice

from bot.road.dispatch import Dispatch
from handlers.kernel.turn import Moment
from storage import file_ends
from storage.file_ends import Reason
from storage.files.place import Lying

PAGE = 500
# So many are taken away in a transaction: messages wait meanwhile.
AT_ONCE = 20


@dataclass
class Swept:
    """How many files ended for which reason, and how many were taken away; `begun` were never finished."""

    orphans: int = 0
    unused: int = 0
    past: int = 0
    removed: int = 0
    begun: int = 0


async def sweep(dispatch: Dispatch, keep_years: int | None) -> Swept:
    """Looks through all files. `keep_years`: how many years after its own a closed year's evidence is kept; None: for ever."""
    swept = Swept()
    hours, now = await dispatch.look(lambda moment: (moment.district.dialog_hours, moment.now))
    before, files = now - timedelta(hours=hours), dispatch.database.files
    swept.begun = await asyncio.to_thread(files.clear, before)
    lying = files.every()
    while page := await asyncio.to_thread(_page, lying):
        old = [each.sha256 for each in page if each.since < before]
        swept.orphans += await dispatch.moment(lambda moment: _end_orphans(moment, old))  # noqa: B023 - done before it goes on
    swept.unused = await _end(
        dispatch, await dispatch.look(lambda m: file_ends.unused(m.store, before, m.now)), Reason.UNUSED
    )
    if keep_years is not None:
        past = await dispatch.look(lambda m: file_ends.past_retention(m.store, m.today.year - keep_years))
        swept.past = await _end(dispatch, past, Reason.RETENTION)
    while gone := await dispatch.moment(lambda moment: file_ends.remove_due(moment.store, moment.now, AT_ONCE)):
        swept.removed += gone
    return swept


def _page(lying: Iterator[Lying]) -> list[Lying]:
    return list(islice(lying, PAGE))


def _end_orphans(moment: Moment, old: Sequence[str]) -> int:
    return file_ends.end(moment.store, file_ends.unnamed(moment.store, old), Reason.ORPHAN, moment.now)


async def _end(dispatch: Dispatch, hashes: Sequence[str], reason: Reason) -> int:
    ended = 0
    for start in range(0, len(hashes), PAGE):
        part = hashes[start : start + PAGE]
        ended += await dispatch.moment(lambda moment: file_ends.end(moment.store, part, reason, moment.now))  # noqa: B023
    return ended

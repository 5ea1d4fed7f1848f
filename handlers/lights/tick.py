"""Every item judged once a local day."""

from collections.abc import Sequence

from domain.items import ItemId
from domain.set_aside import Kind
from handlers.kernel import set_aside
from handlers.kernel.turn import Moment
from handlers.lights import judging
from storage import items, marks, states
from storage.items import StoredItem

# Items of one query; a transaction of this many holds up no message for long.
CHUNK = 200


def judge_all(moment: Moment) -> int:
    """Judges what was not judged today, until nothing is left; how many items it looked at.

    Who lets others in between takes `judge` in transactions of its own before.
    """
    judged = 0
    while some := judge(moment):
        judged += some
    return judged


def judge(moment: Moment) -> int:
    """Judges some of the items that were not judged today, and says how many it looked at.

    Work for a transaction that others wait for.
    """
    if marks.nothing_due(moment.store) is not None:
        return 0
    set_aside.again(moment, Kind.JUDGE, lambda some, _: _judged(moment, some, mended=True))
    aside = set_aside.of(moment, Kind.JUDGE)
    ids = states.not_judged_since(moment.store, moment.reference.year, moment.today, CHUNK, aside)
    since = judging.pushed_through(moment)
    set_aside.each(moment, Kind.JUDGE, ids, since, lambda some, _: _judged(moment, some))
    return len(ids)


def known(moment: Moment, ids: Sequence[ItemId]) -> list[StoredItem]:
    """Nearly all are this year's, which the reference holds; those of another year are read."""
    held = moment.reference.items
    strange = items.by_ids(moment.store, [id_ for id_ in ids if id_ not in held])
    return [*(held[id_] for id_ in ids if id_ in held), *strange.values()]


def _judged(moment: Moment, some: Sequence[int], *, mended: bool = False) -> list[ItemId]:
    found = known(moment, [ItemId(id_) for id_ in some])
    judging.refresh(moment, found)
    if mended and any(stored.id not in moment.reference.items for stored in found):
        # It could not be read when the catalogue was made.
        marks.bump(moment.store, marks.CATALOGUE)
    return [stored.id for stored in found]

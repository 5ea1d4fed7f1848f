"""The whole of a bundle, tapped on it: everything it told that still stands, from the record of what was told."""

from collections.abc import Sequence
from dataclasses import replace

from domain.errors import DomainError
from domain.keys.due import ReportPeriod
from domain.keys.messages import BundleKey, parse_bundle
from domain.reminders import recorded_occurrence
from domain.secrecy import PERSONAL, Tells, personal
from handlers.items.lists import page_turns
from handlers.kernel.audience import Due, Told
from handlers.kernel.messages import Card, say
from handlers.kernel.registry import registry
from handlers.kernel.turn import Answer, Turn
from handlers.kernel.words import common, notation
from handlers.notices import tick as ticking
from handlers.reminders import bundles, outdated
from handlers.reminders.words import reminders as zh
from storage import notices, states
from storage.states import ItemState

PAGE = 20


@registry.action("supervise.bundle")
def whole(turn: Turn) -> Answer:
    """Notices first, then reports and nodes unit by unit, the oldest debt first."""
    key, page = parse_bundle(turn.text("key")), turn.number("page")
    if key.person != turn.person.id:
        raise DomainError("stale_button", common.STALE_BUTTON)
    due = _standing(turn, key)
    if not due:
        return [say(zh.ALL_SETTLED, tells=PERSONAL)]
    noticed = ticking.lines(turn, turn.person, due, len(due))
    items = {each.stored.id: each.stored.item for each in due}
    first = [(text, bundles.tells(about, items)) for text, about in noticed]
    lines = [*first, *_by_unit(turn, [each for each in due if each.notice is None])]
    shown = lines[page * PAGE : (page + 1) * PAGE]
    day = notation.day(key.on)
    card = Card(
        title=zh.whole_title(day, len(due)),
        lines=tuple(line for line, _ in shown),
        line_tells=tuple(tells for _, tells in shown),
        buttons=page_turns(page, len(lines), ("supervise.bundle", {"key": key.text()}), PAGE),
        tells=PERSONAL,
    )
    return [card.edited() if page else card]


def _standing(turn: Turn, key: BundleKey) -> list[Due]:
    """What the bundle told without what is over by now; a report is named by its oldest debt, as in the bundle."""
    bundle, calendar = outdated.told_in(turn, key), turn.reference.calendar
    over = outdated.over_in(turn, bundle)
    left = [
        Due(bundle.items[each.item], recorded_occurrence(each.occurrence, turn.today, calendar))
        for each in sorted(bundle.told - over, key=lambda one: (one.item, one.occurrence.text()))
    ]
    numbers = [outdated.notice_of(each.matter) for each in left]
    known = notices.by_ids(turn.store, sorted({number for number in numbers if number is not None}))
    standing = states.of_items(turn.store, [each.stored.id for each in left])
    return [
        _oldest(each, standing.get(each.stored.id)) if number is None else replace(each, notice=known[number])
        for each, number in zip(left, numbers, strict=True)
    ]


def _oldest(each: Due, state: ItemState | None) -> Due:
    if not isinstance(each.occurrence.subject, ReportPeriod) or state is None or state.report_due is None:
        return each
    return replace(each, occurrence=replace(each.occurrence, due=state.report_due))


def _by_unit(turn: Turn, due: Sequence[Due]) -> list[tuple[str, Tells]]:
    of_unit: dict[str, list[Due]] = {}
    for each in sorted(due, key=lambda one: (one.occurrence.due, one.stored.item.code)):
        of_unit.setdefault(each.unit, []).append(each)
    lines: list[tuple[str, Tells]] = []
    for unit, some in of_unit.items():
        if len(of_unit) > 1:
            lines.append((zh.unit_head(turn.reference.unit_name(unit), len(some)), PERSONAL))
        lines += [(bundles.line(turn, turn.person, Told(each)), personal(each.stored.item)) for each in some]
    return lines

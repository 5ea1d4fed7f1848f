"""The whole of a bundle, tapped on it: everything it told that still stands, from the record of what was told."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from domain.errors import DomainError
from domain.notices.model import NoticeId
from domain.reminders import Rule, told_before
from handlers.items.lists import page_turns
from handlers.kernel.audience import Told
from handlers.kernel.due import Due
from handlers.kernel.messages import Card, say
from handlers.kernel.registry import registry
from handlers.kernel.turn import Answer, Turn
from handlers.kernel.words import common, days
from handlers.notices import tick as ticking
from handlers.reminders import bundles, outdated
from handlers.reminders.words import reminders as zh
from storage import notices, states
from storage.states import ItemState

PAGE = 20


@registry.action("supervise.bundle")
def whole(turn: Turn) -> Answer:
    """Notices first, then reports and nodes unit by unit, the oldest debt first."""
    key, page = str(turn.args["key"]), int(turn.args["page"])
    if not key.startswith(bundles.owner(turn.person)):
        raise DomainError("stale_button", common.STALE_BUTTON)
    due = _standing(turn, key)
    if not due:
        return [say(zh.ALL_SETTLED)]
    noticed = ticking.lines(turn, turn.person, due, len(due))
    lines = [*(text for text, _ in noticed), *_by_unit(turn, [each for each in due if each.notice is None])]
    day = days.day(date.fromisoformat(key.rpartition(":")[2]))
    card = Card(
        title=zh.whole_title(day, len(due)),
        lines=tuple(lines[page * PAGE : (page + 1) * PAGE]),
        buttons=page_turns(page, len(lines), ("supervise.bundle", {"key": key}), PAGE),
    )
    return [card.edited() if page else card]


def _standing(turn: Turn, key: str) -> list[Due]:
    """What the bundle told without what is over by now; a report is named by its oldest debt, as in the bundle."""
    bundle, calendar = outdated.told_in(turn, key), turn.reference.calendar
    over = outdated.over_in(turn, bundle)
    found = [
        Due(bundle.items[id_], told_before(each, turn.today, calendar))
        for id_, keys in bundle.named.items()
        for each in sorted(keys)
    ]
    left = [each for each in found if each.matter not in over]
    known = notices.by_ids(turn.store, sorted({_number(each) for each in left if _is_notice(each)}))
    standing = states.of_items(turn.store, [each.stored.id for each in left])
    return [
        replace(each, notice=known[_number(each)]) if _is_notice(each) else _oldest(each, standing.get(each.stored.id))
        for each in left
    ]


def _is_notice(each: Due) -> bool:
    return each.occurrence.rule is Rule.NOTICE


def _number(each: Due) -> NoticeId:
    return outdated.number_in(each.occurrence.subject)


def _oldest(each: Due, state: ItemState | None) -> Due:
    if each.occurrence.rule is not Rule.REPORT or state is None or state.report_due is None:
        return each
    return replace(each, occurrence=replace(each.occurrence, due=state.report_due))


def _by_unit(turn: Turn, due: Sequence[Due]) -> list[str]:
    of_unit: dict[str, list[Due]] = {}
    for each in sorted(due, key=lambda one: (one.occurrence.due, one.stored.item.code)):
        of_unit.setdefault(each.unit, []).append(each)
    lines = []
    for unit, some in of_unit.items():
        if len(of_unit) > 1:
            lines.append(zh.unit_head(turn.reference.unit_name(unit), len(some)))
        lines += [bundles.line(turn, turn.person, Told(each)) for each in some]
    return lines

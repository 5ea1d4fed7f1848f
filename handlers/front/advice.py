"""What a person can type now: the few things the role does daily, each with an example from the person's own items."""

from collections.abc import Sequence
from decimal import ROUND_UP, Decimal

from domain.access import may_show_in_group
from domain.items import Basis, Direction, Item, Kind, Stage
from domain.people import UNIT_ROLES, Person, Role
from handlers.front.words import advice as zh
from handlers.items import figures
from handlers.kernel.messages import Button, Card
from handlers.kernel.turn import Moment
from handlers.kernel.words import days
from storage.items import StoredItem

STARTED = "已开工"
# A figure for an example where nothing was reported yet: this part of the target, rounded up.
PART = Decimal(10)

Example = tuple[str, str]


def card(moment: Moment, person: Person, head: str, *, titled: bool = False) -> Card:
    """The examples under a sentence or a title, with a tap to everything else."""
    buttons = ((Button(zh.ALL, "help.all"),),)
    title, first = (head, ()) if titled else ("", (head,))
    return Card(title=title, lines=(*first, *lines(moment, person)), buttons=buttons, public=True)


def lines(moment: Moment, person: Person) -> tuple[str, ...]:
    """An example a line, and what it does."""
    told = tuple(zh.line(*example) for example in examples(moment, person))
    return (*told, *zh.FOR_ADMINS) if person.role is Role.ADMIN else told


def examples(moment: Moment, person: Person) -> list[Example]:
    """What the person can type now, word for word. Only items that may be shown in a group are named."""
    stored = _item(moment, person)
    if person.role is Role.REPORTER:
        return [*_report(moment, stored), zh.ITEMS, zh.OWED, zh.NOTICES]
    if person.role is Role.UNIT_HEAD:
        return [zh.VERIFY_OURS, zh.ITEMS, zh.NOTICES, *_report(moment, stored)]
    if person.role is Role.LEADER:
        return [zh.DIGEST, zh.RED, *([zh.item(stored.item.code), zh.left(stored.item.code)] if stored else [])]
    if person.role is Role.INSPECTOR:
        return [zh.VERIFY, zh.LATE, *_inspecting(moment, stored)]
    return [zh.UNIT_LIGHTS, zh.DELIVERY]


def _item(moment: Moment, person: Person) -> StoredItem | None:
    """One of the person's items that can be reported in a figure, if there is one."""
    reference = moment.reference
    mine: Sequence[StoredItem]
    if person.role is Role.LEADER:
        mine = reference.of_leader(person.post)
    elif person.role in UNIT_ROLES:
        mine = reference.of_unit(person.unit, lead_only=True) or reference.of_unit(person.unit)
    else:
        mine = reference.everything
    shown = [each for each in mine if may_show_in_group(each.item) and each.item.stage is Stage.OPEN]
    return next((each for each in shown if each.item.kind is Kind.QUANTITY), shown[0] if shown else None)


def _report(moment: Moment, stored: StoredItem | None) -> list[Example]:
    if stored is None:
        return []
    latest = moment.standings([stored])[stored.id].latest
    figure = figures.amount(stored.item, latest.total) if latest else _figure(stored.item)
    return [zh.report(stored.item.code, figure, days.day(moment.today))]


def _inspecting(moment: Moment, stored: StoredItem | None) -> list[Example]:
    if stored is None:
        return []
    item, unit = stored.item, moment.reference.units.get(stored.item.unit)
    return [zh.notice(item.code), *([zh.phone(unit.short, item.code, _figure(item))] if unit else [])]


def _figure(item: Item) -> str:
    """A figure that the item could have."""
    if item.kind is Kind.MILESTONE or item.target is None:
        return STARTED
    whole = item.basis is Basis.RATE or item.direction is Direction.DOWN
    return figures.amount(item, item.target if whole else (item.target / PART).to_integral_value(ROUND_UP))

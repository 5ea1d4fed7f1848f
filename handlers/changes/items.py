"""终止, 移交, 拆分, 合并, 恢复: what a district decides about signed items, and what follows from it in the same transaction.

An item that is over is chased no more and stays readable; one that another unit takes over goes on there, and the reports on it
stay those of the unit that made them. Notices that stand open on them are for the inspectors to settle: they are named.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from domain.amendments import changes
from domain.decisions import Decided, Decision, Wish, after, gap, in_force, why_not
from domain.errors import DomainError
from domain.items import Item, ItemId
from domain.keys.news import ItemDecided
from domain.notices.model import NoticeState
from domain.people import PersonId
from domain.quantities import show
from domain.secrecy import personal
from handlers.changes.words import items as zh
from handlers.items import sections
from handlers.kernel import audience
from handlers.kernel.messages import say
from handlers.kernel.turn import Moment, Turn
from handlers.kernel.words import notation
from handlers.lights import judging
from storage import decisions, items, notices
from storage.items import StoredItem

# The first line under an item's promise.
ON_CARD = 0


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be decided about stored items, as somebody wishes it."""

    decided: Decided
    items: tuple[StoredItem, ...]
    on: date
    reason: str
    to_unit: str | None = None
    heirs: tuple[StoredItem, ...] = ()

    @property
    def wish(self) -> Wish:
        """As values of the domain."""
        every, heirs = tuple(each.item for each in self.items), tuple(each.item for each in self.heirs)
        return Wish(self.decided, every, self.on, self.reason.strip(), self.to_unit, heirs)


def check(moment: Moment, plan: Plan) -> None:
    """Refuses what cannot be decided, saying why."""
    held = [moment.reference.holds(each.item, moment.today) for each in plan.items]
    ended = [_ended_by(moment, each.id, each.item.year) is not None for each in plan.items]
    why = why_not(plan.wish, moment.today, held, ended)
    if why is not None:
        raise DomainError(why.value, zh.REFUSALS[why])


def carry_out(moment: Moment, plan: Plan, person: PersonId | None) -> tuple[str, ...]:
    """Decides it: on record, judged anew, told to those whom it concerns. Gives what was decided and what is left to settle, in
    words. Raises DomainError where it cannot be.
    """
    check(moment, plan)
    heirs = tuple(each.id for each in plan.heirs)
    made = []
    for stored in plan.items:
        new = after(stored.item, plan.decided, plan.to_unit)
        items.change(moment.store, stored.id, new, changes(stored.item, new), person, moment.now)
        of_item = (stored.id, stored.item.year, plan.decided, plan.on, plan.wish.reason, stored.item.unit)
        made.append(Decision(*of_item, person, plan.to_unit, heirs))
    ids = decisions.add(moment.store, made, moment.now)
    fresh = items.by_ids(moment.store, [each.item for each in made])
    judging.refresh(moment, [fresh[each.item] for each in made])
    told = [replace(each, id=id_) for each, id_ in zip(made, ids, strict=True)]
    return tuple(line for each in told for line in _tell(moment, each, fresh[each.item], plan.heirs, person))


def after_import(moment: Moment, before: Sequence[StoredItem], source: str, person: PersonId | None) -> None:
    """Notes as decisions that a workbook gave items, here as they were, to other units; those whom it concerns are told."""
    now = items.by_ids(moment.store, [each.id for each in before])
    moved = [each for each in before if now[each.id].item.unit != each.item.unit]
    made = [
        Decision(
            each.id,
            each.item.year,
            Decided.MOVED,
            moment.today,
            source,
            each.item.unit,
            person,
            now[each.id].item.unit,
        )
        for each in moved
    ]
    for each, id_ in zip(made, decisions.add(moment.store, made, moment.now) if made else (), strict=True):
        _tell(moment, replace(each, id=id_), now[each.item], (), person)


def sentence(moment: Moment, decision: Decision, item: Item) -> str:
    """A decision in words."""
    return zh.decided(
        decision.decided,
        f"{moment.code(item)} {item.name}",
        notation.day(decision.on),
        decision.reason,
        moment.reference.unit_name(decision.unit),
        moment.reference.unit_name(decision.to_unit) if decision.to_unit else "",
        _names(moment, decision.into),
    )


def open_notices(moment: Moment, some: Sequence[StoredItem]) -> list[str]:
    """A line that names the notices sent on the items and not settled; none where there are none."""
    open_on = notices.open_on(moment.store, [each.id for each in some])
    printed = [notice.printed for notice in open_on if notice.state is not NoticeState.DRAFT]
    return [zh.open_notices(printed)] if printed else []


def mismatch(plan: Plan) -> list[str]:
    """A line where what takes an item's place does not add up to what was promised."""
    found = gap(plan.wish)
    return [] if found is None else [zh.gap(*(f"{show(figure)}{found[2]}" for figure in found[:2]))]


def why_over(moment: Moment, item: Item) -> str:
    """Why nothing is owed on an item any more, in words; empty where nobody decided it."""
    stored = moment.item_named(item.code, item.year)
    decision = _ended_by(moment, stored.id, item.year) if stored is not None else None
    return sentence(moment, decision, item) if decision is not None else ""


def _ended_by(moment: Moment, item: ItemId, year: int) -> Decision | None:
    every = in_force(decisions.of_year(moment.store, year))
    return next((each for each in reversed(every) if each.item == item and each.decided.ends), None)


@dataclass(frozen=True, slots=True)
class Counted:
    """Decisions of one kind in a scope, newest first, in a word (已终止 …)."""

    word: str
    found: tuple[tuple[Decision, Item], ...]


def counted(
    moment: Moment, every: Sequence[Decision], holds: Callable[[Item], bool], unit: str | None
) -> list[Counted]:
    """Decisions in force about items that `holds` says are meant; of a unit also what it handed over or took over."""
    by_word: dict[str, list[tuple[Decision, Item]]] = {}
    known = moment.stored([each.item for each in every])
    for each in reversed(in_force(every)):
        if each.item not in known:
            continue
        item = known[each.item].item
        # As it was: what a unit handed over is another's by now.
        gone = holds(replace(item, unit=each.unit))
        come = each.decided is Decided.MOVED and unit is not None and each.to_unit == unit
        if gone or come:
            by_word.setdefault(zh.TAKEN_OVER if come else zh.DONE[each.decided], []).append((each, item))
    return [Counted(word, tuple(found)) for word, found in by_word.items()]


def summary(moment: Moment, some: Sequence[Counted], most: int) -> str:
    """The counts in one line, with up to `most` items of each by code, day and reason; empty for none."""
    parts = []
    for each in some:
        shown = [
            zh.one(moment.code(item), notation.day(decision.on), decision.reason)
            for decision, item in each.found[:most]
        ]
        parts.append(zh.count(each.word, len(each.found), shown))
    return zh.counts(parts)


@sections.on_card(ON_CARD)
def on_card(turn: Turn, stored: StoredItem) -> Sequence[str]:
    """What was decided about the item, and what it came from."""
    lines = []
    every = decisions.of_year(turn.store, stored.item.year)
    holding = in_force(every)
    for each in every:
        if each.item == stored.id:
            lines.append(sentence(turn, each, stored.item))
        elif (
            stored.id in each.into and each in holding and (old := turn.stored([each.item]).get(each.item)) is not None
        ):
            lines.append(zh.took_over(each.decided, f"{turn.code(old.item)} {old.item.name}", notation.day(each.on)))
    return lines


def _names(moment: Moment, wanted: Sequence[ItemId]) -> list[str]:
    known = moment.stored(wanted)
    return [f"{moment.code(known[id_].item)} {known[id_].item.name}" for id_ in wanted if id_ in known]


def _tell(
    moment: Moment, decision: Decision, stored: StoredItem, heirs: Sequence[StoredItem], person: PersonId | None
) -> list[str]:
    """Tells the people of the units that have to do with it, and the inspectors, who also hear which notices still stand open.

    Gives what the inspectors are told.
    """
    tells = personal(stored.item, *(heir.item for heir in heirs))
    said = sentence(moment, decision, stored.item)
    units = [decision.unit, *([decision.to_unit] if decision.to_unit else []), *(heir.item.unit for heir in heirs)]
    news = ItemDecided(decision.id)
    staff = [each for each in audience.of_units(moment, units, stored.item.code) if each.person.id != person]
    audience.tell(moment, staff, say(said, zh.HISTORY_STAYS, tells=tells), news)
    office = [each for each in audience.inspectors(moment, stored.item.code) if each.person.id != person]
    lines = [said, *open_notices(moment, [stored])]
    audience.tell(moment, office, say(*lines, tells=tells), news)
    return lines

"""The card of a bundle: what fits a phone screen, the worst first, and the whole of it a tap away.

Whom a message did not reach by any way is named to the inspectors in their next bundle, each matter once (DESIGN G4).
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import timedelta

from domain.items import Item, ItemId
from domain.keys.due import Owed, Rule
from domain.keys.matters import Matter, Missed, MissedPush, MissedSubject, NoPeople, NotReached
from domain.keys.messages import BundleKey, PushKey
from domain.people import UNIT_ROLES, Person, PersonId, Role
from domain.quoting import quoted
from domain.reminders import Occurrence
from domain.screens import LINES, lines_on_phone
from domain.secrecy import PERSONAL, Tells, personal
from handlers.kernel import audience
from handlers.kernel.audience import Due, Told, Written, count_of
from handlers.kernel.messages import About, Button, Card, Named, Rest, rows
from handlers.kernel.turn import Moment
from handlers.kernel.words import notation
from handlers.notices import tick as ticking
from handlers.people.words import staff as people_words
from handlers.reminders.words import reminders as zh
from handlers.reports.words import reports as report_words
from handlers.service.deliveries import units_without_people
from handlers.service.words import deliveries as delivery_words
from handlers.service.words import secrecy as secrecy_words
from storage import delivery, items, people, supervision
from storage.delivery import Push
from wording.said import joined

# Reports and nodes that are told however much of the screen notices above them take; their heading is counted.
FEWEST_LINES = 3
# Units whose hidden lines are counted one by one.
MOST_UNITS = 3
MOST_BUTTONS, MOST_LOOKS = 6, 4
# What failed longer ago than this is history; an inspector finds it with the person's name.
LOOK_BACK = timedelta(days=31)
# What an outage has held up for so long is told to whoever another channel still reaches.
UNSENT_AFTER = timedelta(hours=1)
MOST_PEOPLE = 8
MOST_CODES = 5


def key(moment: Moment, person: Person) -> BundleKey:
    """The key of a person's bundle of the day."""
    return BundleKey(person.id, moment.today)


def card(moment: Moment, person: Person, due: list[Told], missed: Sequence[Written]) -> Card:
    """What fell due for a person, and for an inspector whom earlier messages did not reach."""
    found = [each.due for each in due]
    # Notices come first and have room of their own: a long list of reports must not push them out.
    first = [*missed, *ticking.lines(moment, person, found, room=LINES // 2 - 1)]
    told, hidden = _told(moment, person, due, LINES - 1 - lines_on_phone(text for text, _ in first))
    lines = [*first, *told, *_counted(moment, hidden)]
    matters = (*(each.matter for each in found), *(name for _, about in missed if about for name in about.matters))
    title = zh.title(notation.day(moment.today), count_of(matters))
    named = Named(moment.today, matters, tuple(about for _, about in lines))
    shown = [each for each in found if each not in hidden]
    buttons = _buttons(moment, person, found, shown, hides=bool(hidden))
    told_of = {each.stored.id: each.stored.item for each in found}
    graded = tuple(tells(about, told_of) for _, about in lines)
    return Card(title, tuple(text for text, _ in lines), buttons, named=named, tells=PERSONAL, line_tells=graded)


def tells(about: About | None, told_of: Mapping[ItemId, Item]) -> Tells:
    """What a line gives away that tells a matter; one that only counts names nothing."""
    if about is None or about.rest is not None:
        return PERSONAL
    return personal(*(told_of[each.item] for each in about.matters if isinstance(each, Owed)))


def _told(moment: Moment, person: Person, due: list[Told], room: int) -> tuple[list[Written], list[Due]]:
    """Reports and nodes as far as they fit into so many lines of a phone, and those that do not."""
    told = [
        *_section(moment, due, zh.OVERDUE_HEAD, Rule.REPORT, late=True),
        *_section(moment, due, zh.DUE_HEAD, Rule.REPORT, late=False),
        *_section(moment, due, zh.NODE_HEAD, Rule.MILESTONE, late=None),
    ]
    every: list[Written] = [
        (each, About()) if isinstance(each, str) else (line(moment, person, each), About((each.due.matter,)))
        for each in told
    ]
    most = _fitting([text for text, _ in every], room)
    lines = every[:most]
    # A heading whose lines do not fit goes with them.
    while lines and lines[-1][1] == About():
        lines.pop()
    return lines, [each.due for each in told[most:] if not isinstance(each, str)]


def _fitting(texts: Sequence[str], room: int) -> int:
    """How many lines fit; where not all do, room is left for what counts the rest."""
    if lines_on_phone(texts) <= room:
        return len(texts)
    left = room - MOST_UNITS - 1
    fitting = next((at for at in range(len(texts)) if lines_on_phone(texts[: at + 1]) > left), len(texts))
    return max(fitting, FEWEST_LINES)


def _counted(moment: Moment, hidden: Sequence[Due]) -> list[Written]:
    """What does not fit, only counted: of each unit, the one with most first, and of the others together."""
    of_unit: dict[str, list[Matter]] = {}
    for each in hidden:
        of_unit.setdefault(each.unit, []).append(each.matter)
    if len(of_unit) <= 1:
        return [_count(Rest.ITEMS, matters) for matters in of_unit.values()]
    ranked = sorted(of_unit.items(), key=lambda pair: (-len(pair[1]), pair[0]))
    name = moment.reference.short_name
    counted = [_count(Rest.OF_UNIT, some, name(unit)) for unit, some in ranked[:MOST_UNITS]]
    rest = [matter for _, some in ranked[MOST_UNITS:] for matter in some]
    return [*counted, _count(Rest.ELSEWHERE, rest)] if rest else counted


def _count(rest: Rest, matters: Sequence[Matter], unit: str = "") -> Written:
    return zh.rest(rest, len(matters), unit), About(tuple(matters), rest, unit)


def _buttons(
    moment: Moment, person: Person, due: list[Due], shown: Sequence[Due], *, hides: bool
) -> tuple[tuple[Button, ...], ...]:
    """To report for who does; to see what is told for who looks after several units."""
    buttons: list[Button] = []
    if not may_hold(person):
        items = {each.stored.id: each.stored.item for each in shown if each.notice is None}
        buttons = [Button(moment.code(item), "item.show", {"item": id_}) for id_, item in items.items()][:MOST_LOOKS]
    if person.role is Role.REPORTER:
        owed = {each.stored.id: each.stored.item for each in due if each.occurrence.rule is Rule.REPORT}
        buttons = [
            Button(joined(" ", (report_words.REPORT, moment.code(item))), "report.open", {"item": id_})
            for id_, item in owed.items()
        ][:MOST_BUTTONS]
    buttons += ticking.buttons(due)
    bundle = key(moment, person).text()
    if hides:
        buttons.append(Button(zh.ALL, "supervise.bundle", {"key": bundle, "page": 0}))
    receipt = [Button(zh.ACKNOWLEDGE, "supervise.ack", {"key": bundle})]
    if may_hold(person):
        receipt.append(Button(zh.SNOOZE, "supervise.snooze", {"key": bundle}))
    return (*rows(buttons), tuple(receipt))


def may_hold(person: Person) -> bool:
    """Those who owe may hold; inspectors and leaders only take notice."""
    return person.role in UNIT_ROLES


def _section(moment: Moment, due: list[Told], head: str, rule: Rule, *, late: bool | None) -> list[str | Told]:
    """A heading and what stands under it."""
    mine = [
        each
        for each in due
        if each.due.occurrence.rule is rule and late in (None, each.due.occurrence.due < moment.today)
    ]
    if not mine:
        return []
    # The longest debt first, of equal ones the heaviest promise.
    mine.sort(key=lambda each: (each.due.occurrence.due, -each.due.stored.item.weight, each.due.stored.item.code))
    return [head, *mine]


def line(moment: Moment, person: Person, told: Told) -> str:
    """A report or a node that is due, in one line."""
    item, occurrence = told.due.stored.item, told.due.occurrence
    due = notation.due(occurrence.due, confirmed=occurrence.confirmed)
    called = notation.called(item.name, moment.code(item))
    left = moment.reference.calendar.between(moment.today, occurrence.due)
    unit = "" if person.unit == item.unit else moment.reference.short_name(item.unit)
    if occurrence.rule is Rule.REPORT:
        late = zh.report_late(called, due, -left, unit)
        said = late if left < 0 else zh.report_ahead(called, due, left)
    else:
        node = _node(item, occurrence)
        late = zh.node_late(called, node, due, -left, unit)
        said = late if left < 0 else zh.node_ahead(called, node, due, left)
    return zh.told_as(said, told.instead_of.name if told.instead_of else "", over_budget=told.over_budget)


def _node(item: Item, occurrence: Occurrence) -> str:
    return notation.node(item, occurrence.milestone) if occurrence.milestone is not None else item.name


def to_name(moment: Moment, resting: Collection[int]) -> dict[Person, list[Written]]:
    """The lines of each inspector who is at work and can be reached; what they tell counts as told to all of them.

    `resting` people are sent nothing now: if nobody else can be told, it is named in a later bundle.
    """
    told = [each.person for each in audience.reachable(moment, audience.inspectors_at_work(moment))]
    told = [person for person in told if person.id not in resting]
    units = _units_to_name(moment) if told else []
    since, waiting = moment.now - LOOK_BACK, moment.now - UNSENT_AFTER
    lost = delivery.lost(moment.store, since, moment.now, waiting) if told else ()
    working = {person.id: person for person in people.active(moment.store)} if lost else {}
    missed = _fresh(moment, [push for push in lost if push.person in working])
    away = {person.id for person in people.unreachable(moment.store)} if missed else set()
    lines = [*(_lines(moment, missed, working, away) if missed else ()), *units]
    return dict.fromkeys(told, lines) if lines else {}


def _units_to_name(moment: Moment) -> list[Written]:
    """A line about units without anybody in reach that were not named since they last had somebody."""
    fresh = delivery.name_units(moment.store, moment.now)
    if not fresh:
        return []
    about = About(tuple(NoPeople(code) for code in fresh))
    return [(line, about) for line in units_without_people(moment, fresh)]


def _fresh(moment: Moment, lost: Sequence[Push]) -> dict[PersonId, list[tuple[Push, list[Missed]]]]:
    """What did not reach each person and was not named before: pushes with what they were about."""
    bundles = {push.about for push in lost if isinstance(push.about, BundleKey)}
    named = supervision.reminded_in_each(moment.store, bundles)
    missed = {push.key: _missed(push.about, named) for push in lost}
    wanted = [(push.person, each) for push in lost for each in missed[push.key]]
    fresh = supervision.name_unreached(moment.store, wanted, moment.now)
    found: dict[PersonId, list[tuple[Push, list[Missed]]]] = {}
    for push in lost:
        new = [each for each in missed[push.key] if (push.person, each) in fresh]
        if new:
            found.setdefault(push.person, []).append((push, new))
    return found


def _missed(push: PushKey, named: Mapping[BundleKey, Iterable[Owed]]) -> list[Missed]:
    """What a push was about: each item with its period, node or notice, so that later steps of the same are not news."""
    told = named.get(push, ()) if isinstance(push, BundleKey) else ()
    found = {MissedSubject(each.item, each.occurrence.subject) for each in told}
    return [*sorted(found, key=MissedSubject.text)] or [MissedPush(push)]


def _lines(
    moment: Moment,
    missed: dict[PersonId, list[tuple[Push, list[Missed]]]],
    working: dict[PersonId, Person],
    away: set[PersonId],
) -> list[Written]:
    codes = _codes(moment, [each for pushes in missed.values() for _, some in pushes for each in some])
    about = {
        person: tuple(NotReached(person, each) for _, some in pushes for each in some)
        for person, pushes in missed.items()
    }
    by_unit: dict[str, list[PersonId]] = {}
    for person in working.values():
        if person.role in UNIT_ROLES and person.unit is not None:
            by_unit.setdefault(person.unit, []).append(person.id)
    ends = {push.state for pushes in missed.values() for push, _ in pushes}
    lines: list[Written] = [(delivery_words.unreached_head(ends), About())]
    for unit, staff in sorted(by_unit.items()):
        mine = tuple(name for person in staff for name in about.get(person, ()))
        if mine and away.issuperset(staff):
            lines.append((delivery_words.whole_unit(moment.reference.unit_name(unit), len(staff)), About(mine)))
    for id_, pushes in list(missed.items())[:MOST_PEOPLE]:
        who = people_words.who(working[id_], moment.reference.unit_name(working[id_].unit))
        lines.append(
            (delivery_words.unreached(who, _matters(pushes, codes), _why(moment, pushes[-1][0])), About(about[id_]))
        )
    hidden = list(missed)[MOST_PEOPLE:]
    if hidden:
        lines.append(
            (
                delivery_words.more_unreached(len(hidden)),
                About(tuple(name for person in hidden for name in about[person])),
            )
        )
    return lines


def _why(moment: Moment, push: Push) -> str:
    """Why, and whether it may have arrived after all, or still waits."""
    return delivery_words.not_there(push.state, delivery_words.reason(push.cause, moment.district.way(push.channel)))


def _codes(moment: Moment, missed: Iterable[Missed]) -> dict[ItemId, str]:
    ids = {each.item for each in missed if isinstance(each, MissedSubject)}
    known = moment.reference.items
    strange = [id_ for id_ in ids if id_ not in known]
    found = items.codes(moment.store, strange) if strange else {}
    return {id_: known[id_].item.code if id_ in known else found[id_] for id_ in ids}


def _matters(pushes: Sequence[tuple[Push, list[Missed]]], codes: dict[ItemId, str]) -> str:
    """What did not arrive, in words: items by code, other messages by their first words."""
    found: dict[str, None] = {}
    other: dict[str, None] = {}
    for push, missed in pushes:
        for each in missed:
            if isinstance(each, MissedSubject):
                found[codes[each.item]] = None
            else:
                other[quoted(secrecy_words.title(push.payload))] = None
    shown = sorted(found)[:MOST_CODES]
    parts = [delivery_words.items_missed(shown, len(found))] if found else []
    return joined("；", [*parts, *list(other)[:MOST_CODES]])

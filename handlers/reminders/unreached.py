"""Whom a message did not reach by any way is named to the inspectors in their next bundle, each matter once (DESIGN G4)."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import timedelta

from domain.items import ItemId
from domain.keys.due import Owed
from domain.keys.matters import Missed, MissedPush, MissedSubject, NotReached
from domain.keys.pushes import BundleKey, PushKey
from domain.people import UNIT_ROLES, Person, PersonId
from domain.quoting import quoted
from handlers.kernel import audience
from handlers.kernel.due import Written
from handlers.kernel.messages import About, preview
from handlers.kernel.turn import Moment
from handlers.people.words import staff as people_words
from handlers.service.words import deliveries as zh
from storage import delivery, items, people, supervision
from storage.delivery import Push

# What failed longer ago than this is history; an inspector finds it with the person's name.
LOOK_BACK = timedelta(days=31)
MOST_PEOPLE = 8
MOST_CODES = 5


def to_name(moment: Moment, resting: Collection[int]) -> dict[Person, list[Written]]:
    """The lines of each inspector who is at work and can be reached; what they tell counts as told to all of them.

    `resting` people are sent nothing now: if nobody else can be told, it is named in a later bundle.
    """
    told = [each.person for each in audience.reachable(moment, audience.inspectors_at_work(moment))]
    told = [person for person in told if person.id not in resting]
    lost = delivery.lost(moment.store, moment.now - LOOK_BACK, moment.now) if told else ()
    working = {person.id: person for person in people.active(moment.store)} if lost else {}
    missed = _fresh(moment, [push for push in lost if push.person in working])
    if not missed:
        return {}
    away = {person.id for person in people.unreachable(moment.store)}
    lines = _lines(moment, missed, working, away)
    return dict.fromkeys(told, lines)


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
    lines: list[Written] = [(zh.UNREACHED_HEAD, About())]
    for unit, staff in sorted(by_unit.items()):
        mine = tuple(name for person in staff for name in about.get(person, ()))
        if mine and away.issuperset(staff):
            lines.append((zh.whole_unit(moment.reference.unit_name(unit), len(staff)), About(mine)))
    for id_, pushes in list(missed.items())[:MOST_PEOPLE]:
        who = people_words.who(working[id_], moment.reference.unit_name(working[id_].unit))
        lines.append((zh.unreached(who, _matters(pushes, codes), _why(moment, pushes[-1][0])), About(about[id_])))
    hidden = list(missed)[MOST_PEOPLE:]
    if hidden:
        lines.append(
            (zh.more_unreached(len(hidden)), About(tuple(name for person in hidden for name in about[person])))
        )
    return lines


def _why(moment: Moment, push: Push) -> str:
    return zh.reason(push.cause, moment.district.way(push.channel))


def _codes(moment: Moment, missed: Iterable[Missed]) -> dict[ItemId, str]:
    """The codes of the items that were missed."""
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
                other[quoted(preview(push.payload))] = None
    shown = sorted(found)[:MOST_CODES]
    parts = [zh.items_missed(shown, len(found))] if found else []
    return "；".join([*parts, *list(other)[:MOST_CODES]])

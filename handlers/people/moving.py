"""调动: somebody works for another unit from now on and stays one person: same number, same chats."""

from dataclasses import replace

from domain.absence import Recipient
from domain.delivery import Cause
from domain.errors import DomainError
from domain.identity import needs_second
from domain.items import Stage
from domain.keys.news import MoveNews, MoveStep
from domain.people import UNIT_ROLES, Person, PersonId, Role
from domain.secrecy import PERSONAL
from handlers.kernel import audience
from handlers.kernel.messages import Button, Card, Json, say
from handlers.kernel.registry import registry
from handlers.kernel.turn import Answer, Moment, Turn
from handlers.kernel.words import common
from handlers.people import invitations as letters
from handlers.people.naming import one
from handlers.people.staff import ADMIN, chosen
from handlers.people.words import moving as zh
from storage import chats, outbox, people


def move(moment: Moment, person: Person, to: Person) -> bool:
    """The person is what `to` says from now on; False if that leaves the unit it was with nobody who can be reached.

    Chats and leave stay. What was begun or waits for the old unit goes: open forms, stand-ins, messages on their way. Who worked
    with the person and who will are told.
    """
    people.move(moment.store, to, moment.now)
    if to.role is not person.role:
        moment.post.menu(to.id)
    if to.unit == person.unit:
        return True
    chats.close_forms(moment.store, person.id)
    people.end_arrangements(moment.store, person.id, moment.today, moment.now)
    outbox.withdraw(moment.store, person.id, moment.now, Cause.MOVED)
    _tell(moment, person, to)
    staff = people.with_roles(moment.store, UNIT_ROLES, [person.unit]) if person.unit is not None else []
    return person.unit is None or bool(audience.reachable(moment, [Recipient(each) for each in staff]))


@registry.command("transfer", ("调动",), "某人调到另一单位，如“调动 张三 区住建局”", ADMIN)
def transfer(turn: Turn) -> Answer:
    """`调动 姓名 单位`: asks once. The role stays."""
    name, _, unit = turn.words.rpartition(" ")
    if not name.strip():
        raise DomainError("usage", zh.USAGE)
    person, there = one(turn, name.strip()), turn.reference.unit_named(unit)
    if there is None:
        raise DomainError("unknown_unit", common.unknown_unit(unit))
    if person.role not in UNIT_ROLES:
        raise DomainError("not_of_a_unit", zh.NOT_OF_A_UNIT)
    if person.unit == there.code:
        raise DomainError("there_already", zh.there_already(person.name, there.name))
    sure = Button(zh.SURE, "people.move", {"person": person.id, "unit": there.code, "from": person.unit})
    return [Card(lines=(zh.ask(letters.named(turn, person), there.name),), buttons=((sure,),), tells=PERSONAL)]


@registry.action("people.move")
def sure(turn: Turn) -> Answer:
    """The admin is sure; above a clerk a second person must be, too."""
    person, to = _asked(turn, chosen(turn))
    if not (turn.district.four_eyes and needs_second(person.role)):
        return [_moved(turn, person, to).edited()]
    second = letters.seconds(turn, turn.person.id, person.id)
    if not second:
        raise DomainError("no_second", zh.NO_SECOND)
    args: dict[str, Json] = {"person": person.id, "unit": to.unit, "from": person.unit, "by": turn.person.id}
    yes, no = Button(zh.AGREE, "people.move_agreed", args), Button(zh.REFUSE, "people.move_refused", args)
    names = letters.named(turn, person), turn.reference.unit_name(to.unit)
    question = Card(lines=(zh.asked(turn.person.name, *names),), buttons=((yes, no),), tells=PERSONAL)
    audience.tell(turn, second, question, MoveNews(person.id, MoveStep.ASKED, turn.now))
    return [say(zh.waits("、".join(each.person.name for each in second)), tells=PERSONAL).edited()]


@registry.action("people.move_agreed")
def agreed(turn: Turn) -> Answer:
    """The second person agrees."""
    person, to, by = _second(turn)
    done = _moved(turn, person, to)
    audience.tell(turn, by, done, MoveNews(person.id, MoveStep.SETTLED, turn.now))
    return [done.edited()]


@registry.action("people.move_refused")
def refused(turn: Turn) -> Answer:
    """The second person does not."""
    person, to, by = _second(turn)
    sentence = zh.refused(turn.person.name, letters.named(turn, person), turn.reference.unit_name(to.unit))
    audience.tell(turn, by, say(sentence, tells=PERSONAL), MoveNews(person.id, MoveStep.SETTLED, turn.now))
    return [say(sentence, tells=PERSONAL).edited()]


def _second(turn: Turn) -> tuple[Person, Person, list[Recipient]]:
    """What the second person's tap is about, and who asked; refuses who may not say."""
    found = people.by_id(turn.store, PersonId(turn.number("person")))
    by = people.by_id(turn.store, PersonId(turn.number("by")))
    if found is None or not found.active or by is None or by.role is not Role.ADMIN:
        raise DomainError("moved_on", zh.MOVED_ON)
    if turn.person.id not in {each.person.id for each in letters.seconds(turn, by.id, found.id)}:
        raise DomainError("not_allowed", common.NOT_ALLOWED)
    return *_asked(turn, found), [Recipient(by)]


def _asked(turn: Turn, person: Person) -> tuple[Person, Person]:
    """Who is moved and what becomes of the person; refused if the person is elsewhere by now."""
    unit = turn.text("unit")
    if person.unit != turn.text_or_none("from") or person.role not in UNIT_ROLES or unit not in turn.reference.units:
        raise DomainError("moved_on", zh.MOVED_ON)
    return person, replace(person, unit=unit)


def _moved(turn: Turn, person: Person, to: Person) -> Card:
    before, after = turn.reference.unit_name(person.unit), turn.reference.unit_name(to.unit)
    left = () if move(turn, person, to) else (zh.nobody_left(before),)
    return say(zh.moved(person.name, before, after), *left, tells=PERSONAL)


def _tell(moment: Moment, person: Person, to: Person) -> None:
    """The person, and the heads of both units."""
    before, after = moment.reference.unit_name(person.unit), moment.reference.unit_name(to.unit)
    count = sum(stored.item.stage is Stage.OPEN for stored in moment.reference.of_unit(to.unit, lead_only=True))
    news = MoveNews(person.id, MoveStep.DONE, moment.now)
    audience.tell(moment, [Recipient(to)], say(zh.welcome(before, after, count), tells=PERSONAL), news)
    units = [unit for unit in (person.unit, to.unit) if unit is not None]
    heads = [each for each in people.with_roles(moment.store, [Role.UNIT_HEAD], units) if each.id != person.id]
    told = [Recipient(each) for each in heads]
    audience.tell(moment, told, say(zh.moved(person.name, before, after), tells=PERSONAL), news)

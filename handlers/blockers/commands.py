"""What a unit raises in chat: a blocker is a record that the unit asked for answers, a request for more time is passed on."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from domain.access import may_see
from domain.blockers import Blocker, BlockerId, BlockerState, may_answer, may_see_blocker
from domain.edits import Kind, Made
from domain.errors import DomainError
from domain.items import ItemId, Stage
from domain.keys.news import BlockerAnswered, Raised
from domain.keys.updates import Update, parse_update
from domain.notices.names import NoticeId
from domain.people import UNIT_ROLES
from domain.secrecy import PERSONAL, UNKNOWN, Tells, personal, words_in
from domain.understanding import Intent, Understanding, asked_units
from handlers.blockers import wishes
from handlers.blockers import words as zh
from handlers.items import sections
from handlers.items.words import items as item_words
from handlers.kernel import audience
from handlers.kernel.manner import Manner
from handlers.kernel.messages import Button, Card, Json, rows, say
from handlers.kernel.registry import registry
from handlers.kernel.turn import Answer, Turn
from handlers.kernel.words import common, notation
from handlers.notices import extension_in_words, questions
from handlers.reports.build import read
from handlers.reports.questions import begin as begin_report
from handlers.service.words import secrecy as secrecy_words
from storage import blockers, chats, notices, outbox
from storage.items import StoredItem
from wording.said import joined

MOST_TEXT = 300
MOST_ON_CARD = 2
# In a list a long story is cut; the item's card and the push have it in full.
SHORT = 60
MOST_LISTED = 10
MOST_CHOICES = 6
ANSWER = "blocker.answer"


def raise_(turn: Turn, understood: Understanding) -> Answer:
    """A blocker or a request for more time; a figure told with it is reported as well."""
    stored, figure = _named(turn, understood), any(entry.value is not None for entry in understood.entries)
    unclear = stored is None and (understood.intent is Intent.BLOCKER or not figure)
    if unclear and turn.person.unit is not None:
        codes = [code for entry in understood.entries for code in entry.candidates]
        return [_ask_item(turn, understood.intent, turn.words[:MOST_TEXT], codes)]
    told = _asked_first(turn, understood.intent, turn.words[:MOST_TEXT], stored)
    told = told or _raise(turn, understood.intent, turn.words[:MOST_TEXT], stored)
    if figure and turn.person.role in UNIT_ROLES:
        told += begin_report(turn, turn.words, understood)
    return told


@registry.meaning(
    Intent.BLOCKER, Intent.EXTENSION, roles=UNIT_ROLES, instead=lambda _: zh.NOT_OF_UNIT, with_file=lambda _: True
)
def raised(turn: Turn, understood: Understanding) -> Answer:
    """More time is asked for a notice where the unit has one that may be given it; else the words are passed on."""
    asked = extension_in_words.asked_in_words(turn, understood) if understood.intent is Intent.EXTENSION else None
    cards = asked or raise_(turn, understood)
    return cards if turn.incoming.file is None else [*cards[:-1], cards[-1].also(zh.WITHOUT_FILE)]


@registry.command("blockers", ("堵点", "堵点清单"), "看待答复的堵点")
def listed(turn: Turn) -> Answer:
    """Open blockers within what the person may see; who is asked can answer from here."""
    found = [each for each in blockers.open_ones(turn.store) if may_see_blocker(turn.person, each)]
    if not found:
        return [say(zh.NONE_OPEN, tells=PERSONAL)]
    shown = found[:MOST_LISTED]
    lines, buttons, tells = [], [], []
    for number, each in enumerate(shown, start=1):
        needs = [turn.reference.unit_name(code) for code in each.needs]
        unit = turn.reference.unit_name(each.unit)
        day = notation.day(turn.local_day(each.raised_at))
        tells.append(_tells(turn, each.item))
        lines.append(zh.list_line(number, _code(turn, each), unit, each.text[:SHORT], needs, day))
        if may_answer(turn.person, each):
            buttons += answer_taps(each.id, f"{number} ")
    return [
        Card(
            title=zh.list_title(len(found)),
            lines=tuple(lines),
            buttons=rows(buttons),
            tells=PERSONAL,
            line_tells=tuple(tells),
        )
    ]


@registry.action("blocker.reply")
def reply(turn: Turn) -> Answer:
    """已解决 or 不能解决: the next message is the answer in words."""
    blocker = _answerable(turn, turn.number("blocker"))
    state = BlockerState(turn.text("state"))
    turn.open_dialog(ANSWER, {"blocker": blocker.id, "state": state.value})
    question = zh.HOW_RESOLVED if state is BlockerState.RESOLVED else zh.WHY_DECLINED
    return [replace(say(question, tells=PERSONAL), manner=Manner(asks=zh.ANSWER_LIKE))]


@registry.flow(ANSWER)
def answered(turn: Turn) -> Answer | None:
    """The answer as typed: recorded once, told to who raised the blocker and to the inspectors."""
    if not turn.words:
        return None
    turn.close_dialog()
    blocker = blockers.by_id(turn.store, BlockerId(turn.number("blocker")))
    state, words = BlockerState(turn.text("state")), turn.words[:MOST_TEXT]
    if blocker is None or not may_answer(turn.person, blocker):
        return [say(zh.ANSWERED_ALREADY, tells=PERSONAL)]
    if not blockers.answer(turn.store, blocker.id, state, turn.person.id, words, turn.now):
        return [say(zh.ANSWERED_ALREADY, tells=PERSONAL)]
    unit = turn.reference.unit_name(turn.person.unit)
    lines = zh.answered(unit, state.word, _code(turn, blocker), blocker.text, words)
    code = _code(turn, blocker)
    told = [*audience.of_author(turn, blocker.person, blocker.unit, code), *audience.inspectors(turn, code)]
    audience.tell(
        turn,
        audience.others(turn, told),
        Card(lines=lines, tells=_tells(turn, blocker.item)),
        BlockerAnswered(blocker.id),
    )
    return [say(zh.answer_kept(state.word), tells=PERSONAL)]


@registry.action("blocker.item")
def pick_item(turn: Turn) -> Answer:
    """The person says which item is held up or needs more time; 0 is none. Once for the words it was asked about."""
    if "text" not in turn.args:
        # From before an upgrade: such a button does not know the words.
        raise DomainError("outdated", zh.OUTDATED)
    said = parse_update(turn.text("said"))
    if outbox.pushed_about(turn.store, Raised(said), datetime.fromisoformat(turn.text("at"))):
        raise DomainError("gone", zh.GONE)
    stored = turn.reference.items.get(turn.item())
    if stored is not None and not may_see(turn.person, stored.item):
        raise DomainError("no_such_item", item_words.NOT_SEEN)
    intent, text = Intent(turn.text("intent")), turn.text("text")
    asked = () if "sure" in turn.args else _asked_first(turn, intent, text, stored, said)
    return [card.edited() for card in asked or _raise(turn, intent, text, stored, said)]


@registry.action("matter.extension", of=questions.FLOW)
def no_notice(turn: Turn) -> Answer:
    """More time was asked for, and no notice is meant: passed on once, as if the unit had none."""
    offered = notices.by_id(turn.store, NoticeId(turn.number("notice", 0)))
    if offered is not None and offered.asked_until is not None:
        raise DomainError("asked", zh.asked_already(offered.printed))
    if extension_in_words.asks_more(turn.dialog()):
        turn.close_dialog()
    told, said = turn.text("told")[:MOST_TEXT], parse_update(turn.text("said"))
    stored = turn.reference.items.get(turn.item())
    about = stored if stored and may_see(turn.person, stored.item) else None
    if about is None:
        return [_ask_item(turn, Intent.EXTENSION, told, (), said).edited()]
    return [card.edited() for card in _raise(turn, Intent.EXTENSION, told, about, said)]


@sections.on_card(1)
def item_lines(turn: Turn, stored: StoredItem) -> list[str]:
    """An item's newest blockers with what came of them."""
    found = blockers.of_item(turn.store, stored.id, MOST_ON_CARD)
    return [
        zh.on_item(
            each.text[:SHORT], each.state.word, notation.day(turn.local_day(each.raised_at)), each.answer[:SHORT]
        )
        for each in found
        if may_see_blocker(turn.person, each)
    ]


def _asked_first(
    turn: Turn, intent: Intent, text: str, stored: StoredItem | None, said: Update | None = None
) -> list[Card]:
    """Whether a text with a word of the district's list may leave; nothing where it holds none."""
    found = words_in(text, turn.district.watched)
    if not found:
        return []
    about: dict[str, Json] = {"item": stored.id if stored else 0, "sure": True}
    sure = Button(secrecy_words.SEND_ANYWAY, "blocker.item", {**_words_of(turn, intent, text, said), **about})
    return [Card(lines=(secrecy_words.watched(found),), buttons=((sure,),), tells=PERSONAL)]


def _words_of(turn: Turn, intent: Intent, text: str, said: Update | None) -> dict[str, Json]:
    """What a button must know of the words: the question may wait while a report is being made."""
    told = (said or turn.incoming.name).text()
    return {"text": text, "intent": intent.value, "said": told, "at": turn.now.isoformat()}


def _raise(turn: Turn, intent: Intent, text: str, stored: StoredItem | None, said: Update | None = None) -> Answer:
    """`said` names the message the words came in, if that is not this one."""
    kind = zh.BLOCKER if intent is Intent.BLOCKER else zh.EXTENSION
    code = stored.item.code if stored else None
    needs = asked_units(text, turn.reference.catalogue, turn.person.unit, code) if intent is Intent.BLOCKER else ()
    helpers, inspectors = audience.of_units(turn, needs, code), audience.inspectors(turn, code)
    if not inspectors and not helpers:
        raise DomainError("no_inspector", zh.nobody(kind))
    news = Raised(said or turn.incoming.name)
    names = [turn.reference.unit_name(unit) for unit in needs]
    wish = wishes.kept(turn, text, code) if intent is Intent.EXTENSION else ""
    lines = _lines(turn, wish or kind, text, stored, names)
    tells = personal(stored.item) if stored else PERSONAL
    taps = [Button(item_words.HISTORY, "item.history", {"item": stored.id})] if stored else []
    answers: list[Button] = []
    if intent is Intent.BLOCKER and turn.person.unit is not None:
        id_ = stored.id if stored else None
        made = blockers.add(turn.store, id_, turn.person.unit, turn.person.id, text, needs, turn.now)
        _note(turn, Made(Kind.BLOCKER, str(made)), said)
        answers = answer_taps(made)
    else:
        _note(turn, Made(Kind.DONE), said)
    audience.tell(
        turn, audience.others(turn, inspectors), Card(lines=lines, buttons=rows([*answers, *taps]), tells=tells), news
    )
    audience.tell(turn, helpers, Card(lines=lines, buttons=rows(answers), tells=tells), news)
    passed = say(zh.passed_on(wish or kind, code or "", names), tells=tells)
    return [passed if intent is Intent.BLOCKER else passed.also(zh.may_follow(of_item=stored is not None))]


def _lines(turn: Turn, kind: str, text: str, stored: StoredItem | None, names: Sequence[str]) -> tuple[str, ...]:
    """What is told of it; `names` of the units that are asked."""
    item = f"{stored.item.code} {stored.item.name}" if stored else ""
    lines = zh.raised(kind, turn.reference.unit_name(turn.person.unit), turn.person.name, item, text)
    return (*lines, zh.asked_of(names)) if names else lines


def told_again(turn: Turn, id_: BlockerId) -> Answer | None:
    """The message of a blocker was changed: told as it is now to whom it concerned or concerns; None if it is none now."""
    understood, before = read(turn, turn.words), blockers.by_id(turn.store, id_)
    if understood.intent is not Intent.BLOCKER:
        return None
    if before is None or before.state is not BlockerState.OPEN:
        return [say(zh.ANSWERED_ALREADY, tells=PERSONAL)]
    text, stored = turn.words[:MOST_TEXT], _named(turn, understood)
    item = stored.id if stored else before.item
    stored = turn.reference.items.get(item) if item is not None else None
    code = stored.item.code if stored else ""
    needs = asked_units(text, turn.reference.catalogue, turn.person.unit, code)
    tells = personal(stored.item) if stored else PERSONAL
    if words_in(text, turn.district.watched):
        return [say(zh.NOT_TOLD_AGAIN, tells=PERSONAL)]
    blockers.amend(turn.store, id_, item, text, needs, turn.now)
    names = [turn.reference.unit_name(each) for each in needs]
    lines = _lines(turn, zh.BLOCKER_CHANGED, text, stored, names)
    units = tuple(dict.fromkeys((*needs, *before.needs)))
    told = [*audience.inspectors(turn, code), *audience.of_units(turn, units, code)]
    card = Card(lines=lines, buttons=rows(answer_taps(id_)), tells=tells)
    audience.tell(turn, audience.others(turn, told), card, Raised(turn.incoming.name))
    return [say(zh.passed_on(zh.BLOCKER_CHANGED, code, names), tells=tells)]


def _note(turn: Turn, thing: Made, said: Update | None) -> None:
    """Puts down what the message made; the words of a question that is answered by a tap came in an earlier one."""
    if said is None:
        turn.made.append(thing)
    elif (place := chats.place_of(turn.store, said.channel, said.external_id)) is not None:
        chats.note_made(turn.store, said.channel, place, thing, turn.now)


def _tells(turn: Turn, item: ItemId | None) -> Tells:
    if item is None:
        return PERSONAL
    stored = turn.reference.items.get(item)
    return personal(stored.item) if stored else UNKNOWN


def _ask_item(turn: Turn, intent: Intent, text: str, codes: Sequence[str], said: Update | None = None) -> Card:
    """Which item is held up or needs more time: those that the words may mean, else those the unit leads."""
    may_mean = [stored for code in codes for year in turn.begun() if (stored := year.called(code)) is not None]
    led = turn.reference.of_unit(turn.person.unit, lead_only=True)
    found = may_mean or [each for each in led if each.item.stage is not Stage.CLOSED]
    asked = _words_of(turn, intent, text, said)
    choices = [
        Button(
            f"{_tag(turn, stored)}{stored.item.code} {stored.item.name}"[:40],
            "blocker.item",
            {"item": stored.id, **asked},
            personal(stored.item),
        )
        for stored in found[:MOST_CHOICES]
    ]
    none = Button(zh.NO_ITEM, "blocker.item", {"item": 0, **asked})
    which = zh.WHICH_ITEM if intent is Intent.BLOCKER else zh.WHICH_TO_EXTEND
    return Card(lines=(which,), buttons=rows([*choices, none], 1), tells=PERSONAL)


def answer_taps(blocker: BlockerId, head: str = "") -> list[Button]:
    """What answers a blocker; `head` tells one of several from the others."""
    return [
        Button(joined("", (head, word)), "blocker.reply", {"blocker": blocker, "state": state.value})
        for word, state in ((zh.RESOLVED, BlockerState.RESOLVED), (zh.DECLINED, BlockerState.DECLINED))
    ]


def _answerable(turn: Turn, id_: int) -> Blocker:
    blocker = blockers.by_id(turn.store, BlockerId(id_))
    if blocker is None or not may_see_blocker(turn.person, blocker):
        raise DomainError("no_blocker", zh.NOT_FOUND)
    if blocker.state is not BlockerState.OPEN:
        raise DomainError("answered", zh.ANSWERED_ALREADY)
    if not may_answer(turn.person, blocker):
        raise DomainError("not_allowed", common.NOT_ALLOWED)
    return blocker


def _code(turn: Turn, blocker: Blocker) -> str:
    stored = turn.reference.items.get(blocker.item) if blocker.item is not None else None
    return stored.item.code if stored else ""


def _named(turn: Turn, understood: Understanding) -> StoredItem | None:
    named = (turn.reference.called(entry.item, entry.year) for entry in understood.entries)
    found = next(filter(None, named), None)
    return found if found and may_see(turn.person, found.item) else None


def _tag(turn: Turn, stored: StoredItem) -> str:
    return common.of_year(stored.item.year, shown=stored.item.year != turn.reference.running)

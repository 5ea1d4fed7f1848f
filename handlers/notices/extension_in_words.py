"""More time in free words: a unit's wish, where what was told is not asked for again, and an inspector's answer, which only
leads to the taps that give it.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from domain.errors import DomainError
from domain.notices.conditions import Why
from domain.notices.extensions import read_answer, read_told
from domain.notices.model import Action, Notice
from domain.people import UNIT_ROLES, Role
from domain.secrecy import PERSONAL
from domain.understanding import Intent, Understanding
from handlers.kernel.manner import Style
from handlers.kernel.messages import Button, Card, Json, rows
from handlers.kernel.registry import registry
from handlers.kernel.turn import Answer, Turn
from handlers.notices.cards import card
from handlers.notices.extension import MORE, day, request
from handlers.notices.questions import FLOW, ask, asks
from handlers.notices.steps import check, item_of, latest_day, named, refusal, refused, tells_of, text_of, why_not
from handlers.notices.words import extensions as zh
from handlers.notices.words import notices as notice_words
from handlers.reports.build import read
from storage import notices
from storage.chats import Dialog
from wording.said import worded

# What handlers/blockers does with words that mean no notice.
ASIDE = "matter.extension"
MOST_TOLD = 300
MOST_CHOICES = 6
# An inspector's 不同意，请按期 speaks of no more time by itself.
ANSWERS = re.compile(r"同意|批准|准予")
CODE = re.compile(r"[A-Za-z]{1,4}-\d+")
BECAUSE = re.compile(r"\s*(?:因|由于|等|待|需|要|原因)")
FIGURE = re.compile(r"\s*(?:累计|新增)?\s*\d[\d.]*\s*\S{0,6}")
# What is said of a request and asks for none.
ABOUT = re.compile(r"不用|不需要|不必|取消|撤销|撤回|批了|同意|为什么|为何|怎么")
NUMBER = re.compile(r"\w+〔\d{4}〕\d+号")


def asked_in_words(turn: Turn, understood: Understanding) -> Answer | None:
    """The notice whose limit the words mean, or the question which; None where no notice of the unit can be meant."""
    reported = any(entry.value is not None for entry in understood.entries)
    if turn.person.role not in UNIT_ROLES or reported or ABOUT.search(turn.words):
        return None
    found = _meant(turn, understood)
    if not found:
        return None
    told = turn.words[:MOST_TOLD]
    aside = _aside(turn, told, understood, found)
    if len(found) == 1:
        return _opened(turn, found[0], told, aside)
    taps = _choices(turn, found, "notice.wish", told=told)
    return [Card(lines=(zh.WHICH,), buttons=rows([*taps, aside], 1), tells=PERSONAL)]


@registry.action("notice.wish")
def chosen(turn: Turn) -> Answer:
    """The unit says which notice it means."""
    notice = named(turn)
    check(turn, notice, Action.ASK_TIME)
    return _opened(turn, notice, turn.text("told"), None)


@registry.action("notice.wished", of=FLOW, style=Style.GO)
def confirmed(turn: Turn) -> Answer:
    """Day and reason were told, shown, and are confirmed with a tap: what this card showed, while it is asked.

    A card whose question was put away meanwhile is shown again; one that was overtaken by a later card sends nothing.
    """
    form, notice = turn.dialog(), named(turn)
    until, reason = turn.day("until"), turn.text("reason")
    if not asks_more(form):
        check(turn, notice, Action.ASK_TIME)
        return [card.also(zh.TAP_TO_SEND) for card in _shown(turn, notice, until, reason, None)]
    if form is None or form.data != {**turn.args, "ask": MORE}:
        raise DomainError("overtaken", zh.OVERTAKEN)
    turn.close_dialog()
    return [card.edited() for card in request(turn, notice, until, reason)]


def asks_more(form: Dialog | None) -> bool:
    """Whether the open form is a request for more time."""
    return form is not None and form.flow == FLOW and form.data.get("ask") == MORE


@asks(MORE, put_away=zh.put_away)
def typed(turn: Turn, notice: Notice) -> Answer | None:
    """The day and the reason, as typed; what was told before holds where this does not say otherwise.

    What was shown whole is shown whole again: only a tap sends it. A line that names something else is no answer.
    """
    until, reason = read_answer(text_of(turn), notice.reply_by or turn.today, turn.said_on, turn.reference.calendar)
    if _reports(turn, told_day=until is not None) or (until is None and _names_another(turn, notice)):
        return None
    known, because = turn.text_or_none("until"), turn.text_or_none("reason") or ""
    if known and because and until is None and not reason and not BECAUSE.match(turn.words):
        shown = _shown(turn, notice, date.fromisoformat(known), because, None)
        return [card.also(zh.TAP_TO_SEND) for card in shown]
    if until is None and known:
        until, reason = date.fromisoformat(known), reason or text_of(turn)
    told_something = until is not None or bool(reason)
    reason = reason or because
    is_whole = bool(until and reason) and not (known and because)
    ready = is_whole and why_not(turn, notice, Action.ASK_TIME, until=until) is None
    if told_something and not ready:
        return _shown(turn, notice, until, reason, None)
    return request(turn, notice, until, reason)


@registry.meaning(Intent.BLOCKER, Intent.EXTENSION, roles=frozenset({Role.INSPECTOR}))
def waiting_in_words(turn: Turn, understood: Understanding) -> Answer | None:
    """The request that an inspector's words may answer, or the question which; None where none waits for this person."""
    if understood.intent is not Intent.EXTENSION and not ANSWERS.search(turn.words):
        return None
    waiting = [each for each in notices.unsettled(turn.store) if why_not(turn, each, Action.REFUSE_TIME) is None]
    found = _by_urgency(_named_in(turn, waiting, understood) or waiting)
    if not found:
        return None
    if len(found) == 1:
        return [card(turn, found[0]).also(zh.TAP_TO_ANSWER)]
    return [Card(lines=(zh.WHICH_REQUEST,), buttons=rows(_choices(turn, found, "notice.show"), 1), tells=PERSONAL)]


def _reports(turn: Turn, *, told_day: bool) -> bool:
    """Whether the line is a report or a question of its own: a figure of a known item, named by its code beside a day."""
    understood = read(turn, turn.words)
    bare = FIGURE.fullmatch(turn.words) is not None
    figures = any(entry.value is not None and (bare or entry.item is not None) for entry in understood.entries)
    asks_something = understood.intent is Intent.QUERY and not told_day
    return asks_something or (figures and (not told_day or CODE.search(turn.words) is not None))


def _names_another(turn: Turn, notice: Notice) -> bool:
    codes = {found.upper() for found in CODE.findall(turn.words)} & turn.reference.by_code.keys()
    return bool(codes - {item_of(turn, notice).item.code}) or bool(set(NUMBER.findall(turn.words)) - {notice.printed})


def _meant(turn: Turn, understood: Understanding) -> list[Notice]:
    """The unit's notices that may be given more time, the most urgent first: of the number or the items named, else all."""
    askable = [
        each
        for each in notices.open_of_unit(turn.store, turn.person.unit or "")
        if why_not(turn, each, Action.ASK_TIME) is None
    ]
    names_an_item = any(entry.item for entry in understood.entries)
    return _by_urgency(_named_in(turn, askable, understood) or ([] if names_an_item else askable))


def _named_in(turn: Turn, found: Sequence[Notice], understood: Understanding) -> list[Notice]:
    """Those of the notices whose number is told, else those of the items that are named; none where nothing fits."""
    numbered = [each for each in found if each.printed in turn.words]
    codes = {entry.item for entry in understood.entries if entry.item}
    return numbered or [each for each in found if item_of(turn, each).item.code in codes]


def _by_urgency(found: Sequence[Notice]) -> list[Notice]:
    """The one whose limit ends first comes first."""
    return sorted(found, key=lambda each: (each.reply_by or date.max, each.id))


def _choices(turn: Turn, found: Sequence[Notice], action: str, **args: Json) -> list[Button]:
    """A button a notice, and one to the list where they are too many."""
    taps = [
        Button(
            worded("{printed} {code}", printed=each.printed, code=item_of(turn, each).item.code),
            action,
            {"notice": each.id, **args},
        )
        for each in found[:MOST_CHOICES]
    ]
    return [*taps, *([Button(notice_words.ALL, "notices.list")] if len(found) > MOST_CHOICES else [])]


def _aside(turn: Turn, told: str, understood: Understanding, found: list[Notice]) -> Button:
    """The way out: it is no notice that is meant; over once more time was asked for the one that was offered."""
    said = turn.incoming.name.text()
    named = (turn.reference.called(entry.item, entry.year) for entry in understood.entries)
    stored = next(filter(None, named), None)
    item = stored.id if stored else 0
    return Button(
        zh.NO_NOTICE, ASIDE, {"told": told, "said": said, "item": item, "notice": found[0].id if len(found) == 1 else 0}
    )


def _opened(turn: Turn, notice: Notice, words: str, aside: Button | None) -> Answer:
    """The question of 申请延期 with what was told already."""
    limit = notice.reply_by or turn.today
    until, reason = read_told(words, limit, turn.said_on, turn.reference.calendar)
    return _shown(turn, notice, until, reason, aside)


def _shown(turn: Turn, notice: Notice, until: date | None, reason: str, aside: Button | None) -> Answer:
    """Asks for what is missing, or shows what a tap will send."""
    why = why_not(turn, notice, Action.ASK_TIME, until=until)
    if why is not None and not why.can_be_mended:
        raise refused(turn, notice, why)
    if why is not None:
        until = None
    about: dict[str, Json] = {"until": until.isoformat() if until else None, "reason": reason}
    ask(replace(turn, args={"notice": notice.id}), Action.ASK_TIME, MORE, "", **about)
    sure = Button(zh.CONFIRM, "notice.wished", {"notice": notice.id, **about})
    buttons = [sure] if until and reason else []
    lines = _lines(turn, notice, until, reason, why)
    return [
        Card(
            title=_title(turn, notice),
            lines=tuple(lines),
            buttons=rows([*buttons, *([aside] if aside else [])]),
            tells=tells_of(turn, notice),
        )
    ]


def _title(turn: Turn, notice: Notice) -> str:
    item = item_of(turn, notice).item
    return zh.about(notice.printed, item.code, item.name)


def _lines(turn: Turn, notice: Notice, until: date | None, reason: str, why: Why | None) -> Iterator[str]:
    limits = day(notice.reply_by), latest_day(turn, notice)
    if why is not None:
        yield refusal(turn, notice, why)
    if until and reason:
        yield zh.confirm(day(notice.reply_by), day(until), reason)
    elif until:
        yield zh.ask_reason(day(until))
    elif reason:
        yield zh.ask_day(*limits, reason, latest_told=why is Why.TOO_LONG)
    else:
        yield zh.ask(*limits, latest_told=why is Why.TOO_LONG)

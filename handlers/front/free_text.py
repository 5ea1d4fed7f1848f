"""Words that are no command: understood, then answered or asked about."""

from domain.access import may_administer
from domain.people import UNIT_ROLES
from domain.understanding import Intent, Understanding
from handlers.blockers import commands as blockers
from handlers.blockers import words as matter_words
from handlers.front import advice, orders, queries, start
from handlers.front.words import advice as advice_words
from handlers.imports import commands as imports
from handlers.kernel.turn import Answer, Turn
from handlers.notices import deciding, wishing
from handlers.reminders import holds
from handlers.reports import evidence, flow
from handlers.reports.build import read
from handlers.reports.words import reports as report_words


def text(turn: Turn) -> Answer:
    """One line of chat."""
    ordered = orders.answer(turn)
    if ordered is not None:
        return ordered
    understood = read(turn, turn.words)
    match understood.intent:
        case Intent.REPORT | Intent.CORRECTION:
            return _reported(turn, understood)
        case Intent.ACK:
            return holds.acknowledge(turn)
        case Intent.HELP:
            return start.help_(turn)
        case Intent.QUERY:
            return queries.answer(turn, understood)
        case Intent.BLOCKER | Intent.EXTENSION:
            return _raised(turn, understood)
        case _:
            return [advice.card(turn, turn.person, advice_words.instead(advice_words.NOT_UNDERSTOOD))]


def file(turn: Turn) -> Answer:
    """A photo or a file: a workbook from the admin, a report with its evidence, or evidence for an earlier report."""
    if may_administer(turn.person):
        return imports.receive(turn)
    if turn.words:
        understood = read(turn, turn.words)
        if understood.intent in flow.REPORTING and understood.entries:
            return _reported(turn, understood)
        if understood.intent in (Intent.BLOCKER, Intent.EXTENSION):
            return _raised(turn, understood)
    return evidence.loose(turn)


def _reported(turn: Turn, understood: Understanding) -> Answer:
    """A report; who cannot make one is shown what works instead."""
    if turn.person.role not in UNIT_ROLES:
        figure = any(entry.value is not None for entry in understood.entries)
        head = report_words.NOT_REPORTER if figure else advice_words.NOT_UNDERSTOOD
        return [advice.card(turn, turn.person, advice_words.instead(head))]
    return flow.begin(turn, turn.words, understood)


def _raised(turn: Turn, understood: Understanding) -> Answer:
    """More time is asked for a notice where the unit has one that may be given it; else the words are passed on.

    Who raises nothing is shown the request that the words may answer, or what works instead.
    """
    if turn.person.role not in UNIT_ROLES:
        instead = advice_words.instead(matter_words.NOT_OF_UNIT)
        return deciding.waiting_in_words(turn, understood) or [advice.card(turn, turn.person, instead)]
    asked = wishing.asked_in_words(turn, understood) if understood.intent is Intent.EXTENSION else None
    return asked or blockers.raise_(turn, understood)

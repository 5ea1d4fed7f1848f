"""Words that are no command: understood, then answered or asked about."""

from domain.access import may_administer
from domain.understanding import Intent
from handlers import holding, imports, matters, queries, start
from handlers.messages import say
from handlers.reports import evidence, flow
from handlers.reports.build import read
from handlers.turn import Answer, Turn
from handlers.wording.zh import common


def text(turn: Turn) -> Answer:
    """One line of chat."""
    understood = read(turn, turn.words)
    match understood.intent:
        case Intent.REPORT | Intent.CORRECTION:
            return flow.begin(turn, turn.words, understood)
        case Intent.ACK:
            return holding.acknowledge(turn)
        case Intent.HELP:
            return start.help_(turn)
        case Intent.QUERY:
            return queries.answer(turn, understood)
        case Intent.BLOCKER | Intent.EXTENSION:
            return matters.raise_(turn, understood)
        case _:
            return [say(common.NOT_UNDERSTOOD, public=True)]


def file(turn: Turn) -> Answer:
    """A photo or a file: a workbook from the admin, a report with its evidence, or evidence for an earlier report."""
    if may_administer(turn.person):
        return imports.receive(turn)
    if turn.words:
        understood = read(turn, turn.words)
        if understood.intent in flow.REPORTING and understood.entries:
            return flow.begin(turn, turn.words, understood)
        if understood.intent in (Intent.BLOCKER, Intent.EXTENSION):
            return matters.raise_(turn, understood)
    return evidence.loose(turn)

"""Words that are no command: understood, then answered or asked about."""

from domain.access import may_administer, may_see
from domain.errors import DomainError
from domain.people import Role
from domain.understanding import Intent, Understanding
from handlers import imports, items, matters, start, supervise
from handlers.messages import say
from handlers.reports import evidence, flow
from handlers.reports.build import read
from handlers.turn import Answer, Turn
from handlers.wording.zh import common
from handlers.wording.zh import items as item_words

MOST_CARDS = 3


def text(turn: Turn) -> Answer:
    """One line of chat."""
    understood = read(turn, turn.words)
    match understood.intent:
        case Intent.REPORT | Intent.CORRECTION:
            return flow.begin(turn, turn.words, understood)
        case Intent.ACK:
            return supervise.acknowledge(turn)
        case Intent.HELP:
            return start.help_(turn)
        case Intent.QUERY:
            return _query(turn, understood)
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
        if understood.intent in (Intent.REPORT, Intent.CORRECTION) and understood.entries:
            return flow.begin(turn, turn.words, understood)
    return evidence.loose(turn)


def _query(turn: Turn, understood: Understanding) -> Answer:
    codes = [code for entry in understood.entries for code in ((entry.item,) if entry.item else entry.candidates)]
    found = [turn.reference.by_code[code] for code in codes if code in turn.reference.by_code]
    seen = [stored for stored in found if may_see(turn.person, stored.item)]
    if seen:
        return [items.item_card(turn, stored) for stored in seen[:MOST_CARDS]]
    if found:
        raise DomainError("no_such_item", item_words.NOT_SEEN)
    kind = "portfolio" if turn.person.role is Role.LEADER else "mine"
    return [items.list_card(turn, kind, 0)]

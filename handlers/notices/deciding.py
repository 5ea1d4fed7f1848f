"""An inspector's words about more time: the request that waits is shown with the taps that answer it; words decide nothing."""

import re

from domain.notices.model import Action, Notice
from domain.understanding import Intent, Understanding
from handlers.kernel.messages import Card, rows
from handlers.kernel.turn import Answer, Turn
from handlers.notices.cards import card
from handlers.notices.choosing import by_urgency, choices, named_in
from handlers.notices.steps import can
from handlers.notices.words import extensions as zh
from storage import notices

# 不同意，请按期 speaks of no more time by itself.
ANSWERS = re.compile(r"同意|批准|准予")


def waiting_in_words(turn: Turn, understood: Understanding) -> Answer | None:
    """The request that the words may answer, or the question which; None where none waits for this person."""
    if understood.intent is not Intent.EXTENSION and not ANSWERS.search(turn.words):
        return None
    found = _meant(turn, understood)
    if not found:
        return None
    if len(found) == 1:
        return [card(turn, found[0]).also(zh.TAP_TO_ANSWER)]
    return [Card(lines=(zh.WHICH_REQUEST,), buttons=rows(choices(turn, found, "notice.show"), 1))]


def _meant(turn: Turn, understood: Understanding) -> list[Notice]:
    """Requests that wait, the most urgent first: of the number or the items named, else all."""
    waiting = [
        each
        for each in notices.unsettled(turn.store)
        if each.asked_until is not None and can(turn, each, Action.GRANT_TIME)
    ]
    return by_urgency(named_in(turn, waiting, understood) or waiting)

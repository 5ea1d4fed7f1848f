"""One line of Chinese is a report: what a message says, what it says it about, and what must be asked before it is stored."""

from domain.understanding.catalogue import Catalogue
from domain.understanding.entries import against_history, most_expected
from domain.understanding.intent import (
    Courtesy,
    asks_besides,
    asks_for_help,
    courtesy_of,
    is_assent,
    is_smalltalk,
    said_of_another,
)
from domain.understanding.model import Ask, AskReason, Context, Entry, Intent, Understanding, as_json
from domain.understanding.orders import NOUGHTS, SIGNS, Order, figure_denied, order_of
from domain.understanding.promises import day_promised
from domain.understanding.questions import Question, asked_units, asks_streets, asks_yellow, question_of, unit_alone
from domain.understanding.read import understand
from domain.understanding.statements import node_meant, reason_alone, reason_in
from domain.understanding.text import LONGEST

__all__ = [
    "LONGEST",
    "NOUGHTS",
    "SIGNS",
    "Ask",
    "AskReason",
    "Catalogue",
    "Context",
    "Courtesy",
    "Entry",
    "Intent",
    "Order",
    "Question",
    "Understanding",
    "against_history",
    "as_json",
    "asked_units",
    "asks_besides",
    "asks_for_help",
    "asks_streets",
    "asks_yellow",
    "courtesy_of",
    "day_promised",
    "figure_denied",
    "is_assent",
    "is_smalltalk",
    "most_expected",
    "node_meant",
    "order_of",
    "question_of",
    "reason_alone",
    "reason_in",
    "said_of_another",
    "understand",
    "unit_alone",
]

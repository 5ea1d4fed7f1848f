"""One line of Chinese is a report: what a message says, what it says it about, and what must be asked before it is stored."""

from domain.understanding.catalogue import Catalogue
from domain.understanding.entries import against_history, most_expected
from domain.understanding.intent import (
    NOUGHTS,
    Order,
    asks_for_help,
    figure_denied,
    is_assent,
    is_smalltalk,
    order_of,
    said_of_another,
)
from domain.understanding.model import Ask, AskReason, Context, Entry, Intent, Understanding, as_json
from domain.understanding.questions import Question, asked_units, asks_streets, asks_yellow, question_of, unit_alone
from domain.understanding.read import understand
from domain.understanding.statements import node_meant, reason_alone
from domain.understanding.text import LONGEST

__all__ = [
    "LONGEST",
    "NOUGHTS",
    "Ask",
    "AskReason",
    "Catalogue",
    "Context",
    "Entry",
    "Intent",
    "Order",
    "Question",
    "Understanding",
    "against_history",
    "as_json",
    "asked_units",
    "asks_for_help",
    "asks_streets",
    "asks_yellow",
    "figure_denied",
    "is_assent",
    "is_smalltalk",
    "most_expected",
    "node_meant",
    "order_of",
    "question_of",
    "reason_alone",
    "said_of_another",
    "understand",
    "unit_alone",
]

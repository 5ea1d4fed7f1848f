"""One line of Chinese is a report: what a message says, what it says it about, and what must be asked before it is stored."""

from domain.understanding.asked import asked_units
from domain.understanding.catalogue import Catalogue
from domain.understanding.intent import Order, asks_for_help, is_smalltalk, order_of, said_of_another
from domain.understanding.model import Ask, AskReason, Context, Entry, Intent, Understanding, as_json
from domain.understanding.questions import Question, asks_streets, asks_yellow, question_of
from domain.understanding.read import understand
from domain.understanding.reasons import reason_alone
from domain.understanding.sanity import against_history, most_expected
from domain.understanding.stages import node_meant

__all__ = [
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
    "is_smalltalk",
    "most_expected",
    "node_meant",
    "order_of",
    "question_of",
    "reason_alone",
    "said_of_another",
    "understand",
]

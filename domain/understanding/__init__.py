"""One line of Chinese is a report: what a message says, what it says it about, and what must be asked before it is stored."""

from domain.understanding.catalogue import Catalogue
from domain.understanding.model import Ask, AskReason, Context, Entry, Intent, Understanding, as_json
from domain.understanding.read import understand

__all__ = ["Ask", "AskReason", "Catalogue", "Context", "Entry", "Intent", "Understanding", "as_json", "understand"]

"""Every conversation, in the order of the help card: importing this module registers them all."""

from handlers import agreements, digests, free_text, imports, items, matters, people, start, supervise, verification
from handlers.reports import evidence, flow, mine

__all__ = [
    "agreements",
    "digests",
    "evidence",
    "flow",
    "free_text",
    "imports",
    "items",
    "matters",
    "mine",
    "people",
    "start",
    "supervise",
    "verification",
]

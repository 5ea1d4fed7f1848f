"""Every conversation, in the order of the help card: importing this module registers them all."""

from handlers import agreements, digests, free_text, imports, items, matters, people, start, supervise, verification
from handlers.notices import answering, drafting, listing, sending, settling, show
from handlers.reports import evidence, flow, mine

__all__ = [
    "agreements",
    "answering",
    "digests",
    "drafting",
    "evidence",
    "flow",
    "free_text",
    "imports",
    "items",
    "listing",
    "matters",
    "mine",
    "people",
    "sending",
    "settling",
    "show",
    "start",
    "supervise",
    "verification",
]

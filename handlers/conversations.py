"""Every conversation, in the order of the help card: importing this module registers them all."""

from handlers import (
    absence,
    agreements,
    asks,
    backward,
    delivery,
    digests,
    free_text,
    holding,
    imports,
    items,
    matters,
    people,
    start,
    supervise,
    verification,
)
from handlers.notices import answering, drafting, listing, sending, settling, show
from handlers.reports import evidence, flow, mine

__all__ = [
    "absence",
    "agreements",
    "answering",
    "asks",
    "backward",
    "delivery",
    "digests",
    "drafting",
    "evidence",
    "flow",
    "free_text",
    "holding",
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

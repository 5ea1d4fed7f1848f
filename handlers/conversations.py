"""Every conversation, in the order of the help card: importing this module registers them all."""

from handlers import (
    absence,
    agreements,
    asks,
    backward,
    free_text,
    holding,
    imports,
    items,
    matters,
    nudges,
    people,
    start,
    supervise,
    verification,
)
from handlers.digests import cards, ledger, parts, subscribing
from handlers.notices import answering, drafting, listing, sending, settling, show
from handlers.reports import evidence, flow, mine

__all__ = [
    "absence",
    "agreements",
    "answering",
    "asks",
    "backward",
    "cards",
    "drafting",
    "evidence",
    "flow",
    "free_text",
    "holding",
    "imports",
    "items",
    "ledger",
    "listing",
    "matters",
    "mine",
    "nudges",
    "parts",
    "people",
    "sending",
    "settling",
    "show",
    "start",
    "subscribing",
    "supervise",
    "verification",
]

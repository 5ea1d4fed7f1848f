"""Every conversation, in the order of the help card: importing this module registers them all."""

from handlers import (
    absence,
    agreements,
    asks,
    backward,
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
from handlers.notices import answering, drafting, extending, listing, sending, settling, show
from handlers.reports import evidence, flow, mine, phone

__all__ = [
    "absence",
    "agreements",
    "answering",
    "asks",
    "backward",
    "digests",
    "drafting",
    "evidence",
    "extending",
    "flow",
    "free_text",
    "holding",
    "imports",
    "items",
    "listing",
    "matters",
    "mine",
    "people",
    "phone",
    "sending",
    "settling",
    "show",
    "start",
    "supervise",
    "verification",
]

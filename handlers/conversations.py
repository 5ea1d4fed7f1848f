"""Every conversation, in the order of the help card: importing this module registers them all."""

from handlers import (
    absence,
    agreements,
    asks,
    backward,
    delivery,
    free_text,
    holding,
    imports,
    matters,
    nudges,
    people,
    rollups,
    start,
    supervise,
    verification,
    whole_bundle,
)
from handlers.areas import show as areas
from handlers.digests import cards, ledger, parts, subscribing
from handlers.items import card, lists
from handlers.notices import answering, drafting, extending, listing, sending, settling, show, wishing
from handlers.reports import evidence, flow, mine, phone

__all__ = [
    "absence",
    "agreements",
    "answering",
    "areas",
    "asks",
    "backward",
    "card",
    "cards",
    "delivery",
    "drafting",
    "evidence",
    "extending",
    "flow",
    "free_text",
    "holding",
    "imports",
    "ledger",
    "listing",
    "lists",
    "matters",
    "mine",
    "nudges",
    "parts",
    "people",
    "phone",
    "rollups",
    "sending",
    "settling",
    "show",
    "start",
    "subscribing",
    "supervise",
    "verification",
    "whole_bundle",
    "wishing",
]

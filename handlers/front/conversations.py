"""Every conversation: importing this module registers them all."""

from handlers.agreements import commands as agreements
from handlers.areas import cards as areas
from handlers.blockers import commands as blockers
from handlers.blockers import of_reports as blockers_of_reports
from handlers.changes import commands as changes
from handlers.changes import units as changed_units
from handlers.digests import again as digest_again
from handlers.digests import bulletin, ledger, month_sheet, quarters, sections, subscriptions
from handlers.digests import cards as digests
from handlers.front import courtesies, queries, second, spoken, start
from handlers.imports import commands as imports
from handlers.items import backward, comparisons, lists, rollups
from handlers.items import cards as items
from handlers.notices import cards as notices
from handlers.notices import (
    desk,
    drafts,
    extension,
    extension_in_words,
    following,
    of_item,
    replies,
    settlement,
    which,
)
from handlers.notices import lists as notice_lists
from handlers.people import absence, devices, invitations, languages, leave, moving, staff
from handlers.reminders import holds, nudges, promises, whole_bundle
from handlers.reports import evidence, form, mine, phone, sheet, slips, taps, verification
from handlers.service import deliveries

__all__ = [
    "absence",
    "agreements",
    "areas",
    "backward",
    "blockers",
    "blockers_of_reports",
    "bulletin",
    "changed_units",
    "changes",
    "comparisons",
    "courtesies",
    "deliveries",
    "desk",
    "devices",
    "digest_again",
    "digests",
    "drafts",
    "evidence",
    "extension",
    "extension_in_words",
    "following",
    "form",
    "holds",
    "imports",
    "invitations",
    "items",
    "languages",
    "leave",
    "ledger",
    "lists",
    "mine",
    "month_sheet",
    "moving",
    "notice_lists",
    "notices",
    "nudges",
    "of_item",
    "phone",
    "promises",
    "quarters",
    "queries",
    "replies",
    "rollups",
    "second",
    "sections",
    "settlement",
    "sheet",
    "slips",
    "spoken",
    "staff",
    "start",
    "subscriptions",
    "taps",
    "verification",
    "which",
    "whole_bundle",
]

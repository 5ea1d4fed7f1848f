"""Every table, by aggregate. Append-only tables say so; the rest are projections that can be made again."""

from storage.tables.absence import asks, holds, leaves, stand_ins, withheld
from storage.tables.agreements import (
    agreements,
    item_changes,
    item_states,
    items,
    judge_days,
    light_changes,
    light_consequences,
    units,
)
from storage.tables.areas import area_changes, areas, item_areas
from storage.tables.base import metadata
from storage.tables.blockers import blockers
from storage.tables.changes import item_decisions, out_of_reach, unit_names
from storage.tables.conversation import buttons, dialogs, failures, made, outbox, updates
from storage.tables.files import blobs, file_ends
from storage.tables.imports import import_layouts, imports
from storage.tables.notices import notice_consequences, notice_events, notice_files, notices
from storage.tables.people import bindings, invites, people
from storage.tables.record import record
from storage.tables.reference import reference_changes
from storage.tables.reports import evidence, report_events, reports
from storage.tables.supervision import (
    acknowledgements,
    calendar_days,
    digests,
    marks,
    nudges,
    reminded,
    set_aside,
    subscriptions,
    unreached,
)

__all__ = [
    "acknowledgements",
    "agreements",
    "area_changes",
    "areas",
    "asks",
    "bindings",
    "blobs",
    "blockers",
    "buttons",
    "calendar_days",
    "dialogs",
    "digests",
    "evidence",
    "failures",
    "file_ends",
    "holds",
    "import_layouts",
    "imports",
    "invites",
    "item_areas",
    "item_changes",
    "item_decisions",
    "item_states",
    "items",
    "judge_days",
    "leaves",
    "light_changes",
    "light_consequences",
    "made",
    "marks",
    "metadata",
    "notice_consequences",
    "notice_events",
    "notice_files",
    "notices",
    "nudges",
    "out_of_reach",
    "outbox",
    "people",
    "record",
    "reference_changes",
    "reminded",
    "report_events",
    "reports",
    "set_aside",
    "stand_ins",
    "subscriptions",
    "unit_names",
    "units",
    "unreached",
    "updates",
    "withheld",
]

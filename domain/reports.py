"""Progress reports (进度报送): what was said, what it comes to, and what became of it."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import NewType

from domain.items import ItemId
from domain.people import PersonId

ReportId = NewType("ReportId", int)


class ValueKind(Enum):
    """How the reporter put the figure: 累计, 新增, 完成 x %, or a stage word without a figure."""

    TOTAL = "total"
    INCREMENT = "increment"
    PERCENT_OF_TARGET = "percent_of_target"
    STATUS = "status"


class ReportState(Enum):
    """Where a report stands. RETURNED, WITHDRAWN and SUPERSEDED reports no longer count; they are never deleted."""

    SUBMITTED = "submitted"
    VERIFIED = "verified"
    RETURNED = "returned"
    WITHDRAWN = "withdrawn"
    SUPERSEDED = "superseded"


LIVE_STATES = frozenset({ReportState.SUBMITTED, ReportState.VERIFIED})


@dataclass(frozen=True, slots=True)
class Report:
    """One report on one item.

    `typed` is the message as written; `value` with `value_kind` is what it said, `total` what it comes to in the item's
    measure unit (None for a bare stage of a milestone item). `as_of` is a local day, `submitted_at` a UTC time.
    """

    id: ReportId
    item: ItemId
    person: PersonId
    unit: str
    typed: str
    value: Decimal | None
    value_kind: ValueKind
    total: Decimal | None
    status: str | None
    as_of: date
    note: str
    submitted_at: datetime
    state: ReportState
    supersedes: ReportId | None = None
    unchanged: bool = False

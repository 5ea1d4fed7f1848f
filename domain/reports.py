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
    """Where a report stands.

    CONFIRMED: the unit's head has checked it (审核); VERIFIED: the district's inspectors have (核验). RETURNED, WITHDRAWN and
    SUPERSEDED reports no longer count; they are never deleted.
    """

    SUBMITTED = "submitted"
    CONFIRMED = "confirmed"
    VERIFIED = "verified"
    RETURNED = "returned"
    WITHDRAWN = "withdrawn"
    SUPERSEDED = "superseded"

    @property
    def word(self) -> str:
        """The state as it is called in Chinese."""
        return _WORDS[self]


_WORDS = {
    ReportState.SUBMITTED: "待核验",
    ReportState.CONFIRMED: "单位已审核，待核验",
    ReportState.VERIFIED: "已核验",
    ReportState.RETURNED: "已退回",
    ReportState.WITHDRAWN: "已撤回",
    ReportState.SUPERSEDED: "已更正",
}
LIVE_STATES = frozenset({ReportState.SUBMITTED, ReportState.CONFIRMED, ReportState.VERIFIED})
UNVERIFIED_STATES = frozenset({ReportState.SUBMITTED, ReportState.CONFIRMED})


@dataclass(frozen=True, slots=True)
class Report:
    """One report on one item.

    `typed` is the message as written; `value` with `value_kind` is what it said, `total` what it comes to in the item's
    measure unit (None for a bare stage of a milestone item), `milestone` the number from 0 of the node a stage completes.
    `unchanged` says 无变化, with the last total again, or of a milestone item with no figure and no node; `note` is its reason.
    `as_of` is a local day, `submitted_at` a UTC time. `caller` is None when `person` is of the unit; when an inspector typed in
    what the unit told by telephone it is the name of who rang, empty if that was not told. `forwarded` is None for what `person`
    wrote; of a message that was forwarded it names who wrote it, empty if that was not told.
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
    milestone: int | None = None
    caller: str | None = None
    forwarded: str | None = None

    @property
    def by_phone(self) -> bool:
        """Whether an inspector typed it in for the unit (电话代报)."""
        return self.caller is not None

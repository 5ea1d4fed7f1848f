"""What falls due, and each step of the ladder that is told of it."""

from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import ClassVar

from domain.items import ItemId
from domain.keys.text import UnknownKey, day, number, parser
from domain.notices.names import Clock, NoticeId

DRAFTED = "draft"


class Rule(Enum):
    """What a reminder is about."""

    REPORT = "report"
    MILESTONE = "milestone"
    NOTICE = "notice"


@dataclass(frozen=True, slots=True)
class ReportPeriod:
    """An item's report of one period, named by the local day on which it is due by the cycle."""

    rule: ClassVar[Rule] = Rule.REPORT
    due: date

    def text(self) -> str:
        """As report:2026-07-03."""
        return f"report:{self.due.isoformat()}"


@dataclass(frozen=True, slots=True)
class Node:
    """A node of an item by its number from 0, or by the number of nodes for the item's own due day; and its local day."""

    rule: ClassVar[Rule] = Rule.MILESTONE
    number: int
    due: date

    def text(self) -> str:
        """As milestone:0:2026-09-30."""
        return f"milestone:{self.number}:{self.due.isoformat()}"


@dataclass(frozen=True, slots=True)
class NoticeClock:
    """A clock of a supervision notice and the local day it runs to."""

    rule: ClassVar[Rule] = Rule.NOTICE
    notice: NoticeId
    clock: Clock
    due: date

    def text(self) -> str:
        """As notice:7:reply:2026-07-03."""
        return f"notice:{self.notice}:{self.clock.value}:{self.due.isoformat()}"


@dataclass(frozen=True, slots=True)
class NoticeDraft:
    """A draft of a supervision notice that waits for the inspectors."""

    rule: ClassVar[Rule] = Rule.NOTICE
    notice: NoticeId

    def text(self) -> str:
        """As notice:7:draft."""
        return f"notice:{self.notice}:{DRAFTED}"


Subject = ReportPeriod | Node | NoticeClock | NoticeDraft


@parser
def parse_subject(text: str) -> Subject:
    """What an occurrence is about; UnknownKey for any other text."""
    match text.split(":"):
        case ["report", due]:
            return ReportPeriod(day(due))
        case ["milestone", node, due]:
            return Node(number(node), day(due))
        case ["notice", notice, "draft"]:
            return NoticeDraft(NoticeId(number(notice)))
        case ["notice", notice, clock, due]:
            return NoticeClock(NoticeId(number(notice)), Clock(clock), day(due))
        case _:
            raise UnknownKey(text)


@dataclass(frozen=True, slots=True)
class OccurrenceKey:
    """One step of the ladder of one subject: it is told to each person once and for all.

    `offset` counts working days from the due day. A draft is told of once, with offset 0.
    """

    subject: Subject
    offset: int = 0

    def text(self) -> str:
        """The subject and the step: report:2026-07-03:T-3, notice:7:draft:draft."""
        return f"{self.subject.text()}:{DRAFTED if isinstance(self.subject, NoticeDraft) else step_name(self.offset)}"


@parser
def parse_occurrence(text: str) -> OccurrenceKey:
    """A step that was told; UnknownKey for any other text."""
    subject, _, step = text.rpartition(":")
    return OccurrenceKey(parse_subject(subject), 0 if step in ("T", DRAFTED) else int(step.removeprefix("T")))


def step_name(offset: int) -> str:
    """T-3, T, T+1."""
    return f"T{offset:+d}" if offset else "T"


@dataclass(frozen=True, slots=True)
class Owed:
    """A step of the ladder of an item, or of a notice on it."""

    item: ItemId
    occurrence: OccurrenceKey

    def text(self) -> str:
        """As 12|report:2026-07-03:T+1."""
        return f"{self.item}|{self.occurrence.text()}"

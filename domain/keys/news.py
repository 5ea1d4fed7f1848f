"""What people are told of besides what falls due: each of them once."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum

from domain.blockers import BlockerId
from domain.decisions import DecisionId
from domain.items import ItemId
from domain.keys.digests import DigestTerm, parse_term
from domain.keys.text import UnknownKey, day, moment, number, parser
from domain.keys.updates import Update, parse_update
from domain.notices.names import NoticeId
from domain.people import PersonId
from domain.reports import ReportId, ReportState


@dataclass(frozen=True, slots=True)
class Nudge:
    """催一下: what a person asked of an item's unit on a local day."""

    on: date
    by: PersonId
    item: ItemId

    def text(self) -> str:
        """As nudge:2026-06-30:3:12."""
        return f"nudge:{self.on.isoformat()}:{self.by}:{self.item}"


@dataclass(frozen=True, slots=True)
class Raised:
    """A blocker, or a wish for more time, that came in an update."""

    update: Update

    def text(self) -> str:
        """As matter:telegram:4711."""
        return f"matter:{self.update.text()}"


@dataclass(frozen=True, slots=True)
class Promised:
    """Somebody wants to be reminded on a local day of what they promised to report: an item, or whatever is owed."""

    on: date
    item: ItemId | None

    def text(self) -> str:
        """As promise:2026-06-26:17, promise:2026-06-26:-."""
        return f"promise:{self.on.isoformat()}:{'-' if self.item is None else self.item}"


@dataclass(frozen=True, slots=True)
class BlockerAnswered:
    """A blocker was answered."""

    blocker: BlockerId

    def text(self) -> str:
        """As blocker:5:answered."""
        return f"blocker:{self.blocker}:answered"


@dataclass(frozen=True, slots=True)
class NoticeStep:
    """An event of a supervision notice, by their numbers in the store."""

    notice: NoticeId
    event: int

    def text(self) -> str:
        """As notice:7:21."""
        return f"notice:{self.notice}:{self.event}"


@dataclass(frozen=True, slots=True)
class NoticeWanted:
    """A leader (`by`) wants a notice sent: the draft made for it."""

    draft: NoticeId
    by: PersonId

    def text(self) -> str:
        """As notice-request:7:3."""
        return f"notice-request:{self.draft}:{self.by}"


@dataclass(frozen=True, slots=True)
class TakenByPhone:
    """Reports that were told by telephone, by the first of them."""

    report: ReportId

    def text(self) -> str:
        """As phone:31."""
        return f"phone:{self.report}"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of a report that was looked at."""

    report: ReportId
    state: ReportState

    def text(self) -> str:
        """As verdict:31:returned."""
        return f"verdict:{self.report}:{self.state.value}"


@dataclass(frozen=True, slots=True)
class Welcome:
    """A successor is welcomed: the items of this person were handed over."""

    predecessor: PersonId

    def text(self) -> str:
        """As handover:3."""
        return f"handover:{self.predecessor}"


@dataclass(frozen=True, slots=True)
class Begun:
    """A person of the demonstration is shown what to try first."""

    def text(self) -> str:
        """As begun."""
        return "begun"


@dataclass(frozen=True, slots=True)
class Stopped:
    """The service stood still for long; `since` is its last sign of life (UTC)."""

    since: datetime

    def text(self) -> str:
        """As downtime:2026-06-30T01:00:00+00:00."""
        return f"downtime:{self.since.isoformat()}"


@dataclass(frozen=True, slots=True)
class ClockJumped:
    """The clock moved so far that nothing is pushed; `since` is the last sign of life before (UTC)."""

    since: datetime

    def text(self) -> str:
        """As jumped:2026-06-30T01:00:00+00:00."""
        return f"jumped:{self.since.isoformat()}"


@dataclass(frozen=True, slots=True)
class RowsSetAside:
    """Rows were set aside by the tick of this moment (UTC)."""

    at: datetime

    def text(self) -> str:
        """As aside:2026-06-30T01:00:00+00:00."""
        return f"aside:{self.at.isoformat()}"


@dataclass(frozen=True, slots=True)
class DeadLettered:
    """Messages that could not be handled were set aside up to this moment (UTC)."""

    at: datetime

    def text(self) -> str:
        """As dead:2026-06-30T01:00:00+00:00."""
        return f"dead:{self.at.isoformat()}"


@dataclass(frozen=True, slots=True)
class FormFailed:
    """A form of the office did not serve on a local day; told once a day and kind."""

    kind: str
    on: date

    def text(self) -> str:
        """As form:notice:2026-06-30."""
        return f"form:{self.kind}:{self.on.isoformat()}"


@dataclass(frozen=True, slots=True)
class CalendarMissing:
    """Nobody has imported a year's working days; asked for once before the year begins and once in it."""

    year: int
    begun: bool

    def text(self) -> str:
        """As calendar:2027:ahead."""
        return f"calendar:{self.year}:{'begun' if self.begun else 'ahead'}"


class InvitationStep(Enum):
    """What became of an invitation: a second person is asked, agreed, refused; it was seen by others or used by another."""

    ASKED = "asked"
    APPROVED = "approved"
    REFUSED = "refused"
    EXPOSED = "exposed"


@dataclass(frozen=True, slots=True)
class InvitationNews:
    """What became of an invitation, by its name in the store (hex)."""

    invitation: str
    step: InvitationStep

    def text(self) -> str:
        """As invitation:0a1b:asked."""
        return f"invitation:{self.invitation}:{self.step.value}"


@dataclass(frozen=True, slots=True)
class Bound:
    """A chat was bound, by the number of the binding."""

    binding: int

    def text(self) -> str:
        """As bound:31."""
        return f"bound:{self.binding}"


class LeaveStep(Enum):
    """What became of leave that somebody puts on record for another."""

    ASKED = "asked"
    TAKEN = "taken"
    UNDONE = "undone"


@dataclass(frozen=True, slots=True)
class LeaveNews:
    """Somebody's leave was arranged by another in a moment (UTC)."""

    person: PersonId
    step: LeaveStep
    at: datetime

    def text(self) -> str:
        """As leave:3:taken:2026-06-30T01:00:00+00:00."""
        return f"leave:{self.person}:{self.step.value}:{self.at.isoformat()}"


class MoveStep(Enum):
    """What became of somebody's move to another unit: a second person is asked, has answered, it is done."""

    ASKED = "asked"
    SETTLED = "settled"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class MoveNews:
    """Somebody is moved to another unit in a moment (UTC)."""

    person: PersonId
    step: MoveStep
    at: datetime

    def text(self) -> str:
        """As move:3:done:2026-06-30T01:00:00+00:00."""
        return f"move:{self.person}:{self.step.value}:{self.at.isoformat()}"


@dataclass(frozen=True, slots=True)
class Renamed:
    """A unit, by its code, was renamed in a moment (UTC)."""

    unit: str
    at: datetime

    def text(self) -> str:
        """As renamed:BM03:2026-06-30T01:00:00+00:00."""
        return f"renamed:{self.unit}:{self.at.isoformat()}"


@dataclass(frozen=True, slots=True)
class ItemDecided:
    """Something was decided about an item, by the decision's number."""

    decision: DecisionId

    def text(self) -> str:
        """As decided:7."""
        return f"decided:{self.decision}"


@dataclass(frozen=True, slots=True)
class DigestInDoubt:
    """Nobody knows whether a digest of a reader has arrived: it is offered."""

    term: DigestTerm
    reader: PersonId

    def text(self) -> str:
        """As doubt:2026-W26:3."""
        return f"doubt:{self.term.text()}:{self.reader}"


OfItems = ItemDecided | Nudge | Promised | Raised | BlockerAnswered | NoticeStep | NoticeWanted | TakenByPhone | Verdict
OfService = (
    Begun
    | DigestInDoubt
    | Welcome
    | Bound
    | InvitationNews
    | LeaveNews
    | MoveNews
    | Renamed
    | Stopped
    | ClockJumped
    | RowsSetAside
    | DeadLettered
    | CalendarMissing
    | FormFailed
)
News = OfItems | OfService


@parser
def parse_news(text: str) -> News:
    """What people were told of; UnknownKey for any other text."""
    head, _, rest = text.partition(":")
    match head:
        case "matter":
            return Raised(parse_update(rest))
        case "downtime":
            return Stopped(moment(rest))
        case "jumped":
            return ClockJumped(moment(rest))
        case "aside":
            return RowsSetAside(moment(rest))
        case "dead":
            return DeadLettered(moment(rest))
        case "renamed":
            unit, at = rest.split(":", 1)
            return Renamed(unit, moment(at))
        case "leave" | "move":
            person, step, at = rest.split(":", 2)
            who, when = PersonId(number(person)), moment(at)
            return LeaveNews(who, LeaveStep(step), when) if head == "leave" else MoveNews(who, MoveStep(step), when)
        case _:
            return _of_numbers(text)


def _of_numbers(text: str) -> News:
    match text.split(":"):
        case ["begun"]:
            return Begun()
        case ["nudge", on, by, item]:
            return Nudge(day(on), PersonId(number(by)), ItemId(number(item)))
        case ["promise", on, item]:
            return Promised(day(on), None if item == "-" else ItemId(number(item)))
        case ["blocker", blocker, "answered"]:
            return BlockerAnswered(BlockerId(number(blocker)))
        case ["notice", notice, event]:
            return NoticeStep(NoticeId(number(notice)), number(event))
        case ["notice-request", draft, by]:
            return NoticeWanted(NoticeId(number(draft)), PersonId(number(by)))
        case ["phone", report]:
            return TakenByPhone(ReportId(number(report)))
        case ["verdict", report, state]:
            return Verdict(ReportId(number(report)), ReportState(state))
        case ["invitation", invitation, step]:
            return InvitationNews(invitation, InvitationStep(step))
        case ["decided", decision]:
            return ItemDecided(DecisionId(number(decision)))
        case ["bound", binding]:
            return Bound(number(binding))
        case ["handover", person]:
            return Welcome(PersonId(number(person)))
        case ["doubt", term, reader]:
            return DigestInDoubt(parse_term(term), PersonId(number(reader)))
        case ["form", kind, on]:
            return FormFailed(kind, day(on))
        case ["calendar", year, "begun" | "ahead" as when]:
            return CalendarMissing(number(year), when == "begun")
        case _:
            raise UnknownKey(text)

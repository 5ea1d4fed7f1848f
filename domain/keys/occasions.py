"""What makes the service draft a supervision notice: each occasion drafts once for an item; and what keeps one in sight."""

from dataclasses import dataclass
from datetime import date

from domain.keys.due import Node, ReportPeriod, parse_subject
from domain.keys.text import UnknownKey, day, number, parser
from domain.notices.names import NoticeId


@dataclass(frozen=True, slots=True)
class TurnedRed:
    """An item's light turned red on a local day."""

    on: date

    def text(self) -> str:
        """As red:2026-07-01."""
        return f"red:{self.on.isoformat()}"


@dataclass(frozen=True, slots=True)
class Lapsed:
    """What was due on a notice on a local day was not done, so the next kind above it is drafted."""

    notice: NoticeId
    due: date

    def text(self) -> str:
        """As climb:7:2026-07-03."""
        return f"climb:{self.notice}:{self.due.isoformat()}"


@dataclass(frozen=True, slots=True)
class InSight:
    """Why a message stays at the top of a chat: its notice waits to be signed for."""

    notice: NoticeId

    def text(self) -> str:
        """As notice:7."""
        return f"notice:{self.notice}"


# A report or a node by which the ladder asks for a notice, a red light, a notice that lapsed.
Occasion = ReportPeriod | Node | TurnedRed | Lapsed


@parser
def parse_occasion(text: str) -> Occasion:
    """What made the service draft a notice; UnknownKey for any other text."""
    match text.split(":"):
        case ["red", on]:
            return TurnedRed(day(on))
        case ["climb", notice, due]:
            return Lapsed(NoticeId(number(notice)), day(due))
    subject = parse_subject(text)
    if isinstance(subject, ReportPeriod | Node):
        return subject
    raise UnknownKey(text)

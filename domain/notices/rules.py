"""What a rule pack sets for supervision notices. Both published families are data; code knows neither colour nor name."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from domain.ladders import Rung


class Trigger(Enum):
    """What calls down a consequence: a notice of the kind is sent, lapses unanswered, or its reply is sent back."""

    SENT = "sent"
    OVERDUE = "overdue"
    RETURNED = "returned"


@dataclass(frozen=True, slots=True)
class Consequence:
    """What follows for the unit, from the `times`-th time on that it happens on one item in a year.

    `record` is the name an assessment will look for; `text` says it to people.
    """

    on: Trigger
    times: int
    record: str
    text: str


@dataclass(frozen=True, slots=True)
class NoticeKind:
    """One step of a family (蓝, 橙, 红 or 交办, 催办, 督办). Days are working days from sending to the reply."""

    id: str
    name: str
    mark: str
    reply_days: int
    urgent_reply_days: int
    demand: str
    consequences: tuple[Consequence, ...]

    def days(self, *, urgent: bool) -> int:
        """How long the unit has for its reply."""
        return self.urgent_reply_days if urgent else self.reply_days


@dataclass(frozen=True, slots=True)
class Family:
    """Kinds from mild to grave. `number` is how a number is printed; an urgent matter passes over `urgent_skips` kinds."""

    id: str
    name: str
    number: str
    urgent_skips: int
    kinds: tuple[NoticeKind, ...]

    def kind(self, id_: str) -> NoticeKind | None:
        """The kind of that id; None if the pack no longer has it."""
        return next((kind for kind in self.kinds if kind.id == id_), None)

    def first(self, *, urgent: bool) -> NoticeKind:
        """What a matter begins with."""
        return self.kinds[min(self.urgent_skips if urgent else 0, len(self.kinds) - 1)]

    def above(self, id_: str, *, urgent: bool) -> NoticeKind | None:
        """What a lapsed notice climbs to; None above the gravest and for a kind the pack does not have."""
        at = next((at for at, kind in enumerate(self.kinds) if kind.id == id_), len(self.kinds) - 1)
        if at == len(self.kinds) - 1:
            return None
        return self.kinds[min(at + 1 + (self.urgent_skips if urgent else 0), len(self.kinds) - 1)]

    def printed(self, year: int, number: int) -> str:
        """A number as it stands on the paper (发文字号)."""
        return self.number.format(year=year, number=number)


class PaperForm(Enum):
    """How a notice is printed: under a red masthead as a 文件, or as a letter (信函格式) under the organ's name."""

    RED_HEAD = "red_head"
    LETTER = "letter"


@dataclass(frozen=True, slots=True)
class NoticeRule:
    """The section `[notices]`: days are working days, `feedback_day` is a day of the month.

    `family` is the one new notices belong to; the others stay known for what was sent by them. `masthead` and `signer` are
    printed on the paper. A reply's limit is moved at most `extension_times` times, each time by at most `extension_days`.
    A rung with `notice` in `reply` drafts the next kind; a reply that waits for a verdict never lapses.
    """

    family: str
    form: PaperForm
    masthead: str
    signer: str
    receipt_days: int
    objection_days: int
    verdict_days: int
    return_days: int
    extension_times: int
    extension_days: int
    feedback_day: int
    draft_on_red: bool
    receipt: tuple[Rung, ...]
    reply: tuple[Rung, ...]
    feedback: tuple[Rung, ...]
    verdict: tuple[Rung, ...]
    families: tuple[Family, ...]

    @property
    def current(self) -> Family:
        """The family in use."""
        return next(family for family in self.families if family.id == self.family)

    def kind(self, family: str, kind: str) -> NoticeKind | None:
        """A kind by the ids stored with a notice; None if the pack no longer has it."""
        found = self.of(family)
        return found.kind(kind) if found else None

    def of(self, family: str) -> Family | None:
        """A family by its id; None if the pack no longer has it."""
        return next((each for each in self.families if each.id == family), None)


def called_down(kind: NoticeKind, on: Trigger, times: int) -> Sequence[Consequence]:
    """The consequences of the `times`-th such event on one item in a year."""
    return [each for each in kind.consequences if each.on is on and times >= each.times]

"""What leaves of a card that may not leave whole by a channel. What may leave is decided in domain.secrecy."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from itertools import compress

from domain.secrecy import OPEN, PERSONAL, Gate, Tells, together
from handlers.kernel.messages import About, Card
from handlers.service.words import secrecy as zh
from storage.outbox import MessageKind


@dataclass(frozen=True, slots=True)
class Ways:
    """How the district sends: the channels in the order pushes try them, and what may leave by which."""

    prefer: Sequence[str] = ()
    gate: Gate = field(default_factory=Gate)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a message would go."""

    channel: str
    group: bool


@dataclass(frozen=True, slots=True)
class Passed:
    """The card that leaves, and what was kept back from it; None: nothing was."""

    card: Card
    kept: Tells | None = None


def kept_back(gate: Gate, place: Place, card: Card, ways: Sequence[str], kind: MessageKind) -> Passed:
    """As much of the card as may leave; `ways` names the channels to look at instead.

    A group is told all or nothing: what is left of a card there would show that more was.
    """

    def lets(tells: Tells) -> bool:
        return gate.lets(tells.grade, place.channel, group=place.group)

    if place.group or not lets(card.tells):
        return Passed(_instead(gate, place, card, ways, kind), card.whole)
    left = _without(card, lets)
    kept = together(
        (
            *(each for each in card.line_tells if not lets(each)),
            *(tap.tells for row in card.buttons for tap in row if not lets(tap.tells)),
        )
    )
    if not any(line for line in left.lines) and not left.buttons:
        return Passed(_instead(gate, place, card, ways, kind), kept)
    said = zh.left_out(len(kept.internal), ways)
    return Passed(_also(left, said, card, lets), kept)


def _instead(gate: Gate, place: Place, card: Card, ways: Sequence[str], kind: MessageKind) -> Card:
    """A sentence without names and figures; in a group one that does not even count."""
    whole = card.whole
    if gate.lets(whole.grade, place.channel, group=False):
        return Card(lines=(zh.IN_PRIVATE,), edit=card.edit, tells=OPEN)
    count = 0 if place.group else len(whole.internal)
    said = zh.answered(count, ways) if kind is MessageKind.REPLY else zh.pushed(kind, count, ways)
    return Card(lines=(said,), edit=card.edit, tells=OPEN if place.group else PERSONAL)


def _without(card: Card, lets: Callable[[Tells], bool]) -> Card:
    """The card without the lines and buttons that may not leave."""
    stay = [lets(each) for each in card.line_tells] or [True] * len(card.lines)
    named = card.named and replace(card.named, lines=tuple(compress(card.named.lines, stay)))
    rows = tuple(tuple(tap for tap in row if lets(tap.tells)) for row in card.buttons)
    folded = sum(stay[: card.manner.folded]) if card.manner.folded is not None else None
    return replace(
        card,
        manner=replace(card.manner, folded=folded),
        lines=tuple(compress(card.lines, stay)),
        line_tells=tuple(compress(card.line_tells, stay)),
        buttons=tuple(row for row in rows if row),
        named=named,
    )


def _also(left: Card, said: str, whole: Card, lets: Callable[[Tells], bool]) -> Card:
    """With the sentence about what is missing, which goes when all of that is over."""
    shown = left.also(said)
    if shown.named is None or whole.named is None:
        return shown
    gone = [about for about, each in zip(whole.named.lines, whole.line_tells, strict=True) if about and not lets(each)]
    about = About(tuple(matter for each in gone for matter in each.matters))
    return replace(shown, named=replace(shown.named, lines=(*shown.named.lines[:-1], about)))

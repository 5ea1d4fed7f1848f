"""How a card wants to be shown where its channel can: each is a wish, and what a channel cannot do is left out."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from enum import Enum


class Style(Enum):
    """What a button does to its person: it GOes on with what was begun, or it is a DANGER that cannot be undone."""

    GO = "go"
    DANGER = "danger"


@dataclass(frozen=True, slots=True)
class Manner:
    """`folded`: from this line on it is read once, and may be folded up. `copied` is the label of a button and the text that it
    copies. `asks` is an example of the answer that is typed next, `words` what the person types most, to be had at the typing
    box. `quiet`: it makes no sound. `pinned` names why it stays in sight, `unpinned` which of these may go. `done` is a word for
    the finger that tapped. `mark`: on the message that it answers a mark says as much.
    """

    folded: int | None = None
    copied: tuple[str, str] | None = None
    asks: str = ""
    words: tuple[str, ...] = ()
    quiet: bool = False
    pinned: str = ""
    unpinned: str = ""
    done: str = ""
    mark: bool = False


PLAIN = Manner()


def as_json(manner: Manner) -> dict[str, object]:
    """What is wished, by name."""
    wished = ((each.name, getattr(manner, each.name)) for each in fields(manner))
    left = ((name, value) for name, value in wished if value not in (None, "", (), False))
    return {name: list(value) if isinstance(value, tuple) else value for name, value in left}


def from_json(wished: Mapping[str, object] | None) -> Manner:
    """The manner again; what a later version wished is not known here."""
    if not wished:
        return PLAIN
    known = {each.name for each in fields(PLAIN)}
    told = {name: tuple(value) if isinstance(value, list) else value for name, value in wished.items() if name in known}
    return Manner(**told)  # type: ignore[arg-type]

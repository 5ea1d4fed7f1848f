"""What a message says, as its row keeps it: JSON in these shapes."""

from collections.abc import Mapping, Sequence
from typing import NotRequired, TypedDict


class Drawn(TypedDict):
    """A picture or a document still to be made: which, from what, under which file name."""

    kind: str
    data: Mapping[str, object]
    name: str


class Told(TypedDict):
    """What the lines speak of, beside them: keys of matters, or None for a line that always stays.

    `day` is an ISO date; `counts` says what a line only counts, and of which unit.
    """

    day: str
    all: Sequence[str]
    lines: Sequence[Sequence[str] | None]
    counts: NotRequired[Sequence[Sequence[str] | None]]


class Graded(TypedDict):
    """What a text gives away: its grade, and the codes of the items that are not 公开."""

    grade: int
    internal: Sequence[str]


class Payload(TypedDict):
    """A card. `buttons` are rows of (label, token), `file` is (SHA-256 in hex, name, media type), `left_out` keys of matters
    that were over when it left, `invite` the invitation whose token is put in while it leaves, `menu` pairs of (command, help
    line) in place of a card. `tells` is what the card gives away but for its lines, where `line_tells` stands beside those.
    `link` is (label, address) of a button that leads elsewhere, `about` holds the numbers of the items it tells of, `thread` is
    the topic an answer stands in, `under` the message of the person it answers, and whether it is shown under it even where it
    comes at once. `language` is what it is written in, where that is not Chinese. A row of `buttons` may bear the style as a
    third part; `manner` is how the card wants to be shown, by name, and `marks` the message of the person that a mark answers
    in place of the words.
    """

    title: str
    lines: Sequence[str]
    buttons: NotRequired[Sequence[Sequence[Sequence[str]]]]
    file: NotRequired[Sequence[str]]
    drawing: NotRequired[Drawn]
    named: NotRequired[Told]
    left_out: NotRequired[Sequence[str]]
    tells: NotRequired[Graded]
    line_tells: NotRequired[Sequence[Graded]]
    invite: NotRequired[str]
    menu: NotRequired[Sequence[Sequence[str]]]
    about: NotRequired[Sequence[int]]
    link: NotRequired[Sequence[str]]
    thread: NotRequired[str]
    under: NotRequired[Sequence[str | bool]]
    manner: NotRequired[Mapping[str, object]]
    marks: NotRequired[str]
    language: NotRequired[str]

"""What people say and what they are shown, free of any platform."""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import Enum

from domain.files import Trouble
from domain.items import ItemId
from domain.keys.matters import Matter
from domain.keys.updates import LONGEST, Overtaken, Update
from domain.people import Language
from domain.secrecy import OPEN, Tells, together
from handlers.kernel.manner import PLAIN, Manner
from storage.evidence import Shelved
from storage.payloads import Payload

Json = str | int | bool | None
# What no store or document takes: NUL, which PostgreSQL refuses in any text; one half of a pair that makes a character; and
# the other characters that XML 1.0 forbids, and so Word and Excel.
UNSTORABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
REPLACEMENT = "\N{REPLACEMENT CHARACTER}"
# The longest the columns of storage.tables hold: one store refuses more, the other takes it.
MOST_NAME, MOST_MEDIA_TYPE, MOST_ENDING = 200, 100, 20
UNKNOWN_TYPE = "application/octet-stream"
IDS = (
    ("external_id", LONGEST),
    ("chat", 100),
    ("moved_to", 100),
    ("sender", 100),
    ("message", 100),
    ("album", 100),
    ("thread", 100),
    ("quoted", 100),
)


@dataclass(frozen=True, slots=True)
class Attached:
    """A file that came with a message; `content` was fetched before the transaction began, or is None.

    `trouble` then says why; `limit` is the limit in bytes that the file broke, where it broke one. `shelved`: the bytes were
    judged and lie in the files. `media_type` is the sender's word until then.
    """

    name: str
    media_type: str
    size: int
    content: bytes | None = None
    trouble: Trouble | None = None
    limit: int = 0
    shelved: Shelved | None = None
    # Of a file that came before its message was whole and is stored: its SHA-256.
    kept: str | None = None
    # A channel wrote it itself, of what its platform told: then its media type is no word of a person.
    made: bool = False

    def __post_init__(self) -> None:
        """See storable, and fit for names; a media type that no column holds is none."""
        object.__setattr__(self, "name", shortened(storable(self.name)))
        if len(self.media_type) > MOST_MEDIA_TYPE or UNSTORABLE.search(self.media_type):
            object.__setattr__(self, "media_type", UNKNOWN_TYPE)


@dataclass(frozen=True, slots=True)
class Forwarded:
    """A message that was written before: by whom, as far as that is told (else empty), and when (UTC); `own`: by the sender."""

    author: str
    written_at: datetime
    own: bool = False

    def __post_init__(self) -> None:
        """See storable."""
        object.__setattr__(self, "author", shortened(storable(self.author)))


@dataclass(slots=True)
class Finger:
    """Where a tap is answered without a message, if it is soon enough: then `is_open`. `alert`: it must be read and closed."""

    is_open: bool = True
    text: str = ""
    alert: bool = False


@dataclass(frozen=True, slots=True)
class Incoming:
    """One update of a platform.

    `external_id` is unique per channel: the same update delivered twice has the same one. `chat` is where the answer goes,
    `sender` who spoke (platform identities). `button` is the opaque token of a tapped button. `message` is the platform's id of
    the message: what was written, or what carried the button. `edited`: it was changed after it had been sent; `album` is
    what the parts of one message are called together. `sent_at` is UTC; of an edited message when it was first sent.
    `addressed` is False for group chatter that is not meant for the bot. `event` is set for membership changes: "blocked",
    "unblocked", "migrated" (to the chat `moved_to`). `thread` is the topic of the chat it was said in, None outside topics and
    in the one that every chat has; `quoted` the platform's id of the message that it answers.
    """

    channel: str
    external_id: str
    chat: str
    sender: str
    sent_at: datetime
    text: str = ""
    private: bool = True
    addressed: bool = True
    button: str | None = None
    message: str | None = None
    edited: bool = False
    album: str | None = None
    file: Attached | None = None
    # The further files of an album.
    also: tuple[Attached, ...] = ()
    event: str | None = None
    moved_to: str | None = None
    thread: str | None = None
    quoted: str | None = None
    forwarded: Forwarded | None = None
    finger: Finger | None = field(default=None, compare=False, repr=False)
    # Unique among the updates of all channels.
    name: Update = field(init=False)
    # By which channel and id it is known that it was dealt with: its own, or that of an edit of it which came first.
    known_as: tuple[tuple[str, str], ...] = field(init=False)

    def __post_init__(self) -> None:
        """See storable: a message the store refuses could neither be handled nor set aside, and would come for ever."""
        object.__setattr__(self, "text", storable(self.text))
        for field_name, most in IDS:
            given = getattr(self, field_name)
            if given is not None and (len(given) > most or UNSTORABLE.search(given)):
                object.__setattr__(self, field_name, stand_in(given))
        object.__setattr__(self, "name", Update(self.channel, self.external_id))
        known = [self.external_id]
        if self.message is not None and self.button is None and not self.edited:
            known.append(Overtaken(self.chat, self.message).text())
        object.__setattr__(self, "known_as", tuple((self.channel, each) for each in known))
        if self.button is not None:
            object.__setattr__(self, "button", storable(self.button))

    @property
    def open_finger(self) -> Finger | None:
        """Where a tap may still be answered without a message."""
        return self.finger if self.finger is not None and self.finger.is_open else None


@dataclass(frozen=True, slots=True)
class Spot:
    """Where in its chat an answer stands: in which topic, and under which message of the person it is shown.

    `always`: shown under it even where the answer comes at once and nobody else speaks; else only if it comes late.
    """

    thread: str | None = None
    under: str | None = None
    always: bool = False
    # What the person has chosen to be written to in, if anything.
    language: Language | None = None


NOWHERE = Spot()


@dataclass(frozen=True, slots=True)
class Button:
    """A tap: `action` names a registered use case, `args` travel in the database, never through the platform.

    `tells` is what the label gives away beside an item's code.
    """

    label: str
    action: str
    args: Mapping[str, Json] = field(default_factory=dict)
    tells: Tells = OPEN


@dataclass(frozen=True, slots=True)
class Onward:
    """A button that leads to another chat of the person, where it is a tap on `button`; its token ends the address `link`."""

    button: Button
    link: str
    chat: str


# In front of a button's token where it comes by a link and not by a tap; no invitation begins so.
BY_LINK = "go-"


@dataclass(frozen=True, slots=True)
class FileRef:
    """A stored file or picture to show with a card, by its SHA-256 (hex)."""

    sha256: str
    name: str
    media_type: str

    @property
    def is_picture(self) -> bool:
        """Whether a channel should show it in place rather than as a download."""
        return self.media_type.startswith("image/")


@dataclass(frozen=True, slots=True)
class Drawing:
    """A picture still to be drawn: `kind` names the chart, `data` holds its values as JSON. Drawn outside any transaction."""

    kind: str
    data: Mapping[str, object]
    name: str


class Rest(Enum):
    """What a line counts that the card does not tell one by one.

    ITEMS of the only unit, those OF_UNIT of one among several, ELSEWHERE of all other units together; NOTICES.
    """

    ITEMS = "items"
    OF_UNIT = "of_unit"
    ELSEWHERE = "elsewhere"
    NOTICES = "notices"


@dataclass(frozen=True, slots=True)
class About:
    """What a line speaks of: the matter it tells, or those it only counts; none where it is a heading.

    `rest` says what a line counts that is nothing but a count, so that it can be made anew; `unit` is that unit's name.
    """

    matters: tuple[Matter, ...] = ()
    rest: Rest | None = None
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Named:
    """What a card speaks of, so that what is over by the time it leaves can be left out (fault F30).

    `day` is the local day it was made on, `all` every matter of the whole card. `lines` stands beside the card's lines: None
    for a line that stays whatever happens; a heading stays while something under it does.
    """

    day: date
    all: tuple[Matter, ...]
    lines: tuple[About | None, ...]


# Where the token of an invitation stands in what is stored.
TOKEN_PLACE = "•" * 8
# A token after what one types or opens to use it.
SPOKEN_TOKEN = re.compile(r"((?:^|\s|：)/start(?:@\w+)?\s+|^开始\s+(?=[\w-]{20})|[?&](?:start|token)=)[\w-]+")


class Brief(Enum):
    """One line that is as well shown where the finger is: a WORD that goes by itself, or an ALERT that must be closed."""

    WORD = "word"
    ALERT = "alert"


@dataclass(frozen=True, slots=True)
class Card:
    """What to say, not how: a title, lines of text, rows of buttons, perhaps a file or a drawing.

    `edit` asks to replace the card whose button was just tapped, where the channel can edit. `named`: what its lines speak of,
    where they may be overtaken. `tells`: what the card gives away, by which the post decides whether it may leave
    (domain.secrecy). Where its lines differ, `line_tells` stands beside them, and `tells` is about the title and the picture.
    `invite` names the invitation whose token takes the place of TOKEN_PLACE while the card leaves. `chat` is set where it goes
    to another chat of the person than the one that asked, `about` where it tells of items that neither its lines nor its
    buttons name: a line that answers the card is about these. `link` is the label and the address of a button that leads
    elsewhere, `onward` one that is a tap there. `brief` is set where a word at the finger that tapped says as much, `manner` how
    it wants to be shown. `puzzled`: the rules could not tell what the line means, or which item, so that a second reader may be
    asked.
    """

    title: str = ""
    lines: tuple[str, ...] = ()
    buttons: tuple[tuple[Button, ...], ...] = ()
    file: FileRef | None = None
    drawing: Drawing | None = None
    edit: bool = False
    named: Named | None = None
    invite: str | None = None
    chat: str | None = None
    brief: Brief | None = None
    about: tuple[ItemId, ...] = ()
    link: tuple[str, str] | None = None
    onward: Onward | None = None
    manner: Manner = PLAIN
    puzzled: bool = False
    tells: Tells = field(kw_only=True)
    line_tells: tuple[Tells, ...] = ()

    def __post_init__(self) -> None:
        """Raises ValueError if some lines have no grade of their own while others have."""
        if self.line_tells and len(self.line_tells) != len(self.lines):
            raise ValueError(f"{len(self.lines)} lines, {len(self.line_tells)} grades")

    @property
    def whole(self) -> Tells:
        """What the card gives away with all its lines and buttons."""
        return together((self.tells, *self.line_tells, *(each.tells for row in self.buttons for each in row)))

    @property
    def told_in_a_word(self) -> str:
        """What the finger that tapped is told: the heading, or the only line, of what takes the card's place."""
        if not self.edit or self.buttons or not (self.title or len(self.lines) == 1):
            return self.manner.done
        return self.manner.done or self.title or self.lines[0]

    def also(self, line: str) -> "Card":
        """The same card with one more line at its end."""
        named = self.named and replace(self.named, lines=(*self.named.lines, None))
        graded = (*self.line_tells, OPEN) if self.line_tells else ()
        # A mark in its place would not tell the line.
        manner = replace(self.manner, mark=False) if self.manner.mark else self.manner
        return replace(self, lines=(*self.lines, line), named=named, line_tells=graded, manner=manner)

    def edited(self) -> "Card":
        """The same card as a replacement of the one that was tapped."""
        return replace(self, edit=True)


def preview(payload: Payload, most: int = 30) -> str:
    """The first words of a stored message: its title, or its first line."""
    return cut(next((part for part in (payload["title"], *payload["lines"]) if part), ""), most)


def cut(text: str, most: int) -> str:
    """The text with so many characters at most, an ellipsis in place of the rest."""
    return text if len(text) <= most else f"{text[: most - 1]}…"


def blotted(text: str) -> str:
    """The text as it may be kept: without the token of an invitation."""
    return SPOKEN_TOKEN.sub(r"\1…", text)


def storable(text: str) -> str:
    """The text with U+FFFD in place of what no store takes."""
    return UNSTORABLE.sub(REPLACEMENT, text)


def shortened(name: str) -> str:
    """A file's name as long as a column holds, with its ending."""
    if len(name) <= MOST_NAME:
        return name
    ending = name[name.rfind(".") :] if 0 < len(name) - name.rfind(".") <= MOST_ENDING else ""
    return name[: MOST_NAME - len(ending)] + ending


def stand_in(id_: str) -> str:
    """What stands for an id that no store holds: always the same for the same one, and no platform's."""
    return "~" + hashlib.sha256(id_.encode("utf-8", "surrogatepass")).hexdigest()


def say(*lines: str, tells: Tells, title: str = "") -> Card:
    """A plain card without buttons."""
    return Card(title=title, lines=lines, tells=tells)


def rows(buttons: list[Button], per_row: int = 2) -> tuple[tuple[Button, ...], ...]:
    """Buttons laid out in rows of `per_row`."""
    return tuple(tuple(buttons[at : at + per_row]) for at in range(0, len(buttons), per_row))

"""The record: every fact that may matter in a year is one entry, and each entry is sealed together with the one before it.

What is hashed can be written down in ten lines by anybody (docs/record.md): that is why figures, days and times are text here.
"""

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import Enum
from json.encoder import encode_basestring
from typing import ClassVar

# What stands in the place of a hash before the first entry.
GENESIS = "0" * 64
# So many characters of a hash are told to people: 64 bits, enough to find a rewritten record.
SHOWN = 16
# Entries that were carried over or told anew by a migration bear this channel.
MIGRATION = "migration"

Value = None | bool | int | str | Decimal | date | datetime | Sequence["Value"] | Mapping[str, "Value"]

# A list of parts, and one text, in the form of JSON that is hashed: no blanks, characters beyond ASCII as they are.
encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
quoted: Callable[[str], str] = encode_basestring


class Kind(Enum):
    """What an entry tells of. The first group repeats a row of a table; the second has no row of its own."""

    REPORT = "report"
    REPORT_STEP = "report_step"
    FILE = "file"
    FILE_END = "file_end"
    EVIDENCE = "evidence"
    NOTICE = "notice"
    NOTICE_STEP = "notice_step"
    NOTICE_FILE = "notice_file"
    NOTICE_CONSEQUENCE = "notice_consequence"
    LIGHT = "light"
    LIGHT_CONSEQUENCE = "light_consequence"
    UNIT = "unit"
    UNIT_NAME = "unit_name"
    AGREEMENT = "agreement"
    ITEM = "item"
    ITEM_CHANGE = "item_change"
    ITEM_DECISION = "item_decision"
    AREA = "area"
    AREA_ITEM = "area_item"
    AREA_CHANGE = "area_change"
    # As it is sealed; in the program it is called a blocker.
    BLOCKER = "obstacle"
    PERSON = "person"
    BINDING = "binding"
    INVITATION = "invitation"
    LEAVE = "leave"
    STAND_IN = "stand_in"
    HOLD = "hold"
    RECEIPT = "receipt"
    CALENDAR = "calendar"
    DIGEST = "digest"

    PACK = "pack"
    SETTINGS = "settings"
    IMPORT = "import"
    RESTORED = "restored"
    RELEASED = "released"
    MIGRATED = "migrated"
    WITHHELD = "withheld"
    MORE_TIME = "more_time"


@dataclass(frozen=True, slots=True)
class Fact:
    """A fact that has no row in another table; its fields are what is told."""

    kind: ClassVar[Kind]
    subject: ClassVar[str] = "service"

    def facts(self) -> dict[str, Value]:
        """The fields by name."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class PackInForce(Fact):
    """The rule pack that judges from now on; `sha256` is of its text, followed by its base's."""

    kind: ClassVar[Kind] = Kind.PACK
    id: str
    version: str
    sha256: str


@dataclass(frozen=True, slots=True)
class SettingsInForce(Fact):
    """The settings from now on, by section and key. Passwords and tokens are never among them."""

    kind: ClassVar[Kind] = Kind.SETTINGS
    values: Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Imported(Fact):
    """A file was imported; `sha256` is of its bytes. `what` is agreements, units, areas, people or calendar."""

    kind: ClassVar[Kind] = Kind.IMPORT
    what: str
    source: str
    added: int
    changed: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Restored(Fact):
    """A backup took the place of everything; `replaced` is the head of the record that it replaced, as `Head.text`."""

    kind: ClassVar[Kind] = Kind.RESTORED
    sha256: str
    rows: int
    replaced: str | None


@dataclass(frozen=True, slots=True)
class Released(Fact):
    """After a restore or a jump of the clock: what waited is sent, or listed as unknown."""

    kind: ClassVar[Kind] = Kind.RELEASED
    reason: str
    sent: bool
    waiting: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Withheld(Fact):
    """What the gate kept back from a message: `key` names it, `to` is whose it was, `items` are the codes that are not 公开.

    `way` is the channel by which it would have left, `group` whether others would have read it.
    """

    kind: ClassVar[Kind] = Kind.WITHHELD
    key: str
    way: str
    group: bool
    to: int | None
    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MoreTimeAsked(Fact):
    """A unit's wish for more time for an item (its code, None where none was meant), numbered by year; `text` as it was said."""

    kind: ClassVar[Kind] = Kind.MORE_TIME
    year: int
    number: int
    unit: str
    person: int
    item: str | None
    text: str


@dataclass(frozen=True, slots=True)
class Migrated(Fact):
    """The schema went from one revision to another: `carried` rows came onto the record, `told_anew` ones read otherwise now."""

    kind: ClassVar[Kind] = Kind.MIGRATED
    old: str | None
    new: str
    carried: int
    told_anew: int


@dataclass(frozen=True, slots=True)
class Head:
    """The newest entry of a record: with a copy of it outside, a record that was rewritten as a whole is found."""

    number: int
    hash: str

    @property
    def text(self) -> str:
        """Number and the beginning of the hash, as `zeren audit verify --head` takes it."""
        return f"{self.number}:{self.shown}"

    @property
    def shown(self) -> str:
        """So much of the hash as people are told."""
        return self.hash[:SHOWN]


EMPTY = Head(0, GENESIS)


@dataclass(frozen=True, slots=True)
class Entry:
    """One sealed entry. `actor` is a person's number (None: the service, the terminal), `at` UTC text, `facts` canonical JSON."""

    number: int
    at: str
    actor: int | None
    channel: str
    kind: str
    subject: str
    facts: str
    previous: str
    hash: str


def moment(at: datetime) -> str:
    """A time as it is hashed: UTC with microseconds, 2026-06-24T02:03:04.567890Z."""
    naive = (at if at.tzinfo is UTC else at.astimezone(UTC)).replace(tzinfo=None)
    return naive.isoformat(timespec="microseconds") + "Z"


def canonical(facts: Mapping[str, Value]) -> str:
    """JSON with one form a value: names sorted, no blanks, figures as plain digits, days and times as ISO text.

    A field without a value is left out, so that a column which is added later changes nothing that was sealed before it.
    """
    parts = [f"{quoted(name)}:{text(facts[name])}" for name in sorted(facts) if facts[name] is not None]
    return "{" + ",".join(parts) + "}"


def seal(
    number: int, at: str, actor: int | None, channel: str, kind: str, subject: str, facts: str, previous: str
) -> str:
    """SHA-256 in hex over the UTF-8 bytes of the JSON list of an entry's parts and the hash of the entry before."""
    whole = encode([number, at, actor, channel, kind, subject, facts, previous])
    return hashlib.sha256(whole.encode()).hexdigest()


def sealed(
    before: Head, at: datetime, actor: int | None, channel: str, kind: Kind, subject: str, facts: Mapping[str, Value]
) -> Entry:
    """The entry that follows the head of a record."""
    number, when, told = before.number + 1, moment(at), canonical(facts)
    hashed = seal(number, when, actor, channel, kind.value, subject, told, before.hash)
    return Entry(number, when, actor, channel, kind.value, subject, told, before.hash, hashed)


def text(value: Value) -> str:
    """One value in its one form; raises TypeError for what has none, such as a float."""
    if isinstance(value, str):
        return quoted(value)
    if value is None or isinstance(value, bool):
        return "null" if value is None else str(value).lower()
    if isinstance(value, int):
        return str(value)
    if isinstance(value, Decimal):
        return f'"{value:f}"'
    if isinstance(value, datetime):
        return f'"{moment(value)}"'
    if isinstance(value, date):
        return f'"{value.isoformat()}"'
    if isinstance(value, Mapping):
        return canonical(value)
    if isinstance(value, Sequence):
        return "[" + ",".join(map(text, value)) + "]"
    raise TypeError(f"{type(value).__name__} has no one form and cannot be put on record")

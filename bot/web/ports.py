"""What the web chat needs of the house; the store behind it is bot.web.store."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.base.channel import Outgoing, Tap
from domain.identity import Ended
from handlers.kernel.messages import FileRef


@dataclass(frozen=True, slots=True)
class SamplePerson:
    """Somebody a visitor of the demonstration can be."""

    identity: str
    name: str
    role: str
    role_word: str
    unit_name: str
    post: str


@dataclass(frozen=True, slots=True)
class ChatMessage:
    """One bubble. `seq` orders a chat's messages, `id` is what an edit refers to, `at` is UTC."""

    seq: int
    id: str
    mine: bool
    at: datetime
    title: str
    lines: tuple[str, ...]
    buttons: tuple[tuple[Tap, ...], ...]
    file: FileRef | None
    edited: bool


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file with its bytes."""

    name: str
    media_type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Session:
    """A browser that speaks for a person. `about` is role and unit.

    Left alone too long it is `locked`, and shows nothing until the person's PIN is typed; `has_pin`: there is one. Without one it
    is put out instead.
    """

    identity: str
    name: str
    about: str
    locked: bool = False
    has_pin: bool = False


@dataclass(frozen=True, slots=True)
class Followed:
    """How far open pages have followed the outbox: its newest row by then, and the rows that still waited for some page."""

    newest: int
    waiting: frozenset[int] = frozenset()


class ChatStore(Protocol):
    """Who may look, past messages, files and people."""

    async def session(self, identity: str, *, acting: bool) -> Session | None:
        """For whom a browser speaks; None if for nobody, or if it was left alone too long, which ends it.

        `acting`: somebody does something there now.
        """
        ...

    async def unlock(self, identity: str, pin: str) -> bool:
        """Whether the PIN opens the browser again; too many wrong ones end it."""
        ...

    async def set_pin(self, identity: str, pin: str) -> None:
        """The person chooses what opens the browser again."""
        ...

    async def still_open(self, identities: Collection[str]) -> set[str]:
        """Those that still speak for somebody and are not locked."""
        ...

    async def end(self, identity: str, why: Ended) -> None:
        """The browser speaks for nobody from now on."""
        ...

    async def answered(self, identity: str) -> list[str]:
        """What was said to somebody whom the chat does not know."""
        ...

    async def people(self) -> list[SamplePerson]:
        """Everybody a visitor of the demonstration can be."""
        ...

    async def history(self, identity: str, before: int | None, limit: int) -> list[ChatMessage]:
        """The newest `limit` messages of a chat before a sequence number, oldest first, for whom it speaks now."""
        ...

    async def sent(self, identities: Collection[str], before: Followed | None) -> tuple[list[Outgoing], Followed]:
        """What has left for these chats since one looked last, oldest first; None: nothing yet, one begins to look."""
        ...

    async def file(self, identity: str, sha256: str) -> StoredFile | None:
        """A file that was sent to or by whom this chat speaks for now, under the name it had there."""
        ...

    async def commands(self, identity: str) -> list[str]:
        """A few command words worth a chip, by the person's role; empty for an unbound identity."""
        ...


@dataclass(frozen=True, slots=True)
class Preset:
    """A moment worth a button of the date box."""

    label: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Travelled:
    """Where the demonstration's clock stands, and how far a walk through the days has come.

    `done` of `total` days were lived, `said` messages pushed on the way; `outcome` says how the last move ended.
    """

    now: datetime
    last: datetime
    presets: tuple[Preset, ...]
    walking: bool
    done: int
    total: int
    said: int
    outcome: str


class TravelRefused(Exception):
    """The clock cannot go there; the message is a Chinese sentence."""


class Travel(Protocol):
    """Moving the clock of the demonstration; what does it is bot.demo.travel."""

    @property
    def tour(self) -> Sequence[str]:
        """The identities whose chairs show the whole story, in its order."""
        ...

    async def look(self) -> Travelled:
        """The clock and the walk as they stand."""
        ...

    async def begin(self, to: datetime, *, day_by_day: bool) -> None:
        """Sets out for a moment to come: day by day, or at once with one bundle for what lies between.

        Returns when it has set out, not when it has arrived. Raises TravelRefused.
        """
        ...

    def halt(self) -> None:
        """Stops on the day one has come to."""
        ...

"""What every channel is: its abilities, what it sends, and how a failed send is told."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import Enum
from typing import Protocol

from domain.delivery import KNOWN_AFTER, Cause, Failure
from handlers.kernel.manner import PLAIN, Manner, Style
from handlers.kernel.messages import FileRef, Incoming
from wording.catalogue import CHINESE

__all__ = [
    "Abilities",
    "Cause",
    "Channel",
    "Deaf",
    "DeliveryError",
    "Failure",
    "Knows",
    "Outgoing",
    "Receive",
    "Tap",
    "TooMany",
]


@dataclass(frozen=True, slots=True)
class Abilities:
    """What the platform allows; the core adapts to it.

    `push`: the bot may speak first. `buttons`: taps exist (without them choices are numbered and typed). `edit`: a sent card may
    be replaced. `files`: pictures and files can be sent. `text_limit`: largest text of one message, in `text_length` units.
    `redelivers`: the platform keeps an update that was not taken and brings it again. `keeps_for`: how long it keeps what it
    could not deliver, None where nothing is kept. `marks`: a message of a person may be answered by a mark on it.
    """

    push: bool
    buttons: bool
    edit: bool
    files: bool
    groups: bool
    text_limit: int
    redelivers: bool = False
    keeps_for: timedelta | None = None
    marks: bool = False


@dataclass(frozen=True, slots=True)
class Tap:
    """A button as it leaves: its label, the opaque token bound to the person (at most 32 characters), what it does to them."""

    label: str
    token: str
    style: Style | None = None


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One message to one chat. `key` is the outbox key, `edit_of` the platform's id of the message to replace, if any.

    `repeat` marks the second try after an unknown outcome; `content` is the file's bytes when `file` is set. `link` is the
    label and the address of a button that leads elsewhere, `thread` the topic it goes to, `answers` the platform's id of the
    message it is shown under, if that is still there, `language` what it is written in, by its code. `manner` is how it wants to
    be shown, `protected` that it may not be passed on, `marks` the platform's id of a message of the person that a mark answers,
    `unpins` those that stay in sight no longer.
    """

    key: str
    chat: str
    title: str = ""
    lines: tuple[str, ...] = ()
    buttons: tuple[tuple[Tap, ...], ...] = ()
    file: FileRef | None = None
    content: bytes | None = None
    edit_of: str | None = None
    repeat: bool = False
    link: tuple[str, str] | None = None
    thread: str | None = None
    answers: str | None = None
    manner: Manner = PLAIN
    protected: bool = False
    marks: str | None = None
    unpins: tuple[str, ...] = ()
    language: str = CHINESE


class DeliveryError(Exception):
    """A send failed for `cause`, which says what is known after it; `reason` is the text for the log, without secrets.

    `retry_after` is in seconds (platform's word on 429), `everyone` tells whether it binds all chats. `moved_to` is the new
    chat id when a group became a supergroup.
    """

    def __init__(
        self,
        cause: Cause,
        reason: str,
        *,
        retry_after: float | None = None,
        everyone: bool = False,
        moved_to: str | None = None,
    ) -> None:
        super().__init__(reason)
        self.cause = cause
        self.reason = reason
        self.retry_after = retry_after
        self.everyone = everyone
        self.moved_to = moved_to

    @property
    def failure(self) -> Failure:
        """What is known after it."""
        return KNOWN_AFTER[self.cause]


class Deaf(Enum):
    """Why a channel receives nothing until somebody mends it."""

    BAD_TOKEN = "bad_token"  # noqa: S105 - a name
    FOREIGN_WEBHOOK = "foreign_webhook"
    OTHER_POLLER = "other_poller"

    @property
    def told(self) -> str:
        """For the log, /readyz and `zeren doctor`."""
        return _DEAF[self]


_DEAF = {
    Deaf.BAD_TOKEN: "the platform does not know this bot token: check it in the settings",
    Deaf.FOREIGN_WEBHOOK: "somebody has set a webhook for this token, so polling gets nothing",
    Deaf.OTHER_POLLER: "another process polls with this token",
}


class TooMany(Exception):
    """The chat has more on the way than anybody types; the message was not taken."""


class Receive(Protocol):
    """The intake: returns after the commit of what the update did; raises when nothing could be committed."""

    async def __call__(self, incoming: Incoming) -> None: ...


class Knows(Protocol):
    """Whether somebody is bound to an identity of a channel: what others send along is not fetched."""

    async def __call__(self, channel: str, sender: str, /) -> bool: ...


class Channel(Protocol):
    """One platform. `start` begins to receive, `stop` ends it; both are idempotent."""

    @property
    def name(self) -> str: ...

    @property
    def abilities(self) -> Abilities: ...

    @property
    def needs_seat(self) -> bool:
        """Whether only one process may receive (polling); a webhook is served by every process."""
        ...

    @property
    def trouble(self) -> Deaf | None:
        """Why nothing can be received until somebody mends it, if so."""
        ...

    def silent_for(self) -> float | None:
        """Seconds since the platform last answered a poll; None where nothing is polled."""
        ...

    def text_length(self, text: str) -> int:
        """Length of a text in the unit of `abilities.text_limit`, after the channel's own markup."""
        ...

    def is_group(self, chat: str) -> bool:
        """Whether a chat is a group, by its id."""
        ...

    async def start(self, receive: Receive, knows: Knows) -> None: ...

    async def stop(self) -> None: ...

    async def send(self, outgoing: Outgoing) -> str | None:
        """Sends one message and returns the platform's id of it; raises DeliveryError and nothing else."""
        ...

    async def set_menu(self, chat: str, commands: Sequence[tuple[str, str]]) -> None:
        """Shows a chat its commands (name, Chinese description) where the platform has menus; raises DeliveryError."""
        ...

    async def ask(self, chat: str) -> None:
        """Asks the platform something harmless about a chat; raises DeliveryError if it does not answer, nothing else.

        A refusal is an answer, too. Where nothing lies between the service and its people there is nothing to ask.
        """
        ...

"""Everything that one channel adds to the service, gathered in one value: adding a channel touches its folder and `listed.py`."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Generic, TypeVar

from pydantic import BaseModel, ConfigDict

from bot.base.channel import Channel, Receive
from bot.base.finding import Finding
from bot.base.pace import Limits
from handlers.kernel.words.ways import Way
from wording.catalogue import CHINESE

if TYPE_CHECKING:
    from starlette.routing import BaseRoute

    from bot.road.dispatch import Dispatch
    from bot.web.ports import Travel


class Section(BaseModel):
    """One section of the settings; an unknown key is refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")


S = TypeVar("S", bound=Section)


@dataclass(frozen=True)
class Means:
    """What a channel is built with besides its own settings. Sizes in bytes."""

    max_file_bytes: int


@dataclass(frozen=True)
class Site:
    """What the routes of a channel may use. `zone` is an IANA name; what is put into `on_stop` is called before the server stops.

    `demo` and `travel` belong to the demonstration, whose clock one may move. `language` is the service's, by its code.
    """

    receive: Receive
    dispatch: "Dispatch"
    now: Callable[[], datetime]
    zone: str
    max_file_bytes: int
    on_stop: list[Callable[[], None]]
    demo: bool = False
    travel: "Travel | None" = None
    language: str = CHINESE


def no_routes(_site: Site) -> Sequence["BaseRoute"]:
    """A channel that answers nothing over HTTP."""
    return ()


@dataclass(frozen=True)
class ChannelWithLimits:
    """A channel as it was built, the pace that its platform allows, and what it answers over HTTP."""

    channel: Channel
    limits: Limits
    routes: "Callable[[Site], Sequence[BaseRoute]]" = no_routes


async def nothing_to_examine(_section: Section, _now: datetime, _groups: Sequence[str]) -> list[Finding]:
    """A channel that doctor need not look at."""
    return []


def no_link(_section: Section) -> str:
    """A channel that no link opens."""
    return ""


def no_secrets(_section: Section) -> Sequence[str]:
    """A channel without secrets."""
    return ()


@dataclass(frozen=True)
class Spec(Generic[S]):
    """One channel. Its modules are loaded by `build`, not before: a platform's library is slow to load, and may not be wanted.

    `name` is stored with every message and is the section's name in the settings; `section` its keys and `switch` the one that
    turns it on, as one writes it. `build` gives None while the settings leave the channel out. `examine` is its part of
    `zeren doctor`, and is given the groups that the bot was last spoken to in. `link` is what an invitation's token is appended
    to (empty: nothing opens it with one tap), `secrets` what no log may show, `inside` whether its messages stay within the
    district's own network where the settings say nothing else.
    """

    name: str
    way: Way
    section: type[S]
    switch: str
    build: Callable[[S, Means], ChannelWithLimits | None]
    examine: Callable[[S, datetime, Sequence[str]], Awaitable[list[Finding]]] = nothing_to_examine
    link: Callable[[S], str] = no_link
    secrets: Callable[[S], Sequence[str]] = no_secrets
    inside: bool = False

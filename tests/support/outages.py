"""A platform that is away for a while, in one of several manners, and what was sent through it."""

import asyncio
from collections import Counter
from dataclasses import dataclass, field
from enum import Enum

from bot.base.channel import Cause, DeliveryError, Outgoing
from tests.support.hurried import HurriedClock
from tests.support.world import SilentChannel

SILENCE = 10.0


class Manner(Enum):
    """How a platform is away: a gateway's page, no connection, a call cut before or after it was taken, silence."""

    PAGE = "page"
    REFUSED = "refused"
    CUT_BEFORE = "cut before"
    CUT_AFTER = "cut after"
    SILENCE = "silence"

    @property
    def cause(self) -> Cause:
        """What the channel makes of it."""
        return CAUSES[self]


CAUSES = {
    Manner.PAGE: Cause.PLATFORM_DOWN,
    Manner.REFUSED: Cause.NETWORK,
    Manner.CUT_BEFORE: Cause.CUT,
    Manner.CUT_AFTER: Cause.CUT,
    Manner.SILENCE: Cause.NO_ANSWER,
}


@dataclass(frozen=True)
class Away:
    """From when until when the platform is away, in seconds of the clock; `sends_only`: questions are answered all the same."""

    begins: float
    ends: float
    manner: Manner
    sends_only: bool = False


@dataclass
class Arrived:
    """A message that the platform took."""

    outgoing: Outgoing
    at: float


class AwayChannel(SilentChannel):
    """Takes what it is given, but for outages. `arrived` is what people see, `tries` every call, `asked` every question."""

    def __init__(self, clock: HurriedClock, outages: list[Away]) -> None:
        super().__init__()
        self._clock, self._outages = clock, outages
        self.arrived: list[Arrived] = []
        self.tries: list[float] = []
        self.asked: list[float] = []
        self.poison: set[str] = set()

    async def send(self, outgoing: Outgoing) -> str | None:
        """See Channel. An answer takes a twentieth of a second."""
        self.tries.append(self._clock.seconds)
        if outgoing.key in self.poison:
            raise DeliveryError(Cause.PLATFORM_DOWN, "500 for this message alone")
        await self._pass(outgoing)
        await asyncio.sleep(0.05)
        self._take(outgoing)
        return f"m-{outgoing.key}"

    async def ask(self, chat: str) -> None:
        """See Channel."""
        self.asked.append(self._clock.seconds)
        away = self._away()
        if away is not None and not away.sends_only:
            raise DeliveryError(away.manner.cause, "away")

    def _away(self) -> Away | None:
        now = self._clock.seconds
        return next((each for each in self._outages if each.begins <= now < each.ends), None)

    async def _pass(self, outgoing: Outgoing) -> None:
        away = self._away()
        if away is None:
            return
        if away.manner is Manner.CUT_AFTER:
            self._take(outgoing)
        if away.manner is Manner.SILENCE:
            await asyncio.sleep(SILENCE)
        # The channel knows that an edit done twice does no harm.
        cause = Cause.NETWORK if outgoing.edit_of is not None else away.manner.cause
        raise DeliveryError(cause, "away")

    def _take(self, outgoing: Outgoing) -> None:
        self.arrived.append(Arrived(outgoing, self._clock.seconds))


@dataclass
class Seen:
    """What people saw of each message, in order, with whether it was marked as a repeat."""

    marks: dict[str, list[bool]] = field(default_factory=dict)

    @classmethod
    def of(cls, channel: AwayChannel) -> "Seen":
        """All that arrived."""
        found = cls()
        for each in channel.arrived:
            found.marks.setdefault(each.outgoing.key, []).append(each.outgoing.repeat)
        return found

    def times(self) -> Counter[str]:
        """How often each message arrived."""
        return Counter({key: len(marks) for key, marks in self.marks.items()})

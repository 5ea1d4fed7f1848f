"""Watches one channel's platform: hears what calls came to, and asks something harmless when a message waits for an answer."""

import asyncio
from collections.abc import Callable, Sequence

import structlog

from bot.base.channel import Channel, DeliveryError
from bot.base.clock import Clock
from bot.base.logs import described
from bot.out.weather import Leave, Weather
from storage import outbox
from storage.engine import Database

log = structlog.get_logger()

# Whoever is answered rings; this is only for the case that nobody is (seconds).
ANSWER_WITHIN = 60.0


class Lookout:
    """The eyes of one sender; `ring` wakes it."""

    def __init__(
        self, database: Database, channel: Channel, clock: Clock, weather: Weather, ring: Callable[[], None]
    ) -> None:
        self._database = database
        self._channel = channel
        self._clock = clock
        self._weather = weather
        self._ring = ring
        self._asking: asyncio.Task[None] | None = None

    @property
    def fair(self) -> bool:
        """See Weather."""
        return self._weather.fair

    def leave(self, now: float) -> Leave:
        """See Weather."""
        return self._weather.leave(now)

    def heard(self, chat: str, failure: DeliveryError | None) -> None:
        """What a call to a chat came to."""
        now, cause = asyncio.get_running_loop().time(), failure.cause if failure else None
        if cause is None or not (cause.is_of_the_way or cause.came_before_the_call):
            if self._weather.answered(now):
                log.info("the platform answers again", channel=self._channel.name)
        elif cause.is_of_the_way and self._weather.failed(chat, now):
            log.warning("an outage: nothing leaves until the platform answers", channel=self._channel.name)

    async def ask(self, busy: Sequence[str], now: float, *, flying: bool) -> float | None:
        """Asks the platform whether it answers, if a message waits for that and none that is on its way will tell.

        Gives how long to rest (seconds), None if no question is open.
        """
        leave = self._weather.leave(now)
        if leave not in (Leave.NOTHING, Leave.CAREFREE) or (leave is Leave.CAREFREE and flying):
            return None
        if self._asking is None and now >= self._weather.ask_at:
            name = self._channel.name
            chat = await self._database.read(lambda store: outbox.next_chat(store, name, busy, self._clock.now()))
            if chat is None:
                return None
            self._asking = asyncio.create_task(self._ask(chat), name=f"ask-{name}")
        return ANSWER_WITHIN if self._asking else self._weather.ask_at - now

    async def stop(self) -> None:
        """No answer is waited for any more."""
        if self._asking is not None:
            self._asking.cancel()
            await asyncio.gather(self._asking, return_exceptions=True)

    async def _ask(self, chat: str) -> None:
        try:
            await self._channel.ask(chat)
        except Exception as failure:
            self._weather.silent(asyncio.get_running_loop().time())
            log.info("the platform does not answer", channel=self._channel.name, reason=described(failure))
        else:
            self._weather.replied(asyncio.get_running_loop().time())
        finally:
            self._asking = None
            self._ring()

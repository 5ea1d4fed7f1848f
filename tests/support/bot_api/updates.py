"""getUpdates: long poll, kept until confirmed, one poller at a time."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable

from tests.support.bot_api.answers import Json, Refusal
from tests.support.bot_api.methods import Parameters, remember_allowed
from tests.support.bot_api.world import World

WEBHOOK_ACTIVE = (
    "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
)
TERMINATED = "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"


class Polls:
    """The waiting poll, if there is one: a second one ends it with 409, as Telegram does."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._waiting: asyncio.Future[None] | None = None

    @property
    def waiting(self) -> bool:
        """Whether a poll is open."""
        return self._waiting is not None

    async def get_updates(self, given: Parameters, gone: Callable[[], Awaitable[None]]) -> list[Json]:
        """https://core.telegram.org/bots/api#getupdates; `gone` returns when the client hung up."""
        if self._world.webhook.url:
            raise Refusal(409, WEBHOOK_ACTIVE)
        if self._waiting is not None and not self._waiting.done():
            self._waiting.set_result(None)
        remember_allowed(self._world, given)
        self._world.confirm(int(given.get("offset", 0) or 0))
        limit = min(max(int(given.get("limit", 100)), 1), 100)
        seconds = min(float(given.get("timeout", 0) or 0), 50.0)
        if not self._waiting_updates() and seconds > 0:
            await self._wait(seconds, gone)
        given_again, self._world.repeated = self._world.repeated, []
        return [*given_again, *self._world.updates][:limit]

    def _waiting_updates(self) -> bool:
        return bool(self._world.updates or self._world.repeated)

    async def _wait(self, seconds: float, gone: Callable[[], Awaitable[None]]) -> None:
        ended: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting = ended
        self._world.changed.ring()
        left = asyncio.ensure_future(gone())
        arrived = asyncio.create_task(self._arrival())
        try:
            await asyncio.wait({ended, left, arrived}, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
            if ended.done():
                raise Refusal(409, TERMINATED)
            if self._world.webhook.url:
                raise Refusal(409, WEBHOOK_ACTIVE)
        finally:
            for task in (left, arrived):
                task.cancel()
                with contextlib.suppress(asyncio.CancelledError):
                    await task
            if self._waiting is ended:
                self._waiting = None

    async def _arrival(self) -> None:
        while not self._waiting_updates() and not self._world.webhook.url:
            await self._world.changed.next()

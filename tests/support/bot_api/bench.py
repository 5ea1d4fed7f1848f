"""The Telegram channel on a bench: the real library against the loopback server, and an intake that can fail."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import fields
from typing import Any

from bot.base.channel import Knows, Outgoing
from bot.channels.telegram.account import Account
from bot.channels.telegram.channel import TelegramChannel
from handlers.kernel.messages import Incoming
from tests.support.bot_api.runner import BotApi
from tests.support.known import everybody

PATIENCE = 5.0


class Listener:
    """An intake: keeps what it was given; `refuse` makes it raise, `gate` makes it wait."""

    def __init__(self, api: BotApi) -> None:
        self._api = api
        self.got: list[Incoming] = []
        self.began: list[Incoming] = []
        self.refuse: Callable[[Incoming], bool] = lambda _incoming: False
        self.gate: asyncio.Event | None = None
        self.at_once = 0
        self.most_at_once = 0

    async def receive(self, incoming: Incoming) -> None:
        """See bot.base.channel.Receive."""
        self.began.append(incoming)
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        self._api.world.changed.ring()
        try:
            if self.gate is not None:
                await self.gate.wait()
            if self.refuse(incoming):
                raise RuntimeError("the store is gone")
            self.got.append(incoming)
        finally:
            self.at_once -= 1
            self._api.world.changed.ring()

    async def heard(self, count: int = 1) -> list[Incoming]:
        """Everything received, once there is so much."""
        await self._api.wait_for(lambda: len(self.got) >= count, PATIENCE)
        return self.got

    @property
    def texts(self) -> list[str]:
        """What was said."""
        return [incoming.text for incoming in self.got]


def make(api: BotApi, **settings: Any) -> TelegramChannel:
    """A channel for the server, with pauses short enough for tests."""
    given: dict[str, Any] = {
        "token": api.token,
        "api_url": api.url,
        "poll_seconds": 20,
        "retry_pause": 0.01,
        **settings,
    }
    account = Account(**{each.name: given.pop(each.name) for each in fields(Account) if each.name in given})
    return TelegramChannel(account, **given)


@asynccontextmanager
async def listening(
    api: BotApi, knows: Knows = everybody, **settings: Any
) -> AsyncIterator[tuple[TelegramChannel, Listener]]:
    """A started channel with its listener."""
    channel, listener = make(api, **settings), Listener(api)
    await channel.start(listener.receive, knows)
    try:
        yield channel, listener
    finally:
        await channel.stop()


def message(chat: int, *lines: str, **more: Any) -> Outgoing:
    """An Outgoing with the fields that matter."""
    return Outgoing(key=str(more.pop("key", "k")), chat=str(chat), lines=lines, **more)

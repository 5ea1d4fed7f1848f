"""Starts the server in the test's own event loop, and is what tests talk to."""

import asyncio
import socket
import time
from collections.abc import Callable
from types import TracebackType
from typing import Any, TypeVar, cast

import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol
from uvicorn.server import ServerState

from tests.support.bot_api import controls
from tests.support.bot_api.app import TRANSPORT, Front
from tests.support.bot_api.faults import Fault
from tests.support.bot_api.hooks import Deliverer
from tests.support.bot_api.limits import Limits, Violation
from tests.support.bot_api.methods import Parameters
from tests.support.bot_api.people import People
from tests.support.bot_api.world import BOT_ID, USERNAME, Sent, World

TOKEN = f"{BOT_ID}:AAloopbackloopbackloopbackloopback0"
T = TypeVar("T")


class BotApi(People):
    """`async with BotApi() as api`: a server at `api.url` for the bot `api.token`. Limits are off unless given.

    Faults: `fail(method, Fault.cut(), times=2)`. Findings: `sent(chat)`, `calls(method)`, `violations`, `pending`.
    """

    def __init__(
        self,
        *,
        port: int = 0,
        limits: Limits | None = None,
        hook_timeout: float = 30.0,
        hook_pause: float = 0.05,
    ) -> None:
        self.world = World()
        super().__init__(self.world)
        self.token = TOKEN
        self.id = BOT_ID
        self.username = USERNAME
        self.front = Front(self.world, TOKEN)
        self.front.limit(limits)
        self.hooks = Deliverer(self.world, hook_timeout, hook_pause)
        self.port = port
        app = self.front.app(controls.routes(self))
        self._site = Site(uvicorn.Config(app, ws="none", lifespan="off", log_config=None, access_log=False))
        self._hooking: asyncio.Task[None] | None = None

    @property
    def url(self) -> str:
        """The base a bot is configured with."""
        return f"http://127.0.0.1:{self.port}"

    async def __aenter__(self) -> "BotApi":
        await self.plug_in()
        self._hooking = asyncio.create_task(self.hooks.run(), name="bot-api-hooks")
        return self

    async def __aexit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        if self._hooking is not None:
            self._hooking.cancel()
            await asyncio.gather(self._hooking, return_exceptions=True)
        await self.unplug()

    async def plug_in(self) -> None:
        """Listens, at the same port as before if there was one."""
        self.port = await self._site.listen(self.port)

    async def unplug(self) -> None:
        """Cuts every connection and refuses new ones, until `plug_in`; what Telegram remembers stays."""
        await self._site.close()

    def fail(self, method: str, fault: Fault, *, times: int = 1, chat: int | None = None) -> None:
        """The next `times` calls of `method` fail so ("*": any method, "download": files)."""
        self.front.plan.add(method, fault, times, chat)

    def go_away(self, seconds: float, fault: Fault) -> None:
        """For so long every call of any method fails so."""
        self.front.plan.away, self.front.plan.away_until = fault, time.monotonic() + seconds

    def repeat(self, *numbers: int) -> None:
        """Delivers these updates once more, in this order, although they were confirmed."""
        self.world.repeat(*numbers)

    def turn_around(self) -> None:
        """Delivers what waits newest first."""
        self.world.turn_around()

    def forge(self, secret: str | None) -> None:
        """Calls the webhook with this instead of its secret; None: honestly again."""
        self.world.forged = secret

    def limit(self, limits: Limits | None) -> None:
        """Turns the sliding windows on or off."""
        self.front.limit(limits)

    def know(self, *chats: int) -> None:
        """Opens chats without a word being said."""
        self.world.know(*chats)

    def sent(self, chat: int | None = None) -> list[Sent]:
        """What the bot's messages show now, oldest first."""
        return list(self.world.shown(chat))

    def calls(self, method: str | None = None) -> list[Parameters]:
        """The parameters of the calls made, refused ones too."""
        return [given for name, given in self.front.calls if method in (None, name)]

    @property
    def violations(self) -> list[Violation]:
        """Every published limit that was broken."""
        return self.front.violations

    @property
    def pending(self) -> list[int]:
        """The ids of the updates that the bot has not confirmed."""
        return [update["update_id"] for update in self.world.updates]

    def state(self) -> dict[str, Any]:
        """All findings as JSON, for a test in another process."""
        broken = [[each.rule, each.method, each.chat, each.detail] for each in self.violations]
        calls: dict[str, int] = {}
        for name, _ in self.front.calls:
            calls[name] = calls.get(name, 0) + 1
        about = {"token": self.token, "username": self.username, "webhook": self.world.webhook.url}
        findings = {"violations": broken, "pending": self.pending, "calls": calls, "menus": self.world.menus}
        return about | findings | {"answered": self.world.answered, "sent": len(self.world.sent)}

    async def wait_for(self, predicate: Callable[[], T], timeout: float = 5.0) -> T:
        """Returns what `predicate` says once that is true; looks whenever something changes. Raises TimeoutError."""
        loop = asyncio.get_running_loop()
        end = loop.time() + timeout
        while not (result := predicate()):
            try:
                await asyncio.wait_for(self.world.changed.next(), end - loop.time())
            except TimeoutError:
                if result := predicate():
                    return result
                raise TimeoutError(f"not within {timeout} s; state: {self.state()}") from None
        return result


class _Protocol(H11Protocol):
    """Lends the connection to the application, so that it can be cut."""

    def handle_events(self) -> None:
        super().handle_events()
        if self.scope is not None:
            scope: dict[str, Any] = cast(dict[str, Any], self.scope)
            scope[TRANSPORT] = self.transport


class Site:
    """An HTTP server in this event loop that can be closed and opened again at once."""

    def __init__(self, config: uvicorn.Config) -> None:
        config.load()
        self.config = config
        self._state = ServerState()
        self._listener: asyncio.Server | None = None

    async def listen(self, port: int) -> int:
        """Takes connections at the port (0: any free one); tells which."""
        # With the protocol named, asyncio turns Nagle's delay off: 40 ms a call otherwise.
        listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(("127.0.0.1", port))
        state = self._state = ServerState()

        def protocol() -> _Protocol:
            return _Protocol(config=self.config, server_state=state, app_state={})

        self._listener = await asyncio.get_running_loop().create_server(protocol, sock=listener)
        return int(listener.getsockname()[1])

    async def close(self) -> None:
        """Cuts every connection, ends what was being answered, takes no more."""
        listener, self._listener = self._listener, None
        if listener is None:
            return
        listener.close()
        for connection in list(self._state.connections):
            if isinstance(connection, H11Protocol):
                connection.transport.abort()
        tasks = list(self._state.tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await listener.wait_closed()

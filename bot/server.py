"""The HTTP server of the service: web chat, webhooks, health and metrics."""

import asyncio
import contextlib
import resource
import socket
from collections.abc import Iterator

import uvicorn
from starlette.applications import Starlette
from starlette.routing import BaseRoute

from bot.base.hurried import HurriedProtocol
from bot.setup import StartError

# Connections at once, event streams among them; what comes beyond is answered 503. A district's people have one or two each.
MOST_CONNECTIONS = 2000


class HttpServer:
    """Listens on one address until it is closed."""

    def __init__(self) -> None:
        self._site = Starlette()
        config = uvicorn.Config(
            self._site,
            http=HurriedProtocol,
            limit_concurrency=MOST_CONNECTIONS,
            log_config=None,
            lifespan="off",
            timeout_graceful_shutdown=1,
        )
        self._uvicorn = _Server(config)
        self._serving: asyncio.Task[None] | None = None
        self._address = ("", 0)

    def add_routes(self, routes: list[BaseRoute]) -> None:
        """Adds what it answers; to be called before `listen`."""
        self._site.router.routes.extend(routes)

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://{self._address[0]}:{self._address[1]}"

    async def listen(self, host: str, port: int) -> None:
        """Returns once requests are answered; raises StartError if the address cannot be had."""
        _allow_sockets()
        # The protocol is named: otherwise asyncio leaves out TCP_NODELAY, and each answer waits for the other side.
        listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((host, port))
        except OSError as error:
            raise StartError(f"cannot listen on {host}:{port}: {error.strerror}") from error
        self._address = listener.getsockname()[:2]
        self._serving = asyncio.create_task(self._uvicorn.serve(sockets=[listener]), name="web")
        await self._uvicorn.listening.wait()

    async def close(self) -> None:
        """Answers the requests that have come, then stops listening."""
        self._uvicorn.should_exit = True
        if self._serving is not None:
            await self._serving


class _Server(uvicorn.Server):
    """uvicorn without its own signal handling: the service has one for everything."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.listening = asyncio.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Tells who waits that requests are answered from now on."""
        await super().startup(sockets)
        self.listening.set()

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


def _allow_sockets() -> None:
    """As many open files as the machine lets this process have: the usual 1,024 would end before MOST_CONNECTIONS do."""
    with contextlib.suppress(ValueError, OSError):
        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        wanted = 2 * MOST_CONNECTIONS
        if soft < wanted:
            resource.setrlimit(resource.RLIMIT_NOFILE, (min(wanted, hard) if hard > 0 else wanted, hard))

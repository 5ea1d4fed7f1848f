"""A Bot API on the loopback that costs little: hands out prepared updates, times each to its answer, and may enforce limits.

It speaks just enough HTTP for the clients measured here. Time is the server's own monotonic clock, in seconds.
"""

import asyncio
import json
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlsplit

TOKEN = "777000:AAbenchbenchbenchbenchbenchbenchbench"
BATCH = 100
Update = dict[str, Any]


@dataclass
class Limit:
    """At most `overall` messages in any second, and one a second to a chat with a burst of `burst`."""

    overall: int = 30
    burst: int = 3
    sent: deque[float] = field(default_factory=deque)
    chats: dict[str, deque[float]] = field(default_factory=dict)

    def refuses(self, chat: str, now: float) -> bool:
        """Whether a message would break a limit now; counts it if not."""
        mine = self.chats.setdefault(chat, deque())
        for window, seconds in ((self.sent, 1.0), (mine, float(self.burst))):
            while window and now - window[0] > seconds:
                window.popleft()
        if len(self.sent) >= self.overall or len(mine) >= self.burst:
            return True
        self.sent.append(now)
        mine.append(now)
        return False


class Platform:
    """The server. `offer` queues an update; `latencies` holds the seconds from offer to answer, in order of answering."""

    def __init__(self, limit: Limit | None = None, delay: float = 0.0) -> None:
        self.limit = limit
        self.delay = delay
        self.updates: deque[Update] = deque()
        self.offered: dict[str, deque[float]] = {}
        self.latencies: list[float] = []
        self.answered_at: list[float] = []
        self.sends: list[tuple[float, str]] = []
        self.refused = 0
        self.first_poll = asyncio.Event()
        self.first_poll_at = 0.0
        # Given the chat and the parameters of each message sent.
        self.on_message: Callable[[str, dict[str, str]], None] = lambda _chat, _given: None
        # The first of the chats whose messages are counted.
        self._pushed: tuple[int, asyncio.Semaphore] | None = None
        self._awaited: tuple[int, asyncio.Future[None]] | None = None
        self._number = 0
        self._message = 0
        self._polls: list[asyncio.Future[None]] = []
        self._server: asyncio.Server | None = None
        self.port = 0

    @property
    def url(self) -> str:
        """What stands for https://api.telegram.org."""
        return f"http://127.0.0.1:{self.port}"

    async def __aenter__(self) -> "Platform":
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(lambda: _Connection(self), "127.0.0.1", 0)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._server is not None:
            self._server.close()

    async def answered(self, count: int, patience: float) -> None:
        """Returns once so many updates have been answered."""
        if len(self.latencies) < count:
            waiting: asyncio.Future[None] = asyncio.get_running_loop().create_future()
            self._awaited = (count, waiting)
            await asyncio.wait_for(waiting, patience)

    async def sent_to(self, first: int, count: int, patience: float) -> None:
        """Returns once so many messages went to chats from `first` on; to be called before they do."""
        counter = asyncio.Semaphore(0)
        self._pushed = (first, counter)
        async with asyncio.timeout(patience):
            for _ in range(count):
                await counter.acquire()

    def say(self, chat: int, text: str) -> None:
        """A person types a line."""
        message = {**self._base(chat), "text": text}
        self._offer(chat, {"message": message})

    def tap(self, chat: int, token: str) -> None:
        """A person taps a button of the newest card."""
        query = {
            "id": str(self._number + 1),
            "from": _user(chat),
            "message": {**self._base(chat), "text": "x"},
            "chat_instance": "1",
            "data": token,
        }
        self._offer(chat, {"callback_query": query})

    def _base(self, chat: int) -> dict[str, Any]:
        self._message += 1
        return {
            "message_id": self._message,
            "date": int(time.time()),
            "chat": {"id": chat, "type": "private", "first_name": "x"},
            "from": _user(chat),
        }

    def _offer(self, chat: int, content: Update) -> None:
        self._number += 1
        self.updates.append({"update_id": self._number, **content})
        self.offered.setdefault(str(chat), deque()).append(time.perf_counter())
        for waiting in self._polls:
            if not waiting.done():
                waiting.set_result(None)
        self._polls.clear()

    async def answer(self, method: str, given: dict[str, str]) -> tuple[int, Any]:
        """What the Bot API says to a call: status and body."""
        match method:
            case "getUpdates":
                return 200, _ok(await self._get_updates(given))
            case "sendMessage" | "editMessageText" | "sendPhoto":
                return self._sent(given)
            case "getMe":
                return 200, _ok({"id": 777000, "is_bot": True, "first_name": "b", "username": "bench_bot"})
        return 200, _ok(True)

    async def _get_updates(self, given: dict[str, str]) -> list[Update]:
        if not self.first_poll.is_set():
            self.first_poll_at = time.perf_counter()
            self.first_poll.set()
        offset = int(given.get("offset", 0))
        while self.updates and self.updates[0]["update_id"] < offset:
            self.updates.popleft()
        if not self.updates and float(given.get("timeout", 0)):
            waiting: asyncio.Future[None] = asyncio.get_running_loop().create_future()
            self._polls.append(waiting)
            await asyncio.wait([waiting], timeout=float(given["timeout"]))
        most = min(int(given.get("limit", BATCH)), len(self.updates))
        return [self.updates[at] for at in range(most)]

    def _sent(self, given: dict[str, str]) -> tuple[int, Any]:
        now, chat = time.perf_counter(), given["chat_id"]
        if self.limit is not None and self.limit.refuses(chat, now):
            self.refused += 1
            parameters = {"retry_after": 1}
            return 429, {"ok": False, "error_code": 429, "description": "Too Many Requests", "parameters": parameters}
        self.sends.append((now, chat))
        if self._pushed is not None and int(chat) >= self._pushed[0]:
            self._pushed[1].release()
        if waiting := self.offered.get(chat):
            self.latencies.append(now - waiting.popleft())
            self.answered_at.append(now)
            if self._awaited and len(self.latencies) >= self._awaited[0] and not self._awaited[1].done():
                self._awaited[1].set_result(None)
        self._message += 1
        self.on_message(chat, given)
        sent = {"message_id": self._message, "date": int(time.time()), "chat": {"id": int(chat), "type": "private"}}
        return 200, _ok({**sent, "text": "x"})


class _Connection(asyncio.Protocol):
    """One keep-alive connection, one request at a time."""

    def __init__(self, platform: Platform) -> None:
        self._platform = platform
        self._buffer = bytearray()
        self._transport: asyncio.WriteTransport | None = None
        self._running: set[asyncio.Task[None]] = set()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport  # type: ignore[assignment]

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        end = self._buffer.find(b"\r\n\r\n")
        if end < 0:
            return
        head = bytes(self._buffer[:end]).decode("latin-1")
        length = 0
        for line in head.split("\r\n")[1:]:
            name, _, value = line.partition(":")
            if name.lower() == "content-length":
                length = int(value)
        if len(self._buffer) < end + 4 + length:
            return
        body = bytes(self._buffer[end + 4 : end + 4 + length])
        del self._buffer[: end + 4 + length]
        target = urlsplit(head.split(" ", 2)[1])
        given = _given(target.query) | _given_in(body, head)
        task = asyncio.get_running_loop().create_task(self._answer(target.path.rsplit("/", 1)[1], given))
        self._running.add(task)
        task.add_done_callback(self._running.discard)

    async def _answer(self, method: str, given: dict[str, str]) -> None:
        status, body = await self._platform.answer(method, given)
        if self._platform.delay and method != "getUpdates":
            await asyncio.sleep(self._platform.delay)
        payload = json.dumps(body).encode()
        head = f"HTTP/1.1 {status} X\r\nContent-Type: application/json\r\nContent-Length: {len(payload)}\r\n\r\n"
        if self._transport is not None and not self._transport.is_closing():
            self._transport.write(head.encode() + payload)


def _given(pairs: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(pairs).items()}


def _given_in(body: bytes, head: str) -> dict[str, str]:
    """The parameters of a body, each as a form would carry it; of a form with files nothing is asked."""
    if "application/json" in head:
        return {
            name: given if isinstance(given, str) else json.dumps(given) for name, given in json.loads(body).items()
        }
    return _given(body.decode()) if "multipart" not in head else {}


def _ok(result: Any) -> dict[str, Any]:
    return {"ok": True, "result": result}


def _user(chat: int) -> dict[str, Any]:
    return {"id": chat, "is_bot": False, "first_name": "x"}

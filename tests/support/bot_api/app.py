"""The HTTP side: reads a call, lets faults happen, keeps the limits, answers in Telegram's form."""

import asyncio
import json
import time
from collections import deque
from collections.abc import AsyncIterator, Callable
from urllib.parse import parse_qsl

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from tests.support.bot_api.answers import Refusal
from tests.support.bot_api.faults import Fault, Plan
from tests.support.bot_api.limits import Limits, Violation, Windows
from tests.support.bot_api.methods import METHODS, PACED, Parameters, chat_of
from tests.support.bot_api.updates import Polls
from tests.support.bot_api.world import World

TRANSPORT = "bot_api.transport"
# What makes a refusal the breach of a published limit, and not merely bad luck.
BREACHES = (
    "message is too long",
    "message_too_long",
    "message text is empty",
    "caption is too long",
    "button_data_invalid",
    "text buttons are unallowed",
    "reply_markup_too_long",
    "can't parse",
    "bot_command",
    "too large",
)
KNOWN = {name.lower(): name for name in (*METHODS, "getUpdates")}
REMEMBERED_CALLS = 20_000


class Front:
    """Answers calls to one bot. `calls` are the last ones, oldest first; `violations` every limit broken."""

    def __init__(self, world: World, token: str, monotonic: Callable[[], float] = time.monotonic) -> None:
        self.world = world
        self.plan = Plan()
        self.violations: list[Violation] = []
        self.calls: deque[tuple[str, Parameters]] = deque(maxlen=REMEMBERED_CALLS)
        self.polls = Polls(world)
        self._token = token
        self._monotonic = monotonic
        self._windows: Windows | None = None

    def limit(self, limits: Limits | None) -> None:
        """Turns the sliding windows on (counting anew) or off."""
        self._windows = Windows(limits) if limits else None

    def app(self, controls: list[Route]) -> Starlette:
        """The whole server."""
        routes = [
            Route("/file/bot{token}/{path:path}", self._download, methods=["GET"]),
            Route("/bot{token}/{method}", self._call, methods=["GET", "POST"]),
        ]
        return Starlette(routes=[*routes, *controls])

    async def _call(self, request: Request) -> Response:
        given = await _parameters(request)
        method = KNOWN.get(request.path_params["method"].lower(), "")
        if request.path_params["token"] != self._token:
            return _refused(Refusal(401, "Unauthorized"))
        if not method:
            return _refused(Refusal(404, "Not Found"))
        self.calls.append((method, given))
        self.world.changed.ring()
        fault = self.plan.next(method, chat_of(given))
        if fault is not None and fault.when == "before":
            response = await _failing(fault)
            if response is not None:
                return response
        answer = await self._answer(request, method, given)
        if fault is not None and fault.when == "after":
            return await _failing(fault) or answer
        return answer

    async def _answer(self, request: Request, method: str, given: Parameters) -> Response:
        chat = chat_of(given)
        try:
            if method == "getUpdates":
                return _done(await self.polls.get_updates(given, lambda: _hung_up(request)))
            if method in PACED and chat is not None:
                self._pace(method, chat)
            return _done(METHODS[method](self.world, given))
        except Refusal as refusal:
            if any(words in refusal.description.lower() for words in BREACHES):
                self.violations.append(Violation("content", method, chat, refusal.description))
            return _refused(refusal)

    def _pace(self, method: str, chat: int) -> None:
        broken = self._windows.take(chat, self._monotonic()) if self._windows else None
        if broken is not None:
            rule, refusal = broken
            self.violations.append(Violation(rule, method, chat, refusal.description))
            raise refusal

    async def _download(self, request: Request) -> Response:
        fault = self.plan.next("download", None)
        if fault is not None and (response := await _failing(fault)) is not None:
            return response
        content = self.world.files.get(request.path_params["path"].rpartition("/")[2])
        if content is None or request.path_params["token"] != self._token:
            return _refused(Refusal(404, "Not Found"))
        return Response(content, media_type="application/octet-stream")


class Cut(Response):
    """Breaks the connection without a word."""

    async def __call__(self, scope: Scope, receive: Receive, _send: Send) -> None:
        scope[TRANSPORT].abort()
        while (await receive())["type"] != "http.disconnect":
            pass


async def _failing(fault: Fault) -> Response | None:
    """The answer of a fault; None when it only took time."""
    match fault.how:
        case "answer":
            assert fault.refusal is not None
            return _refused(fault.refusal)
        case "html":
            return Response("<html><h1>Bad Gateway</h1></html>", fault.status, media_type="text/html")
        case "garbage":
            return Response(b'{"ok":true,"result":{"mess', media_type="application/json")
        case "strange":
            return _done({"id": 1})
        case "cut":
            return Cut()
        case "endless":
            return StreamingResponse(_blanks(), media_type="application/json")
        case "slow":
            await asyncio.sleep(fault.seconds)
    return None


async def _blanks() -> AsyncIterator[bytes]:
    while True:
        yield b" "
        await asyncio.sleep(0.05)


async def _hung_up(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass


async def _parameters(request: Request) -> Parameters:
    """Query, form, multipart or JSON: Telegram takes all four."""
    given: Parameters = dict(request.query_params)
    kind = request.headers.get("content-type", "")
    if kind.startswith("multipart/"):
        async with request.form() as form:
            for name, value in form.items():
                given[name] = value if isinstance(value, str) else (value.filename or name, await value.read())
        return given
    body = await request.body()
    if kind.startswith("application/json") and body:
        texts = json.loads(body)
        given |= {name: value if isinstance(value, str) else json.dumps(value) for name, value in texts.items()}
    elif body:
        given |= parse_qsl(body.decode(), keep_blank_values=True)
    return given


def _done(result: object) -> Response:
    body = json.dumps({"ok": True, "result": result}, separators=(",", ":"))
    return Response(body, media_type="application/json")


def _refused(refusal: Refusal) -> Response:
    return Response(json.dumps(refusal.body()), refusal.code, media_type="application/json")

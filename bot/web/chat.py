"""The web chat's routes. In the demonstration one picks a sample person; otherwise a browser binds itself with an invitation."""

import json
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Literal
from urllib.parse import quote

import structlog
from starlette.datastructures import FormData, UploadFile
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response, StreamingResponse
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.templating import Jinja2Templates

from bot.base.channel import Receive
from bot.channels.web.channel import WebChannel
from bot.web.answers import SAFE, refuse
from bot.web.asked import (
    INCOMPLETE,
    Refused,
    attached,
    browser_identity,
    give_identity,
    is_same_site,
    read_form,
    sample_identity,
)
from bot.web.ports import ChatStore, Travel
from bot.web.shown import INLINE, event_shown, message_shown, person_shown
from bot.web.travel import travel_routes
from domain.keys.updates import PageMessage
from handlers.kernel.messages import Incoming

log = structlog.get_logger()

HERE = Path(__file__).parent
PAGE = 40
HEARTBEAT = 15.0
MOST_TEXT = 4000
MOST_TOKEN = 64
MOST_KEY = 200
UNIQUE = re.compile(r"[A-Za-z0-9_\-]{8,64}")
SEQUENCE = re.compile(r"[0-9]{1,18}")
NOT_STORED = "暂时没能保存，请稍后重发。"
UNKNOWN = "请刷新页面后再试。"

_Read = Callable[[Request, FormData], Awaitable[Incoming]]


@dataclass(frozen=True, slots=True)
class About:
    """What the page tells and keeps to: the size of a file in bytes, the service's clock and its IANA zone; with `travel` one can
    move that clock.
    """

    max_bytes: int
    now: Callable[[], datetime]
    zone: str
    travel: Travel | None = None


def build_routes(
    channel: WebChannel,
    store: ChatStore,
    receive: Receive,
    mode: Literal["demo", "open"],
    about: About,
) -> list[BaseRoute]:
    """The chat's routes."""
    chat = _Chat(channel, store, receive, mode, about)
    return [
        *(travel_routes(about.travel, about.zone) if about.travel is not None else ()),
        Route("/", chat.home),
        Route("/chat", chat.page),
        Route("/chat/people", chat.people),
        Route("/chat/history", chat.history),
        Route("/chat/say", chat.say, methods=["POST"]),
        Route("/chat/press", chat.press, methods=["POST"]),
        Route("/chat/events", chat.events),
        Route("/chat/files/{sha256}", chat.file),
        Mount("/chat/static", StaticFiles(directory=HERE / "static")),
    ]


class _Chat:
    def __init__(
        self,
        channel: WebChannel,
        store: ChatStore,
        receive: Receive,
        mode: Literal["demo", "open"],
        about: About,
    ) -> None:
        self._channel = channel
        self._store = store
        self._receive = receive
        self._demo = mode == "demo"
        self._about = about
        self._templates = Jinja2Templates(directory=HERE / "templates")

    async def home(self, _request: Request) -> Response:
        return RedirectResponse("/chat")

    async def page(self, request: Request) -> Response:
        context = {
            "demo": self._demo,
            "max_bytes": self._about.max_bytes,
            "now": self._about.now().isoformat(),
            "zone": self._about.zone,
            "travel": self._about.travel is not None,
            "tour": self._about.travel.tour if self._about.travel is not None else (),
        }
        response = self._templates.TemplateResponse(request, "chat.html", context, headers=SAFE)
        if not self._demo:
            give_identity(request, response)
        return response

    async def people(self, _request: Request) -> Response:
        found = await self._store.people() if self._demo else []
        return JSONResponse([person_shown(each) for each in found], headers=SAFE)

    async def history(self, request: Request) -> Response:
        identity = self._identity(request, request.query_params.get("as"))
        before = request.query_params.get("before", "")
        if identity is None:
            return refuse(400, UNKNOWN)
        if before and not SEQUENCE.fullmatch(before):
            return refuse(400, INCOMPLETE)
        found = await self._store.history(identity, int(before) if before else None, PAGE)
        commands = await self._store.commands(identity)
        shown = {"messages": [message_shown(each) for each in found], "commands": commands, "more": len(found) >= PAGE}
        return JSONResponse(shown, headers=SAFE)

    async def say(self, request: Request) -> Response:
        return await self._post(request, self._said, files=1)

    async def press(self, request: Request) -> Response:
        return await self._post(request, self._pressed)

    async def events(self, request: Request) -> Response:
        identity = self._identity(request, request.query_params.get("as"))
        if identity is None:
            return refuse(400, UNKNOWN)
        everyone = self._demo and request.query_params.get("all") == "1"
        headers = {**SAFE, "X-Accel-Buffering": "no"}
        return StreamingResponse(self._stream(identity, everyone), media_type="text/event-stream", headers=headers)

    async def file(self, request: Request) -> Response:
        identity = self._identity(request, request.query_params.get("as"))
        found = await self._store.file(identity, request.path_params["sha256"]) if identity else None
        if found is None:
            return refuse(404, "没有这个文件。")
        inline = found.media_type in INLINE
        media_type = found.media_type if inline else "application/octet-stream"
        place = "inline" if inline else "attachment"
        headers = {**SAFE, "Content-Disposition": f"{place}; filename*=UTF-8''{quote(found.name, safe='')}"}
        if inline:
            headers["Cache-Control"] = "private, max-age=86400, immutable"
        return Response(found.content, media_type=media_type, headers=headers)

    async def _stream(self, identity: str, everyone: bool) -> AsyncIterator[str]:
        yield "retry: 2000\n: hello\n\n"
        async for event in self._channel.events(identity, HEARTBEAT, everyone=everyone):
            if event is None:
                yield ": still here\n\n"
            elif event.chat == identity:
                yield _data(event_shown(event, self._about.now()))
            elif event.edit_of is None:
                yield "event: elsewhere\n" + _data({"chat": event.chat})

    async def _post(self, request: Request, read: _Read, *, files: int = 0) -> Response:
        if not is_same_site(request):
            return refuse(403, INCOMPLETE)
        try:
            async with read_form(request, self._about.max_bytes, files=files) as form:
                incoming = await read(request, form)
        except Refused as refused:
            return refuse(refused.status, refused.sentence)
        try:
            await self._receive(incoming)
        except Exception as failure:
            log.error("web message not taken", request=incoming.external_id, exc_info=failure)
            return refuse(503, NOT_STORED)
        return JSONResponse({"ok": True}, headers=SAFE)

    async def _said(self, request: Request, form: FormData) -> Incoming:
        begun = self._begun(request, form)
        text, upload = str(form.get("text") or "")[:MOST_TEXT], form.get("file")
        file = await attached(upload, self._about.max_bytes) if isinstance(upload, UploadFile) else None
        if not text.strip() and file is None:
            raise Refused(400, INCOMPLETE)
        return replace(begun, text=text, file=file)

    async def _pressed(self, request: Request, form: FormData) -> Incoming:
        begun = self._begun(request, form)
        token, message = str(form.get("token") or ""), str(form.get("message") or "")
        if not 0 < len(token) <= MOST_TOKEN or len(message) > MOST_KEY:
            raise Refused(400, INCOMPLETE)
        return replace(begun, button=token, message=message or None)

    def _begun(self, request: Request, form: FormData) -> Incoming:
        identity, unique = self._identity(request, form.get("as")), str(form.get("id") or "")
        if identity is None:
            raise Refused(400, UNKNOWN)
        if not UNIQUE.fullmatch(unique):
            raise Refused(400, INCOMPLETE)
        # A retry after a lost answer bears the same id, so it is taken once.
        return Incoming(WebChannel.name, PageMessage(identity, unique).text(), identity, identity, self._about.now())

    def _identity(self, request: Request, named: object) -> str | None:
        return sample_identity(named) if self._demo else browser_identity(request)


def _data(value: dict[str, object]) -> str:
    return f"data: {json.dumps(value, ensure_ascii=False)}\n\n"

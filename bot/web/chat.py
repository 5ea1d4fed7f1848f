"""The web chat's routes. In the demonstration one picks a sample person; otherwise a browser binds itself with an invitation."""

import json
import re
import secrets
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

import structlog
from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response, StreamingResponse
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.templating import Jinja2Templates

from bot.channels.base import Outgoing, Receive
from bot.channels.web import WebChannel
from bot.web.ports import ChatMessage, ChatStore
from handlers.messages import Attached, FileRef, Incoming

log = structlog.get_logger()

HERE = Path(__file__).parent
COOKIE = "zeren"
HEADER = "x-zeren-chat"
PAGE = 40
HEARTBEAT = 15.0
MOST_TEXT = 4000
COOKIE_DAYS = 400
IDENTITY = re.compile(r"[\w\-（）()·]{1,80}")
UNIQUE = re.compile(r"[\w\-]{8,64}")
INLINE = frozenset({"image/png", "image/jpeg", "image/webp", "image/gif"})
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
SAFE = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}
NOT_STORED = "暂时没能保存，请稍后重发。"
BAD_REQUEST = "请求不完整。"
TOO_LARGE = "文件太大，没有发送。"

Endpoint = Callable[[Request], Awaitable[Response]]


def build_routes(
    channel: WebChannel,
    store: ChatStore,
    receive: Receive,
    mode: Literal["demo", "open"],
    *,
    max_bytes: int = 20_000_000,
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
    zone: str = "Asia/Shanghai",
) -> list[BaseRoute]:
    """The chat's routes. The page shows times of the service's clock `now`, in `zone`."""
    chat = _Chat(channel, store, receive, mode, max_bytes, now, zone)
    return [
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
        max_bytes: int,
        now: Callable[[], datetime],
        zone: str,
    ) -> None:
        self._channel = channel
        self._store = store
        self._receive = receive
        self._demo = mode == "demo"
        self._max_bytes = max_bytes
        self._now = now
        self._zone = zone
        self._templates = Jinja2Templates(directory=HERE / "templates")

    async def home(self, _request: Request) -> Response:
        return RedirectResponse("/chat")

    async def page(self, request: Request) -> Response:
        context = {
            "demo": self._demo,
            "max_bytes": self._max_bytes,
            "now": self._now().isoformat(),
            "zone": self._zone,
        }
        response = self._templates.TemplateResponse(request, "chat.html", context, headers=SAFE)
        if not self._demo and not request.cookies.get(COOKIE):
            fresh, age = secrets.token_urlsafe(24), COOKIE_DAYS * 86_400
            response.set_cookie(COOKIE, fresh, max_age=age, httponly=True, samesite="strict")
        return response

    async def people(self, _request: Request) -> Response:
        found = await self._store.people() if self._demo else []
        shown = [
            {
                "id": each.identity,
                "name": each.name,
                "role": each.role,
                "roleWord": each.role_word,
                "unit": each.unit_name,
            }
            for each in found
        ]
        return JSONResponse(shown, headers=SAFE)

    async def history(self, request: Request) -> Response:
        identity = self._identity(request, request.query_params.get("as"))
        before = request.query_params.get("before", "")
        if identity is None or (before and not before.isdigit()):
            return _refuse(400, BAD_REQUEST)
        found = await self._store.history(identity, int(before) if before else None, PAGE)
        commands = await self._store.commands(identity)
        shown = {"messages": [_message(each) for each in found], "commands": commands, "more": len(found) >= PAGE}
        return JSONResponse(shown, headers=SAFE)

    async def say(self, request: Request) -> Response:
        if not _same_site(request):
            return _refuse(403, BAD_REQUEST)
        if int(request.headers.get("content-length") or 0) > self._max_bytes + 100_000:
            return _refuse(413, TOO_LARGE)
        async with request.form(max_files=1, max_fields=8, max_part_size=self._max_bytes) as form:
            identity, unique = self._identity(request, form.get("as")), str(form.get("id") or "")
            text, upload = str(form.get("text") or "")[:MOST_TEXT], form.get("file")
            file = await self._attached(upload) if isinstance(upload, UploadFile) else None
            if identity is None or not UNIQUE.fullmatch(unique) or not (text.strip() or file):
                return _refuse(400, BAD_REQUEST)
        return await self._take(_incoming(identity, unique, text=text, file=file))

    async def press(self, request: Request) -> Response:
        if not _same_site(request):
            return _refuse(403, BAD_REQUEST)
        async with request.form(max_files=0, max_fields=8) as form:
            identity, unique = self._identity(request, form.get("as")), str(form.get("id") or "")
            token, message = str(form.get("token") or "")[:64], str(form.get("message") or "")[:200]
        if identity is None or not UNIQUE.fullmatch(unique) or not token:
            return _refuse(400, BAD_REQUEST)
        return await self._take(_incoming(identity, unique, button=token, message=message or None))

    async def events(self, request: Request) -> Response:
        identity = self._identity(request, request.query_params.get("as"))
        if identity is None:
            return _refuse(400, BAD_REQUEST)
        headers = {**SAFE, "X-Accel-Buffering": "no"}
        return StreamingResponse(self._stream(identity), media_type="text/event-stream", headers=headers)

    async def file(self, request: Request) -> Response:
        identity = self._identity(request, request.query_params.get("as"))
        found = await self._store.file(identity, request.path_params["sha256"]) if identity else None
        if found is None:
            return _refuse(404, BAD_REQUEST)
        inline = found.media_type in INLINE
        media_type = found.media_type if inline else "application/octet-stream"
        headers = {**SAFE, "Content-Disposition": "inline" if inline else "attachment"}
        return Response(found.content, media_type=media_type, headers=headers)

    async def _stream(self, identity: str) -> AsyncIterator[str]:
        yield "retry: 2000\n: hello\n\n"
        async for event in self._channel.events(identity, HEARTBEAT):
            yield ": still here\n\n" if event is None else f"data: {json.dumps(_event(event), ensure_ascii=False)}\n\n"

    async def _take(self, incoming: Incoming) -> Response:
        try:
            await self._receive(incoming)
        except Exception as failure:
            log.error("web message not taken", request=incoming.external_id, exc_info=failure)
            return _refuse(503, NOT_STORED)
        return JSONResponse({"ok": True}, headers=SAFE)

    async def _attached(self, upload: UploadFile) -> Attached | None:
        name = Path(upload.filename or "").name[:150] or "文件"
        content = await upload.read(self._max_bytes + 1)
        media_type = (upload.content_type or "application/octet-stream").split(";")[0].strip().lower()
        if len(content) > self._max_bytes:
            return Attached(name, media_type, len(content), None, TOO_LARGE)
        return Attached(name, media_type, len(content), content) if content else None

    def _identity(self, request: Request, named: object) -> str | None:
        if not self._demo:
            return request.cookies.get(COOKIE)
        return named if isinstance(named, str) and IDENTITY.fullmatch(named) else None


def _incoming(
    identity: str,
    unique: str,
    *,
    text: str = "",
    file: Attached | None = None,
    button: str | None = None,
    message: str | None = None,
) -> Incoming:
    return Incoming(
        channel=WebChannel.name,
        external_id=f"{identity}:{unique}",
        chat=identity,
        sender=identity,
        sent_at=datetime.now(UTC),
        text=text,
        button=button,
        message=message,
        file=file,
    )


def _same_site(request: Request) -> bool:
    """A page of another site can neither set the header nor send this origin."""
    origin = request.headers.get("origin")
    same = origin is None or origin.split("://")[-1] == request.headers.get("host")
    return same and request.headers.get(HEADER) == "1"


def _refuse(status: int, sentence: str) -> Response:
    return JSONResponse({"error": sentence}, status_code=status, headers=SAFE)


def _message(message: ChatMessage) -> dict[str, Any]:
    return {
        "seq": message.seq,
        "id": message.id,
        "mine": message.mine,
        "at": message.at.isoformat(),
        "title": message.title,
        "lines": list(message.lines),
        "buttons": [[[tap.label, tap.token] for tap in row] for row in message.buttons],
        "file": _file(message.file),
    }


def _event(outgoing: Outgoing) -> dict[str, Any]:
    return {
        "id": outgoing.edit_of or outgoing.key,
        "edit": outgoing.edit_of is not None,
        "mine": False,
        "title": outgoing.title,
        "lines": list(outgoing.lines),
        "buttons": [[[tap.label, tap.token] for tap in row] for row in outgoing.buttons],
        "file": _file(outgoing.file),
    }


def _file(file: FileRef | None) -> dict[str, Any] | None:
    if file is None:
        return None
    return {"sha256": file.sha256, "name": file.name, "picture": file.media_type in INLINE}

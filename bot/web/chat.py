"""The web chat's routes. In the demonstration one picks a sample person; otherwise a browser binds itself with an invitation."""

import json
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Literal

import structlog
from starlette.datastructures import FormData, UploadFile
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response, StreamingResponse
from starlette.routing import BaseRoute, Mount, Route
from starlette.templating import Jinja2Templates

from bot.base.channel import Receive, TooMany
from bot.channels.web.channel import WebChannel
from bot.web.answers import SAFE, SafeFiles, refuse
from bot.web.asked import INCOMPLETE, Refused, attached, identity_of, is_same_site, new_secret, read_form
from bot.web.door import CookieDoor, SampleDoor
from bot.web.following import Follower
from bot.web.ports import ChatStore, Travel
from bot.web.shown import download, event_shown, message_shown, person_shown
from bot.web.travel import travel_routes
from domain.keys.updates import PageMessage
from handlers.front.start import token_of
from handlers.kernel.messages import Incoming
from storage.files.place import FileDamaged, FileMissing
from wording.catalogue import CHINESE, PAGE_WORDS, entries

log = structlog.get_logger()

HERE = Path(__file__).parent
PAGE = 40
HEARTBEAT = 15.0
MOST_TEXT = 4000
MOST_TOKEN = 64
MOST_KEY = 200
UNIQUE = re.compile(r"[A-Za-z0-9_\-]{8,64}")
# Microseconds since 1970, up to the year 2286.
SEQUENCE = re.compile(r"[0-9]{1,16}")
# Pages of one chat that hear what comes at once: each costs a rendering of every answer.
MOST_STREAMS = 5
TOO_MANY_PAGES = "打开的页面过多，请关闭其余页面。"
TOO_FAST = "发送过快，请稍后再发。"
NOT_STORED = "暂时没能保存，请稍后重发。"
DONE = {"ok": True}
# The page's own language, as HTML names it.
TAGS = {CHINESE: "zh-CN", "en": "en"}


@dataclass(frozen=True, slots=True)
class About:
    """What the page tells and keeps to: the size of a file in bytes, the service's clock and its IANA zone, the code of its
    language; with `travel` one can move that clock.
    """

    max_bytes: int
    now: Callable[[], datetime]
    zone: str
    travel: Travel | None = None
    language: str = CHINESE


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
        *(travel_routes(about.travel, about.zone, about.language) if about.travel is not None else ()),
        Route("/", chat.home),
        Route("/chat", chat.page),
        Route("/chat/people", chat.people),
        Route("/chat/history", _told(chat.history)),
        Route("/chat/say", _told(chat.say), methods=["POST"]),
        Route("/chat/press", _told(chat.press), methods=["POST"]),
        Route("/chat/logout", _told(chat.logout), methods=["POST"]),
        Route("/chat/unlock", _told(chat.unlock), methods=["POST"]),
        Route("/chat/pin", _told(chat.choose_pin), methods=["POST"]),
        Route("/chat/events", _told(chat.events)),
        Route("/chat/files/{sha256}", _told(chat.file)),
        Mount("/chat/static", SafeFiles(directory=HERE / "static")),
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
        self._follower = Follower(store, channel)
        self._cookies = CookieDoor(store, channel) if mode == "open" else None
        self._door = self._cookies or SampleDoor()
        self._about = about
        self._templates = Jinja2Templates(directory=HERE / "templates")

    async def home(self, _request: Request) -> Response:
        return RedirectResponse("/chat")

    async def page(self, request: Request) -> Response:
        words = entries(self._about.language, PAGE_WORDS)
        context = {
            "t": lambda sentence: words.get(sentence, sentence),
            "words": words,
            "lang": TAGS[self._about.language],
            "demo": self._cookies is None,
            "max_bytes": self._about.max_bytes,
            "now": self._about.now().isoformat(),
            "zone": self._about.zone,
            "travel": self._about.travel is not None,
            "tour": self._about.travel.tour if self._about.travel is not None else (),
        }
        response = self._templates.TemplateResponse(request, "chat.html", context, headers=SAFE)
        if self._cookies is not None:
            await self._cookies.renew(request, response)
        return response

    async def people(self, _request: Request) -> Response:
        found = await self._store.people() if self._cookies is None else []
        return JSONResponse([person_shown(each, self._about.language) for each in found], headers=SAFE)

    async def history(self, request: Request) -> Response:
        before = request.query_params.get("before", "")
        if before and not SEQUENCE.fullmatch(before):
            raise Refused(400, INCOMPLETE)
        identity = await self._asking(request)
        found = await self._store.history(identity, int(before) if before else None, PAGE)
        commands = await self._store.commands(identity)
        shown = {"messages": [message_shown(each) for each in found], "commands": commands, "more": len(found) >= PAGE}
        who = await self._cookies.shown(request) if self._cookies is not None else None
        return JSONResponse({**shown, "who": who}, headers=SAFE)

    async def say(self, request: Request) -> Response:
        files = 1 if self._cookies is None or await self._cookies.open(request) else 0
        async with self._form(request, files) as form:
            text = str(form.get("text") or "")[:MOST_TEXT]
            if self._cookies is not None and token_of(text):
                return await self._log_in(self._cookies, request, form, text)
            incoming = await self._begun(request, form)
            upload = form.get("file")
            file = await attached(upload, self._about.max_bytes) if isinstance(upload, UploadFile) else None
        if not text.strip() and file is None:
            raise Refused(400, INCOMPLETE)
        return await self._take(replace(incoming, text=text, file=file))

    async def press(self, request: Request) -> Response:
        async with self._form(request) as form:
            incoming = await self._begun(request, form)
            token, message = str(form.get("token") or ""), str(form.get("message") or "")
        if not 0 < len(token) <= MOST_TOKEN or len(message) > MOST_KEY:
            raise Refused(400, INCOMPLETE)
        return await self._take(replace(incoming, button=token, message=message or None))

    async def logout(self, request: Request) -> Response:
        async with self._form(request):
            response = JSONResponse(DONE, headers=SAFE)
        if self._cookies is not None:
            await self._cookies.put_out(request, response)
        return response

    async def unlock(self, request: Request) -> Response:
        async with self._form(request) as form:
            pin = str(form.get("pin") or "")
        if self._cookies is not None:
            await self._cookies.unlock(request, pin)
        return JSONResponse(DONE, headers=SAFE)

    async def choose_pin(self, request: Request) -> Response:
        async with self._form(request) as form:
            pin = str(form.get("pin") or "")
        if self._cookies is not None:
            await self._cookies.set_pin(request, pin)
        return JSONResponse(DONE, headers=SAFE)

    async def events(self, request: Request) -> Response:
        identity = await self._asking(request)
        everyone = self._cookies is None and request.query_params.get("all") == "1"
        if self._is_full(identity):
            raise Refused(429, TOO_MANY_PAGES)
        if self._cookies is not None:
            self._cookies.watch()
        self._follower.watch()
        headers = {**SAFE, "X-Accel-Buffering": "no"}
        return StreamingResponse(self._stream(identity, everyone), media_type="text/event-stream", headers=headers)

    async def file(self, request: Request) -> Response:
        identity = await self._asking(request)
        try:
            found = await self._store.file(identity, request.path_params["sha256"])
        except (FileDamaged, FileMissing) as lost:
            log.error("a stored file is lost", reason=str(lost))
            return refuse(410, "这个文件已损坏，请联系管理员。")
        return refuse(404, "没有这个文件。") if found is None else download(found)

    async def _asking(self, request: Request) -> str:
        return await self._door.identity(request, request.query_params.get("as"))

    def _is_full(self, identity: str) -> bool:
        return self._channel.streams_of(identity) >= MOST_STREAMS

    async def _stream(self, identity: str, everyone: bool) -> AsyncIterator[str]:
        yield "retry: 2000\n: hello\n\n"
        # Of many that were asked for at once, all found room; now the places are taken one by one.
        if self._is_full(identity):
            return
        async for event in self._channel.events(identity, HEARTBEAT, everyone=everyone):
            if event is None:
                yield ": still here\n\n"
            elif event.chat == identity:
                yield _data(event_shown(event, self._about.now()))
            elif event.edit_of is None:
                yield "event: elsewhere\n" + _data({"chat": event.chat})

    @asynccontextmanager
    async def _form(self, request: Request, files: int = 0) -> AsyncIterator[FormData]:
        if not is_same_site(request):
            raise Refused(403, INCOMPLETE)
        async with read_form(request, self._about.max_bytes, files=files) as form:
            yield form

    async def _begun(self, request: Request, form: FormData) -> Incoming:
        identity = await self._door.identity(request, form.get("as"), acting=True)
        return self._said_by(identity, form)

    def _said_by(self, identity: str, form: FormData) -> Incoming:
        unique = str(form.get("id") or "")
        if not UNIQUE.fullmatch(unique):
            raise Refused(400, INCOMPLETE)
        # A retry after a lost answer bears the same id, so it is taken once.
        return Incoming(WebChannel.name, PageMessage(identity, unique).text(), identity, identity, self._about.now())

    async def _log_in(self, cookies: CookieDoor, request: Request, form: FormData, text: str) -> Response:
        """An invitation binds a chat that is new, whoever had the browser before."""
        secret = new_secret()
        identity = identity_of(secret)
        taken = await self._take(replace(self._said_by(identity, form), text=text))
        if taken.status_code != 200:
            return taken
        session = await self._store.session(identity, acting=False)
        if session is None:
            return JSONResponse({**DONE, "said": await self._store.answered(identity)}, headers=SAFE)
        response = JSONResponse({**DONE, "renewed": True}, headers=SAFE)
        await cookies.let_in(request, response, session, secret)
        return response

    async def _take(self, incoming: Incoming) -> Response:
        try:
            await self._receive(incoming)
        except TooMany:
            return refuse(429, TOO_FAST)
        except Exception as failure:
            log.error("web message not taken", request=incoming.external_id, exc_info=failure)
            return refuse(503, NOT_STORED)
        return JSONResponse(DONE, headers=SAFE)


def _told(answer: Callable[[Request], Awaitable[Response]]) -> Callable[[Request], Awaitable[Response]]:
    """A route that says why it refuses."""

    async def answered(request: Request) -> Response:
        try:
            return await answer(request)
        except Refused as refused:
            return refuse(refused.status, refused.sentence)

    return answered


def _data(value: dict[str, object]) -> str:
    return f"data: {json.dumps(value, ensure_ascii=False)}\n\n"

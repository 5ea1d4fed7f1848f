"""Where WeCom calls: its check of the address, and what members say and tap. https://developer.work.weixin.qq.com/document/path/90930

It waits five seconds, and calls three times. The answer is 200 once what it told is committed; what takes longer goes on, and
the next call of the same is known by its number.
"""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime

import structlog
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from bot.base.bodies import body_of
from bot.channels.wecom.envelope import Envelope, Forged, Sealed
from bot.channels.wecom.incoming import Unreadable, fields

log = structlog.get_logger()

PATH = "/wecom/callback"
BODY_LIMIT = 256 * 1024
# How far the caller's clock may be from ours (seconds): an older call is somebody's recording.
STALE = 600.0
PATIENCE = 4.0

Take = Callable[[dict[str, str]], Awaitable[None]]


class Callback:
    """Answers WeCom. While `take` is None (not started, or stopping) it says 503, and WeCom tries again."""

    def __init__(self, envelope: Envelope, now: Callable[[], datetime]) -> None:
        self._envelope = envelope
        self._now = now
        self.take: Take | None = None
        self._taking: set[asyncio.Task[None]] = set()

    def routes(self) -> list[Route]:
        """To be mounted at the root of the HTTP server."""
        return [Route(PATH, self._check, methods=["GET"]), Route(PATH, self._called, methods=["POST"])]

    async def idle(self) -> None:
        """Returns when nothing is being taken any more."""
        await asyncio.gather(*self._taking, return_exceptions=True)

    async def _check(self, request: Request) -> Response:
        try:
            plain = self._opened(request, request.query_params.get("echostr", ""))
        except Forged as forged:
            return self._refused(forged)
        return PlainTextResponse(plain)

    async def _called(self, request: Request) -> Response:
        body = await body_of(request, BODY_LIMIT)
        if body is None:
            return Response(status_code=413)
        try:
            said = fields(self._opened(request, fields(body).get("Encrypt", "")))
        except Forged as forged:
            return self._refused(forged)
        except Unreadable:
            return Response(status_code=400)
        if self.take is None:
            return Response(status_code=503)
        taking = asyncio.ensure_future(self._taken(self.take, said))
        self._taking.add(taking)
        taking.add_done_callback(self._taking.discard)
        await asyncio.wait({taking}, timeout=PATIENCE)
        return Response(status_code=200 if taking.done() and not taking.exception() else 503)

    async def _taken(self, take: Take, said: dict[str, str]) -> None:
        try:
            await take(said)
        except Unreadable as failure:
            # It will not be better next time: it is passed over, and told.
            log.warning("callback not readable", kind=said.get("MsgType", ""), reason=str(failure))
        except Exception as failure:
            log.warning("callback not taken", reason=type(failure).__name__)
            raise

    def _opened(self, request: Request, encrypted: str) -> bytes:
        given = request.query_params
        stamp = given.get("timestamp", "")
        if not stamp.isdecimal() or abs(self._now().timestamp() - int(stamp[:12])) > STALE:
            raise Forged("stale")
        return self._envelope.open(Sealed(encrypted, given.get("msg_signature", ""), stamp, given.get("nonce", "")))

    def _refused(self, forged: Forged) -> Response:
        log.warning("callback refused", reason=str(forged))
        return Response(status_code=403)

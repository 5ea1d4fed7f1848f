"""The webhook's answer: 200 only after the update was received (faults F1, F7)."""

import hmac
import json
from collections.abc import Awaitable, Callable, Mapping
from urllib.parse import urlsplit

import structlog
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.base.bodies import body_of
from bot.channels.telegram.failures import describe

log = structlog.get_logger()

DEFAULT_PATH = "/telegram/webhook"
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - the name of a header
BODY_LIMIT = 1024 * 1024

Take = Callable[[Mapping[str, object]], Awaitable[None]]


def whole_url(webhook_url: str) -> str:
    """The address told to Telegram: the configured one, with the default path if it has none."""
    return webhook_url if urlsplit(webhook_url).path.strip("/") else webhook_url.rstrip("/") + DEFAULT_PATH


class Webhook:
    """Answers Telegram. While `take` is None (not started, or stopping) it says 503, and Telegram tries again later."""

    def __init__(self, webhook_url: str, secret: str, token: str) -> None:
        self.path = urlsplit(whole_url(webhook_url)).path
        if token and token in self.path:
            raise ValueError("webhook_url must not contain the bot token")
        self._secret = secret.encode()
        self._token = token
        self.take: Take | None = None

    def route(self) -> Route:
        """The route to mount at the root of the HTTP server."""
        return Route(self.path, self._answer, methods=["POST"])

    async def _answer(self, request: Request) -> Response:
        given = request.headers.get(SECRET_HEADER, "").encode()
        if not self._secret or not hmac.compare_digest(given, self._secret):
            return Response(status_code=403)
        body = await body_of(request, BODY_LIMIT)
        if body is None:
            return Response(status_code=413)
        raw = _update(body)
        if raw is None:
            return Response(status_code=400)
        if self.take is None:
            return Response(status_code=503)
        try:
            await self.take(raw)
        except Exception as failure:
            log.warning("update not taken", update=raw["update_id"], reason=describe(failure, self._token))
            return Response(status_code=503)
        return Response(status_code=200)


def _update(body: bytes) -> dict[str, object] | None:
    try:
        raw = json.loads(body)
    except (ValueError, RecursionError):
        # A body of brackets alone is deeper than any update.
        return None
    return raw if isinstance(raw, dict) and isinstance(raw.get("update_id"), int) else None

"""Calls to WeCom's interface, with the one access token that they share."""

import asyncio
import json
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import TypeVar
from urllib.request import getproxies

import aiohttp

from bot.channels.wecom.account import Account
from bot.channels.wecom.failures import OK, TOKEN_OVER, Refused, Strange

# A token is fetched anew so long before it is over (seconds): one that is on its way must still be good on arrival.
EARLY = 300.0
CONNECT, READ, UPLOAD = 5.0, 10.0, 60.0
CHUNK = 64 * 1024
OK_STATUS = 200

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Download:
    """A file as it came: its name as the platform tells it (may be empty), its type and its bytes; None if it is too large."""

    name: str
    media_type: str
    content: bytes | None


class Api:
    """One app's client. `open` and `close` are idempotent. A token is fetched once however many wait for it."""

    def __init__(self, account: Account, now: Callable[[], float] = time.monotonic) -> None:
        self._account = account
        self._now = now
        self._session: aiohttp.ClientSession | None = None
        self._token = ""
        self._good_until = 0.0
        self._fetching = asyncio.Lock()

    async def open(self) -> None:
        """Opens the client."""
        if self._session is None or self._session.closed:
            self._session = aiohttp.ClientSession(trust_env=bool(getproxies()))

    async def close(self) -> None:
        """Closes the client."""
        if self._session is not None:
            await self._session.close()

    @property
    def secrets(self) -> tuple[str, ...]:
        """What no log may show."""
        return tuple(filter(None, (self._account.secret, self._token)))

    async def post(self, method: str, given: Mapping[str, object]) -> dict[str, object]:
        """Calls a method (`message/send`) with JSON. Raises Refused, Strange, and what aiohttp raises."""
        body = json.dumps(given, ensure_ascii=False).encode()

        async def call(token: str) -> dict[str, object]:
            headers = {"Content-Type": "application/json"}
            async with self._client.post(
                self._url(method), params={"access_token": token}, data=body, headers=headers, timeout=_limits(READ)
            ) as answer:
                return _said(answer.status, await answer.read())

        return await self._with_token(call)

    async def get(self, method: str, **given: str) -> dict[str, object]:
        """Calls a method that only asks."""

        async def call(token: str) -> dict[str, object]:
            async with self._client.get(
                self._url(method), params={"access_token": token, **given}, timeout=_limits(READ)
            ) as answer:
                return _said(answer.status, await answer.read())

        return await self._with_token(call)

    async def upload(self, kind: str, name: str, media_type: str, content: bytes) -> str:
        """Puts a file there for three days; its media_id. `kind` is image, voice, video or file."""

        async def call(token: str) -> dict[str, object]:
            form = aiohttp.FormData(quote_fields=False)
            form.add_field("media", content, filename=name, content_type=media_type)
            async with self._client.post(
                self._url("media/upload"),
                params={"access_token": token, "type": kind},
                data=form,
                timeout=_limits(UPLOAD),
            ) as answer:
                return _said(answer.status, await answer.read())

        return str((await self._with_token(call))["media_id"])

    async def download(self, media_id: str, most: int) -> Download:
        """A file that a member sent, up to `most` bytes. An error comes as JSON where the file should be."""

        async def call(token: str) -> Download:
            async with self._client.get(
                self._url("media/get"), params={"access_token": token, "media_id": media_id}, timeout=_limits(READ)
            ) as answer:
                if answer.status != OK_STATUS or answer.content_type in ("application/json", "text/plain"):
                    _said(answer.status, await answer.content.read(CHUNK))
                    raise Strange("neither a file nor an error")
                name = (answer.content_disposition.filename if answer.content_disposition else None) or ""
                content = bytearray()
                async for chunk in answer.content.iter_chunked(CHUNK):
                    content += chunk
                    if len(content) > most:
                        return Download(name, answer.content_type, None)
                return Download(name, answer.content_type, bytes(content))

        return await self._with_token(call)

    async def _with_token(self, call: Callable[[str], Awaitable[T]]) -> T:
        token = await self.token()
        try:
            return await call(token)
        except Refused as refused:
            if refused.code not in TOKEN_OVER:
                raise
        return await call(await self.token(instead_of=token))

    async def token(self, instead_of: str | None = None) -> str:
        """The access token; a fresh one where the one at hand is over, or is the one that was refused."""
        async with self._fetching:
            if not self._token or self._now() >= self._good_until or self._token == instead_of:
                asked = {"corpid": self._account.corp, "corpsecret": self._account.secret}
                async with self._client.get(self._url("gettoken"), params=asked, timeout=_limits(READ)) as answer:
                    said = _said(answer.status, await answer.read())
                self._token = str(said["access_token"])
                self._good_until = self._now() + max(0.0, float(str(said.get("expires_in", 0))) - EARLY)
            return self._token

    @property
    def _client(self) -> aiohttp.ClientSession:
        if self._session is None:
            raise RuntimeError("the client is not open")
        return self._session

    def _url(self, method: str) -> str:
        return f"{self._account.api_url.rstrip('/')}/cgi-bin/{method}"


def _limits(read: float) -> aiohttp.ClientTimeout:
    return aiohttp.ClientTimeout(total=None, connect=CONNECT, sock_connect=CONNECT, sock_read=read)


def _said(status: int, content: bytes) -> dict[str, object]:
    """The answer; raises Refused where it is a refusal, Strange where it is none of the platform's."""
    try:
        said = json.loads(content)
    except ValueError:
        said = None
    code = said.get("errcode", OK) if isinstance(said, dict) else None
    if not isinstance(said, dict) or not isinstance(code, int):
        raise Strange(f"page with status {status} from before the platform")
    if code != OK:
        raise Refused(code, str(said.get("errmsg", "")))
    if status != OK_STATUS:
        raise Strange(f"status {status}")
    return said

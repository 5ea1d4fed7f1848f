"""python-telegram-bot's calls over aiohttp: its own httpx walks every pooled connection at every call (docs/decisions/0009)."""

import json
from http import HTTPStatus
from urllib.request import getproxies

import aiohttp
from telegram._utils.defaultvalue import DEFAULT_NONE, DefaultValue
from telegram._utils.types import ODVInput
from telegram.error import NetworkError, TimedOut
from telegram.request import BaseRequest, RequestData

# What lies before the Bot API waited for it in vain: it may have done what was asked.
UNANSWERED = frozenset({HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.GATEWAY_TIMEOUT})


class StrangePage(Exception):
    """An error that is not the Bot API's own: a page of something before it, which did not hand the call on."""


class AiohttpRequest(BaseRequest):
    """A client of its own with `pool` connections. Times are seconds; `connect` counts waiting for a free connection too.

    Failures are raised as the library's TimedOut or NetworkError with aiohttp's exception as the cause, which tells whether the
    request can have left (`failures.judge`).
    """

    def __init__(self, pool: int, *, connect: float, read: float) -> None:
        self._pool = pool
        self._connect = connect
        self._read = read
        self._session: aiohttp.ClientSession | None = None

    @property
    def read_timeout(self) -> float | None:
        """See BaseRequest."""
        return self._read

    async def initialize(self) -> None:
        """Opens the client; harmless when it is open."""
        if self._session is None or self._session.closed:
            # A district's proxy is set in the environment, as for every other program; looking there at each call costs.
            connector = aiohttp.TCPConnector(limit=self._pool)
            self._session = aiohttp.ClientSession(connector=connector, trust_env=bool(getproxies()))

    async def shutdown(self) -> None:
        """Closes the client; harmless when it is closed."""
        if self._session is not None:
            await self._session.close()

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: ODVInput[float] = DEFAULT_NONE,
        write_timeout: ODVInput[float] = DEFAULT_NONE,
        connect_timeout: ODVInput[float] = DEFAULT_NONE,
        pool_timeout: ODVInput[float] = DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        """See BaseRequest. There is no time limit for writing alone: a stalled upload ends with the limit for reading."""
        if self._session is None:
            raise NetworkError("the client is not open") from RuntimeError("not initialized")
        connect = _given(connect_timeout, self._connect)
        limits = aiohttp.ClientTimeout(
            total=None, connect=connect, sock_connect=connect, sock_read=_given(read_timeout, self._read)
        )
        try:
            # The Bot API sends nobody elsewhere; what does is a page to log in to some network.
            async with self._session.request(
                method, url, data=_body(request_data), timeout=limits, allow_redirects=False
            ) as answer:
                return _of_bot_api(answer.status, await answer.read())
        except TimeoutError as failure:
            raise TimedOut(type(failure).__name__) from failure
        except (aiohttp.ClientError, OSError, RuntimeError) as failure:
            raise NetworkError(f"{type(failure).__name__}: {failure}") from failure


def _of_bot_api(status: int, content: bytes) -> tuple[int, bytes]:
    """The answer, if it is one of the Bot API; raises NetworkError for the page of a gateway, a proxy or a firewall.

    Its status says nothing of the call: a firewall's 403 is no word of a person who blocked the bot. Only what waited for the
    Bot API in vain, and what found the upload too large, is told apart.
    """
    if status < HTTPStatus.MULTIPLE_CHOICES or _is_answer(content):
        return status, content
    told = f"page with status {status} from before the Bot API"
    if status == HTTPStatus.REQUEST_ENTITY_TOO_LARGE:
        raise NetworkError("Request Entity Too Large")
    if status in UNANSWERED:
        raise NetworkError(told) from TimeoutError(told)
    raise NetworkError(told) from StrangePage(told)


def _is_answer(content: bytes) -> bool:
    try:
        return isinstance(json.loads(content), dict)
    except ValueError:
        return False


def _given(value: ODVInput[float], otherwise: float) -> float | None:
    return otherwise if isinstance(value, DefaultValue) else value


def _body(data: RequestData | None) -> aiohttp.Payload | aiohttp.FormData | None:
    if data is None:
        return None
    if not data.contains_files:
        # As one JSON text: aiohttp encodes a form field by field.
        return aiohttp.BytesPayload(data.json_payload, content_type="application/json")
    # Unquoted: Telegram shows the name as it comes, Chinese characters included.
    form = aiohttp.FormData(quote_fields=False)
    for name, value in data.json_parameters.items():
        form.add_field(name, value)
    for name, (filename, content, media_type) in (data.multipart_data or {}).items():
        form.add_field(name, content, filename=filename, content_type=media_type)
    return form

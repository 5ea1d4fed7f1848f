"""What a browser asks: who it is, whether it may, and a form that is never read beyond its limit."""

import hashlib
import re
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import structlog
from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException
from starlette.formparsers import MultiPartException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.types import Message

from handlers.kernel.messages import Attached

log = structlog.get_logger()

COOKIE = "zeren"
HEADER = "x-zeren-chat"
# A browser keeps it so long after the last visit; the service decides by itself how long it is good for.
COOKIE_SECONDS = 90 * 86_400
# Fields and boundaries around the file.
ENVELOPE = 100_000
MOST_FIELDS = 8
MOST_NAME = 150
SAMPLE = re.compile(r"[\w\-（）()·]{1,80}")
SECRET = re.compile(r"[A-Za-z0-9_\-]{32}")
TOO_LARGE = "文件太大，没有发送。"
INCOMPLETE = "请求不完整。"
UNKNOWN = "请刷新页面后再试。"


class Refused(Exception):
    """A form that cannot be taken: the HTTP status and a Chinese sentence."""

    def __init__(self, status: int, sentence: str) -> None:
        super().__init__(sentence)
        self.status = status
        self.sentence = sentence


def sample_identity(named: object) -> str | None:
    """The sample person a visitor of the demonstration wants to be."""
    return named if isinstance(named, str) and SAMPLE.fullmatch(named) else None


def browser_identity(request: Request) -> str | None:
    """Whose cookie this browser brings, whether anybody knows it or not."""
    secret = request.cookies.get(COOKIE, "")
    return identity_of(secret) if SECRET.fullmatch(secret) else None


def identity_of(secret: str) -> str:
    """The digest of a cookie: the cookie itself is a secret, and never stored, logged or sent on."""
    return "web-" + hashlib.sha256(secret.encode()).hexdigest()[:40]


def new_secret() -> str:
    """A cookie nobody can guess: 192 bits."""
    return secrets.token_urlsafe(24)


def give_cookie(request: Request, response: Response, secret: str) -> None:
    """Sets the cookie. `Secure` only where the page itself came over TLS: inside an office it may not."""
    secure = request.url.scheme == "https"
    response.set_cookie(COOKIE, secret, max_age=COOKIE_SECONDS, httponly=True, samesite="strict", secure=secure)


def take_cookie(response: Response) -> None:
    """The browser forgets its cookie."""
    response.delete_cookie(COOKIE, httponly=True, samesite="strict")


def is_same_site(request: Request) -> bool:
    """A page of another site can neither set the header nor send this origin."""
    origin = request.headers.get("origin")
    same = origin is None or origin.split("://")[-1] == request.headers.get("host")
    return same and request.headers.get(HEADER) == "1"


@asynccontextmanager
async def read_form(request: Request, max_bytes: int, *, files: int = 0) -> AsyncIterator[FormData]:
    """The form of a POST, read up to the limit whatever its headers promise. Raises Refused."""
    limit = ENVELOPE + (max_bytes if files else 0)
    promised = request.headers.get("content-length", "0")
    if promised.isdigit() and int(promised) > limit:
        raise Refused(413, TOO_LARGE)
    seen = 0

    async def bounded() -> Message:
        nonlocal seen
        message = await request.receive()
        seen += len(message.get("body", b""))
        if seen > limit:
            raise MultiPartException(TOO_LARGE)
        return message

    reader = Request(request.scope, bounded)
    try:
        form = await reader.form(max_files=files, max_fields=MOST_FIELDS, max_part_size=ENVELOPE)
    except ClientDisconnect as gone:
        log.info("a form was broken off", bytes=seen)
        raise Refused(400, INCOMPLETE) from gone
    except (HTTPException, MultiPartException) as broken:
        raise (Refused(413, TOO_LARGE) if seen > limit else Refused(400, INCOMPLETE)) from broken
    try:
        yield form
    finally:
        await form.close()


async def attached(upload: UploadFile, max_bytes: int) -> Attached | None:
    """An uploaded file with its bytes; None for an empty one. Raises Refused when it is over the limit."""
    name = Path((upload.filename or "").replace("\\", "/")).name[:MOST_NAME] or "文件"
    content = await upload.read(max_bytes + 1)
    if len(content) > max_bytes:
        raise Refused(413, TOO_LARGE)
    media_type = (upload.content_type or "application/octet-stream").split(";")[0].strip().lower()
    return Attached(name, media_type, len(content), content) if content else None

"""Structured logs on standard error, with a request id and without secrets."""

import contextlib
import io
import logging
import re
import sys
from collections.abc import Sequence
from typing import Literal, TextIO, cast

import structlog
from structlog.typing import EventDict, Processor

# A Bot API token anywhere: in a URL, an exception, a traceback.
TOKEN = re.compile(r"\d{6,12}:[A-Za-z0-9_-]{30,}")
HIDDEN = "***"
MOST_DESCRIBED = 500
# These print whole URLs, and a Telegram URL holds the token.
CHATTY = (
    "aiohttp",
    "httpx",
    "httpcore",
    "telegram",
    "apscheduler",
    "uvicorn",
    "uvicorn.access",
    "alembic",
    "sqlalchemy",
    "matplotlib",
)
# Writes a traceback for every answer that is no JSON, and raises all the same: whoever called says it in a line of its own.
SILENT = ("telegram.request.BaseRequest",)


class _Forgiving(io.TextIOBase):
    """Standard error, that a full disk or a closed pipe does not turn into a failure of what is being logged (fault F33)."""

    def write(self, text: str) -> int:
        """Writes, or lets the line go."""
        with contextlib.suppress(OSError):
            sys.stderr.write(text)
        return len(text)

    def flush(self) -> None:
        """Flushes, or not."""
        with contextlib.suppress(OSError):
            sys.stderr.flush()


def described(failure: BaseException, secrets: Sequence[str] = ()) -> str:
    """One failure in a line for the log or the store: its type and its text, without secrets."""
    return redact(f"{type(failure).__name__}: {failure}", secrets)[:MOST_DESCRIBED]


def configure(level: str, style: Literal["text", "json"], secrets: Sequence[str] = ()) -> None:
    """Sets up logging for the process; `secrets` are blotted out wherever they appear."""
    number = getattr(logging, level.upper())
    hide = _hider([secret for secret in secrets if secret])
    shared: list[Processor] = [
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
        hide,
    ]
    renderer: Processor = (
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if style == "json"
        else structlog.dev.ConsoleRenderer(colors=False)
    )
    structlog.configure(
        processors=[*shared, renderer],
        wrapper_class=structlog.make_filtering_bound_logger(number),
        logger_factory=structlog.PrintLoggerFactory(cast("TextIO", _Forgiving())),
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(_Forgiving())
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                hide,
                renderer,
            ],
            foreign_pre_chain=shared,
        )
    )
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(number)
    for name in CHATTY:
        logging.getLogger(name).setLevel(max(number, logging.WARNING))
    for name in SILENT:
        logging.getLogger(name).setLevel(logging.CRITICAL)


def redact(text: str, secrets: Sequence[str] = ()) -> str:
    """The text without tokens."""
    for secret in secrets:
        text = text.replace(secret, HIDDEN)
    return TOKEN.sub(HIDDEN, text)


def _hider(secrets: Sequence[str]) -> Processor:
    def hide(_logger: object, _method: str, event: EventDict) -> EventDict:
        return {key: redact(value, secrets) if isinstance(value, str) else value for key, value in event.items()}

    return hide

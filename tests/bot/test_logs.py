"""Logs: structured, and never a secret."""

import json
import logging
from typing import Any

import pytest
import structlog

from bot.base import logs

TOKEN = "123456789:AAabcdefghijklmnopqrstuvwxyz0123456789"


@pytest.fixture(autouse=True)
def restore() -> object:
    """Leaves logging as it was."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers, root.level = handlers, level
    structlog.reset_defaults()


def test_a_token_is_blotted_out_of_texts_and_tracebacks(capsys: pytest.CaptureFixture[str]) -> None:
    """F23: nor in a traceback."""
    logs.configure("info", "json", ["short-secret"])
    log = structlog.get_logger()
    log.info("calling", url=f"https://api.telegram.org/bot{TOKEN}/getMe", other="short-secret")
    try:
        raise RuntimeError(f"cannot reach bot{TOKEN}")
    except RuntimeError as failure:
        log.error("failed", exc_info=failure)
    written = capsys.readouterr().err
    assert TOKEN not in written
    assert "short-secret" not in written
    assert written.count("***") >= 3


@pytest.mark.parametrize("style", ["text", "json"])
def test_no_exception_of_any_library_shows_a_token(style: Any, capsys: pytest.CaptureFixture[str]) -> None:
    """F23: causes, arguments, and what asyncio says of a task that nobody awaited; the whole log is grepped."""
    logs.configure("debug", style, ["short-secret"])
    try:
        try:
            raise OSError(f"https://api.telegram.org/bot{TOKEN}/sendMessage short-secret")
        except OSError as cause:
            raise RuntimeError("the send failed", {"url": TOKEN}) from cause
    except RuntimeError as failure:
        structlog.get_logger().exception("send failed unexpectedly")
        logging.getLogger("asyncio").error("Task exception was never retrieved", exc_info=failure)
        logging.getLogger("aiohttp.client").warning("%s to %r", failure, {"token": TOKEN})
    written = capsys.readouterr().err
    assert "the send failed" in written
    assert TOKEN not in written
    assert TOKEN.split(":")[1] not in written
    assert "short-secret" not in written


def test_the_http_client_does_not_print_urls_at_info(capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure("info", "text")
    logging.getLogger("httpx").info("HTTP Request: POST https://api.telegram.org/bot%s/getMe", TOKEN)
    logging.getLogger("telegram.ext").warning("trouble with bot%s", TOKEN)
    written = capsys.readouterr().err
    assert "HTTP Request" not in written
    assert TOKEN not in written


def test_a_line_is_json_with_level_and_time(capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure("info", "json")
    structlog.get_logger().info("message failed", request="42")
    line = json.loads(capsys.readouterr().err)
    assert (line["event"], line["request"], line["level"]) == ("message failed", "42", "info")
    assert line["timestamp"].endswith("Z")

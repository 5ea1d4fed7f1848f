"""The HTTP client under python-telegram-bot: limits, uploads, and failures that keep their cause."""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator

import aiohttp
import pytest
from telegram import InputFile
from telegram.error import NetworkError, TimedOut
from telegram.request import RequestData
from telegram.request._requestparameter import RequestParameter

from bot.channels.telegram.request import AiohttpRequest, StrangePage


@contextlib.asynccontextmanager
async def server(answer: bytes | None, wait: float = 0.0) -> AsyncIterator[tuple[str, list[bytes]]]:
    """A server that keeps what it was sent; it answers so, or cuts the connection for None."""
    got: list[bytes] = []

    writers: list[asyncio.StreamWriter] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writers.append(writer)
        head = await reader.readuntil(b"\r\n\r\n")
        length = next((int(line[15:]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length")), 0)
        got.append(head + await reader.readexactly(length))
        await asyncio.sleep(wait)
        if answer is not None:
            writer.write(b"HTTP/1.1 429 X\r\ncontent-length: %d\r\n\r\n%s" % (len(answer), answer))
        writer.close()

    running = await asyncio.start_server(serve, "127.0.0.1", 0)
    async with running:
        yield f"http://127.0.0.1:{running.sockets[0].getsockname()[1]}/x", got
        for writer in writers:
            with contextlib.suppress(OSError):
                await writer.wait_closed()


@pytest.fixture
async def request_() -> AsyncIterator[AiohttpRequest]:
    client = AiohttpRequest(1, connect=0.2, read=0.2)
    await client.initialize()
    yield client
    await client.shutdown()


def form(**fields: object) -> RequestData:
    """Parameters as the library hands them over."""
    return RequestData([RequestParameter.from_input(name, value) for name, value in fields.items()])


async def test_status_and_body_come_back_as_they_are(request_: AiohttpRequest) -> None:
    async with server(b'{"ok": false}') as (url, got):
        assert await request_.do_request(url, "POST", form(text="进度 18座", chat_id=7)) == (429, b'{"ok": false}')
    head, _, body = got[0].partition(b"\r\n\r\n")
    assert b"content-type: application/json" in head.lower()
    assert json.loads(body) == {"text": "进度 18座", "chat_id": "7"}


async def test_a_file_goes_with_its_fields_and_its_chinese_name(request_: AiohttpRequest) -> None:
    async with server(b"{}") as (url, got):
        document = InputFile(b"PK\x03", filename="通报.xlsx")
        await request_.do_request(url, "POST", form(document=document, caption="六月"))
    assert 'filename="通报.xlsx"'.encode() in got[0]
    assert b"PK\x03" in got[0]
    assert "六月".encode() in got[0]


@pytest.mark.parametrize("page", [b"<html><h1>Too Many Requests</h1></html>", b"", b"[1]", b"slow down"])
async def test_an_error_that_is_no_word_of_the_bot_api_is_told_as_a_strange_page(
    request_: AiohttpRequest, page: bytes
) -> None:
    async with server(page) as (url, _):
        with pytest.raises(NetworkError) as caught:
            await request_.do_request(url, "POST", form(text="x"))
    assert isinstance(caught.value.__cause__, StrangePage)


async def test_a_slow_answer_is_a_timeout_that_may_have_left(request_: AiohttpRequest) -> None:
    async with server(b"{}", wait=1.0) as (url, _):
        with pytest.raises(TimedOut) as caught:
            await request_.do_request(url, "POST", form(text="x"))
    assert isinstance(caught.value.__cause__, aiohttp.SocketTimeoutError)


async def test_a_post_is_never_repeated_by_the_client_itself(request_: AiohttpRequest) -> None:
    async with server(None) as (url, got):
        with pytest.raises(NetworkError):
            await request_.do_request(url, "POST", form(text="x"))
    assert len(got) == 1


async def test_waiting_for_a_free_connection_ends_as_one_that_surely_did_not_leave(request_: AiohttpRequest) -> None:
    """F21: pool timeout."""
    async with server(b"{}", wait=0.6) as (url, got):
        busy = asyncio.create_task(request_.do_request(url, "POST", form(text="a"), read_timeout=2))
        await asyncio.sleep(0.05)
        with pytest.raises(TimedOut) as caught:
            await request_.do_request(url, "POST", form(text="b"))
        assert isinstance(caught.value.__cause__, aiohttp.ConnectionTimeoutError)
        await busy
    assert len(got) == 1


async def test_a_client_that_was_shut_down_says_so_and_opens_again(request_: AiohttpRequest) -> None:
    await request_.shutdown()
    async with server(b"{}") as (url, _):
        with pytest.raises(NetworkError) as caught:
            await request_.do_request(url, "POST", form(text="x"))
        assert isinstance(caught.value.__cause__, RuntimeError)
        await request_.initialize()
        assert (await request_.do_request(url, "POST", form(text="x")))[1] == b"{}"

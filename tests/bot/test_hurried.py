"""Requests that are not sent to their end lose their connection; the others never notice."""

import asyncio
import time
from collections.abc import AsyncIterator

import httpx
import pytest
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route

from bot.base import hurried
from bot.server import HttpServer

SOON = 0.3


async def echo(request: Request) -> Response:
    return PlainTextResponse(await request.body())


async def slow(_request: Request) -> Response:
    async def later() -> AsyncIterator[str]:
        yield "a"
        await asyncio.sleep(3 * SOON)
        yield "b"

    return StreamingResponse(later())


@pytest.fixture
async def server(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[HttpServer]:
    """A server in a hurry."""
    monkeypatch.setattr(hurried, "HEAD_SECONDS", SOON)
    monkeypatch.setattr(hurried, "BODY_SECONDS", 2 * SOON)
    server = HttpServer()
    server.add_routes([Route("/", echo, methods=["GET", "POST"]), Route("/slow", slow)])
    await server.listen("127.0.0.1", 0)
    yield server
    await server.close()


async def ended_after(server: HttpServer, *pieces: bytes) -> float:
    """Seconds until the server ends a connection on which these pieces came, one every third of its patience."""
    reader, writer = await asyncio.open_connection("127.0.0.1", int(server.url.rpartition(":")[2]))
    begun = time.monotonic()
    for piece in pieces:
        writer.write(piece)
        await asyncio.sleep(SOON / 3)
    async with asyncio.timeout(10):
        await reader.read()
    writer.close()
    return time.monotonic() - begun


HEAD = b"POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 9\r\n\r\n"


@pytest.mark.parametrize(
    ("pieces", "least"),
    [
        ([b""], SOON),
        ([b"GET / HT"], SOON),
        ([b"GET", b" ", b"/"], SOON),
        ([HEAD, b"a", b"b"], 2 * SOON),
    ],
    ids=["nothing", "half a head", "a head that trickles", "half a body"],
)
async def test_a_request_that_is_not_sent_to_its_end_is_ended(
    server: HttpServer, pieces: list[bytes], least: float
) -> None:
    assert least * 0.9 <= await ended_after(server, *pieces) < 9


async def test_a_request_that_is_whole_has_all_the_time_it_needs(server: HttpServer) -> None:
    async with httpx.AsyncClient(base_url=server.url) as client:
        assert (await client.get("/slow")).text == "ab"
        assert (await client.post("/", content=b"123456789")).text == "123456789"
        await asyncio.sleep(SOON / 2)
        assert (await client.post("/", content=b"again")).text == "again"

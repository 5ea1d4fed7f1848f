"""Under which names the pages answer."""

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Mount, Route

from bot.web.hosts import behind_names, is_known

NAMED = ("zeren.example.gov.cn",)


@pytest.mark.parametrize(
    ("host", "known"),
    [
        ("127.0.0.1:8080", True),
        ("10.1.2.3", True),
        ("[::1]:8080", True),
        ("localhost:8080", True),
        ("zeren:8080", True),
        ("Zeren.Example.gov.cn", True),
        ("zeren.example.gov.cn.:443", True),
        ("evil.example", False),
        ("evil.example:8080", False),
        ("127.0.0.1.evil.example", False),
        ("zeren.example.gov.cn.evil.example", False),
        ("", False),
        (":8080", False),
        ("[::1", False),
        ("[not an address]", False),
    ],
)
def test_a_host_is_known_by_address_by_bare_name_or_by_the_settings(host: str, known: bool) -> None:
    assert is_known(host, NAMED) is known


async def _hello(_request: Request) -> Response:
    return PlainTextResponse("hello")


@pytest.mark.parametrize(
    ("host", "status"), [("127.0.0.1:8080", 200), ("evil.example", 421), ("zeren.example.gov.cn", 200)]
)
@pytest.mark.parametrize("path", ["/", "/under/neath"])
async def test_a_foreign_name_gets_nothing(host: str, status: int, path: str) -> None:
    routes = [Route("/", _hello), Mount("/under", routes=[Route("/neath", _hello)])]
    transport = httpx.ASGITransport(Starlette(routes=behind_names(routes, NAMED)))
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
        answer = await client.get(path, headers={"host": host})
    assert answer.status_code == status
    assert ("hello" in answer.text) is (status == 200)


async def test_what_is_not_there_is_not_found_under_any_name() -> None:
    transport = httpx.ASGITransport(Starlette(routes=behind_names([Route("/", _hello)], NAMED)))
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
        assert (await client.get("/nowhere", headers={"host": "evil.example"})).status_code == 404

"""The web chat's page in English: nothing of its own words is Chinese."""

import re
from typing import Literal

import httpx
import pytest
from starlette.applications import Starlette

from bot.web.chat import About, build_routes
from tests.support.fake_web import NOW, FakeHouse, FakeTravel

HAN = re.compile(r"[一-鿿]")
# Of the sample: whose chairs come first, a unit, a unit of measure in an example.
OF_THE_SAMPLE = re.compile(r'data-tour="[^"]*"|中央商务区|18座')


@pytest.mark.parametrize("mode", ["demo", "open"])
async def test_the_page_speaks_the_services_language(mode: Literal["demo", "open"]) -> None:
    house, travel = FakeHouse(), FakeTravel() if mode == "demo" else None
    about = About(1_000_000, lambda: NOW, "Asia/Shanghai", travel, "en")
    site = Starlette(routes=build_routes(house.channel, house, house.receive, mode, about))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(site), base_url="http://127.0.0.1") as client:
        page = (await client.get("/chat")).text
        shown, _, words = page.partition('<script id="words"')
        assert 'lang="en"' in shown
        assert [line for line in shown.splitlines() if HAN.search(OF_THE_SAMPLE.sub("", line))] == []
        # The scripts look up their Chinese sentences there.
        assert "It was not sent." in words
        if mode == "demo":
            people = (await client.get("/chat/people")).json()
            assert {each["roleWord"] for each in people} <= {"reporter", "unit head", "inspector", "leader", "admin"}

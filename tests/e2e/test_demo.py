"""The demonstration as a visitor meets it: a real process, a real browser."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from urllib.parse import quote

import httpx
import pytest

from tests.e2e.demonstration import Demo, begun, end
from tests.support.browser import CHROMIUM, open_page

HEADERS = {"x-zeren-chat": "1"}
CLERK, INSPECTOR, LEADER = "demo-CBD中心填报人", "demo-督查员甲", "demo-分管副区长（城建）"
needs_browser = pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed (Debian: apt install chromium)")


@pytest.fixture
async def demo(tmp_path: Path) -> AsyncIterator[Demo]:
    """A demonstration on a Tuesday morning in June, just before the push."""
    demo = await begun(tmp_path, "2026-06-30T10:00")
    yield demo
    if demo.process.returncode is None:
        assert await end(demo) == 0


async def test_it_says_that_it_is_a_demonstration_and_ends_when_told(demo: Demo) -> None:
    async with httpx.AsyncClient(base_url=demo.url) as client:
        page = (await client.get("/chat")).text
        assert "演示环境" in page
        people = (await client.get("/chat/people")).json()
        assert {"reporter", "unit_head", "inspector", "leader", "admin"} == {person["role"] for person in people}
        assert (await client.get("/healthz")).json()["status"] == "ok"
    assert await end(demo) == 0


async def test_a_report_typed_in_the_chat_is_answered_over_the_stream_and_stands_in_the_history(demo: Demo) -> None:
    async with httpx.AsyncClient(base_url=demo.url, timeout=20) as client:
        async with client.stream("GET", "/chat/events", params={"as": CLERK}) as stream:
            lines = stream.aiter_lines()
            await anext(lines)
            fields = {"as": CLERK, "id": "unique-0001", "text": "26座楼宇累计交付12座，60万平"}
            for _ in range(2):
                answer = await client.post("/chat/say", data=fields, headers=HEADERS)
                assert answer.status_code == 200
            # Pushes of the morning may come first.
            while "请确认 2 项" not in await anext(lines):
                pass
        past = (await client.get("/chat/history", params={"as": CLERK})).json()["messages"]
        assert sum("26座楼宇累计交付12座" in "".join(each["lines"]) for each in past if each["mine"]) == 1
        assert sum(each["title"].startswith("请确认") for each in past) == 1


async def test_the_demonstration_has_areas_with_lights(demo: Demo) -> None:
    async with httpx.AsyncClient(base_url=demo.url, timeout=20) as client:
        answer = await client.post(
            "/chat/say", data={"as": LEADER, "id": "unique-0003", "text": "片区"}, headers=HEADERS
        )
        assert answer.status_code == 200
        past = (await client.get("/chat/history", params={"as": LEADER})).json()["messages"]
        tree = next(each for each in past if each["title"].startswith("片区亮灯（分管事项"))
        assert any("　" in line and "中央商务区" in line for line in tree["lines"])


async def test_another_site_cannot_speak_for_a_visitor(demo: Demo) -> None:
    async with httpx.AsyncClient(base_url=demo.url) as client:
        fields = {"as": CLERK, "id": "unique-0002", "text": "取消"}
        assert (await client.post("/chat/say", data=fields)).status_code == 403
        foreign = {**HEADERS, "origin": "https://elsewhere.example"}
        assert (await client.post("/chat/say", data=fields, headers=foreign)).status_code == 403
        assert (await client.get("/chat/files/" + "0" * 64, params={"as": CLERK})).status_code == 404


@needs_browser
async def test_people_talk_in_a_real_browser_and_pushes_arrive_without_reload(demo: Demo, tmp_path: Path) -> None:
    async with open_page(f"{demo.url}/chat?as={quote(CLERK)}") as clerk:
        await clerk.until("document.querySelectorAll('.chip').length >= 2")
        await clerk.say("JS-010 12座")
        await clerk.press("确认提交")
        await clerk.until("document.body.textContent.includes('已提交 1 项')")
        await clerk.say("事项 JS-010")
        await clerk.press("看曲线")
        await clerk.until("[...document.querySelectorAll('.shot')].some((each) => each.naturalWidth > 300)", 40)
        async with open_page(f"{demo.url}/chat?as={quote(INSPECTOR)}") as inspector:
            await inspector.until("document.querySelectorAll('.chip').length >= 2")
            await inspector.say("待核验")
            await inspector.until("document.querySelectorAll('.key').length > 3")
            while "JS-010" not in await inspector.js("[...document.querySelectorAll('.bubble')].pop().textContent"):
                await inspector.press("下一条")
                await asyncio.sleep(0.3)
            await inspector.press("通过")
            await inspector.until("document.body.textContent.includes('JS-010 已核验')")
            assert inspector.complaints == []
        await clerk.until("document.body.textContent.includes('JS-010 12座，已通过督查室核验')")
        assert clerk.complaints == []


@needs_browser
async def test_the_page_fits_a_phone(demo: Demo) -> None:
    async with open_page(f"{demo.url}/chat?as={quote(LEADER)}", 390, 844) as page:
        await page.until("document.querySelectorAll('.row').length > 0")
        assert await page.js("document.documentElement.scrollWidth") <= 390
        assert await page.js("getComputedStyle(document.getElementById('menu')).display") == "grid"
        await page.js("document.getElementById('menu').click()")
        await page.until("document.getElementById('side').getBoundingClientRect().left === 0")

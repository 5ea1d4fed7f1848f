"""The date box as a visitor uses it: a real demonstration, a real browser; and that a real service has none."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from urllib.parse import quote

import httpx
import pytest

from tests.e2e.demonstration import Demo, begun, end
from tests.e2e.service import Program
from tests.support.browser import CHROMIUM, Page, open_page

CLERK, HEAD, INSPECTOR = "demo-CBD中心填报人", "demo-CBD中心负责人", "demo-督查员甲"
HEADERS = {"x-zeren-chat": "1"}
needs_browser = pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed (Debian: apt install chromium)")

TEXT = "document.getElementById('messages').textContent"
ARRIVED = "!known.walking && $('way').textContent.startsWith('已到')"


@pytest.fixture
async def demo(tmp_path: Path) -> AsyncIterator[Demo]:
    """A demonstration on the first morning of July: reports of the last ten days are due on the third."""
    demo = await begun(tmp_path, "2026-07-01T10:00")
    yield demo
    assert await end(demo) == 0


async def sit(page: Page, url: str, who: str) -> None:
    """Takes somebody's chair."""
    await page.command("Page.navigate", url=f"{url}/chat?as={quote(who)}")
    await page.until(
        "document.readyState === 'complete' && stream && stream.readyState === 1 && known.presets.length > 0"
    )


async def choose(page: Page, until: str, way: str) -> None:
    """Opens the date box, fills it, and presses one of its two ways."""
    await page.js("clock.click()")
    await page.until("!travel.hidden && document.activeElement === until")
    await page.js(f"until.value = '{until}'; document.querySelector('#travel [value={way}]').click()")


@needs_browser
async def test_walking_a_week_shows_each_days_reminders_as_they_arrive_and_the_ladder_climbs(demo: Demo) -> None:
    async with open_page(f"{demo.url}/chat") as page:
        await sit(page, demo.url, CLERK)
        assert await page.js("[...document.querySelectorAll('#presets, #people h2')].pop() !== undefined")
        await page.js("clock.click()")
        await page.js("[...document.querySelectorAll('#presets .chip')].find((b) => b.textContent === '+1 周').click()")
        assert await page.js("until.value.slice(0, 13)") == "2026-07-08T10"
        await page.js("document.querySelector('#travel [value=walk]').click()")
        await page.until("travel.hidden && !$('walk').hidden && /\\d\\/8 天 · 已发 \\d+ 条/.test($('way').textContent)")
        # The reminder of the second is on the page while the walk goes on; nothing was reloaded.
        await page.until(f"{TEXT}.includes('7月2日 提醒')")
        assert await page.js("known.walking") is True
        await page.until(ARRIVED, 60)
        await page.until(f"{TEXT}.includes('7月8日 提醒')")
        text = await page.js(TEXT)
        assert text.index("中央商务区136万平方米载体建成 JS-011：7月3日前报送，今天") < text.index("7月6日 提醒")
        assert "7月8日 周三" in await page.js("clock.textContent")
        assert page.complaints == []
        for who, words in (
            (HEAD, "应于 7月3日报送，已逾期 1 个工作日"),
            (INSPECTOR, "应于 7月3日报送，已逾期 3 个工作日"),
        ):
            await sit(page, demo.url, who)
            await page.until(f"{TEXT}.includes('{words}')")


@needs_browser
async def test_a_jump_arrives_in_another_open_chat_with_one_bundle_and_the_way_back_is_refused(demo: Demo) -> None:
    async with open_page(f"{demo.url}/chat") as page, open_page(f"{demo.url}/chat") as other:
        await sit(page, demo.url, INSPECTOR)
        await sit(other, demo.url, CLERK)
        before = await other.js("document.querySelectorAll('.row').length")
        await choose(page, "2026-06-29T09:00", "jump")
        await page.until("!$('travel-fail').hidden")
        assert (await page.js("$('travel-fail').textContent")).startswith("只能往后跳")
        # The browser reports every refused request; nothing else was wrong.
        assert all("409" in each for each in page.complaints)
        page.complaints.clear()
        await page.js("travel.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape' }))")
        assert await page.js("[travel.hidden, document.activeElement.id]") == [True, "clock"]
        await choose(page, "2026-07-08T10:00", "jump")
        await page.until(ARRIVED, 30)
        await other.until(f"{TEXT}.includes('7月8日 提醒')")
        assert await other.js("document.querySelectorAll('.row').length") == before + 1
        await other.until("clock.textContent.includes('7月8日 周三')")
        assert page.complaints + other.complaints == []


@needs_browser
async def test_the_date_box_fits_a_phone_and_a_walk_can_be_stopped(demo: Demo) -> None:
    async with open_page(f"{demo.url}/chat", 390, 844) as page:
        await sit(page, demo.url, CLERK)
        await page.js("clock.click()")
        box = await page.js("(({ left, right, bottom }) => [left, right, bottom])(travel.getBoundingClientRect())")
        assert box[0] >= 0
        assert box[1] <= 390
        assert box[2] <= 844
        small = """[...document.querySelectorAll('#clock, .ways button, #until')].map((each) => each.getBoundingClientRect())
          .filter((each) => each.height < 38).length"""
        assert await page.js(small) == 0
        await page.js("clock.click()")
        await choose(page, "2026-12-01T09:00", "walk")
        await page.until("!$('walk').hidden && known.walking")
        assert await page.js("document.documentElement.scrollWidth") == 390
        await page.js("$('halt').click()")
        await page.until(ARRIVED, 30)
        assert await page.js("nowThere() < '2026-07-20'") is True


async def test_a_real_service_has_no_date_box(tmp_path: Path) -> None:
    program = Program(tmp_path, ZEREN_WEB__CHAT="true")
    await program.done("migrate", "--new")
    await program.start()
    try:
        url = next(line for line in program.log.read_text("utf-8").splitlines() if "listening on" in line).split()[-1]
        async with httpx.AsyncClient(base_url=url, headers=HEADERS) as client:
            page = await client.get("/chat")
            assert page.status_code == 200
            assert "travel" not in page.text
            assert (await client.get("/chat/clock")).status_code == 404
            move = {"to": "2099-01-01T09:00", "way": "jump"}
            assert (await client.post("/chat/clock/move", data=move)).status_code == 404
            assert (await client.post("/chat/clock/halt")).status_code == 404
    finally:
        await asyncio.shield(program.stop())

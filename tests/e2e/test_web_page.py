"""The chat's page in a real browser, over a house that can be told to fail."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Literal
from urllib.parse import quote

import pytest
from structlog.testing import capture_logs

from bot.web.chat import PAGE
from tests.support.browser import CHROMIUM, Page, open_page
from tests.support.fake_web import CLERK, INSPECTOR, FakeHouse, FakeTravel, serve, small_png, tell_a_story

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed (Debian: apt install chromium)")

ROWS = "document.querySelectorAll('.row').length"
LAST = "[...document.querySelectorAll('.row')].pop()"
AT_END = "(log.scrollHeight - log.scrollTop - log.clientHeight < 3)"
PICTURE = """(() => {
  const data = new DataTransfer();
  data.items.add(new File(["x".repeat(%d)], "%s", { type: "image/png" }));
  const event = new Event("%s", { bubbles: true, cancelable: true });
  event.clipboardData = data;
  event.dataTransfer = data;
  document.getElementById("text").dispatchEvent(event);
})()"""


@asynccontextmanager
async def chat(
    house: FakeHouse, who: str = CLERK, width: int = 1280, height: int = 800, mode: Literal["demo", "open"] = "demo"
) -> AsyncIterator[Page]:
    """The page of one person, ready and listening; the page complained of nothing at the end."""
    async with serve(house, mode) as url, open_page(f"{url}/chat?as={quote(who)}", width, height) as page:
        await listening(page, house)
        yield page
        assert page.complaints == []


async def listening(page: Page, house: FakeHouse) -> None:
    """Waits until the stream is open and the history after it was read."""
    await page.until("document.readyState === 'complete' && stream !== null && stream.readyState === 1")
    await page.until("!document.querySelector('[aria-busy]')")
    assert house.channel.open_browsers >= 1


async def test_what_people_write_is_never_markup() -> None:
    house = FakeHouse()
    hostile = "<img src=x onerror=\"document.title='owned'\"><script>document.title='owned'</script>"
    file = house.keep(CLERK, hostile, "text/html", hostile.encode())
    house.remember(CLERK, title=hostile, lines=(hostile,), file=file)
    async with chat(house) as page:
        await page.until(f"{ROWS} === 1")
        assert await page.js("document.querySelector('.bubble h3').textContent") == hostile
        await page.say(hostile)
        await page.until(f"{ROWS} === 3")
        assert await page.js("document.querySelectorAll('#messages img, #messages script').length") == 0
        assert await page.js("document.title") == "责任书 · 对话"


async def test_a_line_that_failed_is_sent_again_under_the_same_id() -> None:
    house = FakeHouse()
    with capture_logs():
        async with chat(house) as page:
            house.failing = True
            await page.say("JS-010 13座")
            await page.until("Boolean(document.querySelector('.fail button'))")
            assert "暂时没能保存" in await page.js("document.querySelector('.fail').textContent")
            house.failing = False
            await page.js("document.querySelector('.fail button').click()")
            await page.until("document.body.textContent.includes('收到：JS-010 13座')")
            assert await page.js("Boolean(document.querySelector('.fail'))") is False
            page.complaints.clear()
    assert [each.text for each in house.taken] == ["JS-010 13座"]


async def test_a_tapped_card_is_busy_until_its_edit_takes_the_buttons_away() -> None:
    house = FakeHouse()
    tell_a_story(house)
    card = house.chats[CLERK][2]
    async with chat(house) as page:
        house.silent = True
        await page.press("确认提交")
        await page.until("Boolean(document.querySelector('.key.busy'))")
        assert await page.js("[...document.querySelectorAll('.waiting .key')].every((key) => key.disabled)") is True
        house.silent = False
        await page.js(f"post('/chat/press', {{ id: unique(), token: 't3', message: '{card.id}' }})")
        await page.until("document.body.textContent.includes('已提交 1 项')")
        found = f"document.querySelector('[data-id={card.id}]')"
        assert await page.js(f"{found}.querySelectorAll('.key').length") == 0
        assert await page.js(f"{found}.querySelector('.time').textContent") == "09:10"
        assert await page.js(ROWS) == 5


async def test_what_was_said_while_the_stream_was_down_is_there_after_it_comes_back() -> None:
    house = FakeHouse()
    tell_a_story(house)
    async with chat(house) as page:
        await page.say("帮助")
        await page.until(f"{ROWS} === 7")
        await page.js("stream.close()")
        house.remember(CLERK, title="断线时的通知")
        await page.js("listen()")
        await page.until("document.body.textContent.includes('断线时的通知')")
        assert await page.js(ROWS) == 8
        days = await page.js("[...document.querySelectorAll('.day')].map((each) => each.textContent)")
        assert days == ["2026年6月30日周二", "2026年7月1日周三"]


async def test_more_than_a_page_said_while_the_stream_was_down_leaves_no_hole() -> None:
    house = FakeHouse()
    titles = [f"第{number}条" for number in range(PAGE + 13)]
    house.remember(CLERK, title=titles[0])
    async with chat(house) as page:
        await house.push(house.remember(CLERK, title=titles[1]), CLERK)
        await page.until(f"{ROWS} === 2")
        await page.js("stream.close()")
        for title in titles[2:]:
            house.remember(CLERK, title=title)
        await page.js("listen()")
        await page.until(f"document.body.textContent.includes('{titles[-1]}') && {AT_END}")
        await page.js("older.click()")
        await page.until(f"{ROWS} === {len(titles)}")
        assert await page.js("[...document.querySelectorAll('h3')].map((each) => each.textContent)") == titles
        assert await page.js("older.hidden") is True


async def test_older_pages_come_on_demand_and_the_reader_stays_where_he_was() -> None:
    house = FakeHouse()
    for number in range(2 * PAGE + 5):
        house.remember(CLERK, title=f"第{number}条")
    async with chat(house) as page:
        await page.until(f"{ROWS} === {PAGE} && {AT_END}")
        await page.js("log.scrollTop = 0")
        top = f"[...document.querySelectorAll('h3')].find((h) => h.textContent === '第{PAGE + 5}条')"
        before = await page.js(f"{top}.getBoundingClientRect().top")
        await page.js("older.click()")
        await page.until(f"{ROWS} === {2 * PAGE}")
        assert abs(await page.js(f"{top}.getBoundingClientRect().top") - before) < 40
        await page.js("older.click()")
        await page.until(f"{ROWS} === {2 * PAGE + 5}")
        assert await page.js("older.hidden") is True
        titles = await page.js("[...document.querySelectorAll('h3')].map((each) => each.textContent)")
        assert titles == [f"第{number}条" for number in range(2 * PAGE + 5)]
        await house.push(house.remember(CLERK, title="新的"), CLERK)
        await page.until(f"{ROWS} === {2 * PAGE + 6}")
        assert await page.js(AT_END) is False
        await page.js("catchUp()")
        assert await page.js(ROWS) == 2 * PAGE + 6
        assert await page.js(AT_END) is False


async def test_pictures_that_load_late_leave_the_end_in_view() -> None:
    house = FakeHouse()
    for number in range(6):
        file = house.keep(CLERK, f"{number}.png", "image/png", small_png(640, 420 + number))
        house.remember(CLERK, title=f"第{number}张", file=file)
    async with chat(house) as page:
        await page.until("[...document.querySelectorAll('.shot')].filter((each) => each.naturalWidth).length === 6")
        await asyncio.sleep(0.3)
        assert await page.js(AT_END) is True
        await page.js("log.scrollTop = 200")
        await page.until("!stuck")
        await house.push(house.remember(CLERK, title="新的"), CLERK)
        await page.until(f"{ROWS} === 7")
        assert await page.js("log.scrollTop") == 200


async def test_the_answer_to_a_card_further_up_is_brought_into_view() -> None:
    house = FakeHouse()
    tell_a_story(house)
    for number in range(30):
        house.remember(CLERK, title=f"第{number}条")
    async with chat(house) as page:
        house.silent = True
        await page.js("log.scrollTop = 0")
        await page.until("!stuck")
        await page.press("确认提交")
        await page.until("Boolean(document.querySelector('.keys.waiting'))")
        await house.push(house.remember(CLERK, title="已提交"), CLERK)
        await page.until(f"document.body.textContent.includes('已提交') && {AT_END}")


async def test_the_people_of_the_tour_stand_first_and_only_once() -> None:
    async with serve(house := FakeHouse(), travel=FakeTravel()) as url, open_page(f"{url}/chat") as page:
        await listening(page, house)
        heads = await page.js("[...document.querySelectorAll('.people h2')].map((each) => each.firstChild.textContent)")
        assert heads == ["从这几位看起", "分管区领导", "单位负责人"]
        names = await page.js("[...document.querySelectorAll('.person b')].map((each) => each.textContent)")
        assert names == ["王敏", "李文", "陈静", "周平"]


async def test_news_of_others_are_marked_until_one_becomes_them() -> None:
    house = FakeHouse()
    async with chat(house, height=300) as page:
        await house.push(house.remember(INSPECTOR, title="待核验 1 项"), INSPECTOR)
        dot = f"document.querySelector('.person[data-id=\"{INSPECTOR}\"] .dot')"
        await page.until(f"Boolean({dot})")
        assert await page.js("document.documentElement.scrollHeight") == 300
        assert await page.js(ROWS) == 0
        await page.js(f"document.querySelector('.person[data-id=\"{INSPECTOR}\"]').click()")
        await page.until(f"{ROWS} === 1")
        assert await page.js(f"Boolean({dot})") is False
        assert await page.js("[...document.querySelectorAll('.chip')].map((each) => each.textContent)") == [
            "待核验",
            "帮助",
        ]


async def test_people_are_found_by_name_unit_or_post() -> None:
    async with chat(FakeHouse()) as page:
        for words, found in (("王", ["王敏"]), ("中央商务区", ["李文", "周平"]), ("副区长", ["陈静"]), ("无此人", [])):
            await page.js(f"$('find').value = '{words}'; $('find').dispatchEvent(new Event('input'))")
            names = await page.js("[...document.querySelectorAll('.person b')].map((each) => each.textContent)")
            assert names == found
        assert await page.js("document.querySelector('.none').textContent") == "没有找到"


@pytest.mark.parametrize("way", ["paste", "drop"])
async def test_a_picture_can_be_pasted_or_dropped(way: str) -> None:
    house = FakeHouse()
    async with chat(house) as page:
        await page.js(PICTURE % (50, "验收.png", way))
        assert "验收.png" in await page.js("$('attached').textContent")
        await page.say("")
        await page.until("document.body.textContent.includes('收到文件 验收.png')")
        assert await page.js("$('attached').hidden") is True
        await page.js(PICTURE % (300_000, "太大.png", way))
        assert "太大，最多" in await page.js("$('attached').textContent")
        assert await page.js("chosen") is None
    file = house.taken[0].file
    assert file is not None
    assert (file.name, file.media_type, file.size) == ("验收.png", "image/png", 50)


async def test_enter_sends_and_shift_enter_and_an_input_method_do_not() -> None:
    house = FakeHouse()
    async with chat(house) as page:
        await page.js("text.value = 'JS-010 13座'")
        for extra in ("shiftKey: true", "isComposing: true", "keyCode: 229"):
            await page.js(f"text.dispatchEvent(new KeyboardEvent('keydown', {{ key: 'Enter', {extra} }}))")
        assert await page.js(ROWS) == 0
        await page.js("text.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', cancelable: true }))")
        await page.until(f"{ROWS} === 2")
    assert [each.text for each in house.taken] == ["JS-010 13座"]


async def test_a_picture_opens_large_and_closes() -> None:
    house = FakeHouse()
    tell_a_story(house)
    async with chat(house) as page:
        await page.until("document.querySelector('.shot').naturalWidth === 640")
        await page.js("document.querySelector('.shot-frame').click()")
        await page.until("$('viewer').open && $('picture').naturalWidth === 640")
        await page.js("$('viewer').click()")
        assert await page.js("$('viewer').open") is False


async def test_every_control_has_a_name_and_the_page_fits_a_phone() -> None:
    house = FakeHouse()
    tell_a_story(house)
    async with chat(house, width=390, height=844) as page:
        assert await page.js("document.documentElement.scrollWidth") == 390
        assert await page.js("getComputedStyle(side).visibility") == "hidden"
        nameless = """[...document.querySelectorAll('button, input:not([hidden]), textarea, a, img, nav, dialog')]
          .filter((each) => each.id !== 'picture')
          .filter((each) => !(each.getAttribute('aria-label') || each.textContent.trim() || each.alt)).length"""
        assert await page.js(nameless) == 0
        small = """[...document.querySelectorAll('.key, .send, .icon')].map((each) => each.getBoundingClientRect())
          .filter((box) => box.width > 0 && box.height < 38).length"""
        assert await page.js(small) == 0
        await page.js("$('menu').click()")
        await page.until("side.getBoundingClientRect().left === 0 && document.activeElement === $('find')")
        await page.js("side.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape' }))")
        assert await page.js("[side.classList.contains('open'), document.activeElement.id]") == [False, "menu"]


async def test_an_invitation_fills_the_box_and_leaves_the_address() -> None:
    house = FakeHouse()
    async with serve(house, "open") as url, open_page(f"{url}/chat?token=AB12CD34") as page:
        await page.until("text.value !== ''")
        assert await page.js("[text.value, location.search, document.cookie]") == ["/start AB12CD34", "", ""]
        await page.js("$('form').requestSubmit()")
        await page.until("document.body.textContent.includes('收到：/start AB12CD34')")
        assert await page.js("Boolean(side)") is False
        assert all("403" in each for each in page.complaints), "nobody is logged in yet"
    assert house.taken[0].sender.startswith("web-")


async def test_the_page_says_that_it_lost_the_service_and_recovers() -> None:
    house = FakeHouse()
    async with chat(house) as page:
        await page.command("Network.enable")
        offline = {"latency": 0, "downloadThroughput": 0, "uploadThroughput": 0}
        await page.command("Network.emulateNetworkConditions", offline=True, **offline)
        await page.js("listen()")
        await page.until("!$('state').hidden")
        await page.say("帮助")
        await page.until("Boolean(document.querySelector('.fail'))")
        assert json.dumps("网络不通", ensure_ascii=False)[1:-1] in await page.js(f"{LAST}.textContent")
        online = {"latency": 0, "downloadThroughput": -1, "uploadThroughput": -1}
        await page.command("Network.emulateNetworkConditions", offline=False, **online)
        await page.until("$('state').hidden", 20)
        await page.js("document.querySelector('.fail button').click()")
        await page.until("document.body.textContent.includes('收到：帮助')")
        await asyncio.sleep(0)
        page.complaints.clear()
    assert [each.text for each in house.taken] == ["帮助"]

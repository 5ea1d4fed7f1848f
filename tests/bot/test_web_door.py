"""Who comes in at the web chat: cookies that the service makes, renewed at each binding, ended and locked."""

from collections.abc import AsyncIterator
from dataclasses import replace

import httpx
import pytest

from bot.web.asked import identity_of
from domain.identity import Ended
from tests.support.fake_web import CLERK, GOOD, FakeHouse, make_site, small_png, tell_a_story

CLOSED = "您没有登录，或登录已结束。请打开邀请链接，或发送邀请中的 /start 口令。"


@pytest.fixture
def house() -> FakeHouse:
    """A house with a past."""
    house = FakeHouse()
    tell_a_story(house)
    return house


@pytest.fixture
async def browser(house: FakeHouse) -> AsyncIterator[httpx.AsyncClient]:
    """A browser that was never here."""
    transport = httpx.ASGITransport(make_site(house, "open"))
    headers = {"x-zeren-chat": "1"}
    async with httpx.AsyncClient(transport=transport, base_url="http://chat.test", headers=headers) as client:
        yield client


async def says(browser: httpx.AsyncClient, text: str, unique: str = "unique-0001") -> httpx.Response:
    """One line."""
    return await browser.post("/chat/say", data={"id": unique, "text": text})


async def bound(browser: httpx.AsyncClient, unique: str = "unique-0001") -> str:
    """Opens an invitation; who the browser is then."""
    answer = await says(browser, f"/start {GOOD}", unique)
    assert answer.json() == {"ok": True, "renewed": True}
    return identity_of(browser.cookies["zeren"])


async def test_a_browser_gets_its_cookie_with_its_binding_and_not_before(
    browser: httpx.AsyncClient, house: FakeHouse
) -> None:
    assert "set-cookie" not in (await browser.get("/chat")).headers
    answer = await says(browser, f"/start {GOOD}")
    cookie = answer.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=strict" in cookie
    assert "Secure" not in cookie
    assert house.taken[0].sender == house.taken[0].chat == identity_of(browser.cookies["zeren"])
    assert browser.cookies["zeren"] not in f"{house.taken[0]}"
    over_tls = await browser.post("https://chat.test/chat/say", data={"id": "unique-0002", "text": f"/start {GOOD}"})
    assert "Secure" in over_tls.headers["set-cookie"]


@pytest.mark.parametrize(
    "cookie", ["A" * 32, "short", "a" * 33, CLERK.encode().hex(), "../../../../../../etc/passwd-abcd"]
)
async def test_a_cookie_that_somebody_else_set_is_never_adopted(
    browser: httpx.AsyncClient, house: FakeHouse, cookie: str
) -> None:
    planted = {"cookie": f"zeren={cookie}"}
    page = await browser.get("/chat", headers=planted)
    assert "set-cookie" not in page.headers
    browser.cookies.set("zeren", cookie, domain="chat.test", path="/")
    await says(browser, f"/start {GOOD}")
    renewed = [each.value for each in browser.cookies.jar if each.name == "zeren" and each.value != cookie]
    assert len(renewed) == 1
    assert identity_of(cookie) not in house.sessions
    other = httpx.AsyncClient(transport=httpx.ASGITransport(make_site(house, "open")), base_url="http://chat.test")
    async with other:
        assert (await other.get("/chat/history", headers=planted)).status_code == 403


async def test_a_stranger_sees_nothing_leaves_nothing_and_may_only_bind(
    browser: httpx.AsyncClient, house: FakeHouse
) -> None:
    await browser.get("/chat")
    for path in ("/chat/history", "/chat/events", "/chat/files/" + "0" * 64):
        answer = await browser.get(path, params={"as": CLERK})
        assert (answer.status_code, answer.json()["error"]) == (403, CLOSED)
    for text in ("我的事项", "/start", "JS-010 18座"):
        answer = await says(browser, text)
        assert (answer.status_code, answer.json()["error"]) == (403, CLOSED)
    pressed = await browser.post("/chat/press", data={"id": "unique-0001", "token": "t1"})
    assert pressed.status_code == 403
    assert house.taken == []


async def test_a_strangers_file_is_not_even_read(browser: httpx.AsyncClient, house: FakeHouse) -> None:
    files = {"file": ("大.png", b"x" * 150_000, "image/png")}
    answer = await browser.post("/chat/say", data={"id": "unique-0001", "text": f"/start {GOOD}"}, files=files)
    assert answer.status_code == 413
    small = {"file": ("小.png", small_png(4, 4), "image/png")}
    answer = await browser.post("/chat/say", data={"id": "unique-0001", "text": f"/start {GOOD}"}, files=small)
    assert answer.status_code == 400
    assert house.taken == []


async def test_a_wrong_invitation_is_answered_and_makes_nobody(browser: httpx.AsyncClient, house: FakeHouse) -> None:
    answer = await says(browser, "/start WRONG")
    assert answer.json() == {"ok": True, "said": ["收到：/start WRONG"]}
    assert "set-cookie" not in answer.headers
    assert (await browser.get("/chat/history")).status_code == 403


async def test_each_binding_makes_a_new_cookie_and_ends_the_one_before(
    browser: httpx.AsyncClient, house: FakeHouse
) -> None:
    first = await bound(browser)
    old = browser.cookies["zeren"]
    house.remember(first, title="只给前一位的")
    second = await bound(browser, "unique-0002")
    assert first != second
    assert house.ended == [(first, Ended.HANDED_ON)]
    shown = (await browser.get("/chat/history")).json()["messages"]
    assert "只给前一位的" not in str(shown)
    answer = await browser.get("/chat/history", headers={"cookie": f"zeren={old}"})
    assert answer.status_code == 403


async def test_whose_browser_it_is_stands_on_the_page(browser: httpx.AsyncClient) -> None:
    await bound(browser)
    who = (await browser.get("/chat/history")).json()["who"]
    assert who == {"name": "李文", "about": "填报人 · 中央商务区发展服务中心", "pin": False}


async def test_opening_the_page_keeps_the_cookie_and_renews_its_age(browser: httpx.AsyncClient) -> None:
    await bound(browser)
    secret = browser.cookies["zeren"]
    page = await browser.get("/chat")
    assert f"zeren={secret}" in page.headers["set-cookie"]
    assert "Max-Age=7776000" in page.headers["set-cookie"]


async def test_logging_out_ends_the_binding_and_takes_the_cookie(browser: httpx.AsyncClient, house: FakeHouse) -> None:
    identity = await bound(browser)
    answer = await browser.post("/chat/logout", data={"id": "unique-0009"})
    assert answer.status_code == 200
    assert house.ended == [(identity, Ended.LOGGED_OUT)]
    assert "zeren" not in browser.cookies
    assert (await browser.get("/chat/history")).status_code == 403


@pytest.mark.parametrize("path", ["/chat/logout", "/chat/unlock", "/chat/pin"])
async def test_another_site_can_neither_log_out_nor_unlock(
    browser: httpx.AsyncClient, house: FakeHouse, path: str
) -> None:
    identity = await bound(browser)
    answer = await browser.post(path, data={"pin": "123456"}, headers={"origin": "https://elsewhere.example"})
    assert answer.status_code == 403
    assert identity in house.sessions
    assert house.pins == {}


async def test_a_locked_browser_shows_nothing_until_the_pin_is_typed(
    browser: httpx.AsyncClient, house: FakeHouse
) -> None:
    identity = await bound(browser)
    for unfit in ("12345", "111111", "密码密码密码", "x" * 65):
        assert (await browser.post("/chat/pin", data={"pin": unfit})).status_code == 400
    assert (await browser.post("/chat/pin", data={"pin": "824613"})).status_code == 200
    house.sessions[identity] = replace(house.sessions[identity], locked=True)
    for path in ("/chat/history", "/chat/events", "/chat/files/" + "0" * 64):
        answer = await browser.get(path)
        assert (answer.status_code, answer.json()["error"]) == (423, "这台设备闲置已久，请输入解锁密码。")
    assert (await says(browser, "我的事项", "unique-0002")).status_code == 423
    assert (await browser.post("/chat/pin", data={"pin": "000001"})).status_code == 423
    assert "set-cookie" not in (await browser.get("/chat")).headers
    wrong = await browser.post("/chat/unlock", data={"pin": "824614"})
    assert (wrong.status_code, wrong.json()["error"]) == (403, "密码不对；连续五次不对将结束登录。")
    assert (await browser.post("/chat/unlock", data={"pin": "824613"})).status_code == 200
    assert (await browser.get("/chat/history")).status_code == 200


async def test_a_stranger_unlocks_nothing(browser: httpx.AsyncClient) -> None:
    assert (await browser.post("/chat/unlock", data={"pin": "824613"})).status_code == 403

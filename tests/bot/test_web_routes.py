"""The web chat's routes: who may ask, what is taken, what is shown."""

from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from bot.web.asked import ENVELOPE
from bot.web.chat import PAGE
from tests.support.fake_web import CLERK, INSPECTOR, NOW, PEOPLE, FakeHouse, make_site, small_png, tell_a_story

MOST = 200_000
HEADERS = {"x-zeren-chat": "1"}


def client_of(house: FakeHouse, mode: Any = "demo") -> httpx.AsyncClient:
    """A browser without a browser."""
    transport = httpx.ASGITransport(make_site(house, mode, max_bytes=MOST))
    return httpx.AsyncClient(transport=transport, base_url="http://chat.test", headers=HEADERS)


@pytest.fixture
def house() -> FakeHouse:
    """A house with a past."""
    house = FakeHouse()
    tell_a_story(house)
    return house


@pytest.fixture
async def demo(house: FakeHouse) -> AsyncIterator[httpx.AsyncClient]:
    """The demonstration."""
    async with client_of(house) as client:
        yield client


@pytest.fixture
async def browser(house: FakeHouse) -> AsyncIterator[httpx.AsyncClient]:
    """The open chat, before the page was loaded."""
    async with client_of(house, "open") as client:
        yield client


def said(text: str, unique: str = "unique-0001", who: str = CLERK) -> dict[str, str]:
    """The fields of a line."""
    return {"as": who, "id": unique, "text": text}


async def test_the_root_leads_to_the_chat(demo: httpx.AsyncClient) -> None:
    answer = await demo.get("/")
    assert (answer.status_code, answer.headers["location"]) == (307, "/chat")


async def test_the_page_runs_no_inline_script_and_names_no_other_host(demo: httpx.AsyncClient) -> None:
    answer = await demo.get("/chat")
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert answer.headers["x-content-type-options"] == "nosniff"
    for text in (
        answer.text,
        *[(await demo.get(f"/chat/static/{name}.js")).text for name in ("chat", "people", "travel", "door")],
        (await demo.get("/chat/static/chat.css")).text,
    ):
        assert "http://" not in text.replace("http://www.w3.org/2000/svg", "")
        assert "https://" not in text
        assert "innerHTML" not in text
    assert "<script>" not in answer.text
    assert " style=" not in answer.text


async def test_only_the_demonstration_shows_its_band_and_its_people(
    demo: httpx.AsyncClient, browser: httpx.AsyncClient
) -> None:
    assert "演示环境" in (await demo.get("/chat")).text
    shown = (await demo.get("/chat/people")).json()
    assert [each["id"] for each in shown] == [each.identity for each in PEOPLE]
    assert shown[0]["post"] == "综合科科员"
    assert "演示环境" not in (await browser.get("/chat")).text
    assert (await browser.get("/chat/people")).json() == []


async def test_a_line_is_taken_once_however_often_it_is_sent(demo: httpx.AsyncClient, house: FakeHouse) -> None:
    for _ in range(3):
        assert (await demo.post("/chat/say", data=said("JS-010 12座"))).json() == {"ok": True}
    assert [(each.external_id, each.text, each.sent_at) for each in house.taken] == [
        (f"{CLERK}:unique-0001", "JS-010 12座", NOW)
    ]


async def test_a_line_that_could_not_be_stored_asks_to_be_sent_again(demo: httpx.AsyncClient, house: FakeHouse) -> None:
    house.failing = True
    answer = await demo.post("/chat/say", data=said("JS-010 12座"))
    assert (answer.status_code, answer.json()["error"]) == (503, "暂时没能保存，请稍后重发。")
    house.failing = False
    assert (await demo.post("/chat/say", data=said("JS-010 12座"))).status_code == 200
    assert len(house.taken) == 1


async def test_a_file_arrives_with_its_bytes_and_without_its_folder(demo: httpx.AsyncClient, house: FakeHouse) -> None:
    files = {"file": ("C:\\照片\\验收.png", small_png(20, 20), "image/PNG; q=1")}
    assert (await demo.post("/chat/say", data=said(""), files=files)).status_code == 200
    file = house.taken[0].file
    assert file is not None
    assert (file.name, file.media_type, file.content) == ("验收.png", "image/png", small_png(20, 20))


async def test_a_file_over_the_limit_is_refused_before_it_is_read(demo: httpx.AsyncClient, house: FakeHouse) -> None:
    files = {"file": ("大.bin", b"x" * (MOST + ENVELOPE), "application/octet-stream")}
    answer = await demo.post("/chat/say", data=said(""), files=files)
    assert (answer.status_code, answer.json()["error"]) == (413, "文件太大，没有发送。")
    files = {"file": ("稍大.bin", b"x" * (MOST + 1), "application/octet-stream")}
    assert (await demo.post("/chat/say", data=said(""), files=files)).status_code == 413
    files = {"file": ("刚好.bin", b"x" * MOST, "application/octet-stream")}
    assert (await demo.post("/chat/say", data=said(""), files=files)).status_code == 200
    assert len(house.taken) == 1


async def test_a_body_without_a_length_is_read_only_to_the_limit(demo: httpx.AsyncClient, house: FakeHouse) -> None:
    given = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal given
        yield b'--b\r\nContent-Disposition: form-data; name="file"; filename="x"\r\n\r\n'
        for _ in range(1000):
            given += 10_000
            yield b"x" * 10_000

    kind = {"content-type": "multipart/form-data; boundary=b"}
    answer = await demo.post("/chat/say", content=endless(), headers=kind)
    assert answer.status_code == 413
    assert given <= MOST + ENVELOPE + 20_000
    assert house.taken == []


@pytest.mark.parametrize(
    "fields",
    [
        {"as": CLERK, "id": "unique-0001"},
        {"as": CLERK, "id": "unique-0001", "text": "  \n "},
        {"as": CLERK, "id": "short", "text": "帮助"},
        {"as": CLERK, "id": "with space 01", "text": "帮助"},
        {"as": "<script>", "id": "unique-0001", "text": "帮助"},
        {"id": "unique-0001", "text": "帮助"},
        {f"f{number}": "x" for number in range(20)},
    ],
)
async def test_an_incomplete_line_is_refused(demo: httpx.AsyncClient, house: FakeHouse, fields: dict[str, str]) -> None:
    for form in ({"data": fields}, {"files": {name: (None, value) for name, value in fields.items()}}):
        answer = await demo.post("/chat/say", **form)
        assert answer.status_code == 400
        assert answer.json()["error"]
    assert house.taken == []


async def test_a_broken_form_is_refused(demo: httpx.AsyncClient, house: FakeHouse) -> None:
    kind = {"content-type": "multipart/form-data; boundary=b"}
    assert (await demo.post("/chat/say", content=b"--b\r\nnonsense", headers=kind)).status_code == 400
    assert (
        await demo.post("/chat/say", content=b"{}", headers={"content-type": "application/json"})
    ).status_code == 400
    assert house.taken == []


@pytest.mark.parametrize(
    "headers",
    [
        {"x-zeren-chat": ""},
        {"origin": "https://elsewhere.example"},
        {"origin": "null"},
        {"origin": "http://chat.test.evil"},
    ],
)
@pytest.mark.parametrize("path", ["/chat/say", "/chat/press"])
async def test_another_site_cannot_speak_or_press(
    demo: httpx.AsyncClient, house: FakeHouse, path: str, headers: dict[str, str]
) -> None:
    fields = {**said("帮助"), "token": "t1"}
    assert (await demo.post(path, data=fields, headers=headers)).status_code == 403
    assert house.taken == []
    assert (await demo.post(path, data=fields, headers={"origin": "http://chat.test"})).status_code == 200


async def test_a_tap_carries_its_token_and_the_card_it_stood_on(demo: httpx.AsyncClient, house: FakeHouse) -> None:
    card = house.chats[CLERK][2]
    fields = {"as": CLERK, "id": "unique-0009", "token": "t3", "message": card.id}
    assert (await demo.post("/chat/press", data=fields)).status_code == 200
    assert (house.taken[0].button, house.taken[0].message, house.taken[0].text) == ("t3", card.id, "")
    for wrong in ({"token": ""}, {"token": "t" * 65}, {"message": "m" * 201}):
        assert (await demo.post("/chat/press", data={**fields, **wrong})).status_code == 400


async def test_the_history_is_told_in_pages_oldest_first(demo: httpx.AsyncClient, house: FakeHouse) -> None:
    for number in range(PAGE + 5):
        house.remember(INSPECTOR, lines=(f"第{number}条",))
    page = (await demo.get("/chat/history", params={"as": INSPECTOR})).json()
    assert [len(page["messages"]), page["more"], page["commands"]] == [PAGE, True, ["待核验", "帮助"]]
    assert page["messages"][-1]["lines"] == [f"第{PAGE + 4}条"]
    params = {"as": INSPECTOR, "before": page["messages"][0]["seq"]}
    older = (await demo.get("/chat/history", params=params)).json()
    assert [each["lines"][0] for each in older["messages"]] == [f"第{number}条" for number in range(5)]
    assert older["more"] is False


@pytest.mark.parametrize("before", ["-1", "x", "²", "9" * 19])
async def test_a_page_before_nothing_known_is_refused(demo: httpx.AsyncClient, before: str) -> None:
    assert (await demo.get("/chat/history", params={"as": CLERK, "before": before})).status_code == 400


async def test_a_picture_is_shown_in_place_and_everything_else_is_a_download(
    demo: httpx.AsyncClient, house: FakeHouse
) -> None:
    svg = house.keep(CLERK, '图"1.svg', "image/svg+xml", b"<svg onload='x'/>")
    page = house.keep(CLERK, "页\r\n面.html", "text/html", b"<script>1</script>")
    picture = house.keep(CLERK, "图.png", "image/png", small_png(8, 8))
    for file in (svg, page):
        answer = await demo.get(f"/chat/files/{file.sha256}", params={"as": CLERK})
        assert answer.headers["content-type"] == "application/octet-stream"
        assert answer.headers["content-disposition"].startswith("attachment; filename*=UTF-8''%E")
        assert answer.headers["x-content-type-options"] == "nosniff"
    answer = await demo.get(f"/chat/files/{picture.sha256}", params={"as": CLERK})
    assert (answer.headers["content-type"], answer.content) == ("image/png", small_png(8, 8))
    assert answer.headers["content-disposition"] == "inline; filename*=UTF-8''%E5%9B%BE.png"


async def test_a_file_of_another_chat_is_not_found(demo: httpx.AsyncClient, house: FakeHouse) -> None:
    picture = house.keep(CLERK, "图.png", "image/png", small_png(8, 8))
    assert (await demo.get(f"/chat/files/{picture.sha256}", params={"as": INSPECTOR})).status_code == 404
    assert (await demo.get(f"/chat/files/{picture.sha256}")).status_code == 400


@pytest.mark.parametrize("before", ["9" * 17, "999999999999999999", "-1", "1.5"])
async def test_a_place_in_the_history_that_no_day_has_is_refused(demo: httpx.AsyncClient, before: str) -> None:
    assert (await demo.get("/chat/history", params={"as": CLERK, "before": before})).status_code == 400


async def test_the_last_place_that_can_be_asked_for_is_answered(demo: httpx.AsyncClient) -> None:
    assert (await demo.get("/chat/history", params={"as": CLERK, "before": "9" * 16})).status_code == 200


async def test_the_pages_own_files_say_what_may_be_loaded(demo: httpx.AsyncClient) -> None:
    headers = (await demo.get("/chat/static/chat.js")).headers
    assert headers["x-content-type-options"] == "nosniff"
    assert "default-src 'none'" in headers["content-security-policy"]


async def test_an_upload_that_is_broken_off_is_one_line_of_the_log(house: FakeHouse) -> None:
    site = make_site(house, "demo", max_bytes=MOST)
    sent: list[Any] = []
    events = iter([{"type": "http.request", "body": b"--x\r\n", "more_body": True}, {"type": "http.disconnect"}])

    async def receive() -> Any:
        return next(events)

    async def send(message: Any) -> None:
        sent.append(message)

    headers = [(b"content-type", b"multipart/form-data; boundary=x"), (b"x-zeren-chat", b"1"), (b"host", b"chat.test")]
    scope = {"type": "http", "method": "POST", "path": "/chat/say", "query_string": b"", "headers": headers}
    await site({**scope, "scheme": "http", "http_version": "1.1", "server": ("chat.test", 80)}, receive, send)
    assert sent[0]["status"] == 400, "no traceback"

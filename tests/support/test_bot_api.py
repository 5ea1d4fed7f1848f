"""The loopback Bot API: it keeps what is not confirmed, knows the limits, and fails on command."""

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from tests.support.bot_api import BotApi, Fault, Limits


class Caller:
    """A bot without any library: plain calls, so that the server is judged by itself."""

    def __init__(self, api: BotApi, client: httpx.AsyncClient) -> None:
        self._api = api
        self._client = client

    async def __call__(self, method: str, **given: Any) -> dict[str, Any]:
        files = {name: value for name, value in given.items() if isinstance(value, tuple)}
        texts = {
            name: value if isinstance(value, str) else json.dumps(value)
            for name, value in given.items()
            if name not in files
        }
        url = f"{self._api.url}/bot{self._api.token}/{method}"
        answer = await self._client.post(url, data=texts, files=files or None)
        body: dict[str, Any] = answer.json()
        assert body["ok"] is (answer.status_code == 200)
        return body


@pytest.fixture
async def api() -> AsyncIterator[BotApi]:
    async with BotApi() as server:
        yield server


@pytest.fixture
async def call(api: BotApi) -> AsyncIterator[Caller]:
    async with httpx.AsyncClient(trust_env=False) as client:
        yield Caller(api, client)


async def test_updates_are_given_again_until_the_offset_passes_them(api: BotApi, call: Caller) -> None:
    first, second = api.say(1, "甲"), api.say(1, "乙")
    again = [await call("getUpdates") for _ in range(2)]
    assert [[update["update_id"] for update in body["result"]] for body in again] == [[first, second]] * 2
    rest = await call("getUpdates", offset=second)
    assert [update["update_id"] for update in rest["result"]] == [second]
    assert api.pending == [second]


async def test_the_limit_of_a_batch_is_kept(api: BotApi, call: Caller) -> None:
    for number in range(5):
        api.say(1, str(number))
    assert len((await call("getUpdates", limit=2))["result"]) == 2


async def test_updates_come_again_or_in_the_wrong_order_when_told(api: BotApi, call: Caller) -> None:
    first, second, third = (api.say(1, text) for text in "甲乙丙")
    await call("getUpdates", offset=second)
    api.repeat(first)
    api.turn_around()
    given = [await call("getUpdates", offset=second) for _ in range(2)]
    assert [[update["update_id"] for update in body["result"]] for body in given] == [
        [first, third, second],
        [third, second],
    ]
    await call("getUpdates", offset=third + 1)
    assert api.pending == []


async def test_a_long_poll_answers_as_soon_as_something_is_said(api: BotApi, call: Caller) -> None:
    poll = asyncio.create_task(call("getUpdates", timeout=30))
    await api.wait_for(lambda: api.calls("getUpdates"))
    api.say(1, "醒")
    assert [update["message"]["text"] for update in (await poll)["result"]] == ["醒"]


async def test_a_second_poll_ends_the_first_with_409(api: BotApi, call: Caller) -> None:
    first = asyncio.create_task(call("getUpdates", timeout=30))
    await api.wait_for(lambda: api.front.polls.waiting)
    await call("getUpdates", timeout=0)
    assert (await first)["error_code"] == 409


async def test_an_update_of_a_kind_not_asked_for_is_not_kept(api: BotApi, call: Caller) -> None:
    await call("getUpdates", allowed_updates=["message"])
    api.block(1)
    assert api.pending == []


@pytest.mark.parametrize(
    ("given", "description"),
    [
        ({"text": "字" * 4097}, "Bad Request: message is too long"),
        ({"text": "😀" * 2049}, "Bad Request: message is too long"),
        ({"text": "  "}, "Bad Request: message text is empty"),
        ({"text": "<b>粗", "parse_mode": "HTML"}, "Bad Request: can't parse entities"),
        ({"text": "1 < 2", "parse_mode": "HTML"}, "Bad Request: can't parse entities"),
        ({"text": "<h1>大</h1>", "parse_mode": "HTML"}, "Bad Request: can't parse entities"),
        (
            {"text": "x", "reply_markup": {"inline_keyboard": [[{"text": "a", "callback_data": "x" * 65}]]}},
            "BUTTON_DATA",
        ),
        ({"text": "x", "reply_markup": {"inline_keyboard": [[{"text": "a", "callback_data": "x"}] * 101]}}, "TOO_LONG"),
    ],
)
async def test_a_breach_of_a_published_limit_is_refused_and_recorded(
    api: BotApi, call: Caller, given: dict[str, Any], description: str
) -> None:
    api.know(1)
    body = await call("sendMessage", chat_id=1, **given)
    assert body["error_code"] == 400
    assert description in body["description"]
    assert [violation.rule for violation in api.violations] == ["content"]
    assert api.sent() == []


async def test_length_is_counted_after_the_markup_is_parsed_away(api: BotApi, call: Caller) -> None:
    api.know(1)
    text = "<b>" + "字" * 4095 + "</b>&lt;"
    body = await call("sendMessage", chat_id=1, text=text, parse_mode="HTML")
    assert body["ok"]
    assert api.sent(1)[0].text == "字" * 4095 + "<"
    assert body["result"]["entities"] == [{"type": "bold", "offset": 0, "length": 4095}]


async def test_an_edit_to_the_same_is_not_a_modification(api: BotApi, call: Caller) -> None:
    api.know(1)
    number = (await call("sendMessage", chat_id=1, text="一"))["result"]["message_id"]
    same = await call("editMessageText", chat_id=1, message_id=number, text="一")
    assert "message is not modified" in same["description"]
    assert (await call("editMessageText", chat_id=1, message_id=number, text="二"))["ok"]
    assert [(sent.text, sent.edits) for sent in api.sent(1)] == [("二", 1)]
    assert (
        "message to edit not found"
        in (await call("editMessageText", chat_id=1, message_id=99, text="三"))["description"]
    )


async def test_a_document_with_a_chinese_name_arrives_whole(api: BotApi, call: Caller) -> None:
    api.know(1)
    body = await call("sendDocument", chat_id=1, document=("通报.xlsx", b"PK\x00\xff" * 9), caption="六月")
    assert body["result"]["document"]["file_name"] == "通报.xlsx"
    assert api.sent(1)[0].content == b"PK\x00\xff" * 9


async def test_what_is_no_picture_is_refused_as_a_picture(api: BotApi, call: Caller) -> None:
    api.know(1)
    body = await call("sendPhoto", chat_id=1, photo=("x.png", b"text"))
    assert body["description"] == "Bad Request: IMAGE_PROCESS_FAILED"


async def test_a_file_sent_by_a_person_can_be_fetched(api: BotApi, call: Caller) -> None:
    api.send_file(1, b"proof", "证.pdf")
    document = (await call("getUpdates"))["result"][0]["message"]["document"]
    path = (await call("getFile", file_id=document["file_id"]))["result"]["file_path"]
    async with httpx.AsyncClient(trust_env=False) as client:
        assert (await client.get(f"{api.url}/file/bot{api.token}/{path}")).content == b"proof"


async def test_menus_are_kept_by_scope(api: BotApi, call: Caller) -> None:
    api.know(5)
    own = {"type": "chat", "chat_id": 5}
    await call("setMyCommands", commands=[{"command": "help", "description": "帮助"}])
    await call("setMyCommands", commands=[{"command": "verify", "description": "核验"}], scope=own)
    assert [entry["command"] for entry in (await call("getMyCommands", scope=own))["result"]] == ["verify"]
    await call("deleteMyCommands", scope=own)
    assert list(api.world.menus) == ["default"]
    bad = await call("setMyCommands", commands=[{"command": "任务", "description": "任务"}])
    assert bad["description"] == "Bad Request: BOT_COMMAND_INVALID"


@pytest.mark.parametrize(
    ("chat", "sends", "taken"), [(1, 6, 4), (-5, 25, 20)], ids=["a chat bursts a little", "a group takes 20 a minute"]
)
async def test_sends_beyond_a_window_get_429(api: BotApi, call: Caller, chat: int, sends: int, taken: int) -> None:
    api.know(chat)
    api.limit(Limits())
    answers = [await call("sendMessage", chat_id=chat, text=str(number)) for number in range(sends)]
    refused = [body for body in answers if not body["ok"]]
    assert len(api.sent(chat)) == taken
    assert all(body["parameters"]["retry_after"] >= 1 for body in refused)
    assert len(api.violations) == sends - taken


async def test_the_thirty_first_send_in_a_second_gets_429_whatever_the_chat(api: BotApi, call: Caller) -> None:
    api.know(*range(1, 41))
    api.limit(Limits(overall=(30, 60.0)))
    await asyncio.gather(*(call("sendMessage", chat_id=chat, text="通报") for chat in range(1, 41)))
    assert len(api.sent()) == 30
    assert {violation.rule for violation in api.violations} == {"overall"}


async def test_faults_happen_as_often_as_planned_and_only_to_their_chat(api: BotApi, call: Caller) -> None:
    api.know(1, 2)
    api.fail("sendMessage", Fault.flood(7), times=2, chat=1)
    answers = [await call("sendMessage", chat_id=chat, text="x") for chat in (2, 1, 1, 1)]
    assert [body.get("error_code", 0) for body in answers] == [0, 429, 429, 0]
    assert answers[1]["parameters"] == {"retry_after": 7}


async def test_a_cut_answer_leaves_the_message_taken(api: BotApi, call: Caller) -> None:
    api.know(1)
    api.fail("sendMessage", Fault.cut())
    with pytest.raises(httpx.RemoteProtocolError):
        await call("sendMessage", chat_id=1, text="x")
    assert len(api.sent(1)) == 1


async def test_a_cut_before_leaves_nothing_taken(api: BotApi, call: Caller) -> None:
    api.know(1)
    api.fail("sendMessage", Fault.cut("before"))
    with pytest.raises(httpx.RemoteProtocolError):
        await call("sendMessage", chat_id=1, text="x")
    assert api.sent(1) == []


async def test_unplugged_it_refuses_and_plugged_in_again_it_remembers(api: BotApi) -> None:
    told = api.say(1, "还在")
    await api.unplug()
    async with httpx.AsyncClient(trust_env=False) as client:
        with pytest.raises(httpx.ConnectError):
            await client.get(f"{api.url}/bot{api.token}/getMe")
        await api.plug_in()
        assert (await client.get(f"{api.url}/bot{api.token}/getMe")).json()["result"]["id"] == api.id
    assert api.pending == [told]


async def test_strangers_blocked_people_and_migrated_groups_are_told_apart(api: BotApi, call: Caller) -> None:
    assert (await call("sendMessage", chat_id=9, text="x"))["description"] == "Bad Request: chat not found"
    api.block(1)
    assert (await call("sendMessage", chat_id=1, text="x"))["error_code"] == 403
    api.unblock(1)
    assert (await call("sendMessage", chat_id=1, text="x"))["ok"]
    new = api.migrate(-7)
    body = await call("sendMessage", chat_id=-7, text="x")
    assert body["parameters"] == {"migrate_to_chat_id": new}
    assert (await call("sendMessage", chat_id=new, text="x"))["ok"]


async def test_a_wrong_token_or_method_is_refused(api: BotApi, call: Caller) -> None:
    async with httpx.AsyncClient(trust_env=False) as client:
        assert (await client.get(f"{api.url}/bot1:wrong/getMe")).status_code == 401
    assert (await call("sendSmell", chat_id=1))["error_code"] == 404


async def test_a_test_in_another_process_can_drive_it(api: BotApi, call: Caller) -> None:
    async with httpx.AsyncClient(trust_env=False, base_url=f"{api.url}/control") as control:
        said = (await control.post("/say", json={"user": 1, "text": "26座楼宇"})).json()["result"]
        assert api.pending == [said]
        await control.post("/fail", json={"method": "sendMessage", "fault": "flood", "retry_after": 2})
        assert (await call("sendMessage", chat_id=1, text="x"))["error_code"] == 429
        await call("sendMessage", chat_id=1, text="收到")
        shown = (await control.post("/wait", json={"chat": 1, "contains": "收到", "timeout": 1})).json()
        assert [each["text"] for each in shown] == ["收到"]
        late = await control.post("/wait", json={"chat": 1, "contains": "没有", "timeout": 0.01})
        assert late.status_code == 504
        assert (await control.get("/state")).json()["calls"]["sendMessage"] == 2

"""The web channel and its stream of events, over a real server on the loopback."""

import asyncio
import contextlib
import json
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, Literal
from unittest.mock import AsyncMock, patch

import httpx
import pytest

from bot.base.channel import Outgoing
from bot.channels.web.channel import MOST_FOREIGN, MOST_WAITING, WebChannel
from bot.web.asked import identity_of
from bot.web.door import LOOK_EVERY
from tests.support.fake_web import CLERK, GOOD, INSPECTOR, NOW, FakeHouse, serve, tell_a_story

HEADERS = {"x-zeren-chat": "1"}


class Stream:
    """One open browser's events."""

    def __init__(self, lines: AsyncIterator[str]) -> None:
        self._lines = lines

    async def next(self) -> tuple[str, dict[str, Any]]:
        """The kind and the value of the next event."""
        kind = "message"
        async with asyncio.timeout(5):
            while not (line := await anext(self._lines)).startswith("data: "):
                kind = line.removeprefix("event: ") if line.startswith("event: ") else kind
        return kind, json.loads(line.removeprefix("data: "))


@asynccontextmanager
async def connected(house: FakeHouse, mode: Literal["demo", "open"] = "demo") -> AsyncIterator[httpx.AsyncClient]:
    """A client of a served house."""
    async with serve(house, mode) as url, httpx.AsyncClient(base_url=url, headers=HEADERS) as client:
        yield client


@asynccontextmanager
async def listening(client: httpx.AsyncClient, who: str, **more: str) -> AsyncIterator[Stream]:
    """A browser that has begun to listen."""
    async with client.stream("GET", "/chat/events", params={"as": who, **more}) as answer:
        assert answer.headers["content-type"].startswith("text/event-stream")
        lines = answer.aiter_lines()
        assert await anext(lines) == "retry: 2000"
        assert await anext(lines) == ": hello"
        await asyncio.sleep(0.05)
        yield Stream(lines)


def outgoing(key: str, chat: str = CLERK) -> Outgoing:
    """A line to a chat."""
    return Outgoing(key, chat, lines=("您好",))


async def test_an_answer_arrives_in_every_open_browser_of_the_chat() -> None:
    house = FakeHouse()
    async with connected(house) as client, listening(client, CLERK) as first, listening(client, CLERK) as second:
        await client.post("/chat/say", data={"as": CLERK, "id": "unique-0001", "text": "帮助"})
        for stream in (first, second):
            kind, event = await stream.next()
            assert (kind, event["title"], event["at"]) == ("message", "收到：帮助", NOW.isoformat())


async def test_what_another_process_has_sent_is_shown_once() -> None:
    """A20: a page of a process that does not lead heard nothing."""
    house = FakeHouse()
    async with connected(house) as client, listening(client, CLERK) as stream:
        await house.channel.send(outgoing("own"))
        house.sent_elsewhere = [outgoing("own"), outgoing("elsewhere"), outgoing("not mine", INSPECTOR)]
        assert [(await stream.next())[1]["id"] for _ in range(2)] == ["own", "elsewhere"]
        await house.channel.send(outgoing("last"))
        assert (await stream.next())[1]["id"] == "last"


async def test_an_edit_bears_the_id_of_the_card_it_replaces_and_no_time_of_its_own() -> None:
    house = FakeHouse()
    tell_a_story(house)
    card = house.chats[CLERK][2]
    async with connected(house) as client, listening(client, CLERK) as stream:
        fields = {"as": CLERK, "id": "unique-0001", "token": "t3", "message": card.id}
        await client.post("/chat/press", data=fields)
        _, event = await stream.next()
        assert (event["id"], event["edit"], event["at"], event["buttons"]) == (card.id, True, None, [])


async def test_in_the_demonstration_others_learn_only_that_somebody_has_news() -> None:
    house = FakeHouse()
    async with connected(house) as client, listening(client, INSPECTOR, all="1") as stream:
        await client.post("/chat/say", data={"as": CLERK, "id": "unique-0001", "text": "帮助"})
        assert await stream.next() == ("elsewhere", {"chat": CLERK})


async def entered(client: httpx.AsyncClient) -> str:
    """A browser of the open chat that an invitation has bound; who it is."""
    await client.post("/chat/say", data={"id": "unique-0000", "text": f"/start {GOOD}"})
    return identity_of(client.cookies["zeren"])


async def test_in_the_open_chat_nobody_learns_of_another_chat() -> None:
    house = FakeHouse()
    async with connected(house, "open") as client:
        await entered(client)
        async with listening(client, CLERK, all="1") as stream:
            await house.channel.send(outgoing("k1"))
            await client.post("/chat/say", data={"id": "unique-0001", "text": "帮助"})
            assert (await stream.next())[1]["title"] == "收到：帮助"


async def test_an_open_stream_ends_soon_after_the_binding() -> None:
    house = FakeHouse()
    async with connected(house, "open") as client:
        identity = await entered(client)
        async with listening(client, "") as stream:
            await house.channel.send(outgoing("before", identity))
            await stream.next()
            house.sessions.pop(identity)
            began = time.monotonic()
            with pytest.raises(StopAsyncIteration):
                await stream.next()
            assert time.monotonic() - began < LOOK_EVERY + 1
        assert (await client.get("/chat/events")).status_code == 403


async def test_streams_are_looked_after_again_after_the_store_failed(plain_logs: None) -> None:
    house = FakeHouse()
    failing = AsyncMock(side_effect=[RuntimeError("the store is away"), set()])
    with patch.object(house, "still_open", failing), patch("bot.web.door.LOOK_EVERY", 0.05):
        async with connected(house, "open") as client:
            await entered(client)
            async with listening(client, "") as stream:
                with pytest.raises(StopAsyncIteration):
                    await stream.next()
    assert failing.await_count == 2


async def test_logging_out_ends_the_streams_at_once() -> None:
    house = FakeHouse()
    async with connected(house, "open") as client:
        await entered(client)
        async with listening(client, "") as stream:
            await client.post("/chat/logout", data={})
            began = time.monotonic()
            with pytest.raises(StopAsyncIteration):
                await stream.next()
            assert time.monotonic() - began < 1


async def test_the_server_stops_at_once_although_browsers_listen() -> None:
    house = FakeHouse()
    async with httpx.AsyncClient(headers=HEADERS) as client:
        server = serve(house)
        client.base_url = httpx.URL(await server.__aenter__())
        async with listening(client, CLERK) as stream:
            began = time.monotonic()
            await server.__aexit__(None, None, None)
            assert time.monotonic() - began < 2
            with pytest.raises(StopAsyncIteration):
                await stream.next()


async def test_a_browser_that_left_is_forgotten() -> None:
    house = FakeHouse()
    async with connected(house) as client:
        async with listening(client, CLERK):
            assert house.channel.open_browsers == 1
        async with asyncio.timeout(5):
            while house.channel.open_browsers:
                await asyncio.sleep(0.02)


async def test_silence_is_broken_by_heartbeats() -> None:
    channel = WebChannel()
    events = channel.events(CLERK, 0.01)
    assert [await anext(events), await anext(events)] == [None, None]
    waiting = asyncio.ensure_future(anext(events))
    await asyncio.sleep(0)
    assert await channel.send(outgoing("k1")) == "k1"
    assert await waiting == outgoing("k1")
    channel.close()
    with pytest.raises(StopAsyncIteration):
        await anext(events)


async def test_a_browser_that_does_not_read_is_dropped_and_the_others_go_on() -> None:
    channel = WebChannel()
    slow, quick = channel.events(CLERK, 1), channel.events(CLERK, 1)
    first = [asyncio.ensure_future(anext(each)) for each in (slow, quick)]
    await asyncio.sleep(0)
    await channel.send(outgoing("k0"))
    assert [await each for each in first] == [outgoing("k0")] * 2
    for number in range(MOST_WAITING + 1):
        await channel.send(outgoing(f"k{number}"))
        assert await anext(quick) == outgoing(f"k{number}")
    assert channel.open_browsers == 1
    with pytest.raises(StopAsyncIteration):
        await anext(slow)
    await quick.aclose()
    assert channel.open_browsers == 0


async def test_news_of_others_never_crowd_out_the_own_ones() -> None:
    channel = WebChannel()
    events = channel.events(CLERK, 1, everyone=True)
    first = asyncio.ensure_future(anext(events))
    await asyncio.sleep(0)
    for number in range(2 * MOST_WAITING):
        await channel.send(outgoing(f"k{number}", INSPECTOR))
    await channel.send(outgoing("mine"))
    assert channel.open_browsers == 1
    assert await first == outgoing("k0", INSPECTOR)
    rest = [await anext(events) for _ in range(MOST_FOREIGN)]
    assert rest[-1] == outgoing("mine")
    await events.aclose()


async def test_an_edit_keeps_the_id_of_the_first_card() -> None:
    edit = Outgoing("k2", CLERK, title="已提交", edit_of="k1")
    assert await WebChannel().send(edit) == "k1"


async def test_after_the_close_no_stream_begins() -> None:
    channel = WebChannel()
    channel.close()
    assert [event async for event in channel.events(CLERK, 1)] == []


@pytest.mark.parametrize("mode", ["open", "demo"])
async def test_only_so_many_pages_of_a_chat_listen(
    mode: Literal["open", "demo"], monkeypatch: pytest.MonkeyPatch
) -> None:
    house = FakeHouse()
    monkeypatch.setattr("bot.web.chat.MOST_STREAMS", 2)
    async with connected(house, mode) as client:
        identity = await entered(client) if mode == "open" else CLERK
        async with listening(client, CLERK), listening(client, CLERK):
            answer = await client.get("/chat/events", params={"as": CLERK})
            assert (answer.status_code, answer.json()["error"]) == (429, "打开的页面过多，请关闭其余页面。")
            assert house.channel.streams_of(identity) == 2


async def test_pages_that_are_asked_for_at_once_do_not_all_listen(monkeypatch: pytest.MonkeyPatch) -> None:
    house = FakeHouse()
    monkeypatch.setattr("bot.web.chat.MOST_STREAMS", 2)
    async with connected(house, "demo") as client, contextlib.AsyncExitStack() as pages:
        asked = (client.stream("GET", "/chat/events", params={"as": CLERK}) for _ in range(9))
        await asyncio.gather(*(pages.enter_async_context(each) for each in asked))
        assert house.channel.streams_of(CLERK) == 2

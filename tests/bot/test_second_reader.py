"""Lines that the rules could not read are shown to a model, if the settings name one; it proposes and stores nothing."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web

from bot.demo.sample import sample_items
from bot.out.payload import taps_of
from bot.road.second_reader import Model, SecondReader
from domain.items import Secrecy
from domain.people import Role
from storage import reports
from tests.support.world import Shown, Talk, World, make_world

UNREAD, WHICH = "塔吊那片儿收了尾", "咱们那批又交了俩，拢共二十一座啦"
Answer = Callable[[dict[str, Any]], web.Response]


def saying(answer: object) -> Answer:
    """A model that answers with this, whatever it is asked."""
    content = answer if isinstance(answer, str) else json.dumps(answer, ensure_ascii=False)
    return lambda _: web.json_response({"choices": [{"message": {"content": content}}]})


class Loopback:
    """A model on the loopback: what it was asked, and what it answers."""

    def __init__(self, answer: Answer) -> None:
        self.asked: list[dict[str, Any]] = []
        self.keys: list[str | None] = []
        self._answer = answer

    async def respond(self, request: web.Request) -> web.Response:
        """One completion."""
        self.asked.append(await request.json())
        self.keys.append(request.headers.get("authorization"))
        return self._answer(self.asked[-1])


@asynccontextmanager
async def reading(world: World, answer: Answer) -> AsyncIterator[Loopback]:
    """The world with a second reader behind it."""
    model = Loopback(answer)
    app = web.Application()
    app.router.add_post("/v1/chat/completions", model.respond)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    host, port = runner.addresses[0]
    reader = SecondReader(world.dispatch, Model(f"http://{host}:{port}/v1", "small", "secret", 5.0), lambda: None)
    world.dispatch.on_puzzled = reader.offer
    try:
        yield model
    finally:
        await reader.stop()
        await runner.cleanup()


async def shown_later(world: World, clerk: Talk, seconds: float = 5.0) -> list[Shown]:
    """What comes to a person within some seconds."""
    for _ in range(int(seconds * 20)):
        await asyncio.sleep(0.05)
        if found := await world.new_in(clerk.name):
            return found
    return []


async def tapped(clerk: Talk, card: Shown) -> str:
    """What the only button of a card brings."""
    ((tap,),) = taps_of(card.message.payload)
    return (await clerk.tap(tap.token))[0].text


@pytest.fixture
async def clerk(world: World) -> Talk:
    """A clerk in June."""
    world.clock.local(6, 24)
    return await world.hire("填报人", Role.REPORTER, "BM28")


async def test_a_proposal_is_a_button_and_what_it_opens_is_read_by_the_rules(world: World, clerk: Talk) -> None:
    async with reading(world, saying({"code": "JS-010", "figure": "", "day": ""})) as model:
        assert "没有记录" in (await clerk.say(UNREAD))[0].text
        (card,) = await shown_later(world, clerk)
        assert "另一种读法" in card.text
        assert "“JS-010”" in card.text
        assert "须核对" in card.text
        assert "JS-010" in await tapped(clerk, card)
        assert await world.dispatch.look(lambda moment: reports.of_person(moment.store, clerk.id, 5)) == ()
    assert model.keys == ["Bearer secret"]
    offered = json.loads(model.asked[0]["messages"][1]["content"])
    assert offered["原话"] == UNREAD
    assert "JS-010" in {each["code"] for each in offered["事项"]}


@pytest.mark.parametrize(
    "answer",
    [
        saying({"code": "JS-010", "figure": "22"}),
        saying({"code": "ZZ-999", "figure": "二十一座"}),
        saying("我觉得是 JS-010"),
        saying("[1]"),
        lambda _: web.json_response({"error": "busy"}),
        lambda _: web.Response(status=500, text="<html>"),
    ],
)
async def test_what_is_no_proposal_is_not_shown(world: World, clerk: Talk, answer: Answer) -> None:
    async with reading(world, answer) as model:
        await clerk.say(UNREAD)
        assert await shown_later(world, clerk, 0.6) == []
        assert len(model.asked) == 1


async def test_lines_that_the_rules_read_are_not_sent(world: World, clerk: Talk) -> None:
    async with reading(world, saying({"code": "JS-010"})) as model:
        for line in ("JS-010 21座", "取消", "我的事项", "帮助"):
            await clerk.say(line)
        await asyncio.sleep(0.2)
        assert model.asked == []


async def test_nothing_of_an_internal_item_is_sent(tmp_path: Path) -> None:
    world = await make_world(tmp_path)
    marked = (replace(each, secrecy=Secrecy.INTERNAL) if each.code == "JS-010" else each for each in sample_items(2026))
    await world.settle(list(marked))
    world.clock.local(6, 24)
    clerk = await world.hire("填报人", Role.REPORTER, "BM28")
    async with reading(world, saying({"code": "JS-010"})) as model:
        await clerk.say(UNREAD)
        await asyncio.sleep(0.3)
        offered = json.loads(model.asked[0]["messages"][1]["content"])
        assert "JS-011" in {each["code"] for each in offered["事项"]}
        assert "JS-010" not in {each["code"] for each in offered["事项"]}
        await clerk.say("那片楼宇建成收了尾")
        await asyncio.sleep(0.3)
        assert len(model.asked) == 1
    await world.database.close()


async def test_where_only_the_item_is_asked_the_proposal_is_one_of_the_choices(world: World, clerk: Talk) -> None:
    async with reading(world, saying({"code": "JS-011", "figure": "", "day": ""})) as model:
        (asked,) = await clerk.say(WHICH)
        assert "您说的是哪一项" in asked.text
        (card,) = await shown_later(world, clerk)
        assert "您说的可能是：JS-011" in card.text
        assert model.asked
        assert "JS-011" in await tapped(clerk, card)

"""Intake: confirmed only after the commit, a poison message set aside, order kept."""

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest

from bot.road.intake import TRIES, Stopping
from domain.files import Trouble
from domain.people import Role
from handlers.front import routes
from handlers.kernel.messages import Attached, Card
from handlers.kernel.turn import Turn
from storage import updates
from tests.support.intake import intake_of
from tests.support.world import World, make_world


async def test_receive_returns_after_the_commit(world: World) -> None:
    clerk = await world.hire("填报人", Role.REPORTER, "BM28")
    intake = intake_of(world)
    intake.start()
    await intake.receive(world.update("test", clerk.name, "我的事项"))
    assert len(await world.new_in(clerk.name)) == 1
    await intake.stop()


async def test_what_waits_together_is_answered_in_order(world: World) -> None:
    clerk = await world.hire("填报人", Role.REPORTER, "BM28")
    intake = intake_of(world)
    messages = [world.update("test", clerk.name, text) for text in ("我的事项", "帮助", "取消", "我的报送")]
    waiting = [asyncio.create_task(intake.receive(message)) for message in messages]
    await asyncio.sleep(0)
    intake.start()
    await asyncio.gather(*waiting)
    shown = [each.text.split("（")[0].split("\n")[0] for each in await world.new_in(clerk.name)]
    assert shown == ["我的事项", "可以这样用", "当前没有进行中的填报。", "您还没有报送过。"]
    await intake.stop()


async def test_a_poison_message_goes_to_the_dead_letters_and_the_queue_goes_on(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """F4: a handler that fails each time."""
    clerk = await world.hire("填报人", Role.REPORTER, "BM28")
    honest = routes.answer
    tries = 0

    def answer(turn: Turn, *, buttons: bool) -> list[Card]:
        nonlocal tries
        if turn.incoming.text == "毒":
            tries += 1
            raise RuntimeError("a handler's mistake")
        return honest(turn, buttons=buttons)

    monkeypatch.setattr(routes, "answer", answer)
    monkeypatch.setattr("bot.road.intake.FIRST_PAUSE", 0.0)
    intake = intake_of(world)
    intake.start()
    poison = world.update("test", clerk.name, "毒")
    await asyncio.gather(intake.receive(poison), intake.receive(world.update("test", clerk.name, "我的事项")))
    assert tries == TRIES + 1, "once with its batch, then by itself"
    (letter,) = await world.dispatch.look(lambda moment: updates.dead_letters(moment.store))
    assert (letter.external_id, letter.attempts) == (poison.external_id, TRIES)
    assert "a handler's mistake" in letter.error
    texts = [each.text for each in await world.new_in(clerk.name)]
    assert "这条消息没能处理，已记下并转给管理员，请稍后再试。" in texts
    assert any(text.startswith("我的事项") for text in texts)
    await intake.receive(poison)
    assert tries == TRIES + 1, "a platform that delivers it again is told that it was dealt with"
    await intake.stop()


@pytest.mark.parametrize("text", ["坏\ud83d字", "坏\x00字"], ids=["half a character", "NUL"])
async def test_a_text_the_store_refuses_is_stored_without_what_it_refuses(
    tmp_path: Path, store_url: str, text: str
) -> None:
    """F4: such a message could be neither handled nor set aside."""
    world = await make_world(tmp_path, url=store_url)
    await world.settle()
    clerk = await world.hire("填报人", Role.REPORTER, "BM28")
    intake = intake_of(world)
    intake.start()
    file = Attached(text, "image/png", 1, None, Trouble.UNREACHABLE)
    for message in (world.update("test", clerk.name, text), replace(world.update("test", clerk.name), button=text)):
        await asyncio.wait_for(intake.receive(message), 20)
        assert await world.new_in(clerk.name), "it is answered"
    await asyncio.wait_for(intake.receive(replace(world.update("test", clerk.name, text), file=file)), 20)
    assert await world.dispatch.look(lambda moment: updates.dead_letters(moment.store)) == ()
    await intake.stop()
    await world.database.close()


async def test_when_the_store_cannot_commit_nothing_is_confirmed(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    clerk = await world.hire("填报人", Role.REPORTER, "BM28")

    async def broken(batch: object) -> list[None]:
        raise OSError("disk full")

    with monkeypatch.context() as patch:
        patch.setattr(world.dispatch, "messages", broken)
        intake = intake_of(world)
        intake.start()
        message = world.update("test", clerk.name, "我的事项")
        with pytest.raises(OSError, match="disk full"):
            await intake.receive(message)
    await intake.receive(replace(message))
    assert len(await world.new_in(clerk.name)) == 1
    await intake.stop()


async def test_a_service_that_stops_takes_no_more(world: World) -> None:
    intake = intake_of(world)
    intake.start()
    await intake.stop()
    with pytest.raises(Stopping):
        await intake.receive(world.update("test", "1", "x"))

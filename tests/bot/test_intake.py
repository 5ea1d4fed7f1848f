"""Intake: confirmed only after the commit, a poison message set aside, order kept."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.base.channel import TooMany
from bot.road.intake import BATCH, LONG_LETTERS, MOST_OF_CHAT, OF_CHAT, TRIES, USUAL_LETTERS, Intake, Stopping
from domain.files import Trouble
from domain.people import Role
from handlers.front import routes
from handlers.kernel.messages import Attached, Card, Incoming
from handlers.kernel.turn import Turn
from storage import updates
from tests.support.intake import intake_of
from tests.support.world import World, make_world

NOON = datetime(2026, 6, 25, 4, tzinfo=UTC)


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

    async def broken(batch: object, *, aside: bool) -> list[None]:
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


def offered(intake: Intake, *messages: Incoming) -> list[asyncio.Task[None]]:
    """Messages that wait, once the loop has run."""
    return [asyncio.create_task(intake.receive(message)) for message in messages]


async def taken_apart(world: World, *messages: Incoming) -> list[list[str]]:
    """The batches that waiting messages become, each message as its chat and its place there."""
    intake, batches = intake_of(world), []
    tasks = offered(intake, *messages)
    await asyncio.sleep(0)
    while batch := intake._next_batch():
        batches.append([f"{each.incoming.chat}{each.incoming.external_id}" for each in batch])
        for each in batch:
            each.settle(None)
    await asyncio.gather(*tasks)
    return batches


def line(chat: str, number: int, text: str = "帮助") -> Incoming:
    """A message of a chat."""
    return Incoming("test", str(number), chat, chat, NOON, text=text)


async def test_a_chat_that_sends_much_at_once_leaves_room_for_others_and_keeps_its_order(world: World) -> None:
    flood = [line("a", number) for number in range(2 * OF_CHAT + 1)]
    batches = await taken_apart(world, *flood, line("b", 1), line("c", 1))
    assert batches == [
        [*(f"a{number}" for number in range(OF_CHAT)), "b1", "c1"],
        [f"a{number}" for number in range(OF_CHAT, 2 * OF_CHAT)],
        [f"a{2 * OF_CHAT}"],
    ]


async def test_a_batch_is_closed_once_it_has_much_to_read(world: World) -> None:
    long = "字" * (LONG_LETTERS + USUAL_LETTERS)
    batches = await taken_apart(world, line("a", 1, long), line("b", 1), line("c", 1, long), line("d", 1))
    assert batches == [["a1"], ["b1", "c1"], ["d1"]]


async def test_ordinary_lines_of_many_chats_share_a_batch(world: World) -> None:
    usual = [line(str(chat), 1, "字" * USUAL_LETTERS) for chat in range(BATCH)]
    assert [len(batch) for batch in await taken_apart(world, *usual)] == [BATCH]


async def test_of_a_chat_only_so_many_wait_and_others_are_taken_meanwhile(world: World) -> None:
    intake = intake_of(world)
    tasks = offered(intake, *(line("a", number) for number in range(MOST_OF_CHAT)))
    await asyncio.sleep(0)
    with pytest.raises(TooMany):
        await intake.receive(line("a", MOST_OF_CHAT))
    other = offered(intake, line("b", 1))
    intake.start()
    await asyncio.gather(*tasks, *other)
    await intake.receive(line("a", MOST_OF_CHAT + 1))
    assert intake._on_the_way == {}, "who waits for nothing is not remembered"
    await intake.stop()

"""When delivery looks again: woken by what is queued and by what is answered, not by looking every so often."""

import asyncio
from datetime import timedelta

import pytest

from bot.base.pace import Limits
from storage import outbox
from storage.outbox import MessageKind
from storage.outbox import MessageState as State
from storage.store import Store
from tests.support.desk import NOW, Desk


@pytest.fixture
def no_polls(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing happens by looking again after a while."""
    for name in ("IDLE_POLL", "RESTING_POLL"):
        monkeypatch.setattr(f"bot.out.sender.{name}", 60.0)


@pytest.mark.usefixtures("no_polls")
async def test_what_became_of_a_call_is_written_down_soon_though_nothing_else_leaves(desk: Desk) -> None:
    await desk.sender.start()
    for key in ("a", "b", "c", "d"):
        await desk.queue(key)
        await desk.seen(key, State.ACCEPTED)


@pytest.mark.usefixtures("no_polls")
async def test_what_became_of_a_call_is_written_down_with_what_leaves_next(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.out.sender.SETTLE_WITHIN", 60.0)
    await desk.sender.start()
    await desk.queue("a")
    async with asyncio.timeout(5):
        while not desk.channel.sent:
            await asyncio.sleep(0.01)
    await desk.queue("b")
    await desk.seen("a", State.ACCEPTED)


@pytest.mark.usefixtures("no_polls")
async def test_whoever_is_answered_makes_room_for_what_waits(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.out.sender.SETTLE_WITHIN", 60.0)
    monkeypatch.setattr("bot.out.sender.SENDERS", 1)
    await desk.sender.start()
    await desk.queue("a", "b", "c")
    await desk.seen("b", State.ACCEPTED)
    assert [each.key for each in desk.channel.sent] == ["a", "b", "c"]


@pytest.mark.usefixtures("no_polls")
async def test_what_is_withdrawn_as_it_would_leave_makes_room_too(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.out.sender.SENDERS", 1)
    desk.renewed = lambda _connection, message: None if message.key == "a" else message
    await desk.sender.start()
    await desk.queue("a", "b", kind=MessageKind.REMINDER)
    await desk.seen("b", State.ACCEPTED)
    assert await desk.state("a") is State.WITHDRAWN


async def test_after_a_kill_a_chat_that_was_just_written_to_gets_no_second_burst(desk: Desk) -> None:
    """T11: what the process before sent counts; whoever was not written to lately may have the usual burst."""
    limits = Limits(chat_burst=3, chat_interval=1.0)
    old = [f"old-{number}" for number in range(3)]
    for key in old:
        await desk.put(key, "1")
    await desk.put("long ago", "3")
    taken = dict.fromkeys(old, NOW) | {"long ago": NOW - timedelta(seconds=4)}

    def take(store: Store) -> None:
        for message in outbox.claim(store, "test", (), 8, NOW):
            outbox.settle(store, message.id, State.ACCEPTED, taken[message.key])

    for _ in old:
        await desk.database.write(take)
    for chat in ("1", "2", "3"):
        for number in range(3):
            await desk.put(f"{chat}-{number}", chat)
    desk.sender = desk.another(limits)
    await desk.sender.start()
    for key in ("2-2", "3-2"):
        await desk.until(key, State.ACCEPTED)
    assert await desk.state("1-0") is State.PENDING

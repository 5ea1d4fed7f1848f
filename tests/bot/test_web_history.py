"""What the web chat shows of the past is what was said."""

from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

from bot.web.ports import ChatMessage, Followed
from bot.web.store import OutboxChatStore
from domain.identity import IdleLimits
from domain.people import Role
from storage import outbox
from storage.outbox import MessageKind, MessageState
from storage.payloads import Payload
from storage.store import Store
from tests.support.pictures import picture
from tests.support.world import SilentChannel, World, make_world

IDLE = IdleLimits(timedelta(hours=12), timedelta(days=14))
NOW = datetime(2026, 6, 24, 2, 0, tzinfo=UTC)


def standing(store: Store, title: str, state: MessageState) -> None:
    """A card of the web chat that says one thing."""
    card: Payload = {"title": title, "lines": [], "buttons": []}
    outbox.put(store, title, "web", "browser", None, MessageKind.REMINDER, card, NOW, state=state)


async def test_what_was_taken_back_before_it_left_is_not_in_the_history(world: World) -> None:
    await world.hire("browser", Role.REPORTER, "BM28", channel="web")
    for key, state in (("told", MessageState.ACCEPTED), ("taken back", MessageState.WITHDRAWN)):
        await world.database.write(partial(standing, title=key, state=state))
    shown = await OutboxChatStore(world.dispatch, IDLE).history("browser", None, 10)
    assert [message.title for message in shown] == ["told"]


async def queued(world: World, key: str, at: datetime, not_before: datetime | None = None) -> None:
    """A push to the browser, queued at a time and perhaps held back."""
    card: Payload = {"title": key, "lines": [], "buttons": []}
    await world.database.write(
        lambda store: outbox.put(
            store, key, "web", "browser", None, MessageKind.REMINDER, card, at, not_before=not_before
        )
    )


async def history(world: World, before: int | None = None, limit: int = 10) -> list[ChatMessage]:
    """What the browser shows now."""
    return await OutboxChatStore(world.dispatch, IDLE).history("browser", before, limit)


async def test_a_push_that_is_held_to_the_morning_comes_in_the_morning(world: World) -> None:
    await world.hire("browser", Role.REPORTER, "BM28", channel="web")
    night, morning = datetime(2026, 6, 24, 14, 5, tzinfo=UTC), datetime(2026, 6, 25, 1, 0, tzinfo=UTC)
    await queued(world, "held", night, morning)
    await queued(world, "at once", night.replace(minute=30))
    world.clock.at = morning - timedelta(minutes=1)
    assert [message.title for message in await history(world)] == ["at once"]
    world.clock.at = morning
    shown = await history(world)
    assert [(message.title, message.at) for message in shown] == [
        ("at once", night.replace(minute=30)),
        ("held", morning),
    ], "in the order they came in"


async def test_a_page_of_the_history_loses_no_push_that_was_held(world: World) -> None:
    await world.hire("browser", Role.REPORTER, "BM28", channel="web")
    night, morning = datetime(2026, 6, 24, 14, 5, tzinfo=UTC), datetime(2026, 6, 25, 1, 0, tzinfo=UTC)
    await queued(world, "held", night, morning)
    for minute in range(10, 14):
        await queued(world, f"night {minute}", night.replace(minute=minute))
    world.clock.at = morning
    newest = await history(world, limit=2)
    assert [message.title for message in newest] == ["night 13", "held"]
    older = await history(world, newest[0].seq, limit=10)
    assert [message.title for message in older] == ["night 10", "night 11", "night 12"]


async def test_a_page_follows_what_another_process_sends(world: World) -> None:
    """A20: each message once it has left, held ones too, in the order they were queued; other chats' not."""
    await world.hire("browser", Role.REPORTER, "BM28", channel="web")
    store = OutboxChatStore(world.dispatch, IDLE)

    async def settle(key: str, state: MessageState) -> None:
        def work(given: Store) -> None:
            found = outbox.by_key(given, key)
            assert found is not None
            outbox.settle(given, found.id, state, NOW)

        await world.database.write(work)

    async def sent(followed: Followed | None) -> tuple[list[str], Followed]:
        found, followed = await store.sent({"browser"}, followed)
        return [each.key for each in found], followed

    await queued(world, "before", NOW)
    await settle("before", MessageState.ACCEPTED)
    await queued(world, "held", NOW, NOW + timedelta(hours=9))
    _, followed = await sent(None)
    await queued(world, "new", NOW)
    await queued(world, "slow", NOW)
    await world.database.write(partial(standing, title="taken back", state=MessageState.WITHDRAWN))
    await settle("new", MessageState.ACCEPTED)
    found, followed = await sent(followed)
    assert found == ["new"]
    await settle("slow", MessageState.ACCEPTED)
    await settle("held", MessageState.ACCEPTED)
    found, followed = await sent(followed)
    assert found == ["held", "slow"]
    assert (await sent(followed))[0] == []


async def test_what_one_sent_oneself_is_downloaded_under_its_name(tmp_path: Path) -> None:
    """A28: it came back under its SHA-256, without an ending."""
    world = await make_world(tmp_path, {"web": SilentChannel("web")})
    await world.settle()
    clerk = await world.hire("browser", Role.REPORTER, "BM28", channel="web")
    await clerk.say("JS-010 20座")
    await clerk.send("现场 3号楼.png", "image/png", picture())
    file = next(message.file for message in await history(world) if message.file is not None)
    found = await OutboxChatStore(world.dispatch, IDLE).file("browser", file.sha256)
    assert found is not None
    assert (found.name, found.content) == ("现场 3号楼.png", picture())
    await world.database.close()

"""The outbox on both databases: once, in order, replies first."""

from datetime import UTC, datetime, timedelta

from domain.delivery import Cause
from domain.items import ItemId
from domain.keys.messages import NewsKey
from domain.keys.news import Raised
from domain.keys.updates import Update
from domain.people import PersonId, Role
from storage import backlog, outbox, people
from storage.engine import Database
from storage.outbox import MessageKind, MessageState
from storage.payloads import Payload
from storage.store import Store

NOW = datetime(2026, 6, 24, 2, tzinfo=UTC)
PAYLOAD: Payload = {"title": "", "lines": ["x"]}


def put(store: Store, key: str, chat: str, kind: MessageKind = MessageKind.REPLY, **more: object) -> bool:
    """Queues one message."""
    return outbox.put(store, key, "test", chat, None, kind, PAYLOAD, NOW, **more)  # type: ignore[arg-type]


async def claimed(database: Database, limit: int = 8, now: datetime = NOW, busy: tuple[str, ...] = ()) -> list[str]:
    """Keys that may leave."""
    found = await database.write(lambda store: outbox.claim(store, "test", busy, limit, now))
    return [message.key for message in found]


async def test_a_key_is_queued_once(database: Database) -> None:
    assert await database.write(lambda store: put(store, "a", "1"))
    assert not await database.write(lambda store: put(store, "a", "1"))


async def test_replies_leave_before_pushes_and_one_message_a_chat_at_a_time(database: Database) -> None:
    """F15: two lanes."""

    def work(store: Store) -> None:
        put(store, "push-1", "1", MessageKind.REMINDER)
        put(store, "reply-2a", "2")
        put(store, "reply-2b", "2")
        put(store, "reply-3", "3")

    await database.write(work)
    assert await claimed(database) == ["reply-2a", "reply-3", "push-1"]
    assert await claimed(database) == []


async def test_the_next_message_of_a_chat_waits_for_the_end_of_the_one_before(database: Database) -> None:
    await database.write(lambda store: put(store, "a", "1"))
    await database.write(lambda store: put(store, "b", "1"))
    (first,) = await database.write(lambda store: outbox.claim(store, "test", (), 8, NOW))
    assert await claimed(database) == []
    await database.write(lambda store: outbox.settle(store, first.id, MessageState.ACCEPTED, NOW, message="m"))
    assert await claimed(database) == ["b"]


async def test_a_push_held_back_over_the_night_holds_back_no_reply(database: Database) -> None:
    morning = NOW + timedelta(hours=12)
    await database.write(lambda store: put(store, "p", "1", MessageKind.INFO, not_before=morning))
    await database.write(lambda store: put(store, "r", "1"))
    assert await claimed(database) == ["r"]
    assert await claimed(database, now=morning) == ["p"]


async def test_a_postponed_message_keeps_its_wait_and_its_place(database: Database) -> None:
    """F14: the wait is stored, so a restart keeps it."""
    await database.write(lambda store: put(store, "a", "1"))
    await database.write(lambda store: put(store, "b", "1"))
    (first,) = await database.write(lambda store: outbox.claim(store, "test", (), 8, NOW))
    later = NOW + timedelta(seconds=30)
    await database.write(lambda store: outbox.postpone(store, first.id, later, Cause.RATE, "429"))
    assert await claimed(database) == []
    assert await claimed(database, now=later) == ["a"]


async def test_what_was_on_its_way_is_known_after_a_crash(database: Database) -> None:
    await database.write(lambda store: put(store, "a", "1"))
    await claimed(database)
    left = await database.read(lambda store: outbox.left_sending(store, "test"))
    assert [(message.key, message.attempts) for message in left] == [("a", 1)]


async def test_a_migrated_group_takes_its_waiting_messages_along(database: Database) -> None:
    """F17: the chat id changes everywhere at once."""
    await database.write(lambda store: put(store, "a", "-1"))
    await database.write(lambda store: outbox.move_chat(store, "test", "-1", "-100"))
    (message,) = await database.write(lambda store: outbox.claim(store, "test", (), 8, NOW))
    assert message.chat == "-100"


async def test_resting_chats_are_left_alone(database: Database) -> None:
    await database.write(lambda store: put(store, "a", "1"))
    assert await claimed(database, busy=("1",)) == []


async def test_what_came_to_a_chat_leaves_out_what_is_held_and_orders_by_when_it_came(database: Database) -> None:
    later = NOW + timedelta(hours=11)

    def work(store: Store) -> None:
        put(store, "held", "1", MessageKind.REMINDER, not_before=later)
        put(store, "now", "1")
        put(store, "elsewhere", "2")

    await database.write(work)

    async def came(now: datetime, before: datetime | None = None) -> list[str]:
        found = await database.read(lambda store: outbox.came_to(store, "test", "1", PersonId(1), before, now, 5))
        return [message.key for message in found]

    assert await came(NOW) == ["now"]
    assert await came(later) == ["held", "now"]
    assert await came(later, later) == ["now"]
    shown = await database.read(lambda store: outbox.shown_in(store, "test", "1", 5))
    assert [message.key for message in shown] == ["now", "held"], "queued is not come"


async def test_what_was_pushed_about_one_subject_was_not_pushed_about_another_that_begins_like_it(
    database: Database,
) -> None:
    """`matter:chat:1` is the message 1 of a chat, `matter:chat:12` another one."""

    def work(store: Store) -> None:
        person = people.add(store, "督查员", Role.INSPECTOR, None, "", NOW)
        key = NewsKey(Raised(Update("chat", "12")), person).text()
        outbox.put(store, key, "test", "1", person, MessageKind.INFO, PAYLOAD, NOW)

    await database.write(work)

    async def pushed(message: str) -> bool:
        news = Raised(Update("chat", message))
        return await database.read(lambda store: outbox.pushed_about(store, news, NOW))

    assert await pushed("12")
    assert not await pushed("1")


async def test_what_a_message_told_of_is_found_by_the_platforms_id_as_it_was_changed_last(database: Database) -> None:
    def work(store: Store) -> list[tuple[ItemId, ...]]:
        for key, chat, about in (("a", "1", [7]), ("b", "1", [7, 8]), ("c", "2", [9])):
            told: Payload = {**PAYLOAD, "about": about}
            outbox.put(store, key, "test", chat, None, MessageKind.REPLY, told, NOW)
        put(store, "d", "1")
        for message, name in zip(outbox.claim(store, "test", (), 8, NOW), ("m1", "m1", "m1"), strict=False):
            outbox.settle(store, message.id, MessageState.ACCEPTED, NOW, message=name)
        for name in ("m1", "m2"):
            for message in outbox.claim(store, "test", (), 8, NOW):
                outbox.settle(store, message.id, MessageState.ACCEPTED, NOW, message=name)
        return [
            outbox.about(store, "test", chat, name)
            for chat, name in (("1", "m1"), ("2", "m1"), ("1", "m2"), ("1", "m3"))
        ]

    assert await database.write(work) == [(ItemId(7), ItemId(8)), (ItemId(9),), (), ()]


async def test_a_clock_that_is_put_back_holds_no_second_try_longer(database: Database) -> None:
    """A reply that failed while the clock stood two hours ahead would wait these two hours, and its chat with it."""
    ahead, back = NOW + timedelta(hours=2), timedelta(hours=-2)

    def fail(store: Store) -> None:
        put(store, "failed", "1")
        put(store, "held", "2", MessageKind.REMINDER, not_before=ahead)
        (first,) = outbox.claim(store, "test", (), 8, NOW)
        outbox.postpone(store, first.id, ahead + timedelta(seconds=2), Cause.RATE, "")

    await database.write(fail)
    assert await claimed(database) == []
    await database.write(lambda store: backlog.clock_moved(store, back))
    assert await claimed(database, now=NOW + timedelta(seconds=1)) == []
    assert await claimed(database, now=NOW + timedelta(seconds=2)) == ["failed"]
    assert await claimed(database, now=NOW + timedelta(hours=1)) == [], "what is held to a time of day is"


async def test_at_a_start_nothing_waits_longer_for_a_second_try_than_tries_wait(database: Database) -> None:
    def fail(store: Store) -> None:
        put(store, "long", "1")
        put(store, "short", "2")
        put(store, "held", "3", MessageKind.REMINDER, not_before=NOW + timedelta(hours=2))
        long, short = outbox.claim(store, "test", (), 8, NOW)
        outbox.postpone(store, long.id, NOW + timedelta(hours=2), Cause.RATE, "")
        outbox.postpone(store, short.id, NOW + timedelta(seconds=2), Cause.RATE, "")
        backlog.wait_at_most(store, "test", NOW + timedelta(minutes=5))

    await database.write(fail)
    assert await claimed(database, now=NOW + timedelta(seconds=2)) == ["short"]
    assert await claimed(database, now=NOW + timedelta(minutes=5)) == ["long"]

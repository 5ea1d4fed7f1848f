"""What became of pushes, on both databases: counted by where they ended, followed to the chat they went to last."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import event, text

from domain.delivery import Cause
from domain.items import ItemId
from domain.keys.due import ReportPeriod
from domain.keys.matters import Missed, MissedSubject
from domain.keys.messages import NewsKey
from domain.people import PersonId, Role
from storage import delivery, migrate, outbox, people, supervision
from storage.delivery import Push, Tally
from storage.engine import Database
from storage.outbox import MessageKind, MessageState
from storage.store import Store
from tests.support.keys import news

NOW = datetime(2026, 6, 24, 2, tzinfo=UTC)
BEFORE, AFTER = NOW - timedelta(days=1), NOW + timedelta(days=1)
S = MessageState


async def hired(database: Database, name: str = "填报人") -> PersonId:
    """A person."""
    return await database.write(lambda store: people.add(store, name, Role.REPORTER, None, "", NOW))


def put(
    store: Store,
    key: str,
    person: PersonId | None,
    state: MessageState,
    *,
    channel: str = "telegram",
    kind: MessageKind = MessageKind.REMINDER,
    instead_of: str | None = None,
    cause: Cause | None = None,
    at: datetime = NOW,
) -> None:
    """A message as it ended."""
    payload = {"title": key, "lines": []}
    more = {"state": state, "instead_of": instead_of, "cause": cause}
    assert outbox.put(store, key, channel, f"chat-{channel}", person, kind, payload, at, **more)  # type: ignore[arg-type]


async def tallied(database: Database) -> dict[tuple[PersonId, str, MessageState], Tally]:
    """The counts of the day."""
    found = await database.read(lambda store: delivery.tallies(store, NOW, AFTER))
    return {(each.person, each.channel, each.state): each for each in found}


async def test_pushes_are_counted_by_person_channel_and_state_and_replies_are_not(database: Database) -> None:
    one, two = await hired(database), await hired(database, "另一人")

    def work(store: Store) -> None:
        put(store, "a", one, S.ACCEPTED)
        put(store, "b", one, S.ACCEPTED, kind=MessageKind.DIGEST)
        put(store, "c", one, S.FAILED, cause=Cause.REFUSED)
        put(store, "d", one, S.FAILED, cause=Cause.TOO_LONG)
        put(store, "e", two, S.PENDING, channel="web")
        put(store, "reply", one, S.FAILED, kind=MessageKind.REPLY)
        put(store, "menu", one, S.FAILED, kind=MessageKind.MENU)
        put(store, "old", one, S.UNKNOWN, at=BEFORE)
        put(store, "to nobody", None, S.FAILED)

    await database.write(work)
    found = await tallied(database)
    assert {key: each.count for key, each in found.items()} == {
        (one, "telegram", S.ACCEPTED): 2,
        (one, "telegram", S.FAILED): 2,
        (two, "web", S.PENDING): 1,
    }
    assert found[one, "telegram", S.FAILED].cause is Cause.TOO_LONG


async def test_what_went_another_way_is_counted_where_it_went(database: Database) -> None:
    person = await hired(database)

    def work(store: Store) -> None:
        put(store, "a", person, S.UNREACHABLE)
        put(store, "a~web", person, S.ACCEPTED, channel="web", instead_of="a")
        put(store, "b", person, S.UNREACHABLE)

    await database.write(work)
    assert {key[1:] for key in await tallied(database)} == {("web", S.ACCEPTED), ("telegram", S.UNREACHABLE)}

    def look(store: Store) -> tuple[list[Push], list[Push]]:
        return list(delivery.of_person(store, person, 10)), list(delivery.lost(store, NOW, AFTER, NOW))

    mine, lost = await database.read(look)
    assert [(push.key, push.instead_of) for push in mine] == [("b", None), ("a~web", "a")], "newest first"
    assert [push.key for push in lost] == ["b"]


async def test_what_may_not_have_arrived_and_what_an_outage_holds_up_is_lost_too(database: Database) -> None:
    """What waits is told of only where the platform takes nothing, and only when it has waited since then."""
    person = await hired(database)

    def work(store: Store) -> None:
        put(store, "doubt", person, S.UNKNOWN, cause=Cause.CUT)
        put(store, "waits", person, S.PENDING, channel="web")
        put(store, "held up", person, S.PENDING)
        put(store, "tried", person, S.PENDING, cause=Cause.PLATFORM_DOWN)
        put(store, "fresh", person, S.PENDING, at=AFTER)
        put(store, "taken", person, S.ACCEPTED)

    await database.write(work)
    found = await database.read(lambda store: delivery.lost(store, BEFORE, AFTER + timedelta(hours=2), NOW))
    assert [push.key for push in found] == ["doubt", "held up", "tried"]
    assert await database.read(delivery.held_up) == ("telegram",)


async def test_a_busy_platform_or_a_moved_group_holds_up_nobody_else(database: Database) -> None:
    person = await hired(database)

    def work(store: Store) -> None:
        put(store, "a", person, S.PENDING, cause=Cause.RATE)
        put(store, "b", person, S.PENDING, cause=Cause.MIGRATED, channel="web")

    await database.write(work)
    assert await database.read(delivery.held_up) == ()


async def test_a_message_is_followed_to_the_last_chat_it_went_to(database: Database) -> None:
    person = await hired(database)
    a, b = news("a", person).text(), news("b", person).text()

    def work(store: Store) -> None:
        put(store, a, person, S.UNREACHABLE)
        put(store, f"{a}~web", person, S.UNREACHABLE, channel="web", instead_of=a)
        put(store, f"{a}~web~third", person, S.ACCEPTED, channel="third", instead_of=f"{a}~web")
        put(store, b, person, S.PENDING)

    await database.write(work)

    def look(store: Store) -> tuple[dict[NewsKey, Push], set[tuple[str, str]]]:
        keys = [news(name, person) for name in ("a", "b", "never")]
        return delivery.ends_of(store, keys), delivery.tried(store, f"{a}~web~third")

    ends, tried = await database.read(look)
    assert {key: (push.channel, push.state) for key, push in ends.items()} == {
        news("a", person): ("third", S.ACCEPTED),
        news("b", person): ("telegram", S.PENDING),
    }
    assert {channel for channel, _ in tried} == {"telegram", "web", "third"}


async def test_a_matter_that_did_not_reach_a_person_is_named_once(database: Database) -> None:
    one, two = await hired(database), await hired(database, "另一人")

    async def name(*lost: tuple[PersonId, Missed]) -> set[tuple[PersonId, Missed]]:
        return await database.write(lambda store: supervision.name_unreached(store, lost, NOW))

    missed = MissedSubject(ItemId(7), ReportPeriod(date(2026, 7, 3)))
    assert await name((one, missed), (one, missed)) == {(one, missed)}
    assert await name((one, missed), (two, missed)) == {(two, missed)}
    assert await name() == set()


async def test_only_the_pushes_that_wait_for_a_chat_move_with_it(database: Database) -> None:
    person = await hired(database)

    def work(store: Store) -> list[str]:
        put(store, "a", person, S.PENDING)
        put(store, "b", person, S.SENDING)
        put(store, "c", person, S.ACCEPTED)
        put(store, "d", person, S.PENDING, kind=MessageKind.REPLY)
        put(store, "e", person, S.PENDING, channel="web")
        put(store, "f", person, S.PENDING, kind=MessageKind.DIGEST)
        return [message.key for message in outbox.waiting_in(store, "telegram", "chat-telegram")]

    assert await database.write(work) == ["a", "f"]


async def test_the_questions_about_pushes_are_answered_by_an_index(database: Database) -> None:
    def plans(store: Store) -> str:
        asked: list[tuple[str, Any]] = []

        def note(_connection: object, _cursor: object, statement: str, given: Any, *_: object) -> None:
            asked.append((statement, given))

        event.listen(store.connection, "before_cursor_execute", note)
        delivery.tallies(store, NOW, AFTER)
        delivery.lost(store, NOW, AFTER, NOW)
        event.remove(store.connection, "before_cursor_execute", note)
        explain = "EXPLAIN QUERY PLAN " if database.dialect == "sqlite" else "EXPLAIN "
        if database.dialect == "postgresql":
            # An empty table would be read from end to end.
            store.execute(text("SET LOCAL enable_seqscan = off"))
        told = [store.connection.exec_driver_sql(explain + statement, given).all() for statement, given in asked]
        return "\n".join(str(row) for rows in told for row in rows)

    plan = await database.write(plans)
    assert plan.count("ix_outbox_pushed") == 2
    assert plan.count("ix_outbox_instead_of") == 2


async def test_what_is_taken_back_from_a_leaver_is_withdrawn_and_no_failure(database: Database) -> None:
    person = await hired(database)

    def work(store: Store) -> int:
        put(store, "waits", person, S.PENDING)
        put(store, "arrived", person, S.ACCEPTED)
        return outbox.withdraw(store, person, NOW, Cause.LEFT)

    assert await database.write(work) == 1
    assert {key[2] for key in await tallied(database)} == {S.WITHDRAWN, S.ACCEPTED}


async def test_what_was_withdrawn_before_the_upgrade_is_a_failure_no_more(database: Database) -> None:
    person = await hired(database)

    def state_of(store: Store, key: str) -> str:
        return str(store.execute(text("SELECT state FROM outbox WHERE key = :key"), {"key": key}).scalar_one())

    def work(store: Store) -> None:
        put(store, "taken back", person, S.WITHDRAWN, cause=Cause.LEFT)
        put(store, "failed", person, S.FAILED, cause=Cause.REFUSED)
        migrate.downgrade(store, "0007")
        assert state_of(store, "taken back") == "failed"
        migrate.upgrade(store)
        assert (state_of(store, "taken back"), state_of(store, "failed")) == ("withdrawn", "failed")

    await database.write(work)


async def test_news_is_looked_for_by_its_whole_name(database: Database) -> None:
    """Ids that a platform gives may begin alike, and hold whatever stands between the parts of a key."""
    person = await hired(database)
    names = ("12", "1:2", "1%", "a+1", "a~web")

    def work(store: Store) -> None:
        for name in names:
            put(store, news(name, person).text(), person, S.PENDING)

    await database.write(work)

    async def pushed(name: str, since: datetime = NOW) -> bool:
        return await database.read(lambda store: outbox.pushed_about(store, news(name, person).news, since))

    assert [name for name in (*names, "1", "", "a", "12:1", "1_") if await pushed(name)] == list(names)
    assert not await pushed("12", AFTER)

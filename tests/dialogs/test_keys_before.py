"""A database whose keys were written by the versions before: nothing that was told is told again, and all of it is read."""

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import bindparam, text

from domain.keys.messages import parse_bundle
from domain.people import Role
from handlers.kernel.turn import Moment
from handlers.reminders import outdated
from handlers.reminders import tick as reminders
from storage import delivery, migrate, outbox
from storage.exact import UtcTime
from storage.outbox import MessageState
from storage.store import Store
from tests.support.world import SilentChannel, Talk, World, make_world

TAKEN = "已记录：收到。"
BEFORE = "0011"
# What the version before wrote for a clerk and an inspector (persons 1 and 2) by 30 June; items by their codes.
TOLD = [
    ("JS-010", "milestone:1:2026-06-30:T"),
    ("JS-010", "report:2026-07-03:T-3"),
    ("JS-011", "milestone:1:2026-06-30:T"),
    ("JS-011", "report:2026-07-03:T-3"),
    ("ZS-012", "milestone:1:2026-06-30:T"),
    ("ZS-013", "milestone:0:2026-06-30:T"),
]
# Lost pushes, each with the name it was put on record under: cut at the first + or ~, whatever that stands for.
LOST = [
    ("jumped:2026-06-29T01:00:00+00:00:1", "push|jumped:2026-06-29T01:00:00"),
    ("matter:web:a~b:c+d:1", "push|matter:web:a"),
    ("matter:web:a~e:1", "push|matter:web:a"),
    ("notice:7:21:1+1", "push|notice:7:21:1"),
    ("downtime:1:2026-06-29T02:00:00+00:00", "push|downtime:1:2026-06-29T02:00:00"),
    ("verdict:31:returned", "push|verdict:31:returned"),
    ("notice-request:7:1", "push|notice-request:7:1"),
]
NOW_CALLED = [
    "push|downtime:2026-06-29T02:00:00+00:00:1",
    "push|jumped:2026-06-29T01:00:00+00:00:1",
    "push|matter:web:a~b:c+d:1",
    "push|matter:web:a~e:1",
    "push|notice-request:7:0:1",
    "push|notice:7:21:1",
    "push|verdict:31:returned:1",
]
PUSHED = datetime(2026, 6, 29, 1, 0, tzinfo=UTC)
AT = bindparam("at", type_=UtcTime)
INSERT = text(
    "INSERT INTO outbox (key, channel, chat, person_id, lane, kind, payload, state, attempts, repeated, created_at, error)"
    " VALUES (:key, 'telegram', :chat, :person, 1, :kind, :payload, :state, 0, :no, :at, '')"
).bindparams(AT)


@pytest.fixture
async def world(tmp_path: Path, store_url: str) -> AsyncIterator[World]:
    """The sample district of 24 June on each database, reports owed from the next day on."""
    world = await make_world(tmp_path, {"telegram": SilentChannel("telegram")}, store_url)
    world.clock.local(6, 24)
    await world.settle(tracked_from=date(2026, 6, 25))
    yield world
    await world.database.close()


async def _on(world: World, month: int, day: int) -> reminders.Ticked:
    world.clock.local(month, day, 9, 5)
    return await world.dispatch.moment(reminders.tick)


async def _hired(world: World) -> tuple[Talk, Talk]:
    await _on(world, 6, 25)
    clerk = await world.hire("王五", Role.REPORTER, "BM28", channel="telegram")
    inspector = await world.hire("督查员", Role.INSPECTOR, channel="telegram")
    assert (clerk.id, inspector.id) == (1, 2)
    await _on(world, 6, 29)
    return clerk, inspector


def _queue(store: Store, key: str, chat: str, person: int, kind: str, payload: str, state: str) -> None:
    row = {"key": key, "chat": chat, "person": person, "kind": kind, "payload": payload, "state": state}
    store.execute(INSERT, row | {"no": False, "at": PUSHED})


def _write_told(store: Store) -> None:
    """30 June before its push, as the version before left it."""
    claim = text(
        "INSERT INTO reminded (item_id, occurrence, person_id, outbox_key, at) SELECT id, :key, 1, 'remind:1:2026-06-28', :at"
        " FROM items WHERE code = :code"
    ).bindparams(AT)
    for code, key in TOLD:
        store.execute(claim, {"code": code, "key": key, "at": PUSHED})
    _queue(store, "remind:1:2026-06-28", "王五", 1, "reminder", '{"title": "提醒", "lines": []}', "accepted")
    name = text("INSERT INTO unreached (person_id, subject, at) VALUES (1, :subject, :at)").bindparams(AT)
    for key, _ in LOST:
        _queue(store, key, "王五", 1, "notice", '{"title": "消息", "lines": []}', "failed")
    for subject in dict.fromkeys(subject for _, subject in LOST):
        store.execute(name, {"subject": subject, "at": PUSHED})
    payload = (
        '{"title": "6月29日 提醒（1 项）", "lines": ["【未送达，请另行通知】", "王五：“消息”"], "named": {"day": "2026-06-29",'
        ' "all": ["person:1|push|jumped:2026-06-29T01:00:00"], "lines": [[], ["person:1|push|jumped:2026-06-29T01:00:00"]]}}'
    )
    _queue(store, "remind:2:2026-06-28", "督查员", 2, "reminder", payload, "pending")


async def _before(world: World) -> None:
    """The same database, written by the version before and migrated."""
    await world.database.write(partial(migrate.downgrade, revision=BEFORE))
    await world.database.write(_write_told)
    await world.database.write(migrate.upgrade)


async def _named(world: World) -> list[str]:
    def look(store: Store) -> list[str]:
        return sorted(store.execute(text("SELECT subject FROM unreached")).scalars())

    return await world.database.read(look)


async def test_what_was_told_under_the_keys_before_is_not_told_again(world: World) -> None:
    clerk, inspector = await _hired(world)
    await _before(world)
    assert await _named(world) == NOW_CALLED
    # The version before did not know of units whom nobody reaches: that they are named once is new indeed.
    await world.dispatch.moment(lambda moment: delivery.name_units(moment.store, moment.now))
    told = await _on(world, 6, 30)
    assert told.messages == 0, "nothing is new for the clerk, and the inspector knows of everything that was lost"
    assert "remind:1:2026-06-30" not in [each.message.key for each in await world.new_in(clerk.name)]
    assert [each.message.key for each in await world.new_in(inspector.name)] == ["remind:2:2026-06-28"]
    assert await _named(world) == NOW_CALLED


async def test_without_the_record_everything_would_be_told(world: World) -> None:
    """The other side of it: the tick of that day does find something to say."""
    await _hired(world)
    assert (await _on(world, 6, 30)).messages == 1


async def test_a_bundle_that_waits_and_one_that_was_told_are_read_under_the_keys_before(world: World) -> None:
    clerk, _ = await _hired(world)
    await _before(world)

    def look(moment: Moment) -> tuple[int, object, MessageState]:
        told = outdated.told_in(moment, parse_bundle("remind:1:2026-06-28"))
        waiting = outbox.by_key(moment.store, "remind:2:2026-06-28")
        assert waiting is not None
        return len(told.told), waiting.payload["named"]["all"], waiting.state

    count, named, state = await world.dispatch.look(look)
    assert (count, state) == (len(TOLD), MessageState.PENDING)
    assert named == ["person:1|push|jumped:2026-06-29T01:00:00+00:00:1"]
    assert (await clerk.say("收到"))[-1].text == TAKEN


async def test_back_in_the_version_before_everything_has_the_name_it_knows(world: World) -> None:
    await _hired(world)
    await _before(world)
    await world.database.write(partial(migrate.downgrade, revision=BEFORE))
    cut = {"push|downtime:2026-06-29T02:00:00", "push|notice-request:7:0:1", "push|verdict:31:returned:1"}
    assert (
        set(await _named(world))
        == {subject for key, subject in LOST if key.startswith(("jumped", "matter", "notice:"))} | cut
    )
    await world.database.write(migrate.upgrade)
    assert await _named(world) == NOW_CALLED

"""Work that may fail alone takes nothing else with it, and hides no failure of what was done before."""

from datetime import UTC, datetime
from typing import cast

import pytest
from sqlalchemy.exc import IntegrityError

from domain.people import Role
from storage import chats, marks, outbox, people
from storage.audit import verify
from storage.chats import Update
from storage.engine import Database
from storage.payloads import Payload
from storage.store import Store

NOW = datetime(2026, 6, 1, tzinfo=UTC)
PAYLOAD = cast(Payload, {"title": "", "lines": ["x"]})
TOLD = ("web", "1")


def answer_twice(store: Store) -> None:
    """A reply that the store refuses when it is written, between a person and the note that a message was dealt with."""
    outbox.answer(store, "k", "web", "c", None, PAYLOAD, NOW, None)
    people.add(store, "甲", Role.REPORTER, None, "", NOW)
    chats.write_down(store, Update(*TOLD, "c", "s", "hi", "done"), NOW)


async def test_a_row_put_off_before_that_cannot_be_written_undoes_the_whole_transaction(database: Database) -> None:
    await database.write(lambda store: outbox.answer(store, "k", "web", "c", None, PAYLOAD, NOW, None))

    def work(store: Store) -> None:
        answer_twice(store)
        store.attempt(lambda: marks.put(store, "a", "1"))

    with pytest.raises(IntegrityError):
        await database.write(work)
    assert await database.read(lambda store: chats.dealt_with(store, [TOLD])) == set()
    assert await database.read(lambda store: marks.get(store, "a")) is None
    assert (await database.read(verify.verify)).total == 0
    assert await database.write(lambda store: people.add(store, "乙", Role.REPORTER, None, "", NOW))


async def test_a_transaction_whose_put_off_rows_were_lost_is_not_committed(database: Database) -> None:
    await database.write(lambda store: outbox.answer(store, "k", "web", "c", None, PAYLOAD, NOW, None))

    def work(store: Store) -> None:
        answer_twice(store)
        try:
            store.flush()
        except IntegrityError:
            return

    with pytest.raises(Exception, match=r"put off|aborted|transaction"):
        await database.write(work)
    assert await database.read(lambda store: chats.dealt_with(store, [TOLD])) == set()


async def test_work_that_fails_alone_leaves_what_was_put_off_before(database: Database) -> None:
    def failing(store: Store) -> None:
        outbox.answer(store, "k", "web", "c", None, PAYLOAD, NOW, None)
        outbox.answer(store, "k", "web", "c", None, PAYLOAD, NOW, None)

    def work(store: Store) -> Exception | None:
        chats.write_down(store, Update(*TOLD, "c", "s", "hi", "done"), NOW)
        return store.attempt(lambda: failing(store))

    assert isinstance(await database.write(work), IntegrityError)
    assert await database.read(lambda store: chats.dealt_with(store, [TOLD])) == {TOLD}
    assert await database.read(lambda store: outbox.by_key(store, "k")) is None

"""Notices on both databases: numbers without gaps or doubles, one winner a step, a record that only grows."""

import asyncio
import random
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from bot.demo.sample import sample_items, sample_units
from domain.items import ItemId
from domain.keys.due import ReportPeriod
from domain.keys.occasions import Lapsed, TurnedRed
from domain.ladders import Hold, HoldKind
from domain.notices.model import Action, Notice, NoticeState
from domain.notices.names import NoticeId
from domain.notices.rules import Consequence, Trigger
from domain.people import PersonId, Role
from storage import evidence, items, notice_records, notices, people, schedule, supervision, units
from storage.engine import Database, open_database
from storage.store import Store
from storage.tables import notices as table
from tests.support.notices import DRAFT

NOW = datetime(2026, 7, 1, 2, tzinfo=UTC)
TODAY = date(2026, 7, 1)
LATE = ReportPeriod(date(2026, 6, 30))
NEW = replace(DRAFT, id=NoticeId(0))


async def settle(database: Database) -> PersonId:
    """Units, a few items and an inspector."""

    def work(store: Store) -> PersonId:
        units.put(store, sample_units(), NOW)
        items.add(store, sample_items(2026)[:5], "示例区", TODAY, NOW)
        return people.add(store, "督查员", Role.INSPECTOR, None, "", NOW)

    return await database.write(work)


def drafted(store: Store, **changes: object) -> Notice:
    """A stored draft."""
    stored = notices.draft(store, replace(NEW, **changes), None, NOW)  # type: ignore[arg-type]
    assert stored is not None
    return stored


def send(store: Store, draft: Notice, year: int = 2026) -> Notice:
    """Sends a draft under the next number."""
    number = notices.next_number(store, draft.family, year)
    sent = replace(
        draft,
        state=NoticeState.SENT,
        year=year,
        number=number,
        printed=f"{draft.family}〔{year}〕{number}号",
        sent_on=TODAY,
        reply_by=TODAY,
    )
    assert notices.move(store, draft, sent, Action.SEND, None, "", NOW, TODAY) is not None
    return sent


class Lost(Exception):
    """Something goes wrong after the number was given."""


async def test_numbers_have_neither_gaps_nor_doubles_with_two_writers_and_failures(store_url: str) -> None:
    one, two = open_database(store_url), open_database(store_url)
    await settle(one)
    chance = random.Random(7)

    async def go(database: Database, number: int) -> None:
        family, year = chance.choice(["colour", "paper"]), chance.choice([2026, 2027])

        def work(store: Store) -> None:
            send(store, drafted(store, family=family), year)
            if number % 5 == 0:
                raise Lost

        try:
            await database.write(work)
        except Lost:
            await asyncio.sleep(0)

    await asyncio.gather(*(go((one, two)[number % 2], number) for number in range(80)))

    def given(store: Store) -> dict[tuple[str, int], list[int]]:
        found: dict[tuple[str, int], list[int]] = {}
        for row in store.execute(select(table).order_by(table.c.number)):
            found.setdefault((row.family, row.year), []).append(row.number)
        return found

    found = await two.read(given)
    assert sum(len(numbers) for numbers in found.values()) == 64
    assert len(found) == 4
    assert all(numbers == list(range(1, len(numbers) + 1)) for numbers in found.values())
    await one.close()
    await two.close()


async def test_the_database_itself_refuses_a_number_given_twice(database: Database) -> None:
    await settle(database)

    def twice(store: Store) -> None:
        send(store, drafted(store))
        store.execute(text("UPDATE notices SET year = 2026, number = 1 WHERE number IS NULL"))
        other = drafted(store)
        store.execute(table.update().where(table.c.id == other.id).values(year=2026, number=1))

    with pytest.raises(IntegrityError):
        await database.write(twice)


async def test_an_occasion_drafts_once_and_by_hand_as_often_as_one_likes(database: Database) -> None:
    await settle(database)

    def work(store: Store) -> list[bool]:
        made = [
            notices.draft(store, replace(NEW, occasion=occasion), None, NOW)
            for occasion in (LATE, LATE, TurnedRed(date(2026, 7, 1)), None, None)
        ]
        return [each is not None for each in made]

    assert await database.write(work) == [True, False, True, True, True]


async def test_of_two_who_act_on_the_same_standing_one_is_told_so(database: Database) -> None:
    inspector = await settle(database)

    def work(store: Store) -> tuple[object, object, Notice | None]:
        sent = send(store, drafted(store))
        received = replace(sent, state=NoticeState.RECEIVED)
        withdrawn = replace(sent, state=NoticeState.WITHDRAWN)
        first = notices.move(store, sent, received, Action.RECEIVE, None, "", NOW, None)
        second = notices.move(store, sent, withdrawn, Action.WITHDRAW, inspector, "", NOW, None)
        return first, second, notices.by_id(store, sent.id)

    first, second, standing = await database.write(work)
    assert first is not None
    assert second is None
    assert standing is not None
    assert standing.state is NoticeState.RECEIVED


async def test_a_notice_comes_back_as_it_was_stored_with_its_whole_life(database: Database) -> None:
    inspector = await settle(database)

    def work(store: Store) -> Notice:
        parent = send(store, drafted(store))
        return send(
            store,
            drafted(
                store, parent=parent.id, urgent=True, occasion=Lapsed(NoticeId(1), date(2026, 7, 1)), kind="orange"
            ),
        )

    sent = await database.write(work)

    def life(store: Store) -> None:
        after = replace(sent, unit="BM01", objected_on=TODAY, verdict_due=TODAY, feedback_due=TODAY, sent_by=inspector)
        notices.move(store, sent, after, Action.REASSIGN, inspector, "职责不符", NOW, TODAY)

    await database.write(life)
    found = await database.read(lambda store: notices.by_printed(store, sent.printed))
    assert found == replace(
        sent, unit="BM01", objected_on=TODAY, verdict_due=TODAY, feedback_due=TODAY, sent_by=inspector
    )
    assert found.parent is not None
    parent = found.parent
    assert [each.id for each in await database.read(lambda c: notices.children(c, parent))] == [sent.id]
    events = await database.read(lambda store: notices.events(store, sent.id))
    assert [(each.action, each.state, each.unit, each.text) for each in events] == [
        (Action.DRAFT, NoticeState.DRAFT, "BM28", ""),
        (Action.SEND, NoticeState.SENT, "BM28", ""),
        (Action.REASSIGN, NoticeState.SENT, "BM01", "职责不符"),
    ]
    counted = await database.read(lambda c: notices.counted(c, sent.item, "orange", Action.REASSIGN, [2026]))
    assert counted == 1


async def test_what_the_tick_and_the_lists_ask_for(database: Database) -> None:
    await settle(database)

    def work(store: Store) -> tuple[list[NoticeId], ...]:
        draft = drafted(store)
        sent = send(store, drafted(store, item=ItemId(2)))
        closed = send(store, drafted(store, item=ItemId(3)))
        over = replace(closed, state=NoticeState.CLOSED)
        notices.move(store, closed, over, Action.CLOSE, None, "", NOW, None)
        leader = next(each for each in items.of_year(store, 2026) if each.id == ItemId(2)).item.leader
        found = (
            tuple(notices.by_ids(store, schedule.notices_to_remind(store, TODAY, 9)).values()),
            notices.unsettled(store),
            notices.open_of_unit(store, "BM28"),
            notices.open_of_leader(store, leader),
            notices.open_on(store, [ItemId(1), ItemId(3)]),
        )
        names = {draft.id: NoticeId(1), sent.id: NoticeId(2), closed.id: NoticeId(3)}
        return tuple([names[each.id] for each in some] for some in found)

    assert await database.write(work) == ([2], [1, 2], [2], [2], [1])


async def test_files_hang_on_their_event_and_consequences_are_called_down_once(database: Database) -> None:
    await settle(database)
    harsh = Consequence(Trigger.OVERDUE, 1, "notice_overdue", "记入台账。")

    def work(store: Store) -> tuple[object, ...]:
        sent = send(store, drafted(store))
        sha256 = evidence.keep(store, evidence.shelve(store.files, b"picture"), "image/png", NOW)
        replied = replace(sent, state=NoticeState.REPLIED)
        event = notices.move(store, sent, replied, Action.REPLY, None, "已整改", NOW, None)
        assert event is not None
        notice_records.attach(store, event, [(sha256, "现场.png")], NOW)
        fresh = [notice_records.call_down(store, sent, harsh, TODAY, NOW) for _ in range(2)]
        later = notice_records.call_down(store, sent, harsh, date(2026, 7, 9), NOW)
        files = [(each.event == event, each.name, each.media_type) for each in notice_records.files_of(store, sent.id)]
        kept = [(each.record, each.unit, each.on) for each in notice_records.consequences_of(store, sent.id)]
        return fresh, later, files, kept

    assert await database.write(work) == (
        [True, False],
        True,
        [(True, "现场.png", "image/png")],
        [("notice_overdue", "BM28", TODAY), ("notice_overdue", "BM28", date(2026, 7, 9))],
    )


async def test_what_is_open_on_an_item_follows_every_step_within_one_transaction(database: Database) -> None:
    await settle(database)

    def work(store: Store) -> None:
        def standing() -> list[NoticeState]:
            return [notice.state for notice in notices.open_on(store, [NEW.item])]

        assert standing() == []
        draft = drafted(store)
        assert standing() == [NoticeState.DRAFT]
        sent = send(store, draft)
        assert standing() == [NoticeState.SENT]
        closed = replace(sent, state=NoticeState.CLOSED)
        assert notices.move(store, sent, closed, Action.CLOSE, None, "", NOW, None) is not None
        assert standing() == []

    await database.write(work)


async def test_a_hold_is_known_in_the_transaction_that_gives_it(database: Database) -> None:
    inspector = await settle(database)
    hold = Hold(HoldKind.SNOOZED, TODAY, TODAY)

    def work(store: Store) -> None:
        assert supervision.holds_of(store, [ItemId(1), ItemId(2)]) == {}
        assert supervision.hold(store, ItemId(1), LATE, hold, inspector, "", NOW)
        assert supervision.holds_of(store, [ItemId(1), ItemId(2)]) == {ItemId(1): {LATE: (hold,)}}

    await database.write(work)

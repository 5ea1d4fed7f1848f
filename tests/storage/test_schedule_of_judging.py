"""Which items must be judged is stored with them, so that a tick with nothing to do looks at nothing."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import text

from bot.demo.sample import sample_items, sample_units
from domain.items import Item, ItemId, Stage
from storage import items, schedule, units
from storage.engine import Database
from storage.store import Store

NOW = datetime(2026, 6, 22, 4, tzinfo=UTC)
TODAY = date(2026, 6, 22)
YEAR = 2026


def settle(store: Store) -> list[ItemId]:
    """Five items, the last one a draft, and one of the year before."""
    units.put(store, sample_units(), NOW)
    made: list[Item] = [replace(item, stage=Stage.OPEN) for item in sample_items(YEAR)[:4]]
    made.append(replace(sample_items(YEAR)[4], stage=Stage.DRAFT))
    items.add(store, [replace(sample_items(YEAR - 1)[0], stage=Stage.OPEN)], "区政府", date(YEAR - 1, 1, 1), NOW)
    return items.add(store, made, "区政府", date(YEAR, 1, 1), NOW)


def amended(store: Store, id_: ItemId, stage: Stage) -> None:
    """The item at another stage."""
    stored = items.by_id(store, id_)
    assert stored is not None
    items.change(store, id_, replace(stored.item, stage=stage), [], None, NOW)


async def test_open_items_of_the_year_are_judged_once_a_day(database: Database) -> None:
    def work(store: Store) -> None:
        one, two, three, four, _ = settle(store)
        assert schedule.to_judge(store, YEAR, TODAY, 9) == (one, two, three, four)
        assert schedule.to_judge(store, YEAR, TODAY, 2) == (one, two)
        assert schedule.to_judge(store, YEAR, TODAY, 9, {two}) == (one, three, four)
        schedule.judged(store, [one, three], TODAY)
        assert schedule.to_judge(store, YEAR, TODAY, 9) == (two, four)
        schedule.judged(store, [two, four], TODAY)
        assert schedule.to_judge(store, YEAR, TODAY, 9) == ()
        assert schedule.to_judge(store, YEAR, TODAY + timedelta(days=1), 9) == (one, two, three, four)

    await database.write(work)


async def test_an_item_is_judged_from_the_moment_it_is_open_and_no_more_when_it_ends(database: Database) -> None:
    def work(store: Store) -> None:
        one, two, three, four, draft = settle(store)
        schedule.judged(store, [one, two, three, four], TODAY)
        amended(store, draft, Stage.OPEN)
        amended(store, one, Stage.CLOSED)
        assert schedule.to_judge(store, YEAR, TODAY, 9) == (draft,)
        amended(store, two, Stage.OPEN)
        assert schedule.to_judge(store, YEAR, TODAY, 9) == (draft,), "an amended item is judged when it is amended"
        assert one not in schedule.to_judge(store, YEAR, date(2030, 1, 1), 9)

    await database.write(work)


async def test_what_a_clock_that_ran_ahead_judged_is_judged_again(database: Database) -> None:
    def work(store: Store) -> None:
        one, two, *_ = settle(store)
        schedule.judged(store, [one], TODAY + timedelta(days=20))
        schedule.judged(store, [two], TODAY)
        schedule.judged_not_after(store, YEAR, TODAY)
        due = schedule.to_judge(store, YEAR, TODAY, 9)
        assert one in due
        assert two not in due

    await database.write(work)


async def test_asking_what_is_due_reads_an_index_and_no_item(database: Database) -> None:
    if database.dialect != "sqlite":
        return
    plan = "EXPLAIN QUERY PLAN " + str(schedule.TO_JUDGE.compile(compile_kwargs={"literal_binds": False}))
    bound = {"year": YEAR, "day": TODAY.isoformat(), "most": 9}
    rows = await database.read(lambda store: list(store.execute(text(plan), bound)))
    assert [row.detail for row in rows] == [
        "SEARCH judge_days USING COVERING INDEX ix_judge_days_year_on_item_id (year=? AND on<?)"
    ]


async def test_the_last_word_on_an_item_holds_whatever_else_was_changed_before(database: Database) -> None:
    ids = await database.write(settle)

    def work(store: Store) -> None:
        amended(store, ids[1], Stage.OPEN)
        amended(store, ids[0], Stage.CLOSED)
        amended(store, ids[0], Stage.OPEN)

    await database.write(work)
    assert ids[0] in await database.read(lambda store: schedule.to_judge(store, YEAR, date(2030, 1, 1), 99))


async def test_what_has_closed_is_judged_no_more_unless_the_clock_was_set_back(database: Database) -> None:
    def work(store: Store) -> None:
        one, two, *_ = settle(store)
        schedule.judged_no_more(store, [one])
        schedule.judged(store, [two], TODAY + timedelta(days=20))
        assert one not in schedule.to_judge(store, YEAR, date(2300, 1, 1), 9)
        schedule.judged_not_after(store, YEAR, TODAY)
        assert one not in schedule.to_judge(store, YEAR, TODAY, 9)
        assert two in schedule.to_judge(store, YEAR, TODAY, 9)
        schedule.judged_not_after(store, YEAR, TODAY, closed_too=True)
        assert one in schedule.to_judge(store, YEAR, TODAY, 9)

    await database.write(work)

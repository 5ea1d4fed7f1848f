"""Around the turn of the year: what ticks, lists, digests and ledgers make of two years that are open."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

from bot.demo.sample import sample_items
from bot.packs.file import load_pack
from domain.calendar import YearRule
from domain.digest import DigestKind, Scope
from domain.items import ItemId
from domain.people import Role
from handlers.digests.ledger import ledger
from handlers.digests.tick import send_due, year_told
from handlers.kernel.turn import Moment
from handlers.reminders import tick
from storage import items, states
from tests.support.world import World, make_world
from tests.support.years import NEXT, import_next, in_january, stored


async def occurrences(world: World, day: int, month: int = 12, year: int = 2026) -> tuple[int, int]:
    """What a tick at the push time of a day finds due, and its messages."""
    world.clock.local(month, day, 9, 5, year=year)
    done = await world.dispatch.moment(tick.tick)
    return done.occurrences, done.messages


async def lights(world: World, year: int) -> dict[str, str]:
    """The stored lights of a year's items by code."""

    def read(moment: Moment) -> dict[str, str]:
        found = {each.id: each.item.code for each in items.of_year(moment.store, year)}
        return {found[id_]: state.light.value for id_, state in states.of_items(moment.store, list(found)).items()}

    return await world.dispatch.look(read)


DAYS = (15, 16, 21, 31)
LISTS = ("周报", "周报 月报", "红灯", "谁没报", "我的事项", "板块", "单位亮灯", "片区亮灯")


async def december(world: World) -> list[tuple[int, int]]:
    """What the ticks of some days of December find and push."""
    return [await occurrences(world, day) for day in DAYS]


async def test_importing_next_year_changes_nothing_of_the_running_one(world: World, tmp_path: Path) -> None:
    async def lived(place: World, *, imports: bool) -> tuple[list[tuple[int, int]], dict[str, str], list[list[str]]]:
        await place.hire("中央商务区填报人", Role.REPORTER, "BM28")
        leader = await place.hire("区长", Role.LEADER, post="区长")
        place.clock.local(12, 14, 9, 5)
        await place.dispatch.moment(tick.tick)
        if imports:
            await import_next(place)
        found = await december(place)
        asked = [[shown.text for shown in await leader.say(line)] for line in LISTS]
        return found, await lights(place, 2026), asked

    (elsewhere := tmp_path / "other").mkdir()
    other = await make_world(elsewhere)
    await other.settle()
    without = await lived(other, imports=False)
    assert await lived(world, imports=True) == without
    assert all(due for due, _ in without[0]), "something falls due each day"
    await other.database.close()


async def test_the_old_year_is_chased_until_it_closes_and_no_longer(world: World) -> None:
    await world.hire("中央商务区填报人", Role.REPORTER, "BM28")
    world.clock.local(12, 30, 9, 5)
    await import_next(world)
    await world.dispatch.moment(tick.tick)
    old = await world.dispatch.look(lambda moment: {each.id for each in items.of_year(moment.store, 2026)})

    def owing(moment: Moment) -> set[ItemId]:
        return {id_ for id_, state in states.of_items(moment.store, list(old)).items() if state.remind_on is not None}

    world.clock.local(1, 6, 9, 5, year=NEXT)
    await world.dispatch.moment(tick.tick)
    assert await world.dispatch.look(lambda moment: old <= moment.reference.items.keys())
    assert await world.dispatch.look(owing)
    for day in (10, 11):
        world.clock.local(2, day, 9, 5, year=NEXT)
        await world.dispatch.moment(tick.tick)
    assert not await world.dispatch.look(lambda moment: old & moment.reference.items.keys())
    assert not await world.dispatch.look(owing)
    frozen = await lights(world, 2026)
    world.clock.local(3, 1, 9, 5, year=NEXT)
    await world.dispatch.moment(tick.tick)
    assert await lights(world, 2026) == frozen, "lights of a closed year stand"


async def test_lists_of_january_name_the_year_of_what_is_owed_of_the_old_one(world: World) -> None:
    clerk = await world.hire("中央商务区填报人", Role.REPORTER, "BM28")
    await in_january(world)
    owed = (await clerk.say("谁没报"))[-1]
    assert "2026年 JS-010" in owed.text
    assert "2026年 JS-010" in owed.labels
    mine = (await clerk.say("我的事项"))[-1]
    shown = mine.text
    while "下一页" in " ".join(clerk.last[-1].labels):
        shown += (await clerk.press("下一页"))[-1].text
    assert shown.count("2026年 JS-010") == 1
    assert shown.count(" JS-010：") == 2, "the new year's is there too, without its year"


async def test_a_reminder_of_january_names_the_old_year_and_its_button_reports_on_it(world: World) -> None:
    clerk = await world.hire("中央商务区填报人", Role.REPORTER, "BM28")
    await in_january(world)
    pushed = await clerk.pushed()
    bundle = next(each for each in reversed(pushed) if "2026年 JS-010" in each.text)
    await clerk.tap(bundle.token("报送 2026年 JS-010"))
    card = (await clerk.say("24座"))[-1]
    assert "截至 12月31日" in card.text
    await clerk.press("确认提交")
    assert (await stored(world, "JS-010"))[2026] == [(Decimal(24), date(2026, 12, 31))]


async def test_the_card_of_a_code_leads_to_the_other_years(world: World) -> None:
    clerk = await world.hire("中央商务区填报人", Role.REPORTER, "BM28")
    await in_january(world)
    new = (await clerk.say("事项 JS-010"))[-1]
    assert " JS-010" in new.text
    assert "2026年" not in new.text.splitlines()[0]
    old = (await clerk.press("2026年同号"))[-1]
    assert "2026年 JS-010" in old.text.splitlines()[0]
    named = (await clerk.say("事项 2026年JS-010"))[-1]
    assert named.text == old.text
    world.clock.local(6, 1, year=NEXT)
    closed = (await clerk.say("事项 2026年JS-010"))[-1]
    assert "2026年 JS-010" in closed.text.splitlines()[0]
    assert "报送" not in closed.labels


async def test_the_monthly_digest_of_december_is_the_old_years_and_the_weekly_one_names_what_is_left(
    world: World,
) -> None:
    inspector = await world.hire("督查员", Role.INSPECTOR)
    world.clock.local(12, 1, 9, 5)
    await world.dispatch.moment(send_due)
    await in_january(world)
    world.clock.local(1, 4, 9, 5, year=NEXT)
    before = await world.dispatch.look(lambda moment: moment.today)
    assert await world.dispatch.look(lambda moment: year_told(moment, DigestKind.MONTHLY, before)) == 2026
    assert await world.dispatch.look(lambda moment: year_told(moment, DigestKind.QUARTERLY, before)) == 2026
    assert await world.dispatch.look(lambda moment: year_told(moment, DigestKind.WEEKLY, before)) == NEXT
    running = (await inspector.say("周报"))[-1]
    assert "2026年责任书收尾：" in running.text
    assert "2026年" in running.labels
    old = (await inspector.press("2026年"))[-1]
    assert old.text.startswith("2026年 ")
    named = (await inspector.say("周报 2026年"))[-1]
    assert named.text == old.text


async def test_the_ledger_of_any_year_can_be_had(world: World) -> None:
    inspector = await world.hire("督查员", Role.INSPECTOR)
    await in_january(world)
    world.clock.local(6, 1, 9, 5, year=NEXT)
    await world.dispatch.moment(tick.tick)

    def look(moment: Moment) -> tuple[str, str, int]:
        old = ledger(moment, Scope(2026))
        return old.title, ledger(moment, Scope(NEXT)).title, len(old.rows)

    old, new, rows = await world.dispatch.look(look)
    assert "2026年" in old
    assert "2027年" in new
    assert rows == len(sample_items(2026))
    card = (await inspector.say("台账 2026年"))[-1]
    assert card.has_file


async def test_an_unverified_report_of_a_closed_year_can_still_be_verified_but_not_returned(world: World) -> None:
    clerk = await world.hire("中央商务区填报人", Role.REPORTER, "BM28")
    inspector = await world.hire("督查员", Role.INSPECTOR)
    world.clock.local(12, 31, 10)
    await clerk.say("JS-010 25座")
    await clerk.press("确认提交")
    await import_next(world)
    world.clock.local(4, 1, year=NEXT)
    await inspector.say("核验")
    await inspector.press("退回")
    refused = (await inspector.press(inspector.last[-1].labels[0]))[-1]
    assert "2026年责任书已结束，单位不能再补报，只能通过。" in refused.text
    await inspector.say("核验")
    done = await inspector.press("通过")
    assert "JS-010" in done[0].text


APRIL = replace(load_pack("default"), id="april", year=YearRule(4, 1))


async def test_a_year_from_april_to_march_turns_on_the_first_of_april(tmp_path: Path) -> None:
    world = await make_world(tmp_path, rules=APRIL)
    moved = [replace(each, start=date(2026, 4, 1), due=date(NEXT, 3, 31), milestones=()) for each in sample_items(2026)]
    await world.settle(moved, date(2026, 4, 1))
    clerk = await world.hire("中央商务区填报人", Role.REPORTER, "BM28")
    world.clock.local(3, 1, year=NEXT)
    later = [replace(each, year=NEXT, start=date(NEXT, 4, 1), due=date(NEXT + 1, 3, 31)) for each in moved]
    await world.dispatch.moment(lambda moment: items.add(moment.store, later, "政府", date(NEXT, 4, 1), moment.now))
    card = (await clerk.say("JS-010 24座"))[-1]
    assert "截至 3月1日" in card.text
    await clerk.press("确认提交")
    assert await world.dispatch.look(lambda moment: moment.reference.running) == 2026
    world.clock.local(4, 2, year=NEXT)
    asked = (await clerk.say("JS-010 25座"))[-1]
    assert "哪一年" in asked.text
    old = (await clerk.press("2026年 JS-010"))[-1]
    assert "截至 3月31日" in old.text
    world.clock.local(5, 20, year=NEXT)
    new = (await clerk.say("JS-010 2座"))[-1]
    assert "截至 5月20日" in new.text
    await world.database.close()


async def test_the_year_turns_alike_on_both_databases(store_url: str, tmp_path: Path) -> None:
    world = await make_world(tmp_path, url=store_url)
    await world.settle()
    clerk = await world.hire("中央商务区填报人", Role.REPORTER, "BM28")
    await in_january(world)
    assert await world.dispatch.look(lambda moment: (moment.reference.running, sorted(moment.reference.books))) == (
        NEXT,
        [2026, NEXT],
    )
    await clerk.say("2026年JS-010 24座")
    await clerk.press("确认提交")
    assert (await stored(world, "JS-010"))[2026] == [(Decimal(24), date(2026, 12, 31))]
    world.clock.local(2, 10, 9, 5, year=NEXT)
    await world.dispatch.moment(tick.tick)
    assert await world.dispatch.look(lambda moment: sorted(moment.reference.books)) == [NEXT]
    world.clock.local(12, 15, 9, 5)
    await world.dispatch.moment(tick.tick)
    again = await lights(world, 2026)
    assert len(again) == len(await lights(world, NEXT)), "a clock that was set back opens the year again"
    await world.database.close()

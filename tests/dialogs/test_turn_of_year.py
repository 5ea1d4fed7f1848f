"""The year turns by the day and not by an import: both years live from import to close."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from domain.people import Role
from handlers.kernel.turn import Moment
from storage import items
from tests.support.world import Talk, World
from tests.support.years import NEXT, import_next, stored


@pytest.fixture
async def clerk(world: World) -> Talk:
    """The clerk of the CBD centre, who reported in November, with both years' agreements in the store."""
    clerk = await world.hire("中央商务区填报人", Role.REPORTER, "BM28")
    world.clock.local(11, 30)
    await clerk.say("JS-010 20座")
    await clerk.press("确认提交")
    world.clock.local(12, 15)
    await import_next(world)
    return clerk


NOVEMBER = (Decimal(20), date(2026, 11, 30))


async def test_a_report_of_december_is_this_years(world: World, clerk: Talk) -> None:
    world.clock.local(12, 28)
    (card,) = await clerk.say("JS-010 24座")
    assert "2027" not in card.text
    await clerk.press("确认提交")
    assert await stored(world, "JS-010") == {2026: [NOVEMBER, (Decimal(24), date(2026, 12, 28))], NEXT: []}


async def test_in_january_while_the_last_report_is_owed_a_line_without_a_day_is_asked_about(
    world: World, clerk: Talk
) -> None:
    world.clock.local(1, 5, year=NEXT)
    (asked,) = await clerk.say("JS-010 24座")
    assert asked.text == "新旧两年的责任书都可能，您报的是哪一年的？"
    assert {label[:12] for label in asked.labels[:2]} == {"2027年 JS-010", "2026年 JS-010"}
    (card,) = await clerk.press("2026年 JS-010")
    assert "截至 12月31日" in card.text
    assert "2026年 JS-010" in card.text
    await clerk.press("确认提交")
    assert await stored(world, "JS-010") == {2026: [NOVEMBER, (Decimal(24), date(2026, 12, 31))], NEXT: []}


async def test_once_the_last_report_is_in_a_line_in_january_is_the_new_years(world: World, clerk: Talk) -> None:
    world.clock.local(12, 31)
    await clerk.say("JS-010 25座")
    await clerk.press("确认提交")
    world.clock.local(1, 6, year=NEXT)
    (card,) = await clerk.say("JS-010 1座")
    assert "截至 1月6日" in card.text
    await clerk.press("确认提交")
    assert (await stored(world, "JS-010"))[NEXT] == [(Decimal(1), date(NEXT, 1, 6))]


@pytest.mark.parametrize(
    ("line", "year", "as_of"),
    [
        ("截至12月31日 JS-010 24座", 2026, date(2026, 12, 31)),
        ("JS-010 24座，截至2026年12月31日", 2026, date(2026, 12, 31)),
        ("截至1月4日 JS-010 1座", NEXT, date(NEXT, 1, 4)),
        ("2026年JS-010 24座", 2026, date(2026, 12, 31)),
        ("2026年度 楼宇交付24座", 2026, date(2026, 12, 31)),
        ("2027年JS-010 1座", NEXT, date(NEXT, 1, 5)),
    ],
)
async def test_a_spoken_day_or_year_decides(world: World, clerk: Talk, line: str, year: int, as_of: date) -> None:
    world.clock.local(1, 5, year=NEXT)
    (card,) = await clerk.say(line)
    assert card.labels[0] == "确认提交", card.text
    await clerk.press("确认提交")
    found = await stored(world, "JS-010")
    assert found[year][-1][1] == as_of
    assert len(found[2026]) + len(found[NEXT]) == 2


@pytest.mark.parametrize(("answer", "year"), [("2026年的", 2026), ("去年", 2026), ("今年的", NEXT)])
async def test_the_year_may_be_typed(world: World, clerk: Talk, answer: str, year: int) -> None:
    world.clock.local(1, 5, year=NEXT)
    await clerk.say("JS-010 24座")
    await clerk.say(answer)
    if "确认提交" not in clerk.last[0].labels:
        await clerk.press("就按这个数")
    await clerk.press("确认提交")
    assert (await stored(world, "JS-010"))[year][-1][0] == 24


async def test_the_code_alone_does_not_answer_the_question(world: World, clerk: Talk) -> None:
    world.clock.local(1, 5, year=NEXT)
    await clerk.say("JS-010 24座")
    (again,) = await clerk.say("JS-010")
    assert again.text == "新旧两年的责任书都可能，您报的是哪一年的？"


async def test_one_answer_tells_the_year_of_the_whole_message(world: World, clerk: Talk) -> None:
    world.clock.local(1, 5, year=NEXT)
    (asked,) = await clerk.say("26座楼宇累计交付24座，95万平")
    assert "哪一年" in asked.text
    (card,) = await clerk.press("2026年 JS-010")
    assert card.labels[0] == "确认提交"
    assert card.text.count("2026年 JS-01") == 2


async def test_a_correction_without_a_day_is_of_what_was_reported(world: World, clerk: Talk) -> None:
    world.clock.local(1, 5, year=NEXT)
    (card,) = await clerk.say("更正 JS-010 21座")
    assert "20座 → 21座（更正）" in card.text
    assert "2026年 JS-010" in card.text


async def test_a_day_before_the_agreement_is_doubted_once_the_old_year_is_closed(world: World, clerk: Talk) -> None:
    world.clock.local(3, 10, year=NEXT)
    (doubt,) = await clerk.say("JS-010 24座，截至2026年12月31日")
    assert "截至日期早于2027年责任书的起始日" in doubt.text
    (refused,) = await clerk.say("2026年JS-010 24座")
    assert refused.text.startswith("2026年责任书已结束，不再接收报送。")
    assert (await stored(world, "JS-010"))[NEXT] == []


async def test_a_report_on_an_agreement_that_has_not_begun_is_doubted(world: World, clerk: Talk) -> None:
    world.clock.local(12, 20)
    (doubt,) = await clerk.say("2027年JS-010 3座")
    assert "截至日期早于2027年责任书的起始日（1月1日）" in doubt.text


async def test_what_only_the_old_agreements_have_is_found_in_january(world: World) -> None:
    clerk = await world.hire("中央商务区填报人", Role.REPORTER, "BM28")
    world.clock.local(12, 15)
    await import_next(world, ["JS-011"])
    world.clock.local(1, 5, year=NEXT)
    (card,) = await clerk.say("JS-010 24座")
    assert "2026年 JS-010" in card.text
    assert "截至 12月31日" in card.text


async def test_without_newer_agreements_nothing_closes(world: World) -> None:
    clerk = await world.hire("中央商务区填报人", Role.REPORTER, "BM28")
    world.clock.local(3, 10, year=NEXT)
    (card,) = await clerk.say("JS-010 24座")
    assert "截至 3月10日" in card.text


async def test_an_item_that_is_due_beyond_its_year_stays_open_and_shares_its_code(world: World) -> None:
    clerk = await world.hire("中央商务区填报人", Role.REPORTER, "BM28")

    def prolong(moment: Moment) -> None:
        old = moment.reference.by_code["JS-010"]
        long = replace(old.item, due=date(NEXT, 9, 30))
        items.change(moment.store, old.id, long, [], None, moment.now)

    await world.dispatch.moment(prolong)
    world.clock.local(12, 20)
    await import_next(world)
    world.clock.local(3, 10, year=NEXT)
    (asked,) = await clerk.say("JS-010 24座，截至3月5日")
    assert "哪一年" in asked.text
    (card,) = await clerk.press("2026年 JS-010")
    assert "截至 3月5日" in card.text

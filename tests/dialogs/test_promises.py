"""我周五再报: nothing is reported, and a reminder on that day is a tap away."""

from datetime import date

import pytest

from bot.out.freshen import renewed
from domain.people import Role
from domain.understanding import Order, day_promised, order_of
from handlers.kernel.turn import Moment
from storage import outbox
from storage.outbox import Message
from tests.support.world import Shown, Talk, World

WEDNESDAY = date(2026, 6, 24)


@pytest.fixture
async def clerk(world: World) -> Talk:
    """A clerk of the CBD centre, on Wednesday 24 June."""
    world.clock.local(6, 24)
    return await world.hire("填报人", Role.REPORTER, "BM28")


@pytest.mark.parametrize(
    ("line", "day"),
    [
        ("楼宇这周能交付几座我再报", date(2026, 6, 26)),
        ("JS-010 周五前报", date(2026, 6, 26)),
        ("周一再报", date(2026, 6, 29)),
        ("下周三再报", date(2026, 7, 1)),
        ("JS-010 3天后报", date(2026, 6, 27)),
        ("30号再报", date(2026, 6, 30)),
        ("5日再报", date(2026, 7, 5)),
        ("月底再报", date(2026, 6, 30)),
        ("下个月底再报", date(2026, 7, 31)),
        ("等数据出来再报", None),
        ("过两天再报", None),
    ],
)
def test_the_day_that_is_promised_lies_ahead(line: str, day: date | None) -> None:
    ordered = order_of(line)
    assert ordered is not None
    assert ordered[0] is Order.PROMISE
    assert day_promised(line, WEDNESDAY) == day


@pytest.mark.parametrize(
    "line",
    [
        "JS-010 18座，周五再报其他的",
        "楼宇交付18座已上报",
        "能不能周五再报？",
        "每月15日前报",
        "周五前不报",
        "收到，今天就报",
        "怎么补报",
    ],
)
def test_what_promises_nothing_is_no_promise(line: str) -> None:
    ordered = order_of(line)
    assert ordered is None or ordered[0] is not Order.PROMISE


async def test_the_reminder_waits_in_the_outbox_for_its_morning(world: World, clerk: Talk) -> None:
    (offer,) = await clerk.say("楼宇这周能交付几座我再报")
    assert offer.text == "JS-010 中央商务区26座楼宇建成交付：还没有报过。\n没有作为报送记录。需要 6月26日提醒您报吗？"
    reminder, kept = await clerk.press("到时提醒")
    assert kept.text.startswith("好，6月26日提醒您报 JS-010")
    assert reminder.text == "您说6月26日再报：JS-010 中央商务区26座楼宇建成交付。"
    assert reminder.labels == ["报送"]
    at = reminder.message.not_before
    assert at is not None
    assert at.astimezone(world.house.district.zone).strftime("%m-%d %H:%M") == "06-26 09:00"
    assert await left(world, reminder) is not None
    world.clock.local(6, 25)
    await clerk.say("JS-010 18座")
    await clerk.press("确认提交")
    assert await left(world, reminder) is None, "the report came before"


async def left(world: World, shown: Shown) -> Message | None:
    """What of a message would leave now."""

    def look(moment: Moment) -> Message | None:
        message = outbox.by_key(moment.store, shown.message.key)
        assert message is not None
        return renewed(moment, message)

    return await world.dispatch.look(look)


async def test_a_day_that_was_not_named_is_chosen(clerk: Talk) -> None:
    (which,) = await clerk.say("等数据出来再报")
    assert which.labels == ["6月25日提醒", "6月26日提醒", "7月1日提醒"]
    _, kept = await clerk.press("6月26日提醒")
    assert kept.text.startswith("好，6月26日提醒您报送")


async def test_an_open_card_stays_open_beside_a_promise(clerk: Talk) -> None:
    await clerk.say("JS-010 18座")
    (offer,) = await clerk.say("JS-011 周五再报")
    assert offer.text.splitlines()[-1].startswith("JS-010 的填报还没有提交")

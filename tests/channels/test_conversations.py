"""The same conversations over Telegram, WeCom's app and WeCom's robot: what people read and may do is the same."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from domain.people import Role
from tests.channels.district import MORNING, District, Talk, started, until
from tests.channels.ends import End, end_of
from tests.support.pictures import picture
from tests.support.world import StoppedClock

CHANNELS = ("telegram", "wecom", "wecom_robot")


@pytest.fixture
def clock() -> StoppedClock:
    """It stands until a test moves it."""
    return StoppedClock(MORNING)


@pytest.fixture(params=CHANNELS)
async def end(request: pytest.FixtureRequest, clock: StoppedClock) -> AsyncIterator[End]:
    """Each platform in turn."""
    async with end_of(request.param, clock) as end:
        yield end


@pytest.fixture
async def district(end: End, tmp_path: Path, clock: StoppedClock) -> AsyncIterator[District]:
    """A service with that channel alone."""
    async with started(tmp_path, end, clock) as district:
        yield district


@pytest.fixture
async def clerk(district: District) -> Talk:
    """A clerk of the central business district."""
    return await district.hire("ZhangSan", Role.REPORTER, "BM28")


async def test_a_report_is_one_line_and_one_tap(district: District, clerk: Talk) -> None:
    card = await clerk.say("26座楼宇累计交付18座", "请确认 1 项")
    assert "18 / 26 座" in card.text
    await clerk.press("确认提交", "已提交 1 项")
    assert await district.reported() == ["18"]


async def test_a_doubt_is_asked_and_nothing_is_stored_before(district: District, clerk: Talk) -> None:
    asked = await clerk.say("JS-010 1800座", "1800")
    assert asked.labels
    assert not any(label.startswith("确认提交") for label in asked.labels)
    assert await district.reported() == []


async def test_which_item_is_meant_is_chosen_by_a_tap(district: District, clerk: Talk) -> None:
    await clerk.say("交付了18座", "您说的是哪一项？")
    await clerk.press("JS-010", "请确认 1 项")
    await clerk.press("确认提交", "已提交 1 项")
    assert await district.reported() == ["18"]


async def test_a_picture_joins_the_open_report(district: District, clerk: Talk) -> None:
    await clerk.say("JS-010 18座", "请确认 1 项")
    await clerk.end.send(clerk.person, picture(1))
    # Where the platform has marks, a mark is all that answers a picture.
    await clerk.press("确认提交", "已提交 1 项")
    assert await district.proofs() == 1


async def test_what_was_submitted_is_withdrawn(district: District, clerk: Talk) -> None:
    await clerk.say("JS-010 18座", "请确认 1 项")
    await clerk.press("确认提交", "已提交 1 项")
    await clerk.say("撤回 JS-010", "待核验")
    await clerk.press("撤回", "撤回 JS-010 的报送")
    await clerk.press("确认撤回", "已撤回")


async def test_an_inspector_verifies_what_waits(district: District, clerk: Talk) -> None:
    inspector = await district.hire("LiSi", Role.INSPECTOR)
    await clerk.say("JS-010 18座", "请确认 1 项")
    await clerk.press("确认提交", "已提交 1 项")
    await inspector.say("待核验", "JS-010")
    await inspector.press("通过", "核验")


async def test_a_notice_reaches_its_unit_with_its_document(district: District) -> None:
    inspector = await district.hire("LiSi", Role.INSPECTOR)
    head = await district.hire("WangWu", Role.UNIT_HEAD, "BM28")
    await inspector.say("督办 JS-010 进度滞后", "草稿")
    await inspector.press("发送", "已发出")
    await head.told("蓝色督办单（待签收）")
    document = await until(lambda: next((each for each in head.seen() if each.content), None))
    assert document.content.startswith(b"PK")
    await head.press("签收", "已签收")


async def test_a_digest_comes_with_its_picture_and_its_lists(district: District) -> None:
    leader = await district.hire("ZhaoLiu", Role.LEADER, None, "分管副区长（城建）")
    await leader.say("周报", "周报")
    drawn = await until(lambda: next((each for each in leader.seen() if each.content), None))
    assert drawn.content.startswith(b"\x89PNG")


async def test_a_ledger_is_a_workbook(district: District) -> None:
    inspector = await district.hire("LiSi", Role.INSPECTOR)
    await inspector.say("台账", "台账")
    book = await until(lambda: next((each for each in inspector.seen() if each.content), None))
    assert book.content.startswith(b"PK")


async def test_an_obstacle_goes_to_whom_it_asks_and_the_answer_comes_back(district: District, clerk: Talk) -> None:
    housing = await district.hire("SunQi", Role.REPORTER, "BM03")
    await clerk.say("JS-010卡在消防验收，请住建局协调", "已转")
    await housing.told("消防验收")
    await housing.press("已解决", "怎样解决")
    await housing.say("6月28日现场验收", "已记录")
    await clerk.told("【堵点答复】")


async def test_leave_is_registered_and_taken_back(district: District, clerk: Talk) -> None:
    await clerk.say("请假 6月25日到6月26日", "6月26日")
    await clerk.say("销假", "是否撤销？")
    await clerk.press("确认撤销", "已撤销")


async def test_another_persons_figures_are_not_told(district: District, clerk: Talk) -> None:
    stranger = await district.hire("ZhouBa", Role.REPORTER, "JD13")
    await clerk.say("JS-010 18座", "请确认 1 项")
    refused = await stranger.say("JS-010 19座", "这一项不由您的单位报送。")
    assert not any(label.startswith("确认提交") for label in refused.labels)
    assert await district.reported() == []


async def test_a_typed_label_is_as_good_as_a_tap(district: District, clerk: Talk) -> None:
    await clerk.say("JS-010 18座", "请确认 1 项")
    await clerk.say("确认提交", "已提交 1 项")
    assert await district.reported() == ["18"]


async def test_help_and_lists_are_read_without_a_tap(clerk: Talk) -> None:
    await clerk.say("帮助", "可以这样用")
    await clerk.say("我的事项", "JS-010")
    await clerk.say("事项 JS-010", "26")


async def test_a_card_from_before_a_restart_is_still_answered(end: End, tmp_path: Path, clock: StoppedClock) -> None:
    async with started(tmp_path, end, clock) as before:
        clerk = await before.hire("ZhangSan", Role.REPORTER, "BM28")
        await clerk.say("JS-010 18座", "请确认 1 项")
    clock.at += timedelta(minutes=3)
    async with started(tmp_path, end, clock, new=False) as after:
        await clerk.press("确认提交", "已提交 1 项")
        assert await after.reported() == ["18"]

"""What a supervision notice says is true on the day it is sent, and nobody pays for another's delay."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from domain.notices.model import NoticeState
from tests.support.notices import Cast, reddened, settled
from tests.support.world import make_world


@pytest.fixture
async def cast(tmp_path: Path) -> AsyncIterator[Cast]:
    """The people in a fresh SQLite file."""
    world = await make_world(tmp_path)
    yield await settled(world)
    await world.database.close()


async def test_a_reply_that_waits_for_the_inspector_never_lapses_against_the_unit(cast: Cast) -> None:
    await cast.sent()
    await cast.clerk.pushed()
    cast.world.clock.local(6, 29)
    await cast.reply()
    assert cast.clerk.last[0].text.endswith("销号前每月反馈一次，下次 8月5日前。")
    for day in ((7, 6), (7, 9), (7, 20), (8, 3)):
        await cast.on(*day)
        told = "".join(each.text for each in await cast.inspector.pushed())
        assert "7月6日前处理" in told
        assert "1号（" not in "".join(each.text for each in await cast.clerk.pushed())
    for day in ((8, 6), (8, 12), (8, 20)):
        await cast.on(*day)
        assert "未反馈" not in "".join(each.text for each in await cast.inspector.pushed())
    assert await cast.states() == [("示督〔2026〕1号", NoticeState.REPLIED)]


async def test_a_draft_is_not_sent_with_a_reason_of_yesterday(cast: Cast) -> None:
    bundle = await reddened(cast)
    (old,) = await cast.inspector.tap(bundle.token("看草稿 JS-010"))
    assert "事由：6月25日转为红灯：" in old.text
    cast.world.clock.local(6, 30)
    await cast.clerk.say("26座楼宇累计交付3座")
    await cast.clerk.press("确认提交")
    (renewed,) = await cast.inspector.tap(old.token("发送"))
    assert "事由：当前亮红灯：" in renewed.text
    assert renewed.text.splitlines()[-1] == "事由已按今日亮灯更新，请核对后发送。"
    (again,) = await cast.inspector.tap(old.token("发送"))
    assert again.text.splitlines()[-1] == "草稿事由已修改，请核对后发送。"
    (seen,) = await cast.inspector.tap(bundle.token("看草稿 JS-010"))
    assert "请核对" not in seen.text
    sent, _ = await cast.inspector.press("发送")
    assert sent.text.startswith("已发出 示督〔2026〕1号")


async def test_a_reason_that_an_inspector_wrote_stays(cast: Cast) -> None:
    await cast.draft("当月两次未到会")
    cast.world.clock.local(6, 26)
    sent, _ = await cast.inspector.press("发送")
    assert sent.text.startswith("已发出 示督〔2026〕1号")


async def test_a_reason_that_an_inspector_wrote_stays_even_if_it_reads_like_the_service_s(cast: Cast) -> None:
    await cast.draft("当前亮红灯：见附件")
    cast.world.clock.local(6, 26)
    seen = (await cast.inspector.say("督办 JS-010 再起草"))[-1]
    assert "事由：当前亮红灯：见附件" in seen.text
    await cast.inspector.press("改事由")
    (seen,) = await cast.inspector.say("6月25日转为红灯：见附件")
    sent, _ = await cast.inspector.press("发送")
    assert sent.text.startswith("已发出 示督〔2026〕1号")


async def test_a_demand_that_an_inspector_typed_stays_even_if_it_is_the_pack_s(cast: Cast) -> None:
    await cast.draft()
    (plain,) = await cast.inspector.press("改为紧急")
    assert "要求：请单位主要负责同志牵头" in plain.text, "the pack's own demand is that of the kind"
    (plain,) = await cast.inspector.press("改为一般")
    await cast.inspector.press("修改要求")
    demand = next(line for line in plain.text.splitlines() if line.startswith("要求：")).removeprefix("要求：")
    await cast.inspector.say(demand)
    (urgent,) = await cast.inspector.press("改为紧急")
    assert f"要求：{demand}" in urgent.text

"""回复 and 异议 alone find their notice; the head keeps it in sight; a wish for more time has a number."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from domain.notices.model import NoticeState
from tests.support.notices import Cast, settled
from tests.support.world import make_world


@pytest.fixture
async def early(tmp_path: Path) -> AsyncIterator[Cast]:
    """The people, before any notice."""
    cast = await settled(await make_world(tmp_path))
    yield cast
    await cast.world.database.close()


@pytest.fixture
async def cast(early: Cast) -> Cast:
    """A notice on JS-010, sent on 25 June, that everybody has read."""
    await early.sent()
    await early.quiet()
    return early


async def test_the_only_notice_is_meant_and_named(cast: Cast) -> None:
    (under_its_card,) = await cast.clerk.say("回复")
    assert under_its_card.text.startswith("请写"), "the button of the newest card"
    await cast.clerk.say("帮助")
    (asked,) = await cast.clerk.say("回复")
    assert asked.text.startswith("示督〔2026〕1号 JS-010")
    (shown,) = await cast.clerk.say("已增派两个班组")
    assert "确认回复" in shown.labels
    await cast.clerk.press("确认回复")
    assert (await cast.states())[-1][1] is NoticeState.REPLIED


async def test_what_follows_the_word_is_the_reply(cast: Cast) -> None:
    (shown,) = await cast.clerk.say("回复 已增派两个班组")
    assert "已增派两个班组" in shown.text
    assert "确认回复" in shown.labels


async def test_of_several_it_is_asked_which(cast: Cast) -> None:
    await cast.draft(code="JS-011")
    await cast.inspector.press("发送")
    await cast.quiet()
    await cast.clerk.say("帮助")
    (which,) = await cast.clerk.say("回复")
    assert which.text == "回复哪一份督办单？"
    assert [label[:10] for label in which.labels] == ["示督〔2026〕1号", "示督〔2026〕2号"]
    (asked,) = await cast.clerk.press("示督〔2026〕2号")
    assert "办理情况" in asked.text
    (which,) = await cast.head.say("异议")
    assert which.text == "对哪一份督办单提出异议？"


async def test_who_may_not_object_is_not_offered_it(cast: Cast) -> None:
    (card,) = await cast.clerk.say("督办单 示督〔2026〕1号")
    assert "提出异议" not in card.labels
    assert "回复" in card.labels
    (head,) = await cast.head.say("督办单 示督〔2026〕1号")
    assert "提出异议" in head.labels


async def test_without_a_notice_it_is_said(early: Cast) -> None:
    (said,) = await early.clerk.say("回复")
    assert said.text == "没有待回复的督办单。"


async def test_a_notice_stays_in_the_heads_sight_until_it_is_signed_for(early: Cast) -> None:
    await early.sent()
    (at_head,), (at_clerk,) = await early.head.pushed(), await early.clerk.pushed()
    assert at_head.message.payload["manner"]["pinned"] == "notice:1"
    assert "manner" not in at_clerk.message.payload
    (signed,) = await early.head.press("签收")
    assert signed.message.payload["manner"]["unpinned"] == "notice:1"


async def test_a_wish_for_more_time_has_a_number_and_is_found_by_it(early: Cast) -> None:
    (told,) = await early.clerk.say("JS-010要延期到明年1月")
    assert told.text.startswith("延期申请〔2026〕1号（JS-010）已转督查室。")
    await early.clerk.say("JS-011推迟到明年2月")
    (mine,) = await early.clerk.say("延期记录")
    assert mine.text.splitlines()[0] == "事项延期申请（2）"
    (*_, one) = await early.inspector.say("延期记录 1")
    assert "“JS-010要延期到明年1月”（6月25日转督查室）" in one.text
    assert "JS-011" not in one.text
    (none,) = await early.stranger.say("延期记录")
    assert none.text == "今年没有事项延期申请。"


async def test_the_number_of_a_notice_is_copied_by_a_tap(cast: Cast) -> None:
    (shown,) = await cast.inspector.say("督办单 示督〔2026〕1号")
    assert shown.message.payload["manner"]["copied"] == ["复制文号", "示督〔2026〕1号"]
    await cast.draft(code="JS-011")
    assert "copied" not in cast.inspector.last[-1].message.payload.get("manner", {}), "a draft has no number"

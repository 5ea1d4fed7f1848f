"""Supervision notices (督办单) as people meet them: the whole life, by ladder and by hand."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from domain.notices.model import NoticeState
from domain.notices.rules import Trigger
from domain.people import Role
from handlers.kernel.turn import Moment
from storage import notice_records, notices
from tests.support.notices import LISTED, NAME, UNIT, Cast, paper_of, reddened, settled
from tests.support.pictures import picture
from tests.support.world import Talk, make_world


@pytest.fixture
async def cast(tmp_path: Path) -> AsyncIterator[Cast]:
    """The people in a fresh SQLite file."""
    world = await make_world(tmp_path)
    yield await settled(world)
    await world.database.close()


async def test_the_whole_life_from_the_ladders_draft_to_the_end(store_url: str, tmp_path: Path) -> None:
    world = await make_world(tmp_path, url=store_url)
    cast = await settled(world)
    other = await world.hire("住建局负责人", Role.UNIT_HEAD, "BM03")
    clerk = await world.hire("住建局填报人", Role.REPORTER, "BM03")
    await drafted_by_the_ladder_and_sent(cast)
    await objected_to_and_reassigned(cast, other)
    await replied_returned_replied_and_closed(cast, clerk)
    assert (await other.pushed())[-1].text == "示督〔2026〕1号 已销号。"

    def life(moment: Moment) -> list[str]:
        found = notices.by_printed(moment.store, "示督〔2026〕1号")
        assert found is not None
        return [each.action.value for each in notices.events(moment.store, found.id)]

    steps = ["draft", "send", "receive", "object", "reassign", "reply", "return", "reply", "close"]
    assert await world.dispatch.look(life) == steps
    await world.database.close()


async def drafted_by_the_ladder_and_sent(cast: Cast) -> None:
    """The report due on 3 July is five working days late on the 10th."""
    await cast.on(7, 9)
    assert "待发督办单" not in "".join(each.text for each in await cast.inspector.pushed())
    await cast.on(7, 10)
    (bundle,) = [each for each in await cast.inspector.pushed() if "待发督办单" in each.text]
    assert f"🟦 {LISTED} 蓝色督办单：应于7月3日报送进度，已逾期5个工作日未报送" in bundle.text
    (draft,) = await cast.inspector.press("看草稿 JS-010")
    assert draft.text.splitlines() == [
        "🟦 蓝色督办单（草稿）",
        "JS-010 中央商务区26座楼宇建成交付",
        f"主送：{NAME}",
        "事由：应于7月3日报送进度，已逾期5个工作日未报送",
        "要求：请查明原因，制定整改措施，明确完成时限和责任人，按期书面回复。",
        "回复期限：发出后 10 个工作日（今天发出为 7月24日）",
    ]
    assert draft.labels == ["发送", "修改要求", "改期限", "改事由", "改为紧急", "不发"]
    sent, document = await cast.inspector.press("发送")
    assert sent.text == f"已发出 示督〔2026〕1号，送{NAME} 2 人。"
    assert document.has_file
    pushed = next(each for each in await cast.head.pushed() if "示督" in each.text)
    assert pushed.text.splitlines()[0] == "🟦 示督〔2026〕1号 蓝色督办单（待签收）"
    assert "回复期限：7月24日前，还有 10 个工作日" in pushed.text
    assert pushed.labels == ["签收", "提出异议", "回复", "申请延期"]
    assert f"{NAME}：" in paper_of(pushed)
    assert any("示督" in each.text for each in await cast.clerk.pushed())


async def objected_to_and_reassigned(cast: Cast, other: Talk) -> None:
    """Signed for, objected to by the head, given to another unit with new limits."""
    cast.world.clock.local(7, 13)
    (received,) = await cast.head.press("签收")
    assert received.text == "已签收 示督〔2026〕1号，请于 7月24日前回复。"
    await cast.head.say("督办单")
    await cast.head.press("示督")
    await cast.head.press("提出异议")
    (objected,) = await cast.head.say("该项由住建局牵头")
    assert objected.text == "已就 示督〔2026〕1号 提出异议，待督查室答复。"
    (objection,) = await cast.inspector.pushed()
    assert f"{NAME}（负责人）对 示督〔2026〕1号 提出异议：\n“该项由住建局牵头”" in objection.text
    cast.world.clock.local(7, 15)
    await cast.inspector.press("改派")
    (unknown,) = await cast.inspector.say("没有这个单位")
    assert unknown.text == "没有找到这个单位，请写单位全称或简称。"
    await cast.inspector.say("住建局")
    (taken,) = await cast.head.pushed()
    assert taken.text == "示督〔2026〕1号 的异议已采纳，改由区住房和城乡建设局承办。"
    again = next(each for each in await other.pushed() if "示督" in each.text)
    assert "回复期限：7月29日前" in again.text
    assert "区住房和城乡建设局：" in paper_of(again)
    (refused,) = await cast.head.say("督办单 示督〔2026〕1号")
    assert refused.text == "没有找到这份督办单，或您无权查看。"


async def replied_returned_replied_and_closed(cast: Cast, clerk: Talk) -> None:
    """A reply without a date is sent back; the next comes with evidence."""
    await clerk.pushed()
    cast.world.clock.local(7, 20)
    await cast.reply("正在协调施工单位", clerk)
    assert clerk.last[0].text == "已回复 示督〔2026〕1号，待督查室销号。销号前每月反馈一次，下次 8月5日前。"
    (reply,) = await cast.inspector.pushed()
    assert reply.labels == ["同意销号", "退回重办"]
    await cast.inspector.press("退回重办")
    await cast.inspector.say("没有完成时限")
    (returned,) = await clerk.pushed()
    assert returned.text == "示督〔2026〕1号 的回复被退回：没有完成时限。请于 7月27日前重新回复。"
    cast.world.clock.local(7, 22)
    await clerk.press("回复")
    await clerk.say("增派两个班组，8月20日前补齐")
    (preview,) = await clerk.send("现场.png", "image/png", picture())
    assert "佐证 1 个" in preview.text
    await clerk.press("确认回复")
    reply = (await cast.inspector.pushed())[-1]
    assert reply.labels == ["同意销号", "退回重办", "看佐证"]
    (evidence,) = await cast.inspector.press("看佐证")
    assert evidence.has_file
    cast.inspector.last = [reply]
    (closed,) = await cast.inspector.press("同意销号")
    assert closed.text == "示督〔2026〕1号 已销号。"


async def test_what_lapses_climbs_a_colour_with_its_parent_and_leaves_consequences(cast: Cast) -> None:
    await cast.sent()
    # Sent on 25 June, ten working days: due on 9 July; three more: drafted on 14 July.
    await cast.on(7, 10)
    late = (await cast.inspector.pushed())[-1]
    assert "🟦 CBD中心 示督〔2026〕1号（中央商务区26座楼宇建成交付 JS-010）：7月9日前回复，逾期 1 个工作日" in late.text
    await cast.on(7, 14)
    bundle = (await cast.inspector.pushed())[-1]
    reason = "示督〔2026〕1号蓝色督办单应于7月9日前回复，已逾期3个工作日未回复"
    assert f"🟧 {LISTED} 橙色督办单：{reason}" in bundle.text
    await cast.inspector.press("看草稿 JS-010")
    assert "由 示督〔2026〕1号 升级" in cast.inspector.last[-1].text
    await cast.inspector.press("发送")
    pushed = next(each for each in await cast.head.pushed() if "橙色督办单（待签收）" in each.text)
    assert "由 示督〔2026〕1号 升级" in pushed.text
    assert "后果：本单记入年度督查考核台账。" in pushed.text
    assert any("本单由示督〔2026〕1号升级。" in part for part in paper_of(pushed))
    assert await cast.states() == [
        ("示督〔2026〕1号", NoticeState.CLIMBED),
        ("示督〔2026〕2号", NoticeState.SENT),
    ]

    def recorded(moment: Moment) -> list[tuple[Trigger, str, str]]:
        found = notices.by_printed(moment.store, "示督〔2026〕2号")
        assert found is not None
        assert found.parent is not None
        kept = notice_records.consequences_of(moment.store, found.id)
        return [(each.trigger, each.record, each.unit) for each in kept]

    assert await cast.world.dispatch.look(recorded) == [(Trigger.SENT, "notice_orange", UNIT)]
    # The milder notice chases nobody any more.
    await cast.on(7, 17)
    assert "1号（" not in "".join(each.text for each in await cast.clerk.pushed())


async def test_a_reply_drops_the_graver_draft_that_waited(cast: Cast) -> None:
    await cast.sent()
    await cast.on(7, 14)
    await cast.quiet()
    assert (await cast.states())[1] == ("", NoticeState.DRAFT)
    await cast.clerk.say("督办单 示督〔2026〕1号")
    await cast.reply()
    assert (await cast.states())[1] == ("", NoticeState.WITHDRAWN)


async def test_another_unit_sees_nothing_and_can_do_nothing(cast: Cast) -> None:
    await cast.sent()
    pushed = next(each for each in await cast.clerk.pushed() if "示督" in each.text)
    assert await cast.world.new_in("外单位填报人") == []
    (empty,) = await cast.stranger.say("督办单")
    assert empty.text == "没有未销号的督办单。"
    (hidden,) = await cast.stranger.say("督办单 示督〔2026〕1号")
    assert hidden.text == "没有找到这份督办单，或您无权查看。"
    (foreign,) = await cast.stranger.tap(pushed.token("回复"))
    assert foreign.text == "这个按钮不是发给您的。"
    (denied,) = await cast.stranger.say("督办 JS-010 试试")
    assert denied.text == "您的角色不能使用这项功能。"


async def test_a_button_hangs_only_where_its_tap_is_allowed(cast: Cast) -> None:
    await cast.sent()
    pushed = {
        talk.name: next(each for each in await talk.pushed() if "示督" in each.text) for talk in (cast.head, cast.clerk)
    }
    head, clerk = pushed[cast.head.name], pushed[cast.clerk.name]
    assert head.labels == ["签收", "提出异议", "回复", "申请延期"]
    assert clerk.labels == ["签收", "回复", "申请延期"], "an objection is the head's"
    (own,) = await cast.clerk.say("督办单 示督〔2026〕1号")
    assert "提出异议" not in own.labels


async def test_an_objection_that_was_answered_is_offered_to_nobody_again(cast: Cast) -> None:
    await cast.sent()
    await cast.head.pushed()
    await cast.head.press("提出异议")
    await cast.head.say("该项由住建局牵头")
    await cast.quiet()
    await cast.inspector.say("督办单 示督〔2026〕1号")
    await cast.inspector.press("维持原办")
    await cast.inspector.say("责任书已明确")
    for talk in (cast.head, cast.clerk):
        assert (await talk.pushed())[-1].labels == ["回复", "申请延期"]


async def test_leaders_see_their_portfolio_and_nobody_sees_a_draft(cast: Cast) -> None:
    leader = await cast.world.hire("分管", Role.LEADER, None, "分管副区长（城建）")
    other = await cast.world.hire("另一位", Role.LEADER, None, "分管副区长（教育）")
    await cast.draft()
    for reader in (leader, other, cast.clerk):
        assert (await reader.say("督办单"))[0].text == "没有未销号的督办单。"
    (mine,) = await cast.inspector.say("督办单")
    assert mine.text.splitlines() == ["未销号督办单（1）", f"🟦 草稿 {LISTED}"]
    await cast.inspector.press("JS-010")
    await cast.inspector.press("发送")
    (listed,) = await leader.say("督办单")
    assert f"🟦 示督〔2026〕1号 {LISTED}，待签收，还有 1 个工作日" in listed.text
    (seen,) = await leader.press("示督")
    assert seen.labels == ["Word 文档"]
    assert (await other.say("督办单"))[0].text == "没有未销号的督办单。"


async def test_the_draft_can_be_changed_made_urgent_or_dropped(cast: Cast) -> None:
    await cast.draft()
    await cast.inspector.press("修改要求")
    (card,) = await cast.inspector.say("请于本周内补报")
    assert "要求：请于本周内补报" in card.text
    await cast.inspector.press("改期限")
    (bad,) = await cast.inspector.say("尽快")
    assert bad.text.startswith("没有看懂期限。")
    (card,) = await cast.inspector.say("7月8日")
    assert "回复期限：7月8日前" in card.text
    await cast.inspector.press("改期限")
    (card,) = await cast.inspector.say("3个工作日")
    assert "发出后 3 个工作日（今天发出为 6月30日）" in card.text
    (card,) = await cast.inspector.press("改为紧急")
    assert card.text.splitlines()[0] == "🟧 【紧急】橙色督办单（草稿）"
    assert "要求：请于本周内补报" in card.text, "what an inspector wrote stays"
    (dropped,) = await cast.inspector.press("不发")
    assert dropped.text == "JS-010 的督办单草稿已作废，未编号。"
    (stale,) = await cast.inspector.tap(card.token("发送"))
    assert stale.text == "这份督办单的状态已变（已撤回），请重新打开。"
    await cast.sent()
    assert (await cast.states())[-1] == ("示督〔2026〕1号", NoticeState.SENT), "a draft that is not sent uses no number"


async def test_by_hand_urgent_and_without_a_reason(cast: Cast) -> None:
    (urgent,) = await cast.inspector.say("督办 JS-010 紧急 上级交办")
    assert urgent.text.splitlines()[0] == "🟧 【紧急】橙色督办单（草稿）"
    assert "事由：上级交办" in urgent.text
    assert "发出后 3 个工作日" in urgent.text
    (item,) = await cast.inspector.say("事项 JS-011")
    (asked,) = await cast.inspector.press("发督办单")
    assert asked.text == "请写督办事由。"
    (card,) = await cast.inspector.say("面积口径不清")
    assert "事由：面积口径不清" in card.text
    assert "发督办单" not in (await cast.clerk.say("事项 JS-011"))[0].labels
    assert "发督办单" in item.labels


async def test_one_matter_one_notice(cast: Cast) -> None:
    await cast.sent()
    await cast.quiet()
    told, card = await cast.draft()
    assert told.text == "JS-010 已有示督〔2026〕1号（待签收），一事一单，不再重复起草。"
    assert card.labels == ["延期", "升级", "撤回", "Word 文档"]
    await cast.on(7, 10)
    drafted = [line for each in await cast.inspector.pushed() for line in each.text.splitlines() if "应于" in line]
    assert [line for line in drafted if "JS-010" in line and "蓝色" in line] == []


async def test_an_objection_comes_in_time_or_not_at_all(cast: Cast) -> None:
    await cast.sent()
    pushed = next(each for each in await cast.head.pushed() if "示督" in each.text)
    cast.world.clock.local(7, 1)
    (over,) = await cast.head.tap(pushed.token("提出异议"))
    assert over.text == "提出异议的期限已过，请按期回复。"


async def test_an_objection_that_is_not_accepted_gives_the_days_back(cast: Cast) -> None:
    await cast.sent()
    await cast.head.pushed()
    cast.world.clock.local(6, 26)
    await cast.head.press("提出异议")
    await cast.head.say("不属本单位职责")
    await cast.inspector.pushed()
    cast.world.clock.local(6, 30)
    await cast.inspector.press("维持原办")
    await cast.inspector.say("责任书已明确由你单位牵头")
    (told,) = await cast.head.pushed()
    assert told.text == "示督〔2026〕1号 的异议未采纳：责任书已明确由你单位牵头。请于 7月13日前回复。"


async def test_feedback_is_asked_for_every_month_until_closed(cast: Cast) -> None:
    await cast.sent()
    await cast.clerk.pushed()
    cast.world.clock.local(6, 26)
    await cast.reply()
    await cast.on(7, 2)
    await cast.on(7, 3)
    assert "反馈进展" in "".join(each.text for each in await cast.clerk.pushed()), "due on Monday the 6th"
    await cast.quiet()
    await cast.clerk.say("督办单 示督〔2026〕1号")
    await cast.clerk.press("反馈进展")
    await cast.clerk.say("已完成八成")
    await cast.clerk.press("确认回复")
    feedback = (await cast.inspector.pushed())[-1]
    assert "“已完成八成”" in feedback.text
    await cast.on(8, 4)
    assert "8月5日前反馈进展，还有 1 个工作日" in "".join(each.text for each in await cast.clerk.pushed())
    await cast.quiet()
    (old,) = await cast.inspector.tap(feedback.token("同意销号"))
    assert old.text == "该按钮已失效，请重新打开。"
    await cast.inspector.say("督办单 示督〔2026〕1号")
    await cast.inspector.press("同意销号")
    await cast.clerk.pushed()
    await cast.on(9, 4)
    assert "反馈进展" not in "".join(each.text for each in await cast.clerk.pushed())


async def test_a_report_drops_the_draft_that_its_lateness_made(cast: Cast) -> None:
    await cast.on(7, 10)
    drafts = [each for each in await cast.inspector.pushed() if "待发督办单" in each.text]
    await cast.clerk.say("26座楼宇累计交付12座 截至6月30日")
    await cast.clerk.press("确认提交")
    cast.inspector.last = drafts
    (gone,) = await cast.inspector.press("看草稿 JS-010")
    assert "（已撤回）" in gone.text.splitlines()[0]
    assert gone.labels == []


async def test_a_finished_item_chases_nobody_and_can_be_closed_out(cast: Cast) -> None:
    await cast.sent()
    await cast.clerk.say("26座楼宇累计交付26座")
    await cast.clerk.press("确认提交")
    await cast.clerk.pushed()
    await cast.on(7, 14)
    assert "示督" not in "".join(each.text for each in await cast.clerk.pushed())
    await cast.quiet()
    (card,) = await cast.inspector.say("督办单 示督〔2026〕1号")
    assert "同意销号" in card.labels
    (closed,) = await cast.inspector.press("同意销号")
    assert closed.text == "示督〔2026〕1号 已销号。"


async def test_an_item_that_turns_red_has_a_notice_drafted(cast: Cast) -> None:
    bundle = await reddened(cast)
    assert "JS-010 蓝色督办单：6月25日转为红灯：" in bundle.text


async def test_who_cannot_be_reached_is_named_to_the_inspector(cast: Cast) -> None:
    (first, *_) = await cast.inspector.say("督办 JJ-001 未报送")
    assert "草稿" in first.text
    (sent, _) = await cast.inspector.press("发送")
    assert sent.text.endswith("该单位尚无人员，请另行送达。")


async def test_a_withdrawn_notice_keeps_its_number_and_asks_nothing(cast: Cast) -> None:
    await cast.sent()
    await cast.inspector.say("督办单 示督〔2026〕1号")
    await cast.inspector.press("撤回")
    await cast.inspector.say("重复交办")
    assert "示督〔2026〕1号 已撤回：重复交办" in [each.text for each in await cast.clerk.pushed()]
    await cast.on(7, 10)
    assert "1号" not in "".join(each.text for each in await cast.clerk.pushed())
    await cast.sent()
    assert [printed for printed, _ in await cast.states()][-1] == "示督〔2026〕2号"


async def test_the_paper_stays_as_it_was_sent_whatever_happens_later(cast: Cast) -> None:
    _, first = await cast.sent()
    await cast.head.pushed()
    await cast.head.press("提出异议")
    await cast.head.say("不属本单位职责")
    cast.world.clock.local(6, 29)
    await cast.inspector.pushed()
    await cast.inspector.press("维持原办")
    await cast.inspector.say("已明确由你单位牵头")
    await cast.clerk.say("督办单 示督〔2026〕1号")
    await cast.reply()
    await cast.inspector.pushed()
    await cast.inspector.press("退回重办")
    await cast.inspector.say("没有完成时限")
    await cast.inspector.say("督办单 示督〔2026〕1号")
    (again,) = await cast.inspector.press("Word 文档")
    assert paper_of(again) == paper_of(first)

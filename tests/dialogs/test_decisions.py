"""终止, 移交, 拆分, 合并: chased no more, readable for ever, and everybody who must know is told."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from bot.demo.sample import sample_items
from bot.out.freshen import renewed
from domain.colours import Light
from domain.items import Stage
from domain.notices.model import NoticeState
from domain.people import Role
from domain.reports import ReportState
from handlers.kernel.turn import Moment
from handlers.reminders import tick as reminders
from storage import decisions, items, notices, reports, schedule, states
from storage.items import StoredItem
from storage.outbox import Lane
from tests.dialogs.together.stage import XLSX, agreements
from tests.support.world import Shown, Talk, World, make_world

CBD, HOUSING = "中央商务区发展服务中心", "区住房和城乡建设局"
NAME = "中央商务区26座楼宇建成交付"


async def unasked(talk: Talk) -> list[str]:
    """What came since the last look and answers nothing."""
    return [each.text for each in await talk.world.new_in(talk.name) if each.message.lane is Lane.PUSH]


async def stored(world: World, code: str) -> StoredItem:
    """The item as it is stored."""
    found = await world.dispatch.look(lambda moment: items.by_code(moment.store, 2026, code))
    assert found is not None
    return found


async def add(world: World, *codes: str, target: int = 26, part_of: str | None = None) -> None:
    """More items of the central business district, as a workbook brings them."""
    like = next(item for item in sample_items(2026) if item.code == "JS-010")
    like = replace(like, aliases=(), milestones=(), target=Decimal(target), part_of=part_of)
    made = [replace(like, code=code, name=f"楼宇交付{code[-1]}期") for code in codes]

    def store(moment: Moment) -> None:
        items.add(moment.store, made, "示例区人民政府", moment.today, moment.now)

    await world.dispatch.moment(store)


@pytest.fixture
async def admin(world: World) -> Talk:
    """The admin, on a Wednesday in June."""
    world.clock.local(6, 24)
    return await world.hire("管理员", Role.ADMIN)


async def decide(admin: Talk, line: str) -> str:
    """Says the line and is sure; what was decided, in words."""
    await admin.say(line)
    (done,) = await admin.press("确认")
    return done.text


async def test_an_ended_item_is_chased_no_more_and_told_of_on_both_databases(store_url: str, tmp_path: Path) -> None:
    world = await make_world(tmp_path, url=store_url)
    world.clock.local(6, 24)
    await world.settle(tracked_from=date(2026, 6, 1))
    admin, inspector = await world.hire("管理员", Role.ADMIN), await world.hire("督查员", Role.INSPECTOR)
    clerk = await world.hire("张三", Role.REPORTER, "BM28")
    (asked,) = await admin.say("终止事项 JS-010 自6月20日起 项目取消")
    assert asked.text.splitlines() == [
        f"JS-010 {NAME}（{CBD}）",
        "自6月20日起终止，原因：项目取消",
        "以后不再催报、不能报送，历史报送仍可查看，归原报送单位。是否确认？",
    ]
    assert await unasked(clerk) == []
    (done,) = await admin.press("确认终止")
    sentence = f"JS-010 {NAME}：自6月20日起终止，原因：项目取消"
    assert done.text == sentence
    assert await unasked(clerk) == [f"{sentence}\n历史报送仍可查看，归原报送单位。"]
    assert await unasked(inspector) == [sentence]
    item = await stored(world, "JS-010")
    assert item.item.stage is Stage.CLOSED

    def judged(moment: Moment) -> tuple[Light, object, bool]:
        state = states.of_items(moment.store, [item.id])[item.id]
        due = schedule.to_judge(moment.store, 2026, date(2026, 12, 31), 999)
        return state.light, state.remind_on, item.id in due

    assert await world.dispatch.look(judged) == (Light.GREY, None, False)
    world.clock.local(6, 30, 9, 5)
    await world.dispatch.moment(reminders.tick)
    (bundle,) = await unasked(clerk)
    assert "JS-010" not in bundle
    assert "JS-011" in bundle
    (decision,) = await world.dispatch.look(lambda moment: decisions.of_year(moment.store, 2026))
    assert (decision.item, decision.on, decision.reason) == (item.id, date(2026, 6, 20), "项目取消")
    assert (decision.unit, decision.person) == ("BM28", admin.id)
    await world.database.close()


async def test_who_reports_on_an_ended_item_reads_why_not(world: World, admin: Talk) -> None:
    clerk = await world.hire("张三", Role.REPORTER, "BM28")
    await clerk.say("JS-010 18座")
    (card,) = (clerk.last[-1],)
    await decide(admin, "终止事项 JS-010 项目取消")
    await unasked(clerk)
    *_, late = await clerk.tap(card.token("确认提交"))
    *_, said = await clerk.say("JS-010 19座")
    for refused in (late, said):
        assert refused.text == f"JS-010 {NAME}：自6月24日起终止，原因：项目取消。此项不再报送。"
    item = await stored(world, "JS-010")
    assert await world.dispatch.look(lambda moment: reports.of_item(moment.store, item.id)) == ()


async def test_an_ended_item_is_readable_and_in_no_list(world: World, admin: Talk) -> None:
    clerk = await world.hire("张三", Role.REPORTER, "BM28")
    await clerk.say("JS-010 18座")
    await clerk.press("确认提交")
    await decide(admin, "终止事项 JS-010 项目取消")
    await unasked(clerk)
    (mine,) = await clerk.say("我的事项")
    assert "JS-010" not in mine.text
    (card,) = await clerk.say("事项 JS-010")
    assert "自6月24日起终止，原因：项目取消" in card.text
    assert "18" in card.text
    assert not any(label.startswith("报送") for label in card.labels)
    (history,) = await clerk.press("历次报送")
    assert "18" in history.text


async def test_a_report_that_waits_is_still_verified(world: World, admin: Talk) -> None:
    clerk, inspector = await world.hire("张三", Role.REPORTER, "BM28"), await world.hire("督查员", Role.INSPECTOR)
    await clerk.say("JS-010 18座")
    await clerk.press("确认提交")
    await decide(admin, "终止事项 JS-010 项目取消")
    await inspector.say("待核验")
    await inspector.press("通过")
    item = await stored(world, "JS-010")
    (report,) = await world.dispatch.look(lambda moment: reports.of_item(moment.store, item.id))
    assert report.state is ReportState.VERIFIED


async def test_an_item_that_is_handed_over_is_the_other_units_and_its_reports_are_not(
    world: World, admin: Talk
) -> None:
    old, new = await world.hire("张三", Role.REPORTER, "BM28"), await world.hire("李四", Role.REPORTER, "JD14")
    await old.say("JS-010 18座")
    await old.press("确认提交")
    before = {each.unit: each.items for each in await _agreements(world)}
    done = await decide(admin, "移交事项 JS-010 JD14 职责划转")
    to = (await stored(world, "JS-010")).item.unit
    assert to == "JD14"
    assert done.startswith(f"JS-010 {NAME}：自6月24日起由{CBD}移交")
    assert done.endswith("原因：职责划转")
    assert (await unasked(old))[0].startswith(done)
    assert (await unasked(new))[0].startswith(done)
    after = {each.unit: each.items for each in await _agreements(world)}
    assert after["BM28"] == before["BM28"] - 1
    assert after["JD14"] == before.get("JD14", 0) + 1
    assert (await old.say("事项 JS-010"))[0].text == "没有找到这一事项，或您无权查看。"
    (card,) = await new.say("JS-010 20座")
    assert card.text.startswith("请确认 1 项")
    await new.press("确认提交")
    item = await stored(world, "JS-010")
    made = await world.dispatch.look(lambda moment: [each.unit for each in reports.of_item(moment.store, item.id)])
    assert sorted(made) == ["BM28", "JD14"]


async def test_a_bundle_that_waited_leaves_without_what_was_handed_over(tmp_path: Path) -> None:
    world = await make_world(tmp_path)
    world.clock.local(6, 24)
    await world.settle(tracked_from=date(2026, 6, 1))
    admin, clerk = await world.hire("管理员", Role.ADMIN), await world.hire("张三", Role.REPORTER, "BM28")
    world.clock.local(6, 30, 9, 5)
    await world.dispatch.moment(reminders.tick)
    (bundle,) = [each for each in await world.new_in(clerk.name) if each.message.lane is Lane.PUSH]
    assert "JS-010" in bundle.text
    await decide(admin, "移交事项 JS-010 JD14 职责划转")
    left = await world.dispatch.moment(lambda moment: renewed(moment, bundle.message))
    assert left is not None
    assert "JS-010" not in Shown(left).text
    assert "JS-011" in Shown(left).text
    await world.database.close()


async def test_a_report_that_is_returned_after_the_move_is_the_new_units(world: World, admin: Talk) -> None:
    old, new = await world.hire("张三", Role.REPORTER, "BM28"), await world.hire("李四", Role.REPORTER, "JD14")
    inspector = await world.hire("督查员", Role.INSPECTOR)
    await old.say("JS-010 18座")
    await old.press("确认提交")
    await decide(admin, "移交事项 JS-010 JD14 职责划转")
    for talk in (old, new, inspector):
        await unasked(talk)
    await inspector.say("待核验")
    await inspector.press("退回")
    await inspector.say("与现场不符")
    for talk, labels in ((old, []), (new, ["重新报送"])):
        (told,) = [each for each in await world.new_in(talk.name) if each.message.lane is Lane.PUSH]
        assert "与现场不符" in told.text
        assert [label[:4] for label in told.labels] == labels


async def test_what_is_over_is_not_returned(world: World, admin: Talk) -> None:
    clerk, inspector = await world.hire("张三", Role.REPORTER, "BM28"), await world.hire("督查员", Role.INSPECTOR)
    await clerk.say("JS-010 18座")
    await clerk.press("确认提交")
    await decide(admin, "终止事项 JS-010 项目取消")
    await inspector.say("待核验")
    await inspector.press("退回")
    (refused,) = await inspector.say("与现场不符")
    assert refused.text == "这一事项已终止，单位不再报送，只能通过。"


async def _agreements(world: World) -> tuple[items.Agreement, ...]:
    return await world.dispatch.look(lambda moment: items.agreements_of(moment.store, 2026))


async def test_a_split_item_is_linked_to_what_took_its_place(world: World, admin: Talk) -> None:
    await add(world, "JS-041", "JS-042", target=12)
    inspector = await world.hire("督查员", Role.INSPECTOR)
    (asked,) = await admin.say("拆分事项 JS-010 为 JS-041 JS-042 分期建设")
    assert "请核对：原目标 26座，拆分后合计 24座。" in asked.text
    (done,) = await admin.press("确认拆分")
    assert done.text == (f"JS-010 {NAME}：自6月24日起拆分为 JS-041 楼宇交付1期、JS-042 楼宇交付2期，原因：分期建设")
    await unasked(inspector)
    (card,) = await inspector.say("事项 JS-041")
    assert f"JS-010 {NAME}：6月24日由此项拆分而来" in card.text
    assert done.text in (await inspector.say("事项 JS-010"))[0].text


async def test_merged_items_end_in_one(world: World, admin: Talk) -> None:
    await add(world, "JS-041")
    done = await decide(admin, "合并事项 JS-010、JS-011 为 JS-041 统一推进")
    assert [line.split("：")[1] for line in done.splitlines()] == ["自6月24日起并入 JS-041 楼宇交付1期，原因"] * 2
    for code, stage in (("JS-010", Stage.CLOSED), ("JS-011", Stage.CLOSED), ("JS-041", Stage.OPEN)):
        assert (await stored(world, code)).item.stage is stage
    (card,) = await admin.say("事项 JS-041")
    assert card.text.count("6月24日此项已并入本项") == 2


async def test_a_notice_that_stands_open_is_named_and_chases_nobody(world: World, admin: Talk) -> None:
    inspector, head = await world.hire("督查员", Role.INSPECTOR), await world.hire("主任", Role.UNIT_HEAD, "BM28")
    await inspector.say("督办 JS-010 连续两期未报送")
    (sent,) = (await inspector.press("发送"))[-1:]
    await inspector.say("督办 JS-011 连续两期未报送")
    await unasked(head)
    (asked,) = await admin.say("终止事项 JS-010 JS-011 项目取消")
    assert "还有未办结的督办单：示督〔2026〕1号，请督查员销号、改派或撤回。" in asked.text
    await admin.press("确认终止")
    told = await unasked(inspector)
    assert [line for text in told for line in text.splitlines() if "督办单" in line] == [
        "还有未办结的督办单：示督〔2026〕1号，请督查员销号、改派或撤回。"
    ]
    await unasked(head)
    for day in (1, 8, 15, 22):
        world.clock.local(7, day, 9, 5)
        await world.dispatch.moment(reminders.tick)
    assert not any("示督〔2026〕1号" in text for text in await unasked(head))
    assert sent.text

    def drafts(moment: Moment) -> list[NoticeState]:
        return [each.state for each in notices.open_on(moment.store, [moment.reference.by_code["JS-011"].id])]

    assert await world.dispatch.look(drafts) == []
    *_, notice = await inspector.say("督办单 示督〔2026〕1号")
    assert "同意销号" in notice.labels
    (closed,) = await inspector.press("同意销号")
    assert "销号" in closed.text


async def test_ledger_and_digest_count_what_was_decided(world: World, admin: Talk) -> None:
    head = await world.hire("主任", Role.UNIT_HEAD, "BM28")
    await decide(admin, "终止事项 JS-010 项目取消")
    await decide(admin, "移交事项 JS-011 住建局 职责划转")
    line = "事项变动：已移交 1 项（JS-011，6月24日，职责划转），已终止 1 项（JS-010，6月24日，项目取消）"
    await unasked(head)
    for shown in (await admin.say("周报"), await head.say("周报")):
        assert line in shown[0].text
    (ledger,) = await head.say("台账")
    assert line in ledger.text
    other = await world.hire("局长", Role.UNIT_HEAD, "BM03")
    (taken,) = await other.say("周报")
    assert "事项变动：已接收 1 项（JS-011，6月24日，职责划转）" in taken.text


async def test_a_workbook_that_gives_an_item_to_another_unit_hands_it_over(world: World, admin: Talk) -> None:
    old, new = await world.hire("张三", Role.REPORTER, "BM28"), await world.hire("李四", Role.REPORTER, "BM03")
    (preview,) = await admin.send("责任书.xlsx", XLSX, agreements(lead=HOUSING))
    assert "责任单位" in preview.text or "牵头单位" in preview.text
    assert "如已不再办理，请发“终止事项 编号 原因”" in preview.text
    await admin.press("确认导入")
    assert (await stored(world, "JS-010")).item.unit == "BM03"
    for talk in (old, new):
        (told,) = await unasked(talk)
        assert told.startswith(f"JS-010 {NAME}：自6月24日起由{CBD}移交{HOUSING}，原因：责任书.xlsx")


async def test_the_agreement_says_that_an_item_is_over(world: World, admin: Talk) -> None:
    await decide(admin, "终止事项 JS-010 项目取消")
    (said,) = await admin.say("责任书 中央商务区")
    assert f"JS-010 {NAME}：已终止，发“事项 JS-010”查看原因" in said.text


async def test_parts_that_were_merged_are_counted_once(world: World, admin: Talk) -> None:
    """The sum rule: what was merged is in the figure of what took its place."""
    await add(world, "JS-041", "JS-042", target=13, part_of="JS-010")
    clerk = await world.hire("张三", Role.REPORTER, "BM28")
    for line in ("JS-010 20座", "JS-041 12座", "JS-042 8座"):
        await clerk.say(line)
        await clerk.press("确认提交")
    await decide(admin, "合并事项 JS-041 为 JS-042 统一推进")
    await unasked(clerk)
    (card,) = await clerk.say("JS-042 20座")
    assert card.text.startswith("请确认 1 项"), card.text


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("终止事项", "请写明编号和原因"),
        ("终止事项 JS-010", "请写明编号和原因"),
        ("终止事项 XX-999 取消", "没有找到事项“XX-999”。"),
        ("终止事项 JS-010 自12月1日起 取消", "生效日期不能晚于今天。"),
        ("移交事项 JS-010", "请写明编号、接收单位和原因"),
        ("移交事项 JS-010 无此局 划转", "没有找到单位“无此局”。"),
        ("移交事项 JS-010 中央商务区 划转", "所列事项中有已由该单位牵头的。"),
        ("拆分事项 JS-010 分期", "请写明编号、拆成哪几项和原因"),
        ("拆分事项 JS-010 为 JS-011 分期", "拆分须写一项拆成两项以上"),
        ("合并事项 JS-010 JS-011 为 JS-011 统一", "接续的事项已终止，或就是所列事项本身"),
        ("恢复事项 JS-010", "请写明编号和原因"),
        ("恢复事项 JS-010 误办", "所列事项中有未终止的，无须恢复。"),
    ],
)
async def test_what_cannot_be_is_refused_in_words(admin: Talk, line: str, sentence: str) -> None:
    (said,) = await admin.say(line)
    assert said.text.startswith(sentence)


async def test_what_was_ended_meanwhile_is_not_ended_again(world: World, admin: Talk) -> None:
    (first,) = await admin.say("终止事项 JS-010 项目取消")
    await admin.press("确认终止")
    (again,) = await admin.tap(first.token("确认终止"))
    assert again.text == "所列事项中有已终止的，不能再办理。"
    assert len(await world.dispatch.look(lambda moment: decisions.of_year(moment.store, 2026))) == 1


async def test_nobody_but_an_admin_decides(world: World, admin: Talk) -> None:
    for name, role, unit in (("张三", Role.UNIT_HEAD, "BM28"), ("督查员", Role.INSPECTOR, None)):
        (said,) = await (await world.hire(name, role, unit)).say("终止事项 JS-010 项目取消")
        assert said.text == "您的角色不能使用这项功能。"

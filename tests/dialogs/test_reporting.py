"""Whole conversations of reporting."""

from dataclasses import replace

import pytest

from domain.people import Role
from domain.reports import ReportState
from handlers.kernel.messages import Attached
from handlers.kernel.turn import Moment
from storage import reports
from tests.support.pictures import picture
from tests.support.world import Talk, World

CHANGED = "上一张卡片发出后内容有变动，尚未提交，请核对后再确认。"


@pytest.fixture
async def cbd(world: World) -> Talk:
    """The clerk of the CBD centre, on 24 June."""
    world.clock.local(6, 24)
    return await world.hire("中央商务区填报人", Role.REPORTER, "BM28")


async def stored(world: World, code: str) -> list[tuple[str, str, str]]:
    """(total, as of, state) of an item's reports, oldest first."""

    def look(moment: Moment) -> list[tuple[str, str, str]]:
        found = reports.of_item(moment.store, moment.reference.by_code[code].id)
        return [(str(each.total), each.as_of.isoformat(), each.state.value) for each in reversed(found)]

    return await world.dispatch.look(look)


async def test_a_line_with_two_items_is_confirmed_and_submitted(world: World, cbd: Talk) -> None:
    (card,) = await cbd.say("26座楼宇累计交付18座，95万平")
    assert card.text.splitlines()[0] == "请确认 2 项（截至 6月24日）"
    assert "JS-010 中央商务区26座楼宇建成交付：18 / 26 座（累计） · 69.2%  🟢" in card.text
    assert "JS-011 中央商务区136万平方米载体建成交付：95 / 136 万平方米（累计） · 69.9%  🟢" in card.text
    assert card.labels == ["确认提交", "修改", "加佐证", "取消"]
    assert await stored(world, "JS-010") == []
    (done,) = await cbd.press("确认提交")
    assert done.text.endswith("\n已提交 · 6月24日 10:00，待督查室核验。下次报送：7月3日前。")
    assert await stored(world, "JS-010") == [("18", "2026-06-24", "submitted")]
    assert await stored(world, "JS-011") == [("95", "2026-06-24", "submitted")]


async def test_a_code_with_a_figure_and_a_day_is_understood(world: World, cbd: Talk) -> None:
    (card,) = await cbd.say("JS-010 18座 截至6月20日")
    assert "（截至 6月20日）" in card.text
    await cbd.press("确认提交")
    assert await stored(world, "JS-010") == [("18", "2026-06-20", "submitted")]


async def test_a_day_that_is_not_understood_is_asked_about_before_anything_is_offered(world: World, cbd: Talk) -> None:
    (asked,) = await cbd.say("去年5月 26座楼宇累计交付18座")
    assert "“去年5月”是哪一天没有看懂。是否按今天提交？" in asked.text
    assert "确认提交" not in asked.labels


async def test_confirming_twice_stores_once(world: World, cbd: Talk) -> None:
    """F9: a button pressed twice."""
    (card,) = await cbd.say("楼宇交付18座")
    token = card.token("确认提交")
    await cbd.tap(token)
    (again,) = await cbd.tap(token)
    assert again.text == "这份填报已提交或已取消，发“我的报送”可查看。"
    assert len(await stored(world, "JS-010")) == 1


async def test_an_older_card_of_a_draft_stores_nothing_else_than_it_shows(world: World, cbd: Talk) -> None:
    (older,) = await cbd.say("楼宇交付18座")
    await cbd.say("改成19")
    (card,) = await cbd.tap(older.token("确认提交"))
    assert "19 / 26 座" in card.text
    assert card.text.endswith(CHANGED)
    assert await stored(world, "JS-010") == []
    await cbd.press("确认提交")
    assert await stored(world, "JS-010") == [("19", "2026-06-24", "submitted")]


async def test_an_older_card_stores_no_figure_that_was_asked_about(world: World, cbd: Talk) -> None:
    (older,) = await cbd.say("楼宇交付18座")
    (asked,) = await cbd.say("改成90")
    assert asked.text.endswith("超出很多。是否属实？")
    (again,) = await cbd.tap(older.token("确认提交"))
    assert again.text == f"{asked.text}\n{CHANGED}"
    assert await stored(world, "JS-010") == []


async def test_a_card_that_is_confirmed_the_next_day_stores_the_day_it_shows(world: World, cbd: Talk) -> None:
    (card,) = await cbd.say("楼宇交付18座")
    assert "截至 6月24日" in card.text
    world.clock.local(6, 25)
    await cbd.press("确认提交")
    assert await stored(world, "JS-010") == [("18", "2026-06-24", "submitted")]


async def test_an_increment_is_shown_anew_when_a_colleague_has_reported_meanwhile(world: World, cbd: Talk) -> None:
    await cbd.say("楼宇交付16座")
    await cbd.press("确认提交")
    (card,) = await cbd.say("楼宇又交付2座")
    assert "18 / 26 座" in card.text
    other = await world.hire("同事", Role.REPORTER, "BM28")
    await other.say("楼宇累计交付17座")
    await other.press("确认提交")
    (anew,) = await cbd.press("确认提交")
    assert "19 / 26 座" in anew.text
    assert anew.text.endswith(CHANGED)
    await cbd.press("确认提交")
    assert (await stored(world, "JS-010"))[-1] == ("19", "2026-06-24", "submitted")


async def test_a_total_that_a_colleague_has_not_made_doubtful_is_stored_at_once(world: World, cbd: Talk) -> None:
    (card,) = await cbd.say("楼宇累计交付18座")
    other = await world.hire("同事", Role.REPORTER, "BM28")
    await other.say("楼宇累计交付17座")
    await other.press("确认提交")
    (done,) = await cbd.tap(card.token("确认提交"))
    assert done.text.startswith("已提交 1 项")
    assert (await stored(world, "JS-010"))[-1][0] == "18"


async def test_who_rang_is_what_the_card_says(world: World) -> None:
    world.clock.local(6, 24)
    await world.hire("填报人", Role.REPORTER, "BM28")
    inspector = await world.hire("督查员", Role.INSPECTOR)
    (older,) = await inspector.say("代报 中央商务区发展服务中心 楼宇交付18座，来电人 王主任")
    await inspector.say("来电人 李科长")
    (anew,) = await inspector.tap(older.token("确认提交"))
    assert "李科长" in anew.text
    assert anew.text.endswith(CHANGED)


@pytest.mark.parametrize(
    ("line", "first", "after"),
    [
        ("JS-010 无变化", "16 / 26 座", "20 / 26 座"),
        ("楼宇累计交付17座", "17 / 26 座", "上次报 20座，这次 17座，比上次少。是否属实？"),
    ],
)
async def test_what_a_colleague_has_overtaken_is_held_against_the_newer_figure(
    world: World, cbd: Talk, line: str, first: str, after: str
) -> None:
    await cbd.say("楼宇交付16座")
    await cbd.press("确认提交")
    (card,) = await cbd.say(line)
    assert first in card.text
    other = await world.hire("同事", Role.REPORTER, "BM28")
    await other.say("楼宇累计交付20座")
    await other.press("确认提交")
    (anew,) = await cbd.press("确认提交")
    assert after in anew.text
    assert anew.text.endswith(CHANGED)
    assert (await stored(world, "JS-010"))[-1][0] == "20"


async def test_two_items_that_fit_are_asked_with_buttons(world: World) -> None:
    world.clock.local(6, 6)
    clerk = await world.hire("舜华路填报人", Role.REPORTER, "JD14")
    (question,) = await clerk.say("规上企业新增3家")
    assert question.text == "您说的是哪一项？"
    assert question.labels == ["JJ-037 新增规上工业企业", "JJ-038 新增规上服务业企业", "都不是"]
    (card,) = await clerk.press("JJ-038")
    assert "JJ-038 新增规上服务业企业：3" in card.text
    await clerk.press("确认提交")
    assert await stored(world, "JJ-037") == []
    assert await stored(world, "JJ-038") == [("3", "2026-06-06", "submitted")]


async def test_a_line_without_a_figure_asks_for_it(world: World, cbd: Talk) -> None:
    await cbd.say("楼宇交付16座")
    await cbd.press("确认提交")
    (question,) = await cbd.say("楼宇交付正在推进")
    assert question.text == "JS-010 中央商务区26座楼宇建成交付：上次报 16座（截至 6月24日）。现在累计多少座？"
    (card,) = await cbd.say("18")
    assert "18 / 26 座" in card.text


async def test_a_total_that_falls_names_both_numbers_before_it_is_taken(world: World, cbd: Talk) -> None:
    await cbd.say("楼宇交付16座")
    await cbd.press("确认提交")
    (question,) = await cbd.say("楼宇交付12座")
    assert "上次报 16座，这次 12座，比上次少。是否属实？" in question.text
    assert question.labels == ["就按这个数", "修改", "不报这项"]
    (card,) = await cbd.press("就按这个数")
    assert card.labels[0] == "确认提交"


async def test_no_change_takes_one_tap_and_is_marked(world: World, cbd: Talk) -> None:
    await cbd.say("楼宇交付16座")
    await cbd.press("确认提交")
    world.clock.local(7, 1)
    await cbd.say("事项 JS-010")
    (card,) = await cbd.press("无变化")
    assert "16 / 26 座（累计）（无变化，正在推进）" in card.text
    await cbd.press("确认提交")
    assert await stored(world, "JS-010") == [
        ("16", "2026-06-24", "submitted"),
        ("16", "2026-07-01", "submitted"),
    ]


async def test_the_form_shows_the_last_report_the_plan_and_the_next_due_day(world: World, cbd: Talk) -> None:
    await cbd.say("楼宇交付16座")
    await cbd.press("确认提交")
    (items,) = await cbd.say("我的事项")
    assert items.text.startswith("我的事项（")
    (card,) = await cbd.press("JS-010")
    assert "最近：16座（61.5%），截至 6月24日，待核验" in card.text
    assert "计划：到今天（6月24日）应达" in card.text
    assert "下次报送：7月3日前" in card.text
    (question,) = await cbd.press("报送")
    assert "上次报 16座" in question.text
    (confirm,) = await cbd.say("17")
    assert "17 / 26 座" in confirm.text


async def test_a_milestone_item_is_reported_by_its_nodes(world: World) -> None:
    world.clock.local(6, 30)
    clerk = await world.hire("基金公司填报人", Role.REPORTER, "QY05")
    (card,) = await clerk.say("基金公司已挂牌")
    assert "GZ-012 基金公司筹建挂牌：完成：挂牌运营" in card.text
    await clerk.press("确认提交")
    (item,) = await clerk.say("事项 GZ-012")
    assert "已完成，待核验" in item.text


async def test_what_is_wrong_on_the_card_is_corrected_by_typing(world: World, cbd: Talk) -> None:
    await cbd.say("楼宇交付18座")
    await cbd.press("修改")
    (card,) = await cbd.say("改成 17")
    assert "17 / 26 座" in card.text
    (card,) = await cbd.say("日期是6月20日")
    assert "截至 6月20日" in card.text
    assert "17 / 26 座" in card.text
    await cbd.press("确认提交")
    assert await stored(world, "JS-010") == [("17", "2026-06-20", "submitted")]


async def test_cancel_and_another_report_leave_the_form_and_store_nothing(world: World, cbd: Talk) -> None:
    await cbd.say("楼宇交付18座")
    assert (await cbd.say("取消"))[0].text == "已取消，什么都没有提交。"
    (card,) = await cbd.say("楼宇交付18座")
    await cbd.say("载体95万平")
    assert (await cbd.tap(card.token("确认提交")))[0].text.startswith("这份填报已提交或已取消")
    assert await stored(world, "JS-010") == []


async def test_a_correction_supersedes_and_keeps_the_history(world: World, cbd: Talk) -> None:
    await cbd.say("楼宇交付18座")
    await cbd.press("确认提交")
    (card,) = await cbd.say("楼宇交付报错了，改成16座")
    assert "（更正）" in card.text
    await cbd.press("确认提交")
    assert await stored(world, "JS-010") == [
        ("18", "2026-06-24", "superseded"),
        ("16", "2026-06-24", "submitted"),
    ]


async def test_a_report_is_withdrawn_by_who_sent_it_until_it_is_verified(world: World, cbd: Talk) -> None:
    await cbd.say("楼宇交付18座")
    await cbd.press("确认提交")
    await cbd.say("我的报送")
    await cbd.press("撤回")
    (gone,) = await cbd.press("确认撤回")
    assert gone.text == "JS-010 的报送已撤回，历史保留。"
    assert await stored(world, "JS-010") == [("18", "2026-06-24", ReportState.WITHDRAWN.value)]


async def test_evidence_hangs_on_the_report_with_its_fingerprint(world: World, cbd: Talk) -> None:
    await cbd.say("楼宇交付18座")
    await cbd.press("加佐证")
    (card,) = await cbd.send("现场.png", "image/png", picture())
    assert "佐证 1 个" in card.text
    await cbd.press("确认提交")
    inspector = await world.hire("督查员", Role.INSPECTOR)
    (queue,) = await inspector.say("待核验")
    assert "佐证 1 个" in queue.text
    (file,) = await inspector.press("看佐证")
    assert file.has_file


async def test_a_photo_with_a_caption_is_a_report_with_evidence(world: World, cbd: Talk) -> None:
    (card,) = await cbd.send("现场.jpg", "image/jpeg", picture(), "楼宇交付18座")
    assert "佐证 1 个" in card.text


async def test_a_file_that_may_not_be_evidence_is_refused_with_a_reason(world: World, cbd: Talk) -> None:
    await cbd.say("楼宇交付18座")
    (refusal,) = await cbd.send("坏.exe", "application/x-msdownload", b"MZ")
    assert refusal.text == "坏.exe 是程序，不能作为佐证，请发照片、PDF、Word 或 Excel。"
    (refusal,) = await cbd.send("大.png", "image/png", b"x" * 2_000_001)
    assert refusal.text == "大.png 超过 2 MB，无法接收，请压缩后重发。"


async def test_another_units_item_cannot_be_reported(world: World, cbd: Talk) -> None:
    (refusal,) = await cbd.say("JS-028 600户")
    assert "JS-028" not in refusal.text or refusal.text == "这一项不由您的单位报送。"
    assert await stored(world, "JS-028") == []


async def test_a_draft_survives_a_new_process(world: World, cbd: Talk) -> None:
    await cbd.say("楼宇交付18座")
    from bot.road.dispatch import Dispatch

    world.dispatch = Dispatch(world.house)
    await cbd.press("确认提交")
    assert await stored(world, "JS-010") == [("18", "2026-06-24", "submitted")]


async def test_the_same_update_twice_is_answered_once(world: World, cbd: Talk) -> None:
    """F2: the same update after a restart."""
    update = world.update("test", cbd.name, "我的事项")
    assert len(await world.receive(update)) == 1
    assert await world.receive(update) == []


async def test_a_blocker_is_passed_on_to_the_inspectors_word_for_word(world: World, cbd: Talk) -> None:
    (alone,) = await cbd.say("楼宇交付卡在消防验收，请住建局协调")
    assert alone.text == "堵点没有转出：系统里还没有督查员，请联系管理员。"
    inspector = await world.hire("督查员", Role.INSPECTOR)
    (told,) = await cbd.say("楼宇交付卡在消防验收，请住建局协调")
    assert told.text == "堵点（JS-010）已转督查室、区住房和城乡建设局。"
    (raised,) = await inspector.pushed()
    assert raised.text == (
        "【堵点】中央商务区发展服务中心（中央商务区填报人），JS-010 中央商务区26座楼宇建成交付\n"
        "“楼宇交付卡在消防验收，请住建局协调”\n"
        "请区住房和城乡建设局答复。"
    )
    (later,) = await cbd.say("楼宇交付申请延期到12月底")
    assert later.text.startswith("延期申请〔2026〕1号（JS-010）已转督查室。")


async def test_evidence_is_measured_by_its_content_and_not_by_what_the_platform_said(world: World, cbd: Talk) -> None:
    content = b"x" * (world.house.district.evidence_max_bytes + 1)
    incoming = world.update(cbd.channel, cbd.name)
    (refused,) = await world.receive(replace(incoming, file=Attached("现场.png", "image/png", 10, content)))
    assert refused.text == "现场.png 超过 2 MB，无法接收，请压缩后重发。"

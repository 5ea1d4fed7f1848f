"""无变化: said in one tap or one line, stored as a report, told in plain words wherever the report is shown."""

from datetime import date

import pytest

from domain.digest import Scope
from domain.people import Role
from domain.reports import Report
from handlers.digests.ledger import ledger
from handlers.kernel.turn import Moment
from storage import reports
from tests.support.world import Talk, World


@pytest.fixture
async def fund(world: World) -> Talk:
    """The clerk of the fund company, whose item GZ-012 is done node by node, on 24 May."""
    world.clock.local(5, 24)
    return await world.hire("基金公司填报人", Role.REPORTER, "QY05")


async def newest(world: World, code: str) -> Report:
    """The last report of an item."""

    def look(moment: Moment) -> Report:
        return reports.of_item(moment.store, moment.reference.by_code[code].id)[0]

    return await world.dispatch.look(look)


async def test_a_milestone_item_says_no_change_in_one_tap_before_its_first_node(world: World, fund: Talk) -> None:
    (before,) = await fund.say("事项 GZ-012")
    assert "逾期 47 个工作日未报送" in before.text
    (card,) = await fund.press("无变化：未到节点")
    assert "GZ-012 基金公司筹建挂牌：尚无节点完成（无变化，未到节点）" in card.text
    (done,) = await fund.press("确认提交")
    assert done.text.endswith("，待督查室核验。下次报送：6月3日前。")
    report = await newest(world, "GZ-012")
    assert (report.unchanged, report.note, report.total, report.milestone) == (True, "未到节点", None, None)
    (item,) = await fund.say("事项 GZ-012")
    assert "最近：无变化（未到节点），截至 5月24日，待核验；此前：尚无节点完成" in item.text
    assert "未报送" not in item.text
    assert "下次报送：6月3日前" in item.text


async def test_the_question_which_node_offers_no_change_too(fund: Talk) -> None:
    await fund.say("事项 GZ-012")
    (question,) = await fund.press("报送")
    assert question.text == "GZ-012 基金公司筹建挂牌：完成到哪个节点？"
    assert question.labels == [
        "完成工商登记",
        "完成管理人团队组建",
        "完成：挂牌运营",
        "无变化：正在推进",
        "无变化：未到节点",
        "无变化：遇到堵点",
        "不报这项",
    ]
    (card,) = await fund.press("无变化：遇到堵点")
    assert "（无变化，遇到堵点）" in card.text


async def test_no_change_may_be_typed_with_its_reason_and_leaves_the_node_that_is_done(
    world: World, fund: Talk
) -> None:
    await fund.say("事项 GZ-012")
    await fund.press("报送")
    await fund.press("完成工商登记")
    await fund.press("确认提交")
    world.clock.local(6, 2)
    (card,) = await fund.say("GZ-012 无变化，等审批")
    assert "GZ-012 基金公司筹建挂牌：完成工商登记（无变化，等审批）" in card.text
    await fund.press("确认提交")
    (item,) = await fund.say("事项 GZ-012")
    assert "最近：无变化（等审批），截至 6月2日，待核验；此前：完成工商登记" in item.text
    assert "下一节点：5月15日 完成管理人团队组建" in item.text


async def test_no_change_in_a_row_is_counted_for_a_milestone_item(world: World, fund: Talk) -> None:
    await fund.say("GZ-012 无变化，等审批")
    await fund.press("确认提交")
    world.clock.local(6, 2)
    (card,) = await fund.say("GZ-012 无变化，等审批")
    assert "（无变化，连续第 2 次，等审批）" in card.text


async def test_no_change_typed_into_the_open_question_answers_it(world: World, fund: Talk) -> None:
    await fund.say("事项 GZ-012")
    await fund.press("报送")
    (card,) = await fund.say("无变化，等审批")
    assert "GZ-012 基金公司筹建挂牌：尚无节点完成（无变化，等审批）" in card.text


async def test_no_change_of_several_items_that_fit_stays_no_change_when_one_is_tapped(world: World) -> None:
    world.clock.local(6, 6)
    clerk = await world.hire("舜华路填报人", Role.REPORTER, "JD14")
    await clerk.say("JJ-038 3家")
    await clerk.press("确认提交")
    (question,) = await clerk.say("规上企业无变化，等审批")
    assert question.text == "您说的是哪一项？"
    (card,) = await clerk.press("JJ-038")
    assert "JJ-038 新增规上服务业企业：3" in card.text
    assert "（无变化，等审批）" in card.text


async def test_a_report_of_no_change_is_told_in_plain_words_wherever_it_is_shown(world: World, fund: Talk) -> None:
    await fund.say("GZ-012 无变化，等审批")
    await fund.press("确认提交")
    (sent,) = await fund.say("我的报送")
    assert "无变化（等审批），截至 5月24日" in sent.text
    await fund.say("事项 GZ-012")
    (history,) = await fund.press("历次报送")
    assert history.text.splitlines()[1] == "5月24日 无变化（等审批） · 基金公司填报人 · 待核验"
    (answer,) = await fund.say("基金公司挂牌进度如何")
    assert "无变化（等审批）（截至 5月24日，待核验），此前尚无节点完成" in answer.text
    inspector = await world.hire("督查员", Role.INSPECTOR)
    (queue,) = await inspector.say("待核验")
    assert "无变化（等审批） · 截至 5月24日 · 没有佐证" in queue.text
    await inspector.press("通过")
    (told,) = await fund.pushed()
    assert told.text == "GZ-012 无变化（等审批），已通过督查室核验。"


async def test_the_ledger_says_no_change_or_the_newest_node(world: World, fund: Talk) -> None:
    async def done() -> str:
        def look(moment: Moment) -> str:
            return next(row.done for row in ledger(moment, Scope(2026, unit="QY05")).rows if row.code == "GZ-012")

        return await world.dispatch.look(look)

    await fund.say("GZ-012 无变化，等审批")
    await fund.press("确认提交")
    assert (await done()).startswith("无变化；")
    await fund.say("事项 GZ-012")
    await fund.press("报送")
    await fund.press("完成管理人团队组建")
    await fund.press("确认提交")
    assert (await done()).startswith("完成管理人团队组建；")


async def test_the_reason_of_no_change_stands_beside_a_figure_too(world: World) -> None:
    world.clock.local(6, 24)
    clerk = await world.hire("中央商务区填报人", Role.REPORTER, "BM28")
    await clerk.say("楼宇交付16座")
    await clerk.press("确认提交")
    await clerk.say("事项 JS-010")
    await clerk.press("无变化：遇到堵点")
    await clerk.press("确认提交")
    (item,) = await clerk.say("事项 JS-010")
    assert "最近：16座（61.5%），无变化（遇到堵点），截至 6月24日，待核验" in item.text
    (history,) = await clerk.press("历次报送")
    assert "6月24日 16座，无变化（遇到堵点） · 中央商务区填报人 · 待核验" in history.text


async def test_a_list_names_the_newest_node_or_no_change_of_a_milestone_item(world: World, fund: Talk) -> None:
    async def line() -> str:
        (items,) = await fund.say("我的事项")
        return next(each for each in items.text.splitlines() if "GZ-012" in each)

    assert "尚未报送" in await line()
    await fund.say("GZ-012 无变化，等审批")
    await fund.press("确认提交")
    assert await line() == "🔴 基金公司筹建挂牌 GZ-012：截至5月24日 无变化 · 6月3日前报"
    await fund.say("事项 GZ-012")
    await fund.press("报送")
    await fund.press("完成管理人团队组建")
    await fund.press("确认提交")
    assert await line() == "🟢 基金公司筹建挂牌 GZ-012：截至5月24日 完成管理人团队组建 · 6月3日前报"


async def test_the_reason_is_kept_without_the_code_and_the_words_of_no_change(world: World, fund: Talk) -> None:
    (card,) = await fund.say("GZ-012无变化因等审批")
    assert "（无变化，等审批）" in card.text
    await fund.press("确认提交")
    assert (await newest(world, "GZ-012")).note == "等审批"


async def test_a_node_tapped_after_no_change_is_the_node_alone(world: World, fund: Talk) -> None:
    await fund.say("事项 GZ-012")
    (question,) = await fund.press("报送")
    await fund.tap(question.token("无变化：未到节点"))
    (card,) = await fund.tap(question.token("完成工商登记"))
    assert "无变化" not in card.text
    await fund.press("确认提交")
    report = await newest(world, "GZ-012")
    assert (report.milestone, report.unchanged, report.note) == (0, False, "")


async def test_the_day_told_before_no_change_stays_and_a_figure_takes_its_reason_away(world: World) -> None:
    world.clock.local(6, 10)
    clerk = await world.hire("填报人", Role.REPORTER, "BM28")
    await clerk.say("JS-010 18座")
    await clerk.press("确认提交")
    world.clock.local(6, 29)
    await clerk.say("JS-010 截至6月20日")
    await clerk.say("无变化，等验收")
    await clerk.press("确认提交")
    assert (await newest(world, "JS-010")).as_of == date(2026, 6, 20)
    await clerk.say("JS-010 无变化，等批复")
    await clerk.press("修改")
    await clerk.say("19座")
    await clerk.press("确认提交")
    report = await newest(world, "JS-010")
    assert (report.unchanged, report.note) == (False, "")


async def test_no_change_of_two_items_is_one_card_and_one_tap(world: World) -> None:
    world.clock.local(6, 24)
    clerk = await world.hire("中央商务区填报人", Role.REPORTER, "BM28")
    for line in ("楼宇交付16座", "JS-011 60万平方米"):
        await clerk.say(line)
        await clerk.press("确认提交")
    world.clock.local(7, 1)
    (card,) = await clerk.say("JS-010、JS-011 都没变化，等批复")
    assert card.text.splitlines()[0] == "请确认 2 项（截至 7月1日）"
    assert "JS-010 中央商务区26座楼宇建成交付：16 / 26 座（累计）（无变化，等批复）" in card.text
    assert "JS-011 中央商务区136万平方米载体建成交付：60 / 136 万平方米（累计）（无变化，等批复）" in card.text
    (done,) = await clerk.press("确认提交")
    assert done.text.startswith("已提交 2 项")


@pytest.fixture
async def unchanged(world: World) -> Talk:
    """The clerk of the CBD centre before the card that says 无变化 of JS-010."""
    world.clock.local(6, 24)
    await world.hire("督查员", Role.INSPECTOR)
    clerk = await world.hire("中央商务区填报人", Role.REPORTER, "BM28")
    await clerk.say("楼宇交付16座")
    await clerk.press("确认提交")
    world.clock.local(7, 1)
    await clerk.say("JS-010 没变化")
    return clerk


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("受天气影响", "受天气影响"),
        ("因为消防没验收", "消防没验收"),
        ("等审批", "等审批"),
        ("原因是手续没批下来。", "手续没批下来"),
        ("还没批下来，卡住了", "还没批下来，卡住了"),
    ],
)
async def test_a_reason_typed_before_the_card_of_no_change_stands_on_it(
    unchanged: Talk, line: str, reason: str
) -> None:
    (card,) = await unchanged.say(line)
    assert f"16 / 26 座（累计）（无变化，{reason}）" in card.text
    (done,) = await unchanged.press("确认提交")
    assert done.text.startswith("已提交 1 项")


@pytest.mark.parametrize(
    ("line", "answer"),
    [
        ("楼宇交付卡住了，请住建局协调", "堵点（JS-010）已转"),
        ("JS-011卡住了", "堵点（JS-011）已转"),
        ("早上好", "您好"),
        ("收到", "好的"),
        ("17座", "17 / 26 座"),
        ("日期是6月20日", "截至 6月20日"),
    ],
)
async def test_what_is_no_reason_keeps_its_own_answer(unchanged: Talk, line: str, answer: str) -> None:
    (card,) = await unchanged.say(line)
    assert answer in card.text


async def test_a_reason_without_a_card_of_no_change_stays_a_blocker(world: World, fund: Talk) -> None:
    (card,) = await fund.say("受天气影响")
    assert card.text == "这个堵点是哪一项的？"

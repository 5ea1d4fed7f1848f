"""A line that is no answer while the bot waits for one: it has its own answer, and what becomes of the draft is said."""

import pytest

from domain.people import Role
from storage import blockers
from tests.support.world import Talk, World

OPEN = "JS-010 的填报还没有提交，可接着回复；不报请发“取消”。"
NOT_UNDERSTOOD = "这句话没有记录。报进度可直接发：JS-010 16座 截至6月24日"
AWAY = "JS-010 的填报没有提交，已放下，需要时请重新报。"


@pytest.fixture
async def asked(world: World) -> Talk:
    """The clerk of the CBD centre, asked for the figure of JS-010, of which 16 were reported."""
    world.clock.local(6, 24)
    await world.hire("督查员", Role.INSPECTOR)
    cbd = await world.hire("中央商务区填报人", Role.REPORTER, "BM28")
    await cbd.say("楼宇交付16座")
    await cbd.press("确认提交")
    await cbd.say("事项 JS-010")
    (question,) = await cbd.press("报送")
    assert "现在累计多少座？" in question.text
    return cbd


@pytest.mark.parametrize(
    ("line", "answer"),
    [
        ("楼宇交付卡住了，请住建局协调", "堵点（JS-010）已转督查室、区住房和城乡建设局。"),
        ("CBD还差几栋", "🟢 JS-010 中央商务区26座楼宇建成交付：还差 10座（6月24日报 16座），12月20日前完成。"),
        ("载体到哪一步了", "🟡 JS-011 中央商务区136万平方米载体建成交付：还没有报送。目标 136万平方米，12月20日前。"),
        (
            "载体申请延期到12月底",
            "延期申请〔2026〕1号（JS-011）已转督查室。督查员可查看历次报送并与您联系，答复前仍按原期限办理。发“延期记录”可查。",
        ),
        ("早上好", "您好。报进度可直接发：JS-010 16座 截至6月24日"),
        ("今天下雨", NOT_UNDERSTOOD),
        ("明天再报", "没有作为报送记录。需要 6月25日提醒您报吗？"),
        ("JS-028 600户", "这一项不由您的单位报送。"),
    ],
)
async def test_something_else_has_its_own_answer_and_the_question_stays_open(
    asked: Talk, line: str, answer: str
) -> None:
    (card,) = await asked.say(line)
    assert card.text.replace("\n", "") == answer + OPEN
    (confirm,) = await asked.say("18")
    assert "JS-010 中央商务区26座楼宇建成交付：18 / 26 座" in confirm.text


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ("载体交付正在推进", "JS-011 中央商务区136万平方米载体建成交付：现在累计多少万平方米？"),
        ("载体95万平", "JS-011 中央商务区136万平方米载体建成交付：95 / 136 万平方米（累计）"),
        ("国际消费商圈建设推进顺利", "JJ-024 CBD国际消费中心商圈建设：完成到哪个节点？"),
    ],
)
async def test_another_report_puts_the_draft_away_and_says_so(asked: Talk, line: str, shown: str) -> None:
    (card,) = await asked.say(line)
    assert shown in card.text
    assert card.text.splitlines()[-1] == AWAY


@pytest.mark.parametrize(
    "line",
    [
        "我的事项",
        "事项 JS-011",
        "全部命令",
        "帮助",
        "我的报送",
        "红灯",
        "谁没报",
        "片区",
        "板块",
        "单位亮灯",
        "堵点",
        "督办单",
        "责任书",
    ],
)
async def test_a_command_that_only_looks_leaves_the_question_open_and_says_so(asked: Talk, line: str) -> None:
    cards = await asked.say(line)
    assert cards[-1].text.splitlines()[-1] == OPEN
    (confirm,) = await asked.say("18")
    assert "JS-010 中央商务区26座楼宇建成交付：18 / 26 座" in confirm.text


async def test_a_card_that_waits_for_its_tap_is_still_good_after_a_look(asked: Talk) -> None:
    (confirm,) = await asked.say("18")
    await asked.say("我的事项")
    (done,) = await asked.tap(confirm.token("确认提交"))
    assert done.text.startswith("已提交 1 项")


async def test_a_look_takes_up_the_report_beneath_a_question_about_a_blocker(asked: Talk) -> None:
    await asked.say("临街商铺征收卡住了，请区住建局协调")
    (shown,) = await asked.say("事项 JS-011")
    assert shown.text.endswith(OPEN)
    (confirm,) = await asked.say("18")
    assert "18 / 26 座" in confirm.text


@pytest.fixture
async def on_the_phone(world: World) -> Talk:
    """The inspector, who types in what the CBD centre told by telephone."""
    world.clock.local(6, 24)
    inspector = await world.hire("督查员", Role.INSPECTOR)
    (card,) = await inspector.say("代报 中央商务区 JS-010 16座")
    assert "16 / 26 座" in card.text
    return inspector


@pytest.mark.parametrize("line", ["送达情况", "周报", "月报", "红灯", "待核验", "台账"])
async def test_a_look_keeps_what_was_told_by_telephone(on_the_phone: Talk, line: str) -> None:
    confirm = on_the_phone.last[-1]
    cards = await on_the_phone.say(line)
    assert cards[-1].text.splitlines()[-1] == ("JS-010 的填报还没有提交，请点“确认提交”；不报请发“取消”。")
    (done,) = await on_the_phone.tap(confirm.token("确认提交"))
    assert "\n已代中央商务区发展服务中心报送 1 项，" in done.text


async def test_a_command_with_a_form_of_its_own_puts_the_draft_away_and_says_so(on_the_phone: Talk) -> None:
    (asked,) = await on_the_phone.say("代报")
    assert asked.text.splitlines()[-1] == AWAY


async def test_the_next_of_the_queue_leaves_a_head_s_own_draft_open(world: World, asked: Talk) -> None:
    head = await world.hire("中央商务区负责人", Role.UNIT_HEAD, "BM28")
    await asked.say("18")
    await asked.press("确认提交")
    await head.say("JS-011 60万平方米")
    confirm = head.last[-1]
    await head.say("待核验")
    await head.press("下一条")
    (done,) = await head.tap(confirm.token("确认提交"))
    assert done.text.startswith("已提交 1 项")


async def test_progress_without_a_figure_is_asked_about_again(asked: Talk) -> None:
    (again,) = await asked.say("正在推进")
    assert again.text == "JS-010 中央商务区26座楼宇建成交付：上次报 16座（截至 6月24日）。现在累计多少座？"


async def test_a_card_that_waits_for_its_tap_says_what_it_waits_for(asked: Talk) -> None:
    await asked.say("18")
    (answer,) = await asked.say("收到")
    assert answer.text == "好的。\nJS-010 的填报还没有提交，请点“确认提交”；不报请发“取消”。"


async def test_a_blocker_that_must_be_asked_about_leaves_the_report_open(asked: Talk) -> None:
    (which,) = await asked.say("临街商铺征收卡住了，请区住建局协调")
    assert which.text == f"这个堵点是哪一项的？\n{OPEN}"
    (told,) = await asked.press("不涉及具体事项")
    assert told.text == "堵点已转督查室、区住房和城乡建设局。"
    (confirm,) = await asked.say("18")
    assert "18 / 26 座" in confirm.text


async def test_which_item_is_held_up_may_be_said_after_the_report_and_is_passed_on_once(
    world: World, asked: Talk
) -> None:
    await asked.say("18")
    waits = asked.last[-1]
    (which,) = await asked.say("临街商铺征收卡住了，请区住建局协调")
    (done,) = await asked.tap(waits.token("确认提交"))
    assert done.text.startswith("已提交 1 项")
    for answer in ("堵点已转督查室、区住房和城乡建设局。", "这条内容已经转出，如有新情况请重新说明。"):
        (told,) = await asked.tap(which.token("不涉及具体事项"))
        assert told.text == answer
    assert len(await world.dispatch.look(lambda moment: blockers.open_ones(moment.store))) == 1


@pytest.mark.parametrize(
    ("line", "answer"),
    [
        ("新增规上工业企业卡住了，请税务局协调", "堵点（JJ-037）已转"),
        ("规上工业企业还差几家", "JJ-037 新增规上工业企业：还没有报送"),
    ],
)
async def test_the_question_which_item_takes_names_alone(world: World, line: str, answer: str) -> None:
    world.clock.local(6, 6)
    await world.hire("督查员", Role.INSPECTOR)
    clerk = await world.hire("舜华路填报人", Role.REPORTER, "JD14")
    (question,) = await clerk.say("规上企业新增3家")
    assert question.text == "您说的是哪一项？"
    (card,) = await clerk.say(line)
    assert answer in card.text
    assert card.text.endswith("刚才的填报还没有提交，可接着回复；不报请发“取消”。")
    (confirm,) = await clerk.say("规上工业")
    assert "JJ-037 新增规上工业企业：3" in confirm.text


async def test_a_look_at_another_card_with_a_tap_says_nothing_of_the_draft(asked: Talk) -> None:
    (item,) = await asked.say("CBD还差几栋")
    (shown,) = await asked.press("详情")
    assert "填报" not in shown.text
    assert item.text.endswith(OPEN)
    (confirm,) = await asked.say("18")
    assert "18 / 26 座" in confirm.text

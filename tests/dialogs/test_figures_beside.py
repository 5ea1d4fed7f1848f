"""No line that holds a figure is answered without saying what became of it."""

from domain.people import Role
from tests.support.world import Talk, World


async def test_a_question_beside_a_figure_is_answered_and_the_figure_offered(world: World, cbd: Talk) -> None:
    answer, card = await cbd.say("楼宇交付18座，下个节点什么时候")
    assert "下一节点" in answer.text
    assert "18 / 26 座" in card.text
    assert "确认提交" in card.labels
    (done,) = await cbd.press("确认提交")
    assert done.text.startswith("已提交 1 项")


async def test_a_figure_that_is_asked_about_is_said_to_be_not_reported(world: World, cbd: Talk) -> None:
    answer, told = await cbd.say("楼宇交付18座了吗")
    assert "16座" in answer.text
    assert told.text == "您提到的 JS-010 累计18座 没有作为进度报送。要报送请点下面的按钮。"
    (card,) = await cbd.press("报送 JS-010 累计18座")
    assert "18 / 26 座" in card.text


async def test_a_wish_for_more_time_says_what_became_of_its_figure(world: World, cbd: Talk) -> None:
    await world.hire("督查员", Role.INSPECTOR)
    told = await cbd.say("楼宇交付18座，申请延期到明年1月底")
    assert told[-1].text == "您提到的 JS-010 累计18座 没有作为进度报送。要报送请点下面的按钮。"


async def test_who_reports_nothing_is_offered_nothing(world: World, cbd: Talk) -> None:
    inspector = await world.hire("督查员", Role.INSPECTOR)
    assert len(await inspector.say("楼宇交付18座了吗")) == 1


async def test_of_several_items_the_one_that_is_chosen_is_asked_for_its_day(world: World) -> None:
    world.clock.local(6, 24)
    clerk = await world.hire("舜华路填报人", Role.REPORTER, "JD14")
    (which,) = await clerk.say("示范网格6个，3天前规上企业累计3家")
    assert which.text == "您说的是哪一项？\nMS-030 的数已读到，随后一起确认。"
    (day,) = await clerk.press("JJ-037")
    assert "“3天前”是哪一天没有看懂" in day.text


async def test_of_several_items_the_one_that_is_chosen_is_asked_for_a_hedged_figure(world: World) -> None:
    world.clock.local(6, 24)
    clerk = await world.hire("舜华路填报人", Role.REPORTER, "JD14")
    await clerk.say("示范网格6个，规上企业累计约3家")
    (hedged,) = await clerk.press("JJ-037")
    assert "您说的是约数（3家）" in hedged.text


async def test_a_figure_in_a_unit_that_the_item_cannot_have_is_named_until_the_right_one_comes(cbd: Talk) -> None:
    (asked,) = await cbd.say("JS-010 完成了500余万平方米")
    first, question = asked.text.splitlines()
    assert first == "您写的 500余万平方米 没有记为进度。"
    assert question.endswith("现在累计多少座？")
    (again,) = await cbd.say("3.5公里")
    assert again.text.startswith("您写的 3.5公里 没有记为进度。")
    (card,) = await cbd.say("18")
    assert "18 / 26 座" in card.text


async def test_a_right_figure_beside_a_question_corrects_and_is_answered(cbd: Talk) -> None:
    answers = await cbd.say("错了，是15，排第几")
    assert "16座 → 15座（更正）" in answers[-1].text
    assert len(answers) > 1, "the question is answered, too"


async def test_while_one_item_of_a_line_is_asked_about_the_others_are_said_to_wait(cbd: Talk) -> None:
    (asked,) = await cbd.say("JS-010 18座，JS-011还没有统计")
    assert "万平方米？" in asked.text
    assert asked.text.endswith("JS-010 的数已读到，随后一起确认。")
    (card,) = await cbd.press("不报这项")
    assert "18 / 26 座" in card.text


async def test_a_question_beside_a_figure_for_the_open_card_is_answered_too(cbd: Talk) -> None:
    await cbd.say("JS-010 17座")
    answer, card = await cbd.say("错了，是18，下个节点什么时候")
    assert "下一节点" in answer.text
    assert "18 / 26 座" in card.text
    assert len(await cbd.say("应该是19座")) == 1

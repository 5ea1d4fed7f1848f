"""Words that belong to the open card are read as such, and the chat keeps what was submitted."""

from dataclasses import replace
from datetime import timedelta

import pytest

from domain.keys.messages import NewsKey
from domain.keys.news import Nudge
from domain.people import Role
from domain.reports import Report
from domain.secrecy import PERSONAL
from handlers.kernel.messages import Button, Card
from handlers.kernel.turn import Moment
from handlers.reminders import tick as reminders
from storage import outbox, reports
from storage.outbox import MessageKind, MessageState
from tests.support.pictures import picture
from tests.support.world import Talk, World


@pytest.fixture
async def cbd(world: World) -> Talk:
    """The clerk of the CBD centre, on 24 June at ten."""
    world.clock.local(6, 24)
    return await world.hire("中央商务区填报人", Role.REPORTER, "BM28")


async def stored(world: World, code: str = "JS-010") -> list[Report]:
    """An item's reports, newest first."""
    return await world.dispatch.look(
        lambda moment: list(reports.of_item(moment.store, moment.reference.by_code[code].id))
    )


async def test_the_card_stays_with_its_lines_once_it_is_submitted(world: World, cbd: Talk) -> None:
    (card,) = await cbd.say("JS-010 18座 截至6月20日，JS-011 95万平")
    await cbd.send("楼.png", "image/png", picture())
    world.clock.local(6, 24, 14, 5)
    (done,) = await cbd.press("确认提交")
    assert done.message.edit_of == "m1", "in the place of the card"
    assert done.labels == []
    title, *lines, proof, last = done.text.splitlines()
    assert title == "已提交 2 项"
    assert lines == card.text.splitlines()[1:]
    assert proof == "佐证 1 个"
    assert last == "已提交 · 6月24日 14:05，待督查室核验。下次报送：7月3日前。"


async def test_a_correction_keeps_both_figures(world: World, cbd: Talk) -> None:
    await cbd.say("JS-010 19座")
    await cbd.press("确认提交")
    await cbd.say("更正 JS-010 18座")
    (done,) = await cbd.press("确认提交")
    assert done.text.splitlines()[0] == "已提交 1 项（截至 6月24日）"
    assert "：19座 → 18座（更正）" in done.text
    assert [report.state.value for report in await stored(world)] == ["submitted", "superseded"]


@pytest.mark.parametrize("words", ["确认提交", "“确认提交”", "确认", "提交", "确定"])
async def test_the_label_typed_is_the_tap(world: World, cbd: Talk, words: str) -> None:
    await cbd.say("JS-010 18座")
    (done,) = await cbd.say(words)
    assert done.text.startswith("已提交 1 项")
    assert len(await stored(world)) == 1
    (again,) = await cbd.say(words)
    assert again.text == "这份填报已提交或已取消，发“我的报送”可查看。"
    assert len(await stored(world)) == 1


async def test_the_label_typed_as_an_answer_to_the_card_is_the_tap(world: World, cbd: Talk) -> None:
    (card,) = await cbd.say("JS-010 18座")
    number, now = card.message.id, world.clock.now()
    await world.database.write(lambda store: outbox.settle(store, number, MessageState.ACCEPTED, now, message="c1"))
    (done,) = await world.receive(replace(world.update(cbd.channel, cbd.name, "确认"), quoted="c1"))
    assert done.text.startswith("已提交 1 项")


async def test_each_step_may_be_typed(world: World, cbd: Talk) -> None:
    await cbd.say("JS-010 18座")
    assert (await cbd.say("加佐证"))[0].text == "请发照片或文件作为佐证，发完点“确认提交”。"
    (card,) = await cbd.send("楼.png", "image/png", picture())
    assert "佐证 1 个" in card.text
    assert (await cbd.say("修改"))[0].text.startswith("请直接发正确的内容")
    assert "19 / 26 座" in (await cbd.say("改成 19"))[0].text
    assert (await cbd.say("确认"))[0].text.startswith("已提交 1 项")
    assert [str(report.total) for report in await stored(world)] == ["19"]


async def test_yes_keeps_a_doubtful_figure(world: World, cbd: Talk) -> None:
    await cbd.say("JS-010 18座")
    await cbd.say("确认")
    (asked,) = await cbd.say("JS-010 12座")
    assert asked.text.endswith("是否属实？")
    (card,) = await cbd.say("是的")
    assert card.text.startswith("请确认 1 项")


async def test_a_push_in_between_takes_no_label_from_the_open_card(world: World, cbd: Talk) -> None:
    await cbd.say("JS-010 18座")

    def push(moment: Moment) -> None:
        item = moment.reference.by_code["JS-010"].id
        card = Card(lines=("请报送",), buttons=((Button("修改", "help.all"),),), tells=PERSONAL)
        moment.post.push(cbd.id, card, MessageKind.REMINDER, NewsKey(Nudge(moment.today, cbd.id, item), cbd.id))

    await world.dispatch.moment(push)
    assert (await cbd.say("修改"))[-1].text.startswith("请直接发正确的内容")


async def test_a_card_that_was_overtaken_is_shown_anew_and_not_stored(world: World, cbd: Talk) -> None:
    other = await world.hire("乙", Role.REPORTER, "BM28")
    await cbd.say("JS-010 18座")
    await other.say("JS-010 20座")
    await other.say("确认提交")
    answers = await cbd.say("确认")
    assert "比上次少" in answers[0].text
    assert len(await stored(world)) == 1


@pytest.mark.parametrize("words", ["好的", "👍", "嗯嗯", "马上报"])
async def test_assent_under_a_card_asks_whether_to_submit(world: World, cbd: Talk, words: str) -> None:
    await cbd.say("JS-010 18座")
    (asked,) = await cbd.say(words)
    assert asked.text == "JS-010 的填报还没有提交。现在提交吗？"
    assert asked.labels == ["确认提交", "取消"]
    assert await stored(world) == []
    (done,) = await cbd.press("确认提交")
    assert done.text.startswith("已提交 1 项")


async def test_assent_under_a_question_asks_it_again(world: World, cbd: Talk) -> None:
    (asked,) = await cbd.say("JS-010")
    (again,) = await cbd.say("好的")
    assert again.text == asked.text


async def test_a_one_where_a_figure_is_asked_for_is_the_figure(world: World, cbd: Talk) -> None:
    await cbd.say("JS-010")
    (card,) = await cbd.say("1")
    assert "：1 / 26 座" in card.text
    (asked,) = await cbd.say("1")
    assert asked.text.endswith("现在提交吗？"), "under a whole card it is assent"


async def test_assent_is_no_receipt_while_a_card_is_open_and_one_without_it(world: World, cbd: Talk) -> None:
    world.clock.local(6, 29, 9, 5)
    await world.dispatch.moment(reminders.tick)
    world.clock.at += timedelta(days=1)
    await world.dispatch.moment(reminders.tick)
    assert await cbd.pushed()
    await cbd.say("JS-010 18座")
    assert "收到" not in (await cbd.say("好的"))[0].text
    (received,) = await cbd.say("收到")
    assert received.text.splitlines() == ["已记录：收到。", "JS-010 的填报还没有提交，请点“确认提交”；不报请发“取消”。"]


async def test_without_a_form_the_label_is_of_the_newest_card(world: World, cbd: Talk) -> None:
    await cbd.say("JS-010 18座")
    await cbd.say("提交")
    await cbd.say("我的报送")
    (sure,) = await cbd.press("撤回")
    assert sure.labels == ["确认撤回"]
    (done,) = await cbd.say("确认")
    assert done.text == "JS-010 的报送已撤回，历史保留。"

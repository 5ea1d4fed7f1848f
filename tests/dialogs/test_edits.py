"""An edit corrects what its message made: nothing is doubled, nothing stored unasked, nothing lost."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import TypeVar

import pytest

from domain.notices.names import NoticeId
from domain.people import Role
from handlers.kernel.messages import Attached, Incoming
from handlers.kernel.turn import Moment
from storage import blockers, chats, notices, people, reports
from tests.support.pictures import picture
from tests.support.world import Shown, Talk, World

T = TypeVar("T")
GROUP = "-7"


@pytest.fixture
async def cbd(world: World) -> Talk:
    """The clerk of the CBD centre, on 24 June."""
    world.clock.local(6, 24)
    return await world.hire("中央商务区填报人", Role.REPORTER, "BM28")


def wrote(talk: Talk, message: str, text: str, *, edited: bool = False) -> Incoming:
    """A message with its number in the chat, or its edit."""
    return replace(talk.world.update(talk.channel, talk.name, text), message=message, edited=edited)


async def says(talk: Talk, message: str, text: str) -> list[Shown]:
    """Writes it."""
    talk.last = await talk.world.receive(wrote(talk, message, text))
    return talk.last


async def edits(talk: Talk, message: str, text: str) -> list[Shown]:
    """Changes it."""
    talk.last = await talk.world.receive(wrote(talk, message, text, edited=True))
    return talk.last


async def look(world: World, work: Callable[[Moment], T]) -> T:
    """Something of the store."""
    return await world.dispatch.look(work)


async def stored(world: World, code: str = "JS-010") -> list[tuple[str, str, str]]:
    """(total, as of, state) of an item's reports, oldest first."""

    def work(moment: Moment) -> list[tuple[str, str, str]]:
        found = reports.of_item(moment.store, moment.reference.by_code[code].id)
        return [(str(each.total), each.as_of.isoformat(), each.state.value) for each in reversed(found)]

    return await look(world, work)


async def submitted(talk: Talk, message: str, text: str) -> None:
    """A line that is confirmed."""
    await says(talk, message, text)
    await talk.press("确认提交")


@pytest.mark.parametrize(
    "line", ["JS-010 18座", "帮助", "请假 7月1日到7月2日", "JS-010 卡在消防验收，请住建局协调", "好的"]
)
async def test_an_edit_that_changes_nothing_is_silent_however_often_it_comes(
    world: World, cbd: Talk, line: str
) -> None:
    await world.hire("督查员", Role.INSPECTOR)
    await says(cbd, "1", line)
    told = await world.new_in("督查员")
    for _ in range(2):
        assert await edits(cbd, "1", line) == []
    assert await world.new_in("督查员") == []
    assert len(await look(world, lambda moment: blockers.open_ones(moment.store))) == len(told)


async def test_after_it_is_submitted_the_same_line_edited_asks_nothing(world: World, cbd: Talk) -> None:
    await submitted(cbd, "1", "JS-010 18座")
    assert await edits(cbd, "1", "JS-010 18座") == []
    assert await edits(cbd, "1", "JS-010  18座。") == [], "nor one that says the same"
    assert len(await stored(world)) == 1


async def test_the_edit_of_a_line_whose_card_is_open_begins_its_card_again(world: World, cbd: Talk) -> None:
    (card,) = await says(cbd, "1", "JS-010 18座")
    (again,) = await edits(cbd, "1", "JS-010 19座，JS-011 95万平")
    assert again.text.startswith("请确认 2 项")
    assert "没有提交" not in again.text
    assert (await cbd.tap(card.token("确认提交")))[0].text.startswith("这份填报已提交或已取消")
    await cbd.tap(again.token("确认提交"))
    assert await stored(world) == [("19", "2026-06-24", "submitted")]


async def test_an_edit_keeps_what_later_lines_told(world: World, cbd: Talk) -> None:
    await says(cbd, "1", "JS-010 18座")
    await says(cbd, "2", "日期是6月20日")
    (card,) = await edits(cbd, "1", "JS-010 19座")
    assert card.text.startswith("请确认 1 项（截至 6月20日）")
    assert "19 / 26" in card.text


async def test_a_line_that_becomes_a_question_reports_nothing_any_more(world: World, cbd: Talk) -> None:
    await says(cbd, "1", "JS-010 18座")
    (answer,) = await edits(cbd, "1", "JS-010 还差几座？")
    assert "JS-010 的填报" in answer.text.splitlines()[-1], "what became of the card is said"
    assert await stored(world) == []


async def test_the_edit_of_a_submitted_line_offers_its_correction(world: World, cbd: Talk) -> None:
    await submitted(cbd, "1", "JS-010 19座")
    (card,) = await edits(cbd, "1", "JS-010 18座")
    assert card.text.startswith("请确认 1 项（截至 6月24日）")
    assert "19座 → 18座（更正）" in card.text, "less than before is no doubt: it takes the place of what was before"
    assert len(await stored(world)) == 1, "only the tap stores it"
    await cbd.press("确认提交")
    assert await stored(world) == [("19", "2026-06-24", "superseded"), ("18", "2026-06-24", "submitted")]
    assert await edits(cbd, "1", "JS-010 18 座") == []
    (card,) = await edits(cbd, "1", "JS-010 20座")
    assert "18座 → 20座（更正）" in card.text, "an edit of an edit corrects the correction"


async def test_the_edit_of_a_line_that_made_two_reports_corrects_what_changed(world: World, cbd: Talk) -> None:
    await submitted(cbd, "1", "JS-010 18座，JS-011 95万平")
    (card,) = await edits(cbd, "1", "JS-010 18座，JS-011 96万平")
    assert "JS-010" not in card.text
    assert "95万平方米 → 96万平方米（更正）" in card.text
    await cbd.press("确认提交")
    assert len(await stored(world)) == 1
    assert [state for _, _, state in await stored(world, "JS-011")] == ["superseded", "submitted"]


async def test_an_item_that_is_not_named_any_more_keeps_its_report_and_that_is_said(world: World, cbd: Talk) -> None:
    await submitted(cbd, "1", "JS-010 18座")
    (card,) = await edits(cbd, "1", "JS-011 95万平")
    assert "更正" not in card.text
    assert card.text.endswith("原报的 JS-010 仍然有效，不该报请发“撤回 JS-010”。")
    await cbd.press("确认提交")
    assert [state for _, _, state in await stored(world)] == ["submitted"]
    assert [state for _, _, state in await stored(world, "JS-011")] == ["submitted"]


async def test_a_submitted_line_that_becomes_a_question_is_answered_and_counts(world: World, cbd: Talk) -> None:
    await submitted(cbd, "1", "JS-010 18座")
    (answer,) = await edits(cbd, "1", "JS-010 还差几座？")
    assert answer.text.endswith("已提交的 JS-010 不变。")
    assert [state for _, _, state in await stored(world)] == ["submitted"]


async def test_after_verification_an_edit_is_a_correction_all_the_same(world: World, cbd: Talk) -> None:
    inspector = await world.hire("督查员", Role.INSPECTOR)
    await submitted(cbd, "1", "JS-010 19座")
    await inspector.say("待核验")
    await inspector.press("通过")
    assert [state for _, _, state in await stored(world)] == ["verified"]
    await cbd.pushed()
    (card,) = await edits(cbd, "1", "JS-010 18座")
    assert "19座 → 18座（更正）" in card.text


async def test_a_withdrawn_report_is_not_corrected_but_reported(world: World, cbd: Talk) -> None:
    await submitted(cbd, "1", "JS-010 18座")
    await cbd.say("撤回 JS-010")
    await cbd.press("撤回")
    await cbd.press("确认撤回")
    (card,) = await edits(cbd, "1", "JS-010 19座")
    assert "更正" not in card.text
    await cbd.press("确认提交")
    assert [state for _, _, state in await stored(world)] == ["withdrawn", "submitted"]


async def test_an_edit_while_another_card_is_open_says_what_becomes_of_that(world: World, cbd: Talk) -> None:
    await submitted(cbd, "1", "JS-010 19座")
    await says(cbd, "2", "JS-011 95万平")
    (card,) = await edits(cbd, "1", "JS-010 18座")
    assert "19座 → 18座（更正）" in card.text
    assert "JS-011 的填报" in card.text.splitlines()[-1]


async def test_the_day_of_an_edit_is_that_of_its_message(world: World, cbd: Talk) -> None:
    world.clock.local(6, 24, 23, 50)
    first = wrote(cbd, "1", "JS-010 18座")
    cbd.last = await world.receive(first)
    await cbd.press("确认提交")
    world.clock.local(6, 25, 0, 10)
    changed = replace(wrote(cbd, "1", "JS-010 19座", edited=True), sent_at=first.sent_at)
    (card,) = await world.receive(changed)
    assert "（截至 6月24日）" in card.text


async def test_leave_that_is_moved_by_an_edit_is_on_its_new_days_alone(world: World, cbd: Talk) -> None:
    await says(cbd, "1", "请假 7月7日到7月9日")
    (told,) = await edits(cbd, "1", "请假 7月8日到7月9日")
    assert "7月8日" in told.text

    def away(moment: Moment) -> list[int]:
        days = (date(2026, 7, day) for day in range(6, 12))
        return [day.day for day in days if any(each.person == cbd.id for each in people.leaves_on(moment.store, day))]

    assert await look(world, away) == [8, 9]
    await edits(cbd, "1", "请假 7月10日")
    assert await look(world, away) == [10], "and by a second one"
    (refused,) = await edits(cbd, "1", "请假 6月1日")
    assert await look(world, away) == [10], f"a refused one changes nothing: {refused.text}"
    (other,) = await edits(cbd, "1", "帮助")
    assert other.text.endswith("原来登记的请假不变，撤销请发“销假”。")
    assert await look(world, away) == [10]


async def test_a_blocker_is_told_again_in_its_new_words_and_stays_one(world: World, cbd: Talk) -> None:
    inspector = await world.hire("督查员", Role.INSPECTOR)
    house = await world.hire("住建局填报人", Role.REPORTER, "BM03")
    await says(cbd, "1", "JS-010 卡在消防验收，请住建局协调")
    assert len(await inspector.pushed()) == 1
    await house.pushed()
    (told,) = await edits(cbd, "1", "JS-010 卡在规划核实，请住建局协调")
    assert told.text.startswith("堵点更正（JS-010）已转督查室")
    (pushed,) = await inspector.pushed()
    assert pushed.text.startswith("【堵点更正】")
    assert "规划核实" in pushed.text
    (one,) = await look(world, lambda moment: blockers.open_ones(moment.store))
    assert one.text == "JS-010 卡在规划核实，请住建局协调"
    await inspector.press("已解决")
    await inspector.say("现场协调完毕")
    await cbd.pushed()
    (late,) = await edits(cbd, "1", "JS-010 卡在竣工验收，请住建局协调")
    assert late.text == "这个堵点已有答复。"


async def test_a_blocker_whose_item_was_asked_for_is_mended_too(world: World, cbd: Talk) -> None:
    await world.hire("督查员", Role.INSPECTOR)
    (asked,) = await says(cbd, "1", "卡在消防验收，请住建局协调")
    await cbd.press(next(label for label in asked.labels if label.startswith("JS-010")))
    await edits(cbd, "1", "卡在规划核实，请住建局协调")
    (one,) = await look(world, lambda moment: blockers.open_ones(moment.store))
    assert one.text.startswith("卡在规划核实")
    assert one.item is not None


async def test_what_no_later_words_take_back_is_not_done_twice(world: World) -> None:
    inspector = await world.hire("督查员", Role.INSPECTOR)
    await says(inspector, "1", "督办 JS-010 进度慢")
    (told,) = await edits(inspector, "1", "督办 JS-010 进度严重滞后")
    assert told.text == "这条消息已经办理，修改后的内容没有再办。需要更改请重新发一条。"
    assert await look(world, lambda moment: notices.by_id(moment.store, NoticeId(1))) is not None
    assert await look(world, lambda moment: notices.by_id(moment.store, NoticeId(2))) is None


async def test_what_comes_after_its_own_edit_is_older_and_dealt_with(world: World, cbd: Talk) -> None:
    first = wrote(cbd, "1", "JS-010 18座")
    (card,) = await edits(cbd, "1", "JS-010 19座")
    assert "19 / 26" in card.text
    assert await world.receive(first) == []
    await cbd.press("确认提交")
    assert [total for total, _, _ in await stored(world)] == ["19"]


async def test_an_edit_of_a_message_nobody_knows_is_read_while_it_may_be_a_persons(world: World, cbd: Talk) -> None:
    late = wrote(cbd, "8", "JS-010 18座", edited=True)
    assert await world.receive(replace(late, sent_at=world.clock.now() - timedelta(hours=49))) == []
    (card,) = await edits(cbd, "9", "JS-010 18座")
    assert card.text.startswith("请确认 1 项")


async def test_a_line_and_its_edit_that_wait_together_are_dealt_with_in_turn(world: World, cbd: Talk) -> None:
    await world.hire("督查员", Role.INSPECTOR)
    line = "JS-010 卡在消防验收，请住建局协调"
    batch = [wrote(cbd, "1", line), wrote(cbd, "1", line, edited=True), wrote(cbd, "2", "JS-011 95万平")]
    batch.append(wrote(cbd, "2", "JS-011 96万平", edited=True))
    assert await world.dispatch.messages(batch) == [None] * 4
    told = [shown.text for shown in await world.new_in(cbd.name)]
    assert [text[:2] for text in told] == ["堵点", "请确", "请确"]
    assert "96 / 136" in told[-1]
    assert len(await look(world, lambda moment: blockers.open_ones(moment.store))) == 1


async def test_an_edit_is_no_answer_to_what_is_being_filled_in_and_takes_nothing_away(world: World, cbd: Talk) -> None:
    inspector = await world.hire("督查员", Role.INSPECTOR)
    await submitted(cbd, "1", "JS-010 19座")
    await inspector.say("督办 JS-011 长期未报")
    await inspector.press("发送")
    await cbd.pushed()
    await cbd.press("签收")
    await cbd.press("回复")
    await says(cbd, "2", "增派两个班组")
    busy = "修改后的内容没有读取：请先办完正在填写的一步，或重新发一条。"
    assert [shown.text for shown in await edits(cbd, "2", "增派三个班组")] == [busy]
    assert [shown.text for shown in await edits(cbd, "1", "JS-010 18座")] == [busy]
    (card,) = await says(cbd, "3", "八月底补齐")
    assert card.text.splitlines()[1:3] == ["增派两个班组", "八月底补齐"]


async def test_the_answer_to_a_question_that_is_on_record_is_not_read_anew(world: World, cbd: Talk) -> None:
    inspector = await world.hire("督查员", Role.INSPECTOR)
    await submitted(cbd, "1", "JS-010 19座")
    await inspector.say("待核验")
    await inspector.press("退回")
    await says(inspector, "1", "与现场不符")
    assert [state for _, _, state in await stored(world)] == ["returned"]
    (told,) = await edits(inspector, "1", "与现场不符，请住建局核实")
    assert told.text == "这条消息已经办理，修改后的内容没有再办。需要更改请重新发一条。"


async def test_a_caption_that_is_changed_keeps_its_photo(world: World, cbd: Talk) -> None:
    photo = Attached("楼.png", "image/png", len(picture()), picture())
    await world.receive(replace(wrote(cbd, "1", "JS-010 18座"), file=photo))
    (card,) = await world.receive(replace(wrote(cbd, "1", "JS-010 19座", edited=True), file=photo))
    assert "19 / 26" in card.text
    assert "佐证 1 个" in card.text


async def test_a_typed_label_that_is_edited_is_no_tap(world: World, cbd: Talk) -> None:
    await says(cbd, "1", "好的")
    await says(cbd, "2", "JS-010 18座")
    await edits(cbd, "1", "确认提交")
    assert await stored(world) == []


async def test_the_edit_of_a_line_in_a_group_corrects_what_it_made(world: World, cbd: Talk) -> None:
    first = replace(wrote(cbd, "1", "JS-010 19座"), chat=GROUP, private=False)
    await world.receive(first)
    (card,) = await cbd.pushed()
    await cbd.tap(card.token("确认提交"))
    changed = replace(wrote(cbd, "1", "JS-010 18座", edited=True), chat=GROUP, private=False)
    await world.receive(changed)
    (card,) = await cbd.pushed()
    assert "19座 → 18座（更正）" in card.text
    same = replace(wrote(cbd, "1", "JS-010 18座", edited=True), chat=GROUP, private=False)
    assert await world.receive(same) == []
    assert await world.new_in(cbd.name) == []


async def test_what_a_message_made_is_kept_by_keys(world: World, cbd: Talk) -> None:
    await submitted(cbd, "1", "JS-010 18座，JS-011 95万平")
    made = await look(world, lambda moment: chats.made_by(moment.store, "test", cbd.name, "1"))
    assert [(thing.kind.value, thing.ref) for thing in made] == [("report", "1"), ("report", "2")]
    assert await look(world, lambda moment: chats.made_by(moment.store, "test", cbd.name, "2")) == []

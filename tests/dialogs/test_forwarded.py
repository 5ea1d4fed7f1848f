"""What somebody forwards: it tells or asks something with the mark of who wrote it, and does nothing in the person's name."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from domain.people import Role
from domain.reports import Report
from handlers.kernel.messages import Attached, Forwarded
from handlers.kernel.turn import Moment
from storage import reports, tables
from tests.support.pictures import picture
from tests.support.world import Shown, Talk, World

DAYS = timedelta(days=1)
ALIEN = "这是转发的消息，没有按您的意思办理。需要办理请自己发一遍。"
PNG = picture()


@pytest.fixture
async def clerk(world: World) -> Talk:
    world.clock.local(6, 24)
    return await world.hire("填报人", Role.REPORTER, "BM28")


async def forward(
    talk: Talk, words: str, ago: timedelta = 3 * DAYS, author: str = "李四", *, own: bool = False
) -> list[Shown]:
    """A text that was written so long ago."""
    written: datetime = talk.world.clock.now() - ago
    line = talk.world.update(talk.channel, talk.name, words)
    talk.last = await talk.world.receive(replace(line, forwarded=Forwarded(author, written, own)))
    return talk.last


async def stored(world: World, code: str = "JS-010") -> Report:
    """The newest report of an item."""

    def look(moment: Moment) -> Report:
        return reports.of_item(moment.store, moment.reference.by_code[code].id)[0]

    return await world.dispatch.look(look)


async def test_a_forwarded_report_carries_its_author_and_is_of_the_day_it_was_written(
    world: World, clerk: Talk
) -> None:
    """K8: a colleague's line of three days ago was an ordinary card of one's own, of today."""
    (card,) = await forward(clerk, "JS-010 20座")
    assert card.text.splitlines()[0] == "请确认 1 项（截至 6月21日）"
    assert "转发自 李四（6月21日所写），请核对后再提交。" in card.text.splitlines()
    await clerk.press("确认提交")
    report = await stored(world)
    assert (report.forwarded, report.as_of.isoformat()) == ("李四", "2026-06-21")
    (mine,) = await clerk.say("我的报送")
    assert "（转发自 李四）" in mine.text
    inspector = await world.hire("督查员", Role.INSPECTOR)
    (waiting,) = await inspector.say("待核验")
    assert "（转发自 李四）" in waiting.text


async def test_who_wrote_it_may_be_hidden(world: World, clerk: Talk) -> None:
    (card,) = await forward(clerk, "JS-010 20座", author="")
    assert "转发的消息（6月21日所写），请核对后再提交。" in card.text.splitlines()
    await clerk.press("确认提交")
    assert (await stored(world)).forwarded == ""
    assert "（转发）" in (await clerk.say("我的报送"))[0].text


async def test_ones_own_line_forwarded_has_its_day_and_no_mark(world: World, clerk: Talk) -> None:
    (card,) = await forward(clerk, "JS-010 20座", own=True)
    assert card.text.splitlines()[0] == "请确认 1 项（截至 6月21日）"
    assert "转发" not in card.text
    await clerk.press("确认提交")
    assert (await stored(world)).forwarded is None


async def test_a_line_older_than_a_week_is_of_its_day_too(clerk: Talk) -> None:
    (card,) = await forward(clerk, "JS-010 20座 昨天", ago=20 * DAYS)
    assert card.text.splitlines()[0] == "请确认 1 项（截至 6月3日）"


async def test_a_forwarded_figure_that_answers_a_question_marks_the_report(world: World, clerk: Talk) -> None:
    await clerk.say("事项 JS-010")
    await clerk.press("报送")
    (card,) = await forward(clerk, "20座")
    assert "转发自 李四（6月21日所写），请核对后再提交。" in card.text.splitlines()


@pytest.mark.parametrize("words", ["请假 7月1日", "收到", "撤回 JS-010", "楼宇交付卡在消防验收，请住建局协调", "取消"])
async def test_nothing_is_done_in_ones_name_by_somebody_elses_words(world: World, clerk: Talk, words: str) -> None:
    await clerk.say("JS-010 20座")
    (told,) = await forward(clerk, words)
    assert told.text.splitlines()[0] == ALIEN
    rows = await world.dispatch.look(
        lambda moment: [moment.store.execute(each.select()).all() for each in (tables.leaves, tables.blockers)]
    )
    assert rows == [[], []]
    assert (await clerk.say("取消"))[0].text == "已取消，什么都没有提交。"


async def test_a_forwarded_question_is_answered(clerk: Talk) -> None:
    (told,) = await forward(clerk, "JS-010 还差几座")
    assert "JS-010" in told.text


async def test_a_forwarded_line_is_no_reply_to_a_notice(world: World, clerk: Talk) -> None:
    inspector = await world.hire("督查员", Role.INSPECTOR)
    await inspector.say("督办 JS-010 进度滞后")
    await inspector.press("发送")
    await clerk.pushed()
    await clerk.press("回复")
    (told,) = await forward(clerk, "增派两个班组，8月20日前补齐")
    assert told.text == ALIEN
    (card,) = await clerk.say("增派两个班组，8月20日前补齐")
    assert "增派两个班组" in card.text


async def test_a_forwarded_photo_is_evidence_like_any_other(world: World, clerk: Talk) -> None:
    await clerk.say("JS-010 20座")
    line = world.update(clerk.channel, clerk.name)
    photo = Attached("现场.png", "image/png", len(PNG), PNG)
    (card,) = await world.receive(replace(line, file=photo, forwarded=Forwarded("李四", world.clock.now() - DAYS)))
    assert "佐证" in card.text
    assert "转发" not in card.text

"""调动: who is moved to another unit stays one person, and everybody who works with that person is told."""

import pytest

from domain.people import Person, Role
from handlers.kernel.turn import Moment
from storage import chats, people
from storage.outbox import Lane
from tests.support.world import Talk, World

CBD, HOUSING = "中央商务区发展服务中心", "区住房和城乡建设局"


async def unasked(talk: Talk) -> list[str]:
    """What came since the last look and answers nothing."""
    return [each.text for each in await talk.world.new_in(talk.name) if each.message.lane is Lane.PUSH]


async def as_stored(world: World, talk: Talk) -> Person:
    """The person as the store has it."""
    found = await world.dispatch.look(lambda moment: people.by_id(moment.store, talk.id))
    assert found is not None
    return found


@pytest.fixture
async def admin(world: World) -> Talk:
    """The admin."""
    world.clock.local(6, 24)
    return await world.hire("管理员", Role.ADMIN)


async def test_who_is_moved_keeps_the_chat_and_has_the_new_unit(world: World, admin: Talk) -> None:
    """K10: a second person of that name was added, the first stayed bound to the old unit."""
    clerk = await world.hire("张三", Role.REPORTER, "BM28")
    old, new = await world.hire("旧头", Role.UNIT_HEAD, "BM28"), await world.hire("新头", Role.UNIT_HEAD, "BM03")
    (asked,) = await admin.say("调动 张三 住建局")
    assert asked.text.startswith(f"张三（填报人，{CBD}）调到{HOUSING}：绑定和历史报送保留")
    assert await unasked(clerk) == []
    (done,) = await admin.press("确认调动")
    assert done.text == f"张三已从{CBD}调到{HOUSING}。"
    (told,) = await unasked(clerk)
    assert told.startswith(f"您已从{CBD}调到{HOUSING}，新单位在办 ")
    assert await unasked(old) == await unasked(new) == [f"张三已从{CBD}调到{HOUSING}。"]
    assert (await as_stored(world, clerk)).unit == "BM03"
    assert (await clerk.say("事项 ZS-012"))[0].text == "没有找到这一事项，或您无权查看。"
    assert "JS-001" in (await clerk.say("事项 JS-001"))[0].text
    assert len(await world.dispatch.look(lambda moment: people.find(moment.store, "张三"))) == 1


async def test_what_was_begun_for_the_old_unit_ends(world: World, admin: Talk) -> None:
    clerk = await world.hire("张三", Role.REPORTER, "BM28")
    colleague = await world.hire("李四", Role.REPORTER, "BM28")
    (card,) = await clerk.say("26座楼宇累计交付18座")
    await colleague.say("AB角 张三")
    await clerk.say("AB角 李四")
    await clerk.say("26座楼宇累计交付18座")
    await admin.say("调动 张三 住建局")
    await admin.press("确认调动")

    def begun(moment: Moment) -> tuple[int, int]:
        return len(chats.forms_of(moment.store, [clerk.id])), len(people.stand_ins_on(moment.store, moment.today))

    assert await world.dispatch.look(begun) == (0, 0)
    *_, said = await clerk.tap(card.token("确认提交"))
    assert said.text.startswith("这份填报已提交或已取消")


async def test_a_report_of_the_old_unit_is_the_old_units_to_correct(world: World, admin: Talk) -> None:
    clerk = await world.hire("张三", Role.REPORTER, "BM28")
    colleague = await world.hire("李四", Role.REPORTER, "BM28")
    inspector = await world.hire("督查员", Role.INSPECTOR)
    await clerk.say("26座楼宇累计交付18座")
    await clerk.press("确认提交")
    await admin.say("调动 张三 住建局")
    await admin.press("确认调动")
    for talk in (clerk, colleague):
        await unasked(talk)
    await inspector.say("待核验")
    await inspector.press("退回")
    await inspector.say("与现场不符")
    assert await unasked(clerk) == []
    (told,) = await unasked(colleague)
    assert "与现场不符" in told


async def test_a_head_is_moved_by_two(world: World, admin: Talk) -> None:
    """As with invitations: an admin alone gives nobody the rights of another unit's head."""
    head = await world.hire("王头", Role.UNIT_HEAD, "BM28")
    await admin.say("调动 王头 住建局")
    (refused,) = await admin.press("确认调动")
    assert "请在服务器上用 zeren people move 办理" in refused.text
    other = await world.hire("管理乙", Role.ADMIN)
    await admin.say("调动 王头 住建局")
    (waits,) = await admin.press("确认调动")
    assert waits.text == "尚未调动：须经管理乙确认，已发出确认请求。"
    assert (await as_stored(world, head)).unit == "BM28"
    (question,) = await other.pushed()
    assert question.text.startswith(f"管理员要把王头（单位负责人，{CBD}）调到{HOUSING}")
    await other.press("同意")
    assert (await as_stored(world, head)).unit == "BM03"
    assert [text.split("\n")[0] for text in await unasked(admin)] == [f"王头已从{CBD}调到{HOUSING}。"]
    (again,) = await other.tap(question.token("不同意"))
    assert again.text == "此人的单位已变更或已离岗，这次调动不再有效。"


async def test_who_refuses_changes_nothing(world: World, admin: Talk) -> None:
    head, other = await world.hire("王头", Role.UNIT_HEAD, "BM28"), await world.hire("管理乙", Role.ADMIN)
    await admin.say("调动 王头 住建局")
    await admin.press("确认调动")
    await other.pushed()
    await other.press("不同意")
    assert (await as_stored(world, head)).unit == "BM28"
    (told,) = await unasked(admin)
    assert told == f"管理乙不同意把王头（单位负责人，{CBD}）调到{HOUSING}，没有改动。"


async def test_a_unit_that_is_left_without_anybody_is_named_at_once(world: World, admin: Talk) -> None:
    await world.hire("张三", Role.REPORTER, "BM28")
    await admin.say("调动 张三 住建局")
    (done,) = await admin.press("确认调动")
    assert done.text.split("\n")[1] == f"{CBD}现在没有能收到消息的人，请邀请或调入填报人、单位负责人。"


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("调动", "请写明谁调到哪个单位"),
        ("调动 张三", "请写明谁调到哪个单位"),
        ("调动 张三 无此局", "没有找到单位“无此局”。"),
        ("调动 张三 中央商务区", f"张三已在{CBD}。"),
        ("调动 管理员 住建局", "只有填报人、单位负责人属于责任单位"),
        ("调动 无此人 住建局", "没有找到“无此人”。"),
    ],
)
async def test_what_cannot_be_is_refused_in_words(world: World, admin: Talk, line: str, sentence: str) -> None:
    await world.hire("张三", Role.REPORTER, "BM28")
    (said,) = await admin.say(line)
    assert said.text.startswith(sentence)


async def test_nobody_but_an_admin_moves_people(world: World, admin: Talk) -> None:
    clerk = await world.hire("张三", Role.REPORTER, "BM28")
    (said,) = await clerk.say("调动 张三 住建局")
    assert said.text == "您的角色不能使用这项功能。"

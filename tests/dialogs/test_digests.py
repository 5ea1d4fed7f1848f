"""Digests as their readers get them: weekly, monthly, quarterly, by choice, with a tap for everything behind them."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import Engine, event

from bot.demo.sample import sample_items
from bot.drawings import draw
from bot.renewal import renewed
from domain.people import Role
from handlers import supervise
from handlers.digests import sending
from handlers.turn import Moment
from storage import items, people
from tests.support.world import Shown, Talk, World

BUILDINGS = "JS-010 中央商务区26座楼宇建成交付（中央商务区发展服务中心）"


async def morning(world: World, month: int, day: int, year: int = 2026) -> int:
    """Nine o'clock: the tick, then the digests; how many were queued."""
    world.clock.local(month, day, 9, 1, year)
    await world.dispatch.moment(supervise.tick)
    return await world.dispatch.moment(sending.send_due)


async def digests_of(talk: Talk) -> list[Shown]:
    return [each for each in await talk.pushed() if "digest:" in each.message.key]


async def leader_of(world: World) -> Talk:
    return await world.hire("分管副区长（城建）", Role.LEADER, None, "分管副区长（城建）")


async def slipped(world: World) -> tuple[Talk, Talk]:
    """A leader who had a digest, and then an item that turned red."""
    world.clock.local(6, 19, 10)
    leader, clerk = await leader_of(world), await world.hire("张三", Role.REPORTER, "BM28")
    await clerk.say("楼宇交付11座")
    await clerk.press("确认提交")
    await morning(world, 6, 22)
    await leader.pushed()
    world.clock.local(6, 26, 10)
    await clerk.say("楼宇交付报错了，改成3座")
    await clerk.press("确认提交")
    await morning(world, 6, 29)
    return leader, clerk


async def test_a_month_and_a_quarter_are_told_on_their_first_working_day_in_one_message(world: World) -> None:
    inspector = await world.hire("督查员", Role.INSPECTOR)
    await morning(world, 6, 30)
    assert [each.text.splitlines()[0] for each in await digests_of(inspector)] == ["示例区周报 第27周"]
    assert await morning(world, 7, 1) == 1
    (quarter,) = await digests_of(inspector)
    assert quarter.text.splitlines()[0] == "示例区季报 2026年二季度"
    assert await morning(world, 7, 2) == 0
    assert await morning(world, 7, 6) == 1
    (week,) = await digests_of(inspector)
    assert week.text.splitlines()[0] == "示例区周报 第28周"
    assert "较上期6月30日" in week.text, "a week is compared with a week"
    assert await morning(world, 8, 3) == 1
    (month,) = await digests_of(inspector)
    assert month.text.splitlines()[0] == "示例区月报 2026年7月"
    assert "较上期7月1日" in month.text, "the quarterly digest stood for the month's"


async def test_a_month_that_begins_with_holidays_is_told_after_them(world: World) -> None:
    inspector = await world.hire("督查员", Role.INSPECTOR)
    await morning(world, 9, 28)
    for day in range(1, 8):
        assert await morning(world, 10, day) == 0
    assert await morning(world, 10, 8) == 1
    assert (await digests_of(inspector))[-1].text.startswith("示例区季报 2026年三季度")


async def test_a_service_that_starts_in_the_middle_of_a_month_does_not_tell_the_month_before(world: World) -> None:
    inspector = await world.hire("督查员", Role.INSPECTOR)
    assert await morning(world, 6, 17) == 1
    assert ["周报" in each.text for each in await digests_of(inspector)] == [True]


async def test_a_digest_missed_by_an_outage_comes_late_and_once(world: World) -> None:
    inspector = await world.hire("督查员", Role.INSPECTOR)
    await morning(world, 6, 15)
    await morning(world, 7, 1 + 8)
    await morning(world, 7, 10)
    told = [each.text.splitlines()[0] for each in await digests_of(inspector)]
    assert told == ["示例区周报 第25周", "示例区季报 2026年二季度（截至7月9日）"]


async def test_who_unsubscribes_gets_none_and_who_subscribes_gets_it(world: World) -> None:
    world.clock.local(6, 19, 10)
    inspector = await world.hire("督查员", Role.INSPECTOR)
    head = await world.hire("李主任", Role.UNIT_HEAD, "BM28")
    assert (await inspector.say("退订 周报"))[0].text == "已退订周报。随时可发“周报”查看。"
    assert "已订阅：中央商务区发展服务中心周报，每周第 1 个工作日 09:00发送" in (await head.say("订阅 周报"))[0].text
    assert await morning(world, 6, 22) == 1
    assert await digests_of(inspector) == []
    (mine,) = await digests_of(head)
    assert mine.text.startswith("中央商务区发展服务中心周报 第26周")
    shown = (await inspector.say("订阅"))[0].text
    assert "周报：未订阅" in shown
    assert "月报：示例区，每月第 1 个工作日 09:00" in shown


async def test_a_digest_may_be_of_a_board_or_of_one_unit(world: World) -> None:
    world.clock.local(6, 19, 10)
    leader = await leader_of(world)
    assert "已订阅：大建设周报" in (await leader.say("订阅 周报 大建设"))[0].text
    await morning(world, 6, 22)
    (told,) = await digests_of(leader)
    assert told.text.startswith("大建设周报 第26周")
    assert (await leader.say("周报 姚家"))[0].text.startswith("姚家街道周报 第26周")
    assert "没有“天文台”这个板块或单位" in (await leader.say("周报 天文台"))[0].text
    assert "没有“日报”这种通报" in (await leader.say("订阅 日报"))[0].text


async def test_a_unit_never_sees_the_digest_of_another(world: World) -> None:
    world.clock.local(6, 22, 10)
    head = await world.hire("李主任", Role.UNIT_HEAD, "BM28")
    for words in ("周报 姚家", "台账 姚家", "订阅 周报 全区", "月报 大建设"):
        assert "您不能订阅" in (await head.say(words))[0].text
    leader = await leader_of(world)
    (theirs,) = await leader.say("周报")
    assert (await head.tap(theirs.token("台账")))[0].text == "这个按钮不是发给您的。"


async def test_what_turned_red_is_told_with_its_reason_and_can_be_acted_on(world: World) -> None:
    leader, clerk = await slipped(world)
    (told,) = await digests_of(leader)
    assert "【新转红】1 项" in told.text
    assert f"🔴 {BUILDINGS}——" in told.text
    assert "新转红 1" in told.labels
    (part,) = await leader.press("新转红")
    assert part.text.startswith("分管副区长（城建） 新转红（1）\n🔴 JS-010")
    assert part.labels == ["JS-010", "曲线", "催一下", "请督办"]
    await leader.tap(part.token("曲线"))
    assert leader.last[-1].has_file
    await clerk.pushed()
    (nudged,) = await leader.tap(part.token("催一下"))
    assert nudged.text == "已向中央商务区发展服务中心 1 人催办 JS-010，计入本月催报次数。"
    (asked,) = await clerk.pushed()
    assert asked.text.startswith("分管副区长（城建）催办\n🔴 JS-010 中央商务区26座楼宇建成交付\n节点")
    assert asked.text.endswith("倒逼需每月 4 座。请尽快推进并报送最新进展。")
    assert asked.labels == ["报送", "详情"]
    assert "本月已催报 1 次" in (await clerk.say("催报次数"))[0].text, (
        "one day is one ask: the morning's bundle, and this"
    )


async def test_a_unit_is_nudged_once_a_day_by_one_person(world: World) -> None:
    leader, _ = await slipped(world)
    await digests_of(leader)
    (part,) = await leader.press("红灯")
    await leader.tap(part.token("催一下"))
    assert "今天已催办过中央商务区发展服务中心" in (await leader.tap(part.token("催一下")))[0].text


@pytest.mark.parametrize(
    ("at", "told_at", "leaves"),
    [
        ((7, 3, 21, 30), "7月6日 09:00", "2026-07-06 01:00:00"),
        ((7, 4, 10, 0), "7月6日 09:00", "2026-07-06 01:00:00"),
        ((7, 2, 7, 30), "7月2日 09:00", "2026-07-02 01:00:00"),
    ],
    ids=["friday night", "saturday", "early morning"],
)
async def test_a_nudge_outside_working_hours_leaves_with_the_next_push(
    world: World, at: tuple[int, int, int, int], told_at: str, leaves: str
) -> None:
    leader, clerk = await slipped(world)
    await clerk.pushed()
    world.clock.local(*at)
    await leader.pushed()
    await leader.say("事项 JS-010")
    (told,) = await leader.press("催一下")
    assert f"将于 {told_at} 送出" in told.text
    (waiting,) = await clerk.pushed()

    def look(moment: Moment) -> str:
        row = moment.connection.exec_driver_sql("SELECT not_before FROM outbox WHERE id = ?", (waiting.message.id,))
        return str(row.scalar_one())

    assert (await world.dispatch.look(look)).startswith(leaves)


async def test_a_nudge_counts_as_an_ask_of_the_unit(world: World) -> None:
    leader, clerk = await slipped(world)
    world.clock.local(7, 1, 10)
    await leader.say("事项 JS-010")
    await leader.press("催一下")
    await clerk.pushed()
    assert (await clerk.say("催报次数"))[0].text.startswith("本月已催报 1 次")


async def test_a_nudge_beyond_the_budget_is_refused_with_the_way_out(world: World) -> None:
    leader, clerk = await slipped(world)
    rules = replace(world.house.rules, asks=replace(world.house.rules.asks, per_unit_month=1))
    world.dispatch = type(world.dispatch)(replace(world.house, rules=rules))
    world.clock.local(6, 30, 10)
    await clerk.pushed()
    await leader.pushed()
    await leader.say("事项 JS-010")
    (told,) = await leader.press("催一下")
    assert told.text == "中央商务区发展服务中心本月催报已达上限 1 次，不再催办。可发督办单。"
    assert await world.new_in(clerk.name) == []


async def test_a_leader_asks_for_a_notice_and_an_inspector_sends_it(world: World) -> None:
    world.clock.local(6, 19, 10)
    leader, inspector = await leader_of(world), await world.hire("督查员", Role.INSPECTOR)
    await leader.say("事项 JJ-001")
    assert "请督办" not in leader.last[-1].labels, "not in this leader's portfolio"
    await leader.say("事项 JS-011")
    assert "请督办" in leader.last[-1].labels
    (kept,) = await leader.press("请督办")
    assert kept.text == "已转区督查室：JS-011 的督办单草稿已备好，由督查室编号发送。"
    (asked,) = await inspector.pushed()
    assert asked.text.startswith("区领导请督办\n分管副区长（城建）请督办 JS-011")
    (draft,) = await inspector.press("看草稿")
    assert "分管副区长（城建）批示督办" in draft.text
    assert "发送" in draft.labels
    other = await world.hire("督查员乙", Role.INSPECTOR)
    await leader.say("事项 JS-011")
    assert (await leader.press("请督办"))[0].text == kept.text
    (again,) = await other.pushed()
    assert again.text == asked.text, "a draft that waits already is asked for all the same"
    assert await world.new_in(inspector.name) == [], "and nobody is told twice"
    (found,) = await other.say("督办单")
    assert found.text.count("JS-011") == 1, "one draft for one item"


async def test_signed_and_current_values_stand_side_by_side(world: World) -> None:
    leader, _ = await slipped(world)
    await leader.pushed()

    def lower(moment: Moment) -> None:
        stored = moment.reference.by_code["JS-010"]
        new = replace(stored.item, target=Decimal(24))
        items.change(moment.connection, stored.id, new, [("目标值", "26", "24")], None, moment.now)

    await world.dispatch.moment(lower)
    (told,) = await leader.say("周报")
    assert "【目标调整】1 项：JS-010 目标值 签订 26，现 24" in told.text
    (part,) = await leader.press("目标调整")
    assert part.text == "分管副区长（城建） 目标调整（1）\nJS-010 目标值 签订 26，现 24"

    def back(moment: Moment) -> None:
        stored = moment.reference.by_code["JS-010"]
        new = replace(stored.item, target=Decimal(26))
        items.change(moment.connection, stored.id, new, [("目标值", "24", "26")], None, moment.now)

    await world.dispatch.moment(back)
    assert "目标调整" not in (await leader.say("周报"))[0].text, "it is what was signed again"


async def test_obstacles_that_wait_are_told_to_the_leader(world: World) -> None:
    leader, clerk = await slipped(world)
    await world.hire("督查员", Role.INSPECTOR)
    await leader.pushed()
    await clerk.pushed()
    await clerk.say("楼宇交付卡在消防验收，请住建局协调")
    (told,) = await leader.say("周报")
    assert "【待协调堵点】1 项：JS-010 " in told.text
    assert "（请区住房和城乡建设局）" in told.text


async def test_a_leaders_digest_fits_on_a_phone_screen(world: World) -> None:
    """A phone shows some thirty lines of twenty Chinese characters; the picture takes half of them."""
    leader, _ = await slipped(world)
    (told,) = await digests_of(leader)
    wrapped = sum(-(-len(line) // 20) for line in told.text.splitlines())
    assert wrapped <= 24, told.text


async def test_lists_behind_a_digest_turn_page_by_page(world: World) -> None:
    inspector = await world.hire("督查员", Role.INSPECTOR)
    await morning(world, 7, 13)
    (told,) = await digests_of(inspector)
    label = next(each for each in told.labels if each.startswith("逾期未报"))
    total = int(label.split()[1])
    seen: list[str] = []
    (page,) = await inspector.press("逾期未报")
    while True:
        assert page.text.splitlines()[0] == f"示例区 逾期未报（{total}）"
        seen += [each for each in page.labels if "-" in each]
        if "下一页" not in page.labels:
            break
        (page,) = await inspector.tap(page.token("下一页"))
    assert len(seen) == len(set(seen)) == total


async def test_the_ledger_of_a_scope_comes_as_a_workbook(world: World) -> None:
    leader, _ = await slipped(world)
    await leader.pushed()
    (told,) = await leader.say("台账 大建设")
    assert told.text.startswith("大建设台账，")
    drawing = told.message.payload["drawing"]
    media_type, content = draw(drawing["kind"], drawing["data"])
    assert media_type.endswith("spreadsheetml.sheet")
    assert content[:2] == b"PK"
    assert {row["board"] for row in drawing["data"]["rows"]} == {"大建设"}


async def test_a_digest_costs_the_same_number_of_queries_however_many_items(world: World) -> None:
    leader = await leader_of(world)
    await morning(world, 6, 22)
    await morning(world, 6, 29)
    few = await statements(leader)
    more = [
        replace(item, code=f"{item.code}-{number}", part_of=None) for item in sample_items(2026) for number in range(5)
    ]
    await world.dispatch.moment(
        lambda moment: items.add(moment.connection, more, "示例区人民政府", date(2026, 1, 1), moment.now)
    )
    await morning(world, 6, 30)
    assert await statements(leader) == few <= 24


async def statements(leader: Talk) -> int:
    """How many queries a digest that is asked for takes; the first asking loads what is kept."""
    await leader.say("周报")
    found: list[str] = []

    def count(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        found.append(statement)

    event.listen(Engine, "before_cursor_execute", count)
    try:
        await leader.say("周报")
    finally:
        event.remove(Engine, "before_cursor_execute", count)
    return len([each for each in found if each.startswith("SELECT")])


async def test_inspectors_are_told_what_waits_for_them_and_whom_nothing_reaches(world: World) -> None:
    await slipped(world)
    inspector = await world.hire("督查员", Role.INSPECTOR)
    await world.dispatch.moment(lambda moment: people.mark_reach(moment.connection, "test", "张三", moment.now))
    (told,) = await inspector.say("周报")
    assert "【待核验】" in told.text
    assert "【消息送不到】1 人：张三" in told.text


async def test_a_digest_asked_for_before_the_days_tick_tells_the_lights_of_the_day(world: World) -> None:
    leader, _ = await slipped(world)
    await leader.pushed()
    before = (await leader.say("周报"))[0].text.splitlines()[1]
    # Three months later, and no tick has run since.
    world.clock.local(9, 28, 8)
    after = (await leader.say("周报"))[0].text.splitlines()[1]
    assert after != before
    world.clock.local(9, 28, 9, 1)
    await world.dispatch.moment(supervise.tick)
    assert (await leader.say("周报"))[-1].text.splitlines()[1] == after


async def test_nobody_is_nudged_for_what_is_not_theirs_to_ask(world: World) -> None:
    await slipped(world)
    other = await world.hire("常务副区长", Role.LEADER, None, "常务副区长")
    (card,) = await other.say("事项 JS-010")
    assert "催一下" not in card.labels
    assert "请督办" not in card.labels


async def test_digests_of_two_scopes_on_one_morning_are_two_messages(world: World) -> None:
    """1 June 2026 is a Monday: the week's and the month's fall together."""
    world.clock.local(5, 29, 10)
    leader = await leader_of(world)
    await leader.say("订阅 月报 大建设")
    assert await morning(world, 6, 1) == 2
    told = [each.text.splitlines()[0] for each in await digests_of(leader)]
    assert told == ["大建设月报 2026年5月", "分管副区长（城建）周报 第23周"]


async def test_an_empty_scope_keeps_nobody_from_the_other_digest(world: World) -> None:
    world.clock.local(5, 29, 10)
    leader = await leader_of(world)
    await leader.say("订阅 月报 姚家")
    closed = "UPDATE items SET stage = 'closed' WHERE unit = 'JD11'"
    await world.database.write(lambda connection: connection.exec_driver_sql(closed))
    assert await morning(world, 6, 1) == 1
    assert [each.text.splitlines()[0] for each in await digests_of(leader)] == ["分管副区长（城建）周报 第23周"]


async def test_a_choice_ends_with_the_role_it_was_made_in(world: World) -> None:
    world.clock.local(6, 19, 10)
    head = await world.hire("李主任", Role.UNIT_HEAD, "BM28")
    await head.say("订阅 周报")
    demoted = "UPDATE people SET role = 'reporter' WHERE name = '李主任'"
    await world.database.write(lambda connection: connection.exec_driver_sql(demoted))
    assert await morning(world, 6, 22) == 0


async def test_a_nudge_that_can_reach_nobody_is_refused_and_costs_nothing(world: World) -> None:
    leader, clerk = await slipped(world)
    await leader.pushed()
    await world.dispatch.moment(lambda moment: people.mark_reach(moment.connection, "test", clerk.name, moment.now))
    world.clock.local(7, 1, 10)
    await leader.say("事项 JS-010")
    assert (await leader.press("催一下"))[0].text.endswith("目前没有消息能送达的在岗人员，未催办，请电话联系。")
    assert "本月已催报 0 次" in (await clerk.say("催报次数"))[-1].text


async def test_a_nudge_that_waits_for_the_morning_does_not_leave_once_the_item_is_reported(world: World) -> None:
    """F30."""
    leader, clerk = await slipped(world)
    await clerk.pushed()
    await leader.pushed()
    world.clock.local(7, 2, 21, 30)
    await leader.say("事项 JS-010")
    await leader.press("催一下")
    (waiting,) = await clerk.pushed()
    world.clock.local(7, 3, 7, 30)
    assert await world.dispatch.look(lambda moment: renewed(moment, waiting.message)) == waiting.message
    await clerk.say("楼宇交付12座 截至6月30日")
    await clerk.press("确认提交")
    assert await world.dispatch.look(lambda moment: renewed(moment, waiting.message)) is None


async def test_a_digest_asked_for_in_its_week_still_tells_what_the_weeks_digest_told(world: World) -> None:
    leader, _ = await slipped(world)
    await leader.pushed()
    world.clock.local(7, 1, 15)
    told = (await leader.say("周报"))[0].text
    assert "较上期6月22日" in told
    assert "【新转红】1 项" in told


async def test_a_month_that_is_over_counts_its_own_asks(world: World) -> None:
    inspector, _ = await world.hire("督查员", Role.INSPECTOR), await world.hire("张三", Role.REPORTER, "BM28")
    for day in (8, 15, 22, 29):
        await morning(world, 6, day)
    before = (await inspector.say("周报"))[-1].text.splitlines()[-1]
    assert "本月催报 1 家" in before
    await morning(world, 7, 1)
    quarter = next(each for each in await digests_of(inspector) if "季报" in each.text).text
    assert "本季度催报 1 家" in quarter
    july = (await inspector.say("周报"))[-1].text
    assert ("本月催报 1 家 1 次" in july) or ("本月没有催报" in july)


async def test_a_late_quarter_says_of_which_day_its_lights_are(world: World) -> None:
    inspector = await world.hire("督查员", Role.INSPECTOR)
    await morning(world, 6, 30)
    await morning(world, 7, 9)
    told = [each.text.splitlines()[0] for each in await digests_of(inspector)]
    assert told[-1] == "示例区季报 2026年二季度（截至7月9日）"

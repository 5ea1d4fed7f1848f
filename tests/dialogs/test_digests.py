"""Digests as their readers get them: weekly, monthly, quarterly, by choice, with a tap for everything behind them."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from bot.demo.sample import sample_items
from bot.out.drawings import draw
from documents.ledger_out import Ledger
from domain.amendments import changes
from domain.delivery import Cause
from domain.people import Role
from handlers.digests import tick as sending
from handlers.kernel.manner import from_json
from handlers.kernel.turn import Moment
from handlers.reminders import tick as reminders
from storage import items, people, record, tables
from tests.support.digests import digests_of, leader_of, morning, slipped
from tests.support.queries import counted, reads
from tests.support.world import Talk, World

BUILDINGS = "中央商务区26座楼宇建成交付（CBD中心 JS-010）"


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
    (chosen,) = await leader.say("订阅 周报 大建设")
    assert chosen.text == (
        "已订阅：大建设周报，每周第 1 个工作日 09:00发送。不再发分管副区长（城建）周报。退订请发“退订 周报”。"
    )
    assert "不再发" not in (await leader.say("订阅 周报 大建设"))[0].text
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
    assert part.text.startswith("分管副区长（城建） 新转红（1）\n🔴 中央商务区26座楼宇建成交付（CBD中心 JS-010）")
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


async def test_signed_and_current_values_stand_side_by_side(world: World) -> None:
    leader, _ = await slipped(world)
    await leader.pushed()

    def lower(moment: Moment) -> None:
        stored = moment.reference.by_code["JS-010"]
        new = replace(stored.item, target=Decimal(24))
        items.change(moment.store, stored.id, new, changes(stored.item, new), None, moment.now)

    await world.dispatch.moment(lower)
    (told,) = await leader.say("周报")
    assert f"【目标调整】1 项：{BUILDINGS} 目标值 签订 26，现 24" in told.text
    (part,) = await leader.press("目标调整")
    assert part.text == f"分管副区长（城建） 目标调整（1）\n{BUILDINGS} 目标值 签订 26，现 24"

    def back(moment: Moment) -> None:
        stored = moment.reference.by_code["JS-010"]
        new = replace(stored.item, target=Decimal(26))
        items.change(moment.store, stored.id, new, changes(stored.item, new), None, moment.now)

    await world.dispatch.moment(back)
    assert "目标调整" not in (await leader.say("周报"))[0].text, "it is what was signed again"


async def test_blockers_that_wait_are_told_to_the_leader(world: World) -> None:
    leader, clerk = await slipped(world)
    await world.hire("督查员", Role.INSPECTOR)
    await leader.pushed()
    await clerk.pushed()
    await clerk.say("楼宇交付卡在消防验收，请住建局协调")
    (told,) = await leader.say("周报")
    assert "【待协调堵点】1 项：中央商务区26座楼宇建成交付（CBD中心 JS-010）：" in told.text
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
    assert {row.board for row in Ledger.from_json(drawing["data"]).rows} == {"大建设"}


async def test_a_digest_costs_the_same_number_of_queries_however_many_items(world: World) -> None:
    leader = await leader_of(world)
    await morning(world, 6, 22)
    await morning(world, 6, 29)
    few = await statements(leader)
    more = [
        replace(item, code=f"{item.code}-{number}", part_of=None) for item in sample_items(2026) for number in range(5)
    ]
    await world.dispatch.moment(
        lambda moment: items.add(moment.store, more, "示例区人民政府", date(2026, 1, 1), moment.now)
    )
    await morning(world, 6, 30)
    assert await statements(leader) == few <= 24


async def test_one_more_reader_costs_a_few_queries_and_asks_nothing_that_another_asked(world: World) -> None:
    costs = []
    for week, (month, day) in enumerate(((6, 22), (6, 29), (7, 6))):
        for number in range(3):
            await world.hire(f"督查员{week}{number}", Role.INSPECTOR)
        world.clock.local(month, day, 9, 1)
        await world.dispatch.moment(reminders.tick)
        with counted() as seen:
            assert await world.dispatch.moment(sending.send_due) == 3 * (week + 1)
        costs.append(seen)
    spared = ("FROM asks", "FROM bindings", "max(light_changes.id)", "FROM people", "FROM reports", "FROM blockers")
    for words in spared:
        assert len({len([each for each in reads(seen) if words in each]) for seen in costs[1:]}) == 1, words
    # Which digest it had last is all that is asked for each of the three more.
    assert len(reads(costs[2])) - len(reads(costs[1])) <= 3


async def statements(leader: Talk) -> int:
    """How many queries a digest that is asked for takes; the first asking loads what is kept."""
    await leader.say("周报")
    with counted() as seen:
        await leader.say("周报")
    return len(reads(seen))


async def test_an_item_whose_reminders_rest_says_who_lets_them_and_until_when(world: World) -> None:
    leader, clerk = await slipped(world)
    await morning(world, 7, 3)
    before = (await leader.say("周报"))[0].text
    assert "暂缓" not in before
    assert (await clerk.say("暂缓 JS-010 2天 等验收报告"))[-1].text.startswith("已记录：JS-010 的提醒暂缓到 7月7日")
    line = next(
        line for line in (await leader.say("周报"))[0].text.splitlines() if line.startswith("🔴") and BUILDINGS in line
    )
    assert line.endswith("（张三 暂缓提醒到7月7日）")
    (section,) = await leader.press("红灯")
    assert [each for each in section.text.splitlines() if "JS-010" in each] == [line]
    for day, rests in ((7, True), (8, False)):
        await morning(world, 7, day)
        await leader.say("周报")
        (section,) = await leader.press("红灯")
        assert ("暂缓" in section.text) is rests, "the last day still counts"


async def test_inspectors_are_told_what_waits_for_them_and_whom_nothing_reaches(world: World) -> None:
    await slipped(world)
    inspector = await world.hire("督查员", Role.INSPECTOR)
    await world.dispatch.moment(
        lambda moment: people.mark_unreachable(moment.store, "test", "张三", moment.now, Cause.BLOCKED)
    )
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
    await world.dispatch.moment(reminders.tick)
    assert (await leader.say("周报"))[-1].text.splitlines()[1] == after


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
    all_ = tables.items
    closed = {"stage": "closed"}
    await world.database.write(
        lambda store: record.amend(store, all_, all_.c.unit == "JD11", closed, world.clock.now())
    )
    assert await morning(world, 6, 1) == 1
    assert [each.text.splitlines()[0] for each in await digests_of(leader)] == ["分管副区长（城建）周报 第23周"]


async def test_a_choice_ends_with_the_role_it_was_made_in(world: World) -> None:
    world.clock.local(6, 19, 10)
    head = await world.hire("李主任", Role.UNIT_HEAD, "BM28")
    await head.say("订阅 周报")
    everybody = tables.people
    this, demoted = everybody.c.name == "李主任", {"role": "reporter"}
    await world.database.write(lambda store: record.amend(store, everybody, this, demoted, world.clock.now()))
    assert await morning(world, 6, 22) == 0


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
    before = (await inspector.say("周报"))[-1].text.splitlines()
    assert "本月催报 1 家" in before[-2]
    assert before[-1].startswith("记录至第 ")
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


async def test_what_needs_nobody_is_folded_up_below_what_does(world: World) -> None:
    leader, _ = await slipped(world)
    (told,) = await digests_of(leader)
    lines, folded = told.message.payload["lines"], from_json(told.message.payload["manner"]).folded
    above, below = lines[:folded], lines[folded:]
    assert any("新转红" in line for line in above)
    assert below[-1].startswith("记录至第")
    assert not any("【新转红】" in line or "【待协调" in line for line in below)

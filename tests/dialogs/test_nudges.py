"""催一下 and 请督办: what a leader or an inspector asks of a unit with one tap."""

from dataclasses import replace

import pytest

from bot.out.freshen import renewed
from domain.delivery import Cause
from domain.items import Stage
from domain.people import Role
from handlers.kernel.turn import Moment
from storage import items, people
from tests.support.digests import leader_of, slipped
from tests.support.world import World


async def test_a_unit_is_nudged_once_a_day_by_one_person(world: World) -> None:
    leader, _ = await slipped(world)
    part = (await leader.say("事项 JS-010"))[-1]
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
        row = moment.store.connection.exec_driver_sql(
            "SELECT not_before FROM outbox WHERE id = ?", (waiting.message.id,)
        )
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


async def test_nobody_is_nudged_for_what_is_not_theirs_to_ask(world: World) -> None:
    await slipped(world)
    other = await world.hire("常务副区长", Role.LEADER, None, "常务副区长")
    (card,) = await other.say("事项 JS-010")
    assert "催一下" not in card.labels
    assert "请督办" not in card.labels


@pytest.mark.parametrize(
    ("stage", "why"),
    [
        (Stage.CLOSED, "这一事项已终止，不能催办或督办。"),
        (Stage.DRAFT, "这一事项还是草稿，尚未生效，不能催办或督办。"),
    ],
)
async def test_nothing_is_asked_about_an_item_that_nobody_works_on_any_more(
    world: World, stage: Stage, why: str
) -> None:
    leader, _ = await slipped(world)
    inspector = await world.hire("督查员", Role.INSPECTOR)
    await leader.pushed()
    (card,) = await leader.say("事项 JS-010")
    (drawn,) = await inspector.say("事项 JS-010")

    def end(moment: Moment) -> None:
        stored = moment.reference.by_code["JS-010"]
        items.change(moment.store, stored.id, replace(stored.item, stage=stage), [], None, moment.now)

    await world.dispatch.moment(end)
    assert (await leader.tap(card.token("催一下")))[0].text == why
    assert (await leader.tap(card.token("请督办")))[0].text == why
    assert (await inspector.tap(drawn.token("发督办单")))[0].text == why
    assert (await inspector.say("督办 JS-010 长期未报送"))[0].text == why


async def test_a_nudge_that_can_reach_nobody_is_refused_and_costs_nothing(world: World) -> None:
    leader, clerk = await slipped(world)
    await leader.pushed()
    await world.dispatch.moment(
        lambda moment: people.mark_unreachable(moment.store, "test", clerk.name, moment.now, Cause.BLOCKED)
    )
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


async def test_a_leader_may_type_what_the_buttons_say(world: World) -> None:
    leader, clerk = await slipped(world)
    world.clock.local(7, 1, 10)
    await clerk.pushed()
    await leader.pushed()
    assert (await leader.say("催一下JS-010"))[0].text.startswith("已向中央商务区发展服务中心 1 人催办 JS-010")
    assert (await clerk.pushed())[0].text.startswith("分管副区长（城建）催办")
    assert (await leader.say("请督办 JS-010"))[0].text.startswith("已转区督查室：JS-010")
    assert (await leader.say("催一下"))[0].text == "请写明编号，例如“催一下 JS-010”。"
    assert (await clerk.say("催一下 JS-010"))[0].text == "您的角色不能使用这项功能。"

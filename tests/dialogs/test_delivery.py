"""送达情况, and whom a message did not reach: as inspectors read it."""

from collections.abc import AsyncIterator
from datetime import date
from pathlib import Path

import pytest

from bot.demo.sample import sample_items
from domain.delivery import Cause
from domain.people import Role
from domain.secrecy import OPEN
from handlers.kernel.manner import from_json
from handlers.kernel.messages import say
from handlers.kernel.turn import Moment
from handlers.reminders import tick as reminders
from storage import outbox, people
from storage.outbox import MessageKind, MessageState
from tests.support.keys import news
from tests.support.queries import counted
from tests.support.world import SilentChannel, Talk, World, make_world

CBD = "中央商务区发展服务中心"
BLOCKED = Cause.BLOCKED
NOT_READ = "“平台已接收”只说明平台收下，不等于本人已读；“已存入网页”须打开网页才能看到。"
NO_PEOPLE = "【没有能收到消息的人】"
HOW = "发“送达情况 姓名”看某人的消息，发“送达情况 15天”看更长时间。"


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    """The sample district with two channels, reports owed from 25 June on, the past being past."""
    world = await make_world(tmp_path, {"telegram": SilentChannel("telegram"), "web": SilentChannel("web")})
    world.clock.local(6, 24)
    await world.settle(tracked_from=date(2026, 6, 25))
    await on(world, 6, 25)
    yield world
    await world.database.close()


async def on(world: World, month: int, day: int, hour: int = 9, minute: int = 5) -> reminders.Ticked:
    """Jumps there and ticks."""
    world.clock.local(month, day, hour, minute)
    return await world.dispatch.moment(reminders.tick)


async def hire(world: World, name: str, role: Role, unit: str | None = None, channel: str = "telegram") -> Talk:
    """A person with one chat."""
    return await world.hire(name, role, unit, channel=channel)


async def pushed(
    world: World, talk: Talk, key: str, state: MessageState, cause: Cause | None = None, **more: object
) -> None:
    """A push as it ended."""

    def work(moment: Moment) -> None:
        kind = more.get("kind", MessageKind.INFO)
        moment.post.push(talk.id, say(f"消息 {key}", tells=OPEN), kind, news(key, talk.id))  # type: ignore[arg-type]
        settle(moment, news(key, talk.id).text(), state, cause)

    await world.dispatch.moment(work)


def settle(moment: Moment, key: str, state: MessageState, cause: Cause | None = None) -> None:
    """What became of a message."""
    message = outbox.by_key(moment.store, key)
    assert message is not None
    outbox.settle(moment.store, message.id, state, moment.now, cause=cause)


async def elsewhere(world: World, key: str) -> None:
    """A message that did not arrive goes to the person's next chat."""

    def work(moment: Moment) -> None:
        settle(moment, key, MessageState.UNREACHABLE, BLOCKED)
        message = outbox.by_key(moment.store, key)
        assert message is not None
        people.mark_unreachable(moment.store, message.channel, message.chat, moment.now, Cause.BLOCKED)
        assert world.dispatch.post_in(moment.store).elsewhere(message)

    await world.dispatch.moment(work)


async def gone(world: World, talk: Talk) -> None:
    """The platform has refused the chat."""
    await world.dispatch.moment(
        lambda moment: people.mark_unreachable(moment.store, talk.channel, talk.name, moment.now, Cause.BLOCKED)
    )


async def test_every_state_is_told_apart_and_those_who_missed_something_by_name(world: World) -> None:
    clerk = await hire(world, "王五", Role.REPORTER, "BM28")
    page = await hire(world, "赵六", Role.REPORTER, "JD01", "web")
    inspector = await hire(world, "督查员", Role.INSPECTOR)
    await pushed(world, clerk, "a", MessageState.ACCEPTED)
    await pushed(world, clerk, "b", MessageState.UNREACHABLE, BLOCKED)
    await pushed(world, clerk, "c", MessageState.FAILED, Cause.TOO_LONG)
    await pushed(world, page, "d", MessageState.ACCEPTED)
    await pushed(world, page, "e", MessageState.UNKNOWN, Cause.NO_ANSWER, kind=MessageKind.DIGEST)
    await pushed(world, page, "f", MessageState.PENDING)
    await pushed(world, page, "g", MessageState.WITHDRAWN, Cause.OVER)
    await gone(world, clerk)
    (told,) = await inspector.say("送达情况")
    assert [line for line in told.text.splitlines() if not line.startswith(NO_PEOPLE)] == [
        "送达情况：近 7 个工作日（6月16日起）",
        "推送 7 条（提醒、通知、通报）",
        "排队 1 条 · 平台已接收 1 条 · 已存入网页 1 条 · 失败 1 条 · 送不到 1 条 · 结果不明 1 条 · 已撤回 1 条",
        "【未送达或不明】2 人",
        f"王五（填报人，{CBD}）：失败 1 条，送不到 1 条；最近：内容超过平台限制",
        "赵六（填报人，解放路街道）：结果不明 1 条；最近：平台没有回音",
        "【没有可送达的会话】1 人",
        f"王五（填报人，{CBD}）",
        HOW,
        NOT_READ,
    ]


async def test_when_all_is_well_it_says_so_and_success_is_never_claimed(tmp_path: Path) -> None:
    world = await make_world(tmp_path, {"telegram": SilentChannel("telegram"), "web": SilentChannel("web")})
    await world.settle([item for item in sample_items(2026) if item.unit == "BM28"])
    clerk = await hire(world, "王五", Role.REPORTER, "BM28")
    inspector = await hire(world, "督查员", Role.INSPECTOR)
    await pushed(world, clerk, "a", MessageState.ACCEPTED)
    (told,) = await inspector.say("送达情况")
    assert told.text.splitlines()[1:] == [
        "推送 1 条（提醒、通知、通报）",
        "平台已接收 1 条",
        "没有送不到的消息，所有人员均可送达。",
        NOT_READ,
    ]
    assert "成功" not in told.text
    await world.database.close()


async def test_the_days_are_working_days_and_can_be_named(world: World) -> None:
    clerk = await hire(world, "王五", Role.REPORTER, "BM28")
    inspector = await hire(world, "督查员", Role.INSPECTOR)
    await pushed(world, clerk, "old", MessageState.ACCEPTED)
    world.clock.local(7, 6, 10)
    assert (await inspector.say("送达情况"))[0].text.splitlines()[:2] == [
        "送达情况：近 7 个工作日（6月26日起）",
        "推送 0 条（提醒、通知、通报）",
    ]
    for words in ("8天", "近8个工作日", "最近 8 日"):
        assert (await inspector.say(f"送达情况 {words}"))[0].text.splitlines()[:2] == [
            "送达情况：近 8 个工作日（6月25日起）",
            "推送 1 条（提醒、通知、通报）",
        ]
    for words in ("0天", "61天"):
        (refused,) = await inspector.say(f"送达情况 {words}")
        assert refused.text == "请写 1 到 60 个工作日，例如“送达情况 7天”。"


async def test_one_person_with_time_kind_state_channel_and_the_other_way(world: World) -> None:
    clerk = await hire(world, "王五", Role.REPORTER, "BM28")
    await world.dispatch.moment(lambda moment: people.bind(moment.store, clerk.id, "web", "page", "page", moment.now))
    await world.dispatch.moment(
        lambda moment: people.bind(moment.store, clerk.id, "telegram", clerk.name, clerk.name, moment.now)
    )
    inspector = await hire(world, "督查员", Role.INSPECTOR)
    await pushed(world, clerk, "a", MessageState.ACCEPTED)
    world.clock.local(6, 25, 9, 30)
    await pushed(world, clerk, "b", MessageState.FAILED, Cause.REFUSED, kind=MessageKind.DIGEST)
    world.clock.local(6, 25, 10)
    await pushed(world, clerk, "c", MessageState.PENDING, kind=MessageKind.REMINDER)
    await elsewhere(world, news("c", clerk.id).text())
    await world.dispatch.moment(
        lambda moment: settle(moment, f"{news('c', clerk.id).text()}~web", MessageState.ACCEPTED)
    )
    (told,) = await inspector.say("送达情况 王五")
    assert told.text.splitlines() == [
        f"送达情况：王五（填报人，{CBD}）",
        "6月25日 10:00 提醒“消息 c”：已存入网页（网页，原会话未送达，改发至此）",
        "6月25日 09:30 通报“消息 b”：失败（Telegram），平台拒收该消息",
        "6月25日 09:05 通知“消息 a”：平台已接收（Telegram）",
        NOT_READ,
    ]


async def test_of_two_people_of_a_name_one_is_chosen_and_nobody_else_may_look(world: World) -> None:
    one = await hire(world, "王五", Role.REPORTER, "BM28")
    await world.dispatch.moment(lambda moment: people.add(moment.store, "王五", Role.REPORTER, "JD01", "", moment.now))
    inspector = await hire(world, "督查员", Role.INSPECTOR)
    (asked,) = await inspector.say("送达情况 王五")
    assert asked.labels == [f"王五 {CBD}", "王五 解放路街道"]
    (told,) = await inspector.press(f"王五 {CBD}")
    assert told.text.splitlines()[:2] == [f"送达情况：王五（填报人，{CBD}）", "还没有推送过消息。"]
    assert (await inspector.say("送达情况 某人"))[0].text == "没有找到“某人”。"
    assert (await one.say("送达情况"))[0].text == "您的角色不能使用这项功能。"


async def test_the_whole_costs_as_many_queries_for_forty_people_as_for_two(world: World) -> None:
    inspector = await hire(world, "督查员", Role.INSPECTOR)
    costs = []
    for number in range(40):
        clerk = await hire(world, f"填报人{number}", Role.REPORTER, "BM28")
        await pushed(world, clerk, f"k{number}", MessageState.UNREACHABLE, BLOCKED)
        if number in (1, 39):
            with counted() as seen:
                (told,) = await inspector.say("送达情况")
            costs.append(len(seen))
    assert costs[0] == costs[1]
    assert "另有 25 人，发“送达情况 姓名”查看。" in told.text


async def test_whom_a_reminder_did_not_reach_is_named_in_the_inspectors_bundle_of_that_day_once(world: World) -> None:
    clerk = await hire(world, "王五", Role.REPORTER, "BM28")
    other = await hire(world, "周七", Role.UNIT_HEAD, "BM28")
    inspector = await hire(world, "督查员", Role.INSPECTOR)
    await gone(world, clerk)
    await on(world, 6, 30)
    (bundle,) = await inspector.pushed()
    lines = bundle.text.splitlines()
    assert lines[:3] == [
        "6月30日 提醒（1 项）",
        "【未送达，请另行通知】",
        f"王五（填报人，{CBD}）：提醒 JS-010、JS-011、ZS-012、ZS-013（没有可送达的会话）",
    ]
    assert not any("均送不到" in line for line in lines), "the head can be reached"
    await on(world, 7, 2)
    (again,) = await inspector.pushed()
    assert f"王五（填报人，{CBD}）：提醒 JJ-024、ZS-012（没有可送达的会话）" in again.text.splitlines(), "what is new"
    (_, unsent) = [each.text for each in await world.new_in("")]
    assert "JS-010" in unsent, "though the next step of the same report did not arrive either"
    assert all("王五" not in each.text for each in await other.pushed())


async def test_a_failure_found_after_the_push_is_named_on_the_next_working_day(world: World) -> None:
    clerk = await hire(world, "王五", Role.REPORTER, "BM28")
    inspector = await hire(world, "督查员", Role.INSPECTOR)
    await on(world, 6, 30)
    (reminder,) = await clerk.pushed()
    await inspector.pushed()
    await world.dispatch.moment(lambda moment: settle(moment, reminder.message.key, MessageState.UNREACHABLE, BLOCKED))
    await pushed(world, clerk, "verdict:1:returned", MessageState.FAILED, Cause.REFUSED)
    await on(world, 6, 30, 15)
    assert await world.new_in(inspector.name) == [], "one bundle a day"
    await on(world, 7, 1)
    (bundle,) = await inspector.pushed()
    assert (
        f"王五（填报人，{CBD}）：提醒 JS-010、JS-011、ZS-012、ZS-013；“消息 verdict:1:returned”（平台拒收该消息）"
        in bundle.text.splitlines()
    )
    await on(world, 7, 2)
    assert all("【未送达" not in each.text for each in await world.new_in(inspector.name))


async def test_what_arrived_another_way_or_was_taken_back_is_not_called_lost(world: World) -> None:
    clerk = await hire(world, "王五", Role.REPORTER, "BM28")
    await world.dispatch.moment(lambda moment: people.bind(moment.store, clerk.id, "web", "page", "page", moment.now))
    inspector = await hire(world, "督查员", Role.INSPECTOR)
    await pushed(world, clerk, "a", MessageState.PENDING)
    await elsewhere(world, news("a", clerk.id).text())
    await pushed(world, clerk, "c", MessageState.WITHDRAWN, Cause.LEFT)
    await on(world, 6, 30)
    assert all("【未送达" not in each.text for each in await world.new_in(inspector.name))


async def test_a_notice_that_may_not_have_arrived_is_named_in_the_next_bundle_once(world: World) -> None:
    """T1: a red notice that its unit never saw."""
    clerk = await hire(world, "王五", Role.REPORTER, "BM28")
    inspector = await hire(world, "督查员", Role.INSPECTOR)
    await inspector.say("督办 JS-010 连续两期未报送")
    await inspector.press("发送")
    (notice,) = await clerk.pushed()
    await world.dispatch.moment(lambda moment: settle(moment, notice.message.key, MessageState.UNKNOWN, Cause.CUT))
    await pushed(world, clerk, "b", MessageState.UNREACHABLE, BLOCKED)
    await on(world, 6, 26)
    told = "\n".join(each.text for each in await inspector.pushed())
    assert "【未送达或不明，请另行通知】" in told
    (line,) = [line for line in told.splitlines() if line.startswith(f"王五（填报人，{CBD}）：")]
    assert "示督〔2026〕1号" in line
    (card,) = await inspector.say("督办单 示督〔2026〕1号")
    assert "送达：1 人中 1 人结果不明（王五）" in card.text.splitlines()
    await on(world, 6, 29)
    assert all("送达" not in each.text for each in await world.new_in(inspector.name))


async def test_what_an_outage_holds_up_is_named_to_whom_another_channel_reaches(world: World) -> None:
    """After an hour; what leaves later all the same was told of in good time."""
    clerk = await hire(world, "王五", Role.REPORTER, "BM28")
    inspector = await hire(world, "督查员", Role.INSPECTOR, channel="web")

    def tried(moment: Moment) -> None:
        message = outbox.by_key(moment.store, news("tried", clerk.id).text())
        assert message is not None
        outbox.postpone(moment.store, message.id, moment.now, Cause.PLATFORM_DOWN, "502")

    await pushed(world, clerk, "tried", MessageState.PENDING)
    await pushed(world, clerk, "behind", MessageState.PENDING)
    await world.dispatch.moment(tried)
    world.clock.local(6, 26, 8, 30)
    await pushed(world, clerk, "fresh", MessageState.PENDING)
    await on(world, 6, 26)
    told = "\n".join(each.text for each in await inspector.pushed())
    assert f"王五（填报人，{CBD}）：“消息 tried”；“消息 behind”（尚未送出）" in told.splitlines()
    assert "fresh" not in told


async def test_a_unit_none_of_whose_people_can_be_reached_is_named_as_a_whole(world: World) -> None:
    clerk = await hire(world, "王五", Role.REPORTER, "BM28")
    head = await hire(world, "周七", Role.UNIT_HEAD, "BM28")
    inspector = await hire(world, "督查员", Role.INSPECTOR)
    await gone(world, clerk)
    await gone(world, head)
    await on(world, 6, 30)
    (bundle,) = await inspector.pushed()
    assert f"{CBD}：2 人均送不到，请另行通知该单位。" in bundle.text.splitlines()


async def test_an_inspector_who_cannot_be_reached_or_is_away_uses_up_nothing(world: World) -> None:
    """What is named counts as named only if somebody is there to read it."""
    clerk = await hire(world, "王五", Role.REPORTER, "BM28")
    inspector = await hire(world, "督查员", Role.INSPECTOR)
    await gone(world, inspector)
    await pushed(world, clerk, "a", MessageState.UNREACHABLE, BLOCKED)
    await on(world, 6, 29)
    await world.dispatch.moment(lambda moment: people.mark_reachable(moment.store, "telegram", inspector.name))
    await on(world, 6, 30)
    told = "\n".join(each.text for each in await inspector.pushed())
    assert f"王五（填报人，{CBD}）：“消息 a”（对方已停用机器人）" in told


async def test_many_who_were_not_reached_stay_one_bundle_with_few_lines(world: World) -> None:
    inspector = await hire(world, "督查员", Role.INSPECTOR)
    for number in range(12):
        clerk = await hire(world, f"填报人{number}", Role.REPORTER, "BM28")
        await pushed(world, clerk, f"k{number}", MessageState.UNREACHABLE, BLOCKED)
    await on(world, 6, 30)
    (bundle,) = await inspector.pushed()
    assert bundle.text.count("对方已停用机器人") == 8
    assert "另有 4 人，发“送达情况”查看。" in bundle.text
    assert bundle.text.splitlines()[0] == "6月30日 提醒（12 项）", "one a person"


async def test_the_card_of_a_notice_tells_the_inspector_whom_it_reached_and_nobody_else(world: World) -> None:
    names = ("张三", "李四", "王五")
    staff = [await hire(world, name, Role.REPORTER, "BM28") for name in names]
    inspector = await hire(world, "督查员", Role.INSPECTOR)
    await inspector.say("督办 JS-010 连续两期未报送")
    await inspector.press("发送")
    keys = [[each.message.key for each in await world.new_in(name)][-1] for name in names]

    def ended(moment: Moment) -> None:
        settle(moment, keys[0], MessageState.ACCEPTED)
        settle(moment, keys[1], MessageState.ACCEPTED)
        settle(moment, keys[2], MessageState.UNREACHABLE, BLOCKED)

    await world.dispatch.moment(ended)
    (card,) = await inspector.say("督办单 示督〔2026〕1号")
    assert "送达：3 人中 2 人平台已接收，1 人送不到（王五）" in card.text.splitlines()
    assert "送达：" not in (await staff[0].say("督办单 示督〔2026〕1号"))[0].text
    await world.dispatch.moment(
        lambda moment: people.bind(moment.store, staff[2].id, "web", "page", "page", moment.now)
    )
    await elsewhere(world, keys[2])
    (card,) = await inspector.say("督办单 示督〔2026〕1号")
    assert "送达：3 人中 1 人排队（王五），2 人平台已接收" in card.text.splitlines()


async def test_the_names_are_folded_up_below_the_counts(world: World) -> None:
    clerk = await hire(world, "王五", Role.REPORTER, "BM28")
    inspector = await hire(world, "督查员", Role.INSPECTOR)
    await pushed(world, clerk, "c", MessageState.FAILED, Cause.TOO_LONG)
    (told,) = await inspector.say("送达情况")
    lines, folded = told.message.payload["lines"], from_json(told.message.payload["manner"]).folded
    assert lines[0].startswith("推送 1 条")
    assert not any("王五" in line for line in lines[:folded])
    assert any("王五" in line for line in lines[folded:])

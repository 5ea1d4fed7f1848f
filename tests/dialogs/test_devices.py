"""我的设备, 退出登录: who speaks for a person is seen and ended by the person."""

from domain.people import Role
from handlers.kernel.turn import Moment
from storage import people
from tests.support.world import Talk, World

STRANGER = "您还没有绑定身份。请向区督查室索取邀请链接，打开后即可使用。"


async def with_two(world: World) -> tuple[Talk, Talk]:
    """A clerk with a phone and another chat."""
    world.clock.local(6, 24, 9, 5)
    phone = await world.hire("甲", Role.REPORTER, "BM28")
    world.clock.local(6, 25, 14, 30)

    def also(moment: Moment) -> None:
        people.bind(moment.store, phone.id, "other", "第二台", "第二台", moment.now)

    await world.dispatch.moment(also)
    return phone, Talk(world, "第二台", "other")


async def test_the_devices_are_listed_with_when_they_were_used(world: World) -> None:
    phone, _ = await with_two(world)
    world.clock.local(6, 26, 8, 0)
    await phone.say("帮助")
    world.clock.local(6, 27, 8, 0)
    (card,) = await phone.say("我的设备")
    assert card.text.split("\n") == [
        "我的设备",
        "1. other：6月25日 14:30绑定，最近使用 6月25日 14:30",
        "2. test（本机）：6月24日 09:05绑定，最近使用 6月26日 08:00",
        "不认识的设备请立即结束，并告知管理员。",
    ]
    assert card.labels == ["结束 1. other", "退出登录"]


async def test_another_device_is_ended_with_a_tap_and_only_once(world: World) -> None:
    phone, _ = await with_two(world)
    (card,) = await phone.say("我的设备")
    (done,) = await phone.press("结束")
    assert done.text == "已结束这台设备的登录，它不再显示您的任何内容，也不再收到提醒。"
    (again,) = await phone.tap(card.token("结束"))
    assert again.text == "这台设备已不在您的名下。"
    (left,) = await phone.say("我的设备")
    assert left.labels == ["退出登录"]


async def test_logging_out_asks_once_and_then_nobody_is_there(world: World) -> None:
    clerk = await world.hire("甲", Role.REPORTER, "BM28")
    (ask,) = await clerk.say("退出登录")
    assert "再次使用须凭新的邀请" in ask.text
    assert not (await clerk.say("我的事项"))[0].text.startswith(STRANGER)
    (bye,) = await clerk.tap(ask.token("确认退出"))
    assert bye.text == "已退出登录。再次使用须凭新的邀请。"
    assert (await clerk.say("我的事项"))[0].text == STRANGER
    assert not await clerk.tap(ask.token("确认退出")), "strangers are answered once an hour"


async def test_logging_out_leaves_the_other_device_alone(world: World) -> None:
    phone, _ = await with_two(world)
    await phone.say("我的设备")
    await phone.press("退出登录")
    await phone.press("确认退出")
    assert (await phone.say("帮助"))[0].text == STRANGER

    def ways(moment: Moment) -> list[str]:
        return [each.channel for each in people.addresses(moment.store, [phone.id])[phone.id]]

    assert await world.dispatch.look(ways) == ["other"]


async def test_in_a_group_nobody_is_logged_out(world: World) -> None:
    from tests.dialogs.test_people import in_group

    clerk = await world.hire("甲", Role.REPORTER, "BM28")
    (said,) = await world.receive(in_group(world, "甲", "退出登录"))
    assert said.text == "此内容请与我私聊查看。"
    assert said.labels == []
    assert (await clerk.say("帮助"))[0].text != STRANGER

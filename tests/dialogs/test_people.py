"""Binding, roles, leaving, groups: who may talk to the bot, and where."""

from dataclasses import replace
from datetime import timedelta

from domain.people import PersonId, Role
from handlers.kernel.messages import Incoming
from handlers.kernel.turn import Moment
from handlers.people import invitations
from storage import items, people
from tests.support.world import SilentChannel, Talk, World


async def invited(world: World, name: str = "新人") -> tuple[PersonId, str]:
    """A person with a fresh invitation."""

    def make(moment: Moment) -> tuple[PersonId, str]:
        person = people.add(moment.store, name, Role.REPORTER, "BM28", "", moment.now)
        known = people.by_id(moment.store, person)
        assert known is not None
        return person, invitations.make_invite(moment, known)

    return await world.dispatch.moment(make)


def stranger(world: World, name: str = "生人") -> Talk:
    """A chat that is bound to nobody."""
    return Talk(world, name)


async def test_a_stranger_gets_a_short_explanation_and_nothing_else(world: World) -> None:
    somebody = stranger(world)
    for text in ("我的事项", "JS-010 18座", "待核验", "/start"):
        world.clock.at += timedelta(hours=1)
        (said,) = await somebody.say(text)
        assert said.text == "您还没有绑定身份。请向区督查室索取邀请链接，打开后即可使用。"
        assert said.labels == []


async def test_an_invitation_binds_once(world: World) -> None:
    _, token = await invited(world)
    somebody = stranger(world)
    (welcome,) = await somebody.say(f"/start {token}")
    assert welcome.text.startswith("绑定成功：新人，填报人，中央商务区发展服务中心。")
    assert (await somebody.say("我的事项"))[0].text.startswith("我的事项（")
    (again,) = await stranger(world, "另一人").say(f"/start {token}")
    assert again.text == "邀请无效或已过期，请向区督查室重新索取。"


async def test_an_invitation_expires(world: World) -> None:
    _, token = await invited(world)
    world.clock.local(12, 1)
    (refused,) = await stranger(world).say(f"/start {token}")
    assert refused.text == "邀请无效或已过期，请向区督查室重新索取。"


async def test_a_leaver_loses_access_at_once(world: World) -> None:
    clerk = await world.hire("填报人", Role.REPORTER, "BM28")
    admin = await world.hire("管理员", Role.ADMIN)
    (card,) = await clerk.say("楼宇交付18座")
    (ask,) = await admin.say("离岗 填报人")
    assert "将立即失去全部权限" in ask.text
    await admin.press("确认离岗")
    (said,) = await clerk.tap(card.token("确认提交"))
    assert said.text.startswith("您还没有绑定身份")


async def test_the_admin_invites_in_chat(world: World) -> None:
    admin = await world.hire("管理员", Role.ADMIN)
    await invited(world, "新人")
    (card,) = await admin.say("邀请 新人")
    token = await world.token_in(card)
    assert (await stranger(world).say(f"/start {token}"))[0].text.startswith("绑定成功")


async def test_roles_see_and_do_only_what_is_theirs(world: World) -> None:
    clerk = await world.hire("填报人", Role.REPORTER, "BM28")
    assert (await clerk.say("事项 JS-028"))[0].text == "没有找到这一事项，或您无权查看。"
    assert (await clerk.say("事项 XX-999"))[0].text == "没有找到这一事项，或您无权查看。"
    assert (await clerk.say("邀请 某人"))[0].text == "您的角色不能使用这项功能。"
    assert (await clerk.say("周报"))[0].text == "您的角色不能使用这项功能。"
    inspector = await world.hire("督查员", Role.INSPECTOR)
    assert "JS-028" in (await inspector.say("事项 JS-028"))[0].text
    assert (await inspector.say("JS-010 18座"))[0].text.startswith("报送由责任单位办理")


async def test_a_leader_sees_the_portfolio(world: World) -> None:
    leader = await world.hire("分管副区长（城建）", Role.LEADER, None, "分管副区长（城建）")
    (card,) = await leader.say("我的事项")
    assert card.text.startswith("分管事项（14）")


def in_group(world: World, name: str, text: str, *, addressed: bool = True) -> Incoming:
    """Something said in a group."""
    said = world.update("test", name, text)
    return replace(said, chat="-100", private=False, addressed=addressed)


async def test_a_group_is_answered_only_when_addressed_and_shows_only_public_items(world: World) -> None:
    await world.hire("督查员", Role.INSPECTOR)
    assert await world.receive(in_group(world, "督查员", "事项 JS-010", addressed=False)) == []
    (card,) = await world.receive(in_group(world, "督查员", "事项 JS-010"))
    assert "JS-010" in card.text
    assert await world.receive(in_group(world, "生人", "事项 JS-010")) == []

    def hide(moment: Moment) -> None:
        from domain.amendments import changes
        from domain.items import Secrecy

        stored = moment.reference.by_code["JS-010"]
        secret = replace(stored.item, secrecy=Secrecy.INTERNAL)
        items.change(moment.store, stored.id, secret, changes(stored.item, secret), None, moment.now)

    await world.dispatch.moment(hide)
    (card,) = await world.receive(in_group(world, "督查员", "事项 JS-010"))
    assert card.text == "已私聊发您。"
    (card,) = await world.new_in("督查员")
    assert "JS-010" in card.text


async def test_a_blocked_chat_is_unreachable_until_it_comes_back(world: World) -> None:
    """F16: the inspector is told, and /start takes it up again."""
    clerk = await world.hire("填报人", Role.REPORTER, "BM28")
    await world.receive(replace(world.update("test", clerk.name), event="blocked"))

    def lost(moment: Moment) -> list[str]:
        return [person.name for person in people.unreachable(moment.store)]

    assert await world.dispatch.look(lost) == ["填报人"]
    await world.receive(replace(world.update("test", clerk.name), event="unblocked"))
    assert await world.dispatch.look(lost) == []


async def test_choices_are_numbered_where_a_channel_has_no_buttons(world: World) -> None:
    """The same flow works by typing the number."""
    channel = world.house.channels["test"]
    assert isinstance(channel, SilentChannel)
    channel.abilities = replace(channel.abilities, buttons=False)
    world.clock.local(6, 6)
    clerk = await world.hire("舜华路填报人", Role.REPORTER, "JD14")
    await clerk.say("规上企业新增3家")
    (card,) = await clerk.say("2")
    assert "JJ-038" in card.text
    (done,) = await clerk.say("1")
    assert done.text.startswith("已提交 1 项")


async def test_one_bad_message_does_not_stop_its_neighbours(world: World) -> None:
    clerk = await world.hire("填报人", Role.REPORTER, "BM28")
    good = world.update("test", clerk.name, "我的事项")
    # A time without zone cannot be stored: the handler of this one fails.
    bad = replace(world.update("test", clerk.name, "我的事项"), chat=None)  # type: ignore[arg-type]
    failures = await world.dispatch.messages([bad, good])
    assert failures[0] is not None
    assert failures[1] is None
    assert len(await world.new_in(clerk.name)) == 1

"""Who may come in: four eyes above a clerk, void once others saw it, and everybody who must know is told."""

from dataclasses import replace

import pytest
from sqlalchemy import select

from domain.identity import needs_second
from domain.people import PersonId, Role
from handlers.kernel.messages import TOKEN_PLACE, blotted
from handlers.kernel.turn import Moment
from handlers.people import invitations
from storage import people
from storage.tables import invites, outbox, updates
from tests.support.world import Talk, World

INVALID = "邀请无效或已过期，请向区督查室重新索取。"
WAITING = "这份邀请待第二人确认，确认后请再发一次。"


async def known(world: World, name: str, role: Role = Role.REPORTER, unit: str | None = "BM28") -> PersonId:
    """A person who is bound nowhere."""
    return await world.dispatch.moment(lambda moment: people.add(moment.store, name, role, unit, "", moment.now))


async def by_terminal(world: World, person: PersonId) -> str:
    """A token as `zeren invite` prints it."""

    def make(moment: Moment) -> str:
        found = people.by_id(moment.store, person)
        assert found is not None
        return invitations.make_invite(moment, found)

    return await world.dispatch.moment(make)


async def texts(talk: Talk) -> list[str]:
    """What came unasked."""
    return [each.text for each in await talk.pushed()]


async def stored(world: World) -> str:
    """Everything that was said and sent, as it is kept."""

    def look(moment: Moment) -> str:
        rows = (*moment.store.execute(select(updates.c.said)), *moment.store.execute(select(outbox.c.payload)))
        return str(list(map(tuple, rows)))

    return await world.dispatch.look(look)


async def test_no_token_is_stored_and_the_one_that_leaves_works(world: World) -> None:
    admin = await world.hire("管理员", Role.ADMIN)
    await known(world, "新人")
    (card,) = await admin.say("邀请 新人")
    assert "新人（填报人，中央商务区发展服务中心）的一次性邀请" in card.text
    assert TOKEN_PLACE in card.text
    token = await world.token_in(card)
    stranger = Talk(world, "生人")
    assert (await stranger.say(f"/start {token}"))[0].text.startswith("绑定成功：新人")
    assert token not in await stored(world)


async def test_a_card_that_leaves_twice_leaves_with_another_token_and_the_last_one_works(world: World) -> None:
    admin = await world.hire("管理员", Role.ADMIN)
    await known(world, "新人")
    (card,) = await admin.say("邀请 新人")
    first, second = await world.token_in(card), await world.token_in(card)
    assert first != second
    assert (await Talk(world, "甲").say(f"/start {first}"))[0].text == INVALID
    assert (await Talk(world, "乙").say(f"/start {second}"))[0].text.startswith("绑定成功")
    assert await world.token_in(card) == "（已作废）"


@pytest.mark.parametrize("role", [Role.UNIT_HEAD, Role.INSPECTOR, Role.LEADER, Role.ADMIN])
async def test_above_a_clerk_a_second_admin_must_agree(world: World, role: Role) -> None:
    """A3: an admin opened an inspector's invitation in an own second account."""
    assert needs_second(role)
    admin, other = await world.hire("管理甲", Role.ADMIN), await world.hire("管理乙", Role.ADMIN)
    await known(world, "目标", role, "BM28" if role is Role.UNIT_HEAD else None)
    (card,) = await admin.say("邀请 目标")
    assert "须经管理乙确认后才能使用" in card.text
    token = await world.token_in(card)
    stranger = Talk(world, "生人")
    assert (await stranger.say(f"/start {token}"))[0].text == WAITING
    (asked,) = await other.pushed()
    assert "管理甲要邀请目标" in asked.text
    (done,) = await other.press("同意")
    assert done.text.startswith("已同意邀请目标")
    assert any("管理乙已同意邀请目标" in text for text in await texts(admin))
    assert (await stranger.say(f"/start {token}"))[0].text.startswith("绑定成功：目标")
    assert any("邀请由管理甲生成，管理乙确认" in text for text in await texts(other))


async def test_who_refuses_makes_it_void(world: World) -> None:
    admin, other = await world.hire("管理甲", Role.ADMIN), await world.hire("管理乙", Role.ADMIN)
    await known(world, "目标", Role.INSPECTOR, None)
    token = await world.token_in((await admin.say("邀请 目标"))[0])
    (asked,) = await other.pushed()
    await other.press("不同意")
    assert (await Talk(world, "生人").say(f"/start {token}"))[0].text == INVALID
    assert any("管理乙不同意邀请目标" in text for text in await texts(admin))
    assert (await other.tap(asked.token("同意")))[0].text == "这份邀请已使用、已作废或已过期。"


async def test_without_another_admin_an_inspector_confirms_and_without_both_nobody_can(world: World) -> None:
    admin = await world.hire("管理员", Role.ADMIN)
    await known(world, "目标", Role.LEADER, None)
    (refused,) = await admin.say("邀请 目标")
    assert "请在服务器上用 zeren invite 办理" in refused.text
    inspector = await world.hire("督查员", Role.INSPECTOR)
    await admin.say("邀请 目标")
    (asked,) = await inspector.pushed()
    assert asked.labels == ["同意", "不同意"]
    (own,) = await admin.say("邀请 督查员")
    assert "请在服务器上用 zeren invite 办理" in own.text, "nobody confirms the own invitation"


@pytest.mark.parametrize("addressed", [True, False])
@pytest.mark.parametrize("said", ["/start {}", "口令是 {} 请收好", "https://t.me/bot?start={}"])
async def test_a_token_seen_in_a_group_is_void_and_the_admins_are_told(
    world: World, addressed: bool, said: str
) -> None:
    """A4."""
    admin = await world.hire("管理员", Role.ADMIN)
    await world.hire("旁人", Role.REPORTER, "BM28")
    token = await by_terminal(world, await known(world, "目标", Role.INSPECTOR, None))
    here = replace(world.update("test", "旁人", said.format(token)), chat="-100", private=False, addressed=addressed)
    await world.receive(here)
    assert (await Talk(world, "生人").say(f"/start {token}"))[0].text == INVALID
    assert await texts(admin) == ["目标的邀请口令出现在群聊里，已作废。请重新生成，并单独发给本人。"]


async def test_somebody_who_is_bound_cannot_become_another(world: World) -> None:
    admin = await world.hire("管理员", Role.ADMIN)
    clerk = await world.hire("甲", Role.REPORTER, "BM28")
    token = await by_terminal(world, await known(world, "目标", Role.INSPECTOR, None))
    (refused,) = await clerk.say(f"/start {token}")
    assert refused.text.startswith("这份邀请不是给您的，已作废")
    assert (await clerk.say("我的事项"))[0].text.startswith("我的事项（")
    assert (await Talk(world, "生人").say(f"/start {token}"))[0].text == INVALID
    assert any("甲（填报人，中央商务区发展服务中心）试图使用目标" in text for text in await texts(admin))


async def test_a_takeover_is_told_to_the_person_the_admins_and_the_inspectors(world: World) -> None:
    admin, colleague = await world.hire("管理员", Role.ADMIN), await world.hire("督查甲", Role.INSPECTOR)
    real = await world.hire("督查乙", Role.INSPECTOR)
    token = await by_terminal(world, real.id)
    await Talk(world, "另机").say(f"/start {token}")
    (told,) = await texts(real)
    assert told.startswith("您的身份刚在另一台设备（test）上绑定，这里的登录随之结束。如非本人操作")
    for talk in (admin, colleague):
        assert any("督查乙（督查员" in text and "邀请由服务器命令行生成" in text for text in await texts(talk))


async def test_an_invitation_of_another_role_or_unit_is_void(world: World) -> None:
    person = await known(world, "新人")
    token = await by_terminal(world, person)

    def moved(moment: Moment) -> None:
        from storage import record
        from storage.tables import people as table

        record.amend(moment.store, table, table.c.id == person, {"unit": "BM03"}, moment.now)

    await world.dispatch.moment(moved)
    assert (await Talk(world, "生人").say(f"/start {token}"))[0].text == INVALID

    def voided(moment: Moment) -> str | None:
        found: str | None = moment.store.execute(select(invites.c.voided)).scalar_one()
        return found

    assert await world.dispatch.look(voided) == "changed"


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("/start abc", "/start …"),
        ("/start@bot abc-_9", "/start@bot …"),
        ("在私聊中发送：/start abc", "在私聊中发送：/start …"),
        ("https://t.me/b?start=abc", "https://t.me/b?start=…"),
        (f"开始 {'a' * 24}", "开始 …"),
        ("开始 JS-010", "开始 JS-010"),
        ("JS-010 18座", "JS-010 18座"),
        ("/start", "/start"),
    ],
)
def test_a_token_is_blotted_in_what_is_kept(said: str, kept: str) -> None:
    assert blotted(said) == kept

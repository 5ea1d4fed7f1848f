"""Who can be reached, and where: blocked chats, a second channel, groups that move."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from domain.delivery import Cause
from domain.people import Role
from domain.secrecy import OPEN
from handlers.kernel.messages import Incoming, say
from handlers.kernel.turn import Moment
from storage import people
from storage.outbox import MessageKind
from tests.support.keys import news
from tests.support.world import SilentChannel, Talk, World, make_world

GROUP, SUPERGROUP = "-5", "-1000000000005"


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    """The sample district with two channels."""
    world = await make_world(tmp_path, {"test": SilentChannel(), "other": SilentChannel("other")})
    await world.settle()
    yield world
    await world.database.close()


async def lost(world: World) -> list[str]:
    """Whom no message reaches."""
    return await world.dispatch.look(lambda moment: [each.name for each in people.unreachable(moment.store)])


async def refused(world: World, talk: Talk) -> None:
    """The platform has refused a message to the chat."""
    await world.dispatch.moment(
        lambda moment: people.mark_unreachable(moment.store, "test", talk.name, moment.now, Cause.BLOCKED)
    )


@pytest.mark.parametrize(("private", "cause"), [(True, Cause.BLOCKED), (False, Cause.REMOVED)])
async def test_the_platforms_own_word_of_a_lost_chat_has_its_cause(world: World, private: bool, cause: Cause) -> None:
    clerk = await world.hire("填报人", Role.REPORTER, "BM28")
    await world.receive(replace(world.update("test", clerk.name), event="blocked", private=private))
    assert await world.dispatch.look(lambda moment: people.why_unreachable(moment.store, [clerk.id])) == {
        clerk.id: cause
    }
    await world.receive(replace(world.update("test", clerk.name), event="unblocked", private=private))
    assert await world.dispatch.look(lambda moment: people.why_unreachable(moment.store, [clerk.id])) == {
        clerk.id: None
    }


async def push(world: World, talk: Talk, key: str) -> None:
    """Something nobody asked for."""
    await world.dispatch.moment(
        lambda moment: moment.post.push(talk.id, say("提醒", tells=OPEN), MessageKind.INFO, news(key, talk.id))
    )


async def test_start_takes_a_blocked_chat_up_again(world: World) -> None:
    """F16: also when the platform's own word of it was lost."""
    clerk = await world.hire("填报人", Role.REPORTER, "BM28")
    await refused(world, clerk)
    assert await lost(world) == ["填报人"]
    await push(world, clerk, "held")
    (unsent,) = await world.new_in("")
    assert unsent.message.state.value == "unreachable"
    await clerk.say("/start")
    assert await lost(world) == []
    await push(world, clerk, "again")
    (told,) = await clerk.pushed()
    assert (told.message.key, told.message.chat) == (news("again", clerk.id).text(), clerk.name)


async def test_a_push_takes_the_other_channel_when_one_is_blocked(world: World) -> None:
    """F16: another channel is told."""
    clerk = await world.hire("填报人", Role.REPORTER, "BM28")

    def bind(moment: Moment) -> None:
        people.bind(moment.store, clerk.id, "other", "elsewhere", "elsewhere", moment.now)
        people.bind(moment.store, clerk.id, "test", clerk.name, clerk.name, moment.now)

    await world.dispatch.moment(bind)
    await push(world, clerk, "first")
    assert [each.message.channel for each in await clerk.pushed()] == ["test"]
    await refused(world, clerk)
    assert await lost(world) == []
    await push(world, clerk, "second")
    assert [each.message.channel for each in await world.new_in("elsewhere")] == ["other"]


async def test_what_waits_for_a_group_goes_along_when_the_group_has_moved(world: World) -> None:
    """F17: the news of it is an update like any other."""
    clerk = await world.hire("填报人", Role.REPORTER, "BM28")

    def said(chat: str, text: str) -> Incoming:
        return replace(world.update("test", chat, text), sender=clerk.name, private=False)

    await world.receive(said(GROUP, "JS-010 18座"))
    await world.receive(replace(said(GROUP, ""), event="migrated", moved_to=SUPERGROUP))
    waited, answer = await world.receive(said(SUPERGROUP, "取消"))
    assert waited.text == "已私聊发您。", "what waited for the old chat goes to the new one"
    assert answer.text == "当前没有进行中的填报。"

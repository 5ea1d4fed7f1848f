"""Talk in groups: where an answer stands."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.base.channel import Outgoing
from bot.out.payload import LATE, to_outgoing
from domain.keys.messages import Reply
from domain.keys.updates import Update
from domain.people import Role
from domain.secrecy import OPEN
from handlers.kernel.messages import Spot, say
from tests.support.world import Shown, SilentChannel, Talk, World

GROUP = "-100"
SOON = timedelta(seconds=5)


async def said(talk: Talk, words: str, **more: Any) -> list[Shown]:
    """What the group is answered to a line there."""
    line = talk.world.update(talk.channel, talk.name, words)
    return await talk.world.receive(replace(line, chat=GROUP, private=False, message="m7", **more))


def sent(shown: Shown, after: timedelta = SOON) -> Outgoing:
    """As it leaves so long after it was queued."""
    return to_outgoing(shown.message, SilentChannel().abilities, None, None, shown.message.created_at + after)


async def test_in_a_group_an_answer_stays_in_its_topic_and_stands_under_its_question(world: World) -> None:
    """T8: it is in the outbox, so a restart before it leaves changes nothing."""
    talk = await world.hire("督查员", Role.INSPECTOR)
    (shown,) = await said(talk, "帮助", thread="31")
    assert (sent(shown).thread, sent(shown).answers) == ("31", "m7")
    (shown,) = await said(talk, "帮助")
    assert (sent(shown).thread, sent(shown).answers) == (None, "m7")


async def test_of_a_long_answer_the_first_part_alone_stands_under_the_question(world: World) -> None:
    talk = await world.hire("督查员", Role.INSPECTOR)
    key, spot = Reply(Update("test", "1"), 0), Spot("31", "m7", always=True)
    card = say(*("长" * 3000,) * 3, tells=OPEN)
    await world.dispatch.moment(lambda moment: moment.post.reply("test", GROUP, talk.id, card, key, None, spot))
    shown = await world.new_in(GROUP)
    assert [(sent(each).thread, sent(each).answers) for each in shown] == [("31", "m7"), ("31", None), ("31", None)]


@pytest.mark.parametrize(
    ("handled", "delivered", "under"),
    [(SOON, SOON, False), (LATE + SOON, SOON, True), (SOON, LATE + SOON, True)],
    ids=["at once", "handled late", "delivered late"],
)
async def test_in_private_only_an_answer_that_comes_late_stands_under_its_question(
    world: World, handled: timedelta, delivered: timedelta, under: bool
) -> None:
    talk = await world.hire("督查员", Role.INSPECTOR)
    line = world.update(talk.channel, talk.name, "帮助")
    line = replace(line, message="m7", sent_at=world.clock.now() - handled)
    (shown,) = await world.receive(line)
    assert sent(shown, delivered).answers == ("m7" if under else None)

"""Strangers: answered once in a while, and nothing of theirs is kept."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from bot.road.strangers import REMEMBERED, TRIES, Strangers
from domain.people import Role
from handlers.kernel.messages import Attached, Incoming
from handlers.kernel.turn import Moment
from storage.tables import blobs, failures, updates
from tests.support.world import World

NOON = datetime(2026, 6, 25, 4, tzinfo=UTC)
HELLO = Incoming("test", "1", "chat", "who", NOON, text="你好")
SENTENCE = "您还没有绑定身份。请向区督查室索取邀请链接，打开后即可使用。"
PICTURE = Attached("a.png", "image/png", 3, b"png")


def answered(strangers: Strangers, minutes: Sequence[int], *, invited: bool = False) -> list[bool]:
    """Whether each of several messages, so many minutes after noon, is answered."""
    return [
        strangers.may_be_answered(
            replace(HELLO, external_id=str(number)), NOON + timedelta(minutes=after), invited=invited
        )
        for number, after in enumerate(minutes)
    ]


@pytest.mark.parametrize(
    ("minutes", "invited", "wanted"),
    [
        ([0, 1, 59, 60, 61], False, [True, False, False, True, False]),
        ([0] * (TRIES + 1), True, [True] * TRIES + [False]),
        ([0] * TRIES + [60], True, [True] * (TRIES + 1)),
        ([60, 0, 1], False, [True, True, False]),
    ],
    ids=["once an hour", "several invitations", "again after an hour", "a clock set back"],
)
def test_a_stranger_is_answered_once_an_hour(minutes: list[int], invited: bool, wanted: list[bool]) -> None:
    assert answered(Strangers(), minutes, invited=invited) == wanted


def test_a_message_whose_transaction_was_taken_back_is_answered_all_the_same() -> None:
    strangers = Strangers()
    assert [strangers.may_be_answered(HELLO, NOON, invited=False) for _ in range(3)] == [True] * 3


def test_identities_are_told_apart_and_groups_are_never_answered() -> None:
    strangers = Strangers()
    for each in (HELLO, replace(HELLO, sender="other"), replace(HELLO, channel="web")):
        assert strangers.may_be_answered(each, NOON, invited=False)
    assert not strangers.may_be_answered(replace(HELLO, sender="third", private=False), NOON, invited=False)


def test_no_more_identities_are_remembered_than_fit() -> None:
    strangers = Strangers()
    for number in range(REMEMBERED + 1):
        strangers.may_be_answered(replace(HELLO, sender=str(number)), NOON, invited=False)
    again = [replace(HELLO, external_id="2", sender=sender) for sender in (str(REMEMBERED), "0")]
    assert [strangers.may_be_answered(each, NOON, invited=False) for each in again] == [False, True]
    assert len(strangers._answered) == REMEMBERED


async def test_of_a_strangers_messages_one_is_answered_and_none_is_kept(world: World) -> None:
    sent = [replace(world.update("test", "stranger", f"第 {number} 条"), file=PICTURE) for number in range(20)]
    assert await world.dispatch.messages(sent) == [None] * 20
    assert [shown.text for shown in await world.new_in("stranger")] == [SENTENCE]
    assert await world.dispatch.look(kept) == ([("done", "", None, None)], 0)


async def test_a_strangers_failing_message_leaves_no_words_behind(world: World) -> None:
    secret = replace(world.update("test", "stranger", "/start 不能留下"), file=PICTURE)
    assert await world.dispatch.dead_letter(secret, RuntimeError("a mistake"), 1)
    assert await world.dispatch.look(kept) == ([("dead", "", None, None)], 0)
    (payload,) = await world.dispatch.look(
        lambda moment: moment.store.execute(select(failures.c.payload)).scalars().all()
    )
    assert (payload["text"], payload["file"]) == ("", None)


async def test_chatter_of_a_group_is_not_kept(world: World) -> None:
    clerk = await world.hire("填报人", Role.REPORTER, "BM28")
    said = replace(world.update("test", clerk.name, "今晚吃什么"), private=False, addressed=False)
    assert await world.dispatch.messages([said]) == [None]
    assert await world.dispatch.look(kept) == ([], 0)


def kept(moment: Moment) -> tuple[list[tuple[object, ...]], int]:
    """What became of each update, what was said, the file's name and sum; and how many files are stored."""
    rows = moment.store.execute(select(updates.c.outcome, updates.c.said, updates.c.file_name, updates.c.sha256))
    return [tuple(row) for row in rows], len(moment.store.execute(select(blobs.c.sha256)).all())

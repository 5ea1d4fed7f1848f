"""Notices move by one step, whoever asks for it: a judgement they follow, or a graver notice that takes their place."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.road.dispatch import Dispatch
from domain.errors import DomainError
from domain.notices.model import Action, NoticeState
from domain.notices.names import NoticeId
from handlers.kernel.registry import Event
from handlers.kernel.turn import Moment
from handlers.lights import judging
from handlers.notices import following
from handlers.notices.steps import step, step_unless_moved
from storage import notices
from tests.support.notices import Cast, reddened, settled
from tests.support.world import World, make_world

FIRST = NoticeId(1)


async def test_followers_are_told_in_the_order_they_came_and_what_one_raises_is_raised_on(world: World) -> None:
    told: list[tuple[str, int]] = []
    event: Event[int] = Event()
    event.follow(lambda _, what: told.append(("first", what)))
    event.follow(lambda _, what: told.append(("second", what)))
    await world.dispatch.look(lambda moment: event.happened(moment, 7))
    assert told == [("first", 7), ("second", 7)]

    @event.follow
    def fails(_: Moment, what: int) -> None:
        raise ValueError(what)

    with pytest.raises(ValueError, match="8"):
        await world.dispatch.look(lambda moment: event.happened(moment, 8))


@pytest.fixture
async def cast(tmp_path: Path) -> AsyncIterator[Cast]:
    """The people of a notice, in June."""
    bare = await make_world(tmp_path)
    yield await settled(bare)
    await bare.database.close()


async def test_a_draft_whose_cause_is_over_is_dropped_on_the_record(cast: Cast) -> None:
    await reddened(cast)
    assert await cast.states() == [("", NoticeState.DRAFT)]
    await cast.clerk.say("楼宇交付报错了，改成20座")
    await cast.clerk.press("确认提交")
    assert await cast.states() == [("", NoticeState.WITHDRAWN)]
    events = await cast.world.dispatch.look(lambda moment: notices.events(moment.store, FIRST))
    assert [(each.action, each.person) for each in events][-1] == (Action.DROP, None)


async def test_a_draft_that_somebody_else_has_moved_is_left_alone(cast: Cast) -> None:
    await cast.draft()
    draft = await cast.world.dispatch.look(lambda moment: notices.by_id(moment.store, FIRST))
    assert draft is not None
    await cast.inspector.press("发送")

    def drop(moment: Moment) -> None:
        assert step_unless_moved(moment, draft, Action.DROP, None) is None
        with pytest.raises(DomainError) as refusal:
            step(moment, draft, Action.DROP, None)
        assert refusal.value.code == "notice_moved"

    await cast.world.dispatch.moment(drop)
    ((_, state),) = await cast.states()
    assert state is NoticeState.SENT


def test_notices_follow_judgements_without_being_known_to_them() -> None:
    assert following.follow in judging.JUDGED._followers


async def test_a_graver_notice_that_is_drafted_is_sent_although_the_pack_has_lost_its_kind(cast: Cast) -> None:
    await cast.sent()
    await cast.inspector.say("督办单 示督〔2026〕1号")
    await cast.inspector.press("升级")
    world, rules = cast.world, cast.world.house.rules
    families = tuple(replace(family, kinds=family.kinds[:1]) for family in rules.notices.families)
    world.house = replace(world.house, rules=replace(rules, notices=replace(rules.notices, families=families)))
    world.dispatch = Dispatch(world.house)
    await cast.inspector.press("发送")
    assert [state for _, state in await cast.states()] == [NoticeState.CLIMBED, NoticeState.SENT]


async def test_a_draft_whose_limit_has_come_is_offered_for_sending_and_the_tap_says_what_is_wrong(cast: Cast) -> None:
    await cast.draft()
    await cast.inspector.press("改期限")
    await cast.inspector.say("6月29日")
    await cast.on(6, 30)
    await cast.inspector.say("督办单")
    (card,) = await cast.inspector.press("JS-010")
    assert "发送" in card.labels
    (refused,) = await cast.inspector.press("发送")
    assert refused.text == "回复期限已到或已过，请先改期限。"

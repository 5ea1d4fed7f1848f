"""What follows a judgement: notices subscribe to it, and move by the one step that moves notices."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from domain.errors import DomainError
from domain.notices.model import Action, NoticeState
from domain.notices.names import NoticeId
from handlers.kernel.events import Event
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

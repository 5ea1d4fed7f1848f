"""Nothing is owed on a notice of which nobody knows whether it reached its unit."""

import pytest

from domain.delivery import Cause
from domain.notices.model import Action
from domain.notices.names import NoticeId
from domain.people import Role
from handlers.kernel.turn import Moment
from handlers.reminders import tick as reminders
from storage import notices, outbox
from storage.outbox import MessageState as S
from tests.support.world import World

RESTS = "是否送达不明：请另行告知该单位，签收前不催办、不记逾期。"


async def on(world: World, month: int, day: int) -> None:
    """The tick of a morning."""
    world.clock.local(month, day, 9, 5)
    await world.dispatch.moment(reminders.tick)


@pytest.mark.parametrize(
    ("ends", "rests"),
    [
        ((S.UNKNOWN, S.UNKNOWN), True),
        ((S.UNKNOWN, S.UNREACHABLE), True),
        ((S.UNKNOWN, S.ACCEPTED), False),
        ((S.ACCEPTED, S.ACCEPTED), False),
        # The inspectors know at once, and serve it another way.
        ((S.UNREACHABLE, S.FAILED), False),
    ],
)
async def test_a_notice_whose_arrival_is_in_doubt_rests_until_somebody_of_the_unit_has_it(
    world: World, ends: tuple[S, S], rests: bool
) -> None:
    world.clock.local(6, 24, 10)
    staff = [await world.hire(name, Role.REPORTER, "BM28") for name in ("王五", "周七")]
    inspector = await world.hire("督查员", Role.INSPECTOR)
    await inspector.say("督办 JS-010 进度滞后")
    await inspector.press("发送")
    keys = [(await talk.pushed())[-1].message.key for talk in staff]

    def settle(moment: Moment) -> None:
        for key, state in zip(keys, ends, strict=True):
            message = outbox.by_key(moment.store, key)
            assert message is not None
            outbox.settle(moment.store, message.id, state, moment.now, cause=Cause.CUT if state is S.UNKNOWN else None)

    await world.dispatch.moment(settle)
    (card,) = await inspector.say("督办单 示督〔2026〕1号")
    assert (RESTS in card.text.splitlines()) == rests
    for day in (25, 26, 29, 30):
        await on(world, 6, day)
    for day in (1, 2, 3, 6, 7, 8, 9, 10, 13, 14):
        await on(world, 7, day)
    told = "".join(each.text for each in await staff[0].pushed())
    assert ("示督〔2026〕1号" in told) != rests
    done = await world.dispatch.look(lambda moment: [each.action for each in notices.events(moment.store, NoticeId(1))])
    assert (Action.LAPSE in done) != rests
    if rests:
        await staff[0].say("督办单 示督〔2026〕1号")
        await staff[0].press("签收")
        assert RESTS not in (await inspector.say("督办单 示督〔2026〕1号"))[-1].text

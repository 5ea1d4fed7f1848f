"""Whole conversations of reporting."""

from domain.people import Role
from tests.support.world import World


async def test_a_line_with_two_items_is_confirmed_and_submitted(world: World) -> None:
    clerk = await world.hire("中央商务区填报人", Role.REPORTER, "BM28")
    world.clock.local(6, 24)
    (card,) = await clerk.say("26座楼宇累计交付18座，95万平")
    print(card.text, card.labels)
    (done,) = await clerk.press("确认提交")
    print(done.text)
    raise SystemError

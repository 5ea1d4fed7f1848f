"""What one is written to in: chosen by the person, or the service's own."""

from dataclasses import replace

from domain.people import Language, Role
from tests.support.world import World


async def test_one_chooses_by_a_tap_and_is_answered_in_it_from_then_on(world: World) -> None:
    clerk = await world.hire("填报人", Role.REPORTER, "BM28")
    await clerk.say("语言")
    assert "English" in (await clerk.tap("English")).lines[0]
    assert "Please confirm" in (await clerk.say("26座楼宇累计交付18座")).title
    other = await world.hire("另一位", Role.REPORTER, "BM28")
    assert "请确认" in (await other.say("26座楼宇累计交付19座")).title

"""What one is written to in: chosen by the person, or the service's own."""

from domain.people import Role
from tests.support.world import World


async def test_a_language_is_chosen_by_its_name_and_taken_back(world: World) -> None:
    clerk = await world.hire("填报人", Role.REPORTER, "BM28")
    assert "You will be answered in English" in (await clerk.say("/language english"))[0].text
    assert "今后用中文" in (await clerk.say("语言 中文"))[0].text
    assert "没有这种语言" in (await clerk.say("语言 法文"))[0].text

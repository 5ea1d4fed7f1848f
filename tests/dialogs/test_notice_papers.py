"""How a supervision notice is printed: demands as they were typed, and the form that the rule pack sets."""

from dataclasses import replace
from pathlib import Path

from bot.road.dispatch import Dispatch
from documents.official_paper import OfficialPaper
from domain.notices.rules import PaperForm
from handlers.kernel.turn import Moment
from handlers.notices.paper import paper
from storage import notices
from tests.support.notices import Cast, settled
from tests.support.world import make_world


async def test_numbered_demands_stand_below_the_papers_heading_and_a_letter_is_one_by_the_pack(tmp_path: Path) -> None:
    cast: Cast = await settled(await make_world(tmp_path))
    await cast.draft()
    await cast.inspector.press("修改要求")
    await cast.inspector.say("请做好：一、倒排工期；二、增派人手。")
    sent = await cast.inspector.press("发送")
    drawn = next(each.message.payload["drawing"] for each in sent if "drawing" in each.message.payload)
    said = OfficialPaper.from_json(drawn["data"])
    assert said.body[2:5] == (("三、办理要求。", "请做好："), ("", "（一）倒排工期；"), ("", "（二）增派人手。"))
    assert not said.letter
    rules = cast.world.house.rules
    letters = replace(rules, notices=replace(rules.notices, form=PaperForm.LETTER))
    cast.world.house = replace(cast.world.house, rules=letters)
    cast.world.dispatch = Dispatch(cast.world.house)

    def look(moment: Moment) -> OfficialPaper:
        found = notices.by_printed(moment.store, said.number)
        assert found is not None
        return paper(moment, found)

    letter = await cast.world.dispatch.look(look)
    assert letter.letter
    assert letter.masthead == letter.signer
    await cast.world.database.close()

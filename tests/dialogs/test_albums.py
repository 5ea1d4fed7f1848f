"""An album is one message, and words on a photo are read whatever is open."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.road.albums import SILENCE
from bot.road.intake import gathered
from domain.files import Trouble
from domain.people import Role
from handlers.kernel.messages import Attached, Incoming
from handlers.kernel.turn import Moment
from storage import blockers, evidence, reports
from tests.support.pictures import picture
from tests.support.world import Shown, Talk, World


@pytest.fixture
async def cbd(world: World) -> Talk:
    """The clerk of the CBD centre, on 24 June."""
    world.clock.local(6, 24)
    return await world.hire("中央商务区填报人", Role.REPORTER, "BM28")


def photo(number: int) -> Attached:
    """A picture of its own."""
    content = picture(size=(40 + number, 30))
    return Attached(f"photo_{number}.jpg", "image/png", len(content), content)


def part(talk: Talk, number: int, caption: str = "", album: str = "a1", file: Attached | None = None) -> Incoming:
    """One picture of an album."""
    update = talk.world.update(talk.channel, talk.name, caption)
    return replace(update, message=str(number), album=album, file=file or photo(number))


async def whole(talk: Talk) -> list[Shown]:
    """What is said once no more has come for a moment."""
    talk.world.clock.at += SILENCE
    assert await gathered(talk.world.dispatch) is None
    talk.last = await talk.world.new_in(talk.name) or talk.last
    return talk.last


async def sends(talk: Talk, *parts: Incoming) -> list[Shown]:
    """An album whose parts come one after the other."""
    for each in parts:
        assert await talk.world.receive(each) == [], "each part waits for the others"
    return await whole(talk)


async def proofs(world: World, code: str) -> list[int]:
    """How many files prove each report of an item, oldest first."""

    def look(moment: Moment) -> list[int]:
        found = reports.of_item(moment.store, moment.reference.by_code[code].id)
        return [len(evidence.of_report(moment.store, each.id)) for each in reversed(found)]

    return await world.dispatch.look(look)


@pytest.mark.parametrize("at", [1, 2, 3])
async def test_an_album_is_one_card_wherever_its_caption_stands(world: World, cbd: Talk, at: int) -> None:
    (card,) = await sends(cbd, *(part(cbd, number, "JS-010 18座" if number == at else "") for number in (1, 2, 3)))
    assert card.text.startswith("请确认 1 项")
    assert "佐证 3 个" in card.text
    await cbd.press("确认提交")
    assert await proofs(world, "JS-010") == [3]


async def test_two_captions_are_one_card(world: World, cbd: Talk) -> None:
    (card,) = await sends(cbd, part(cbd, 2, "JS-011 95万平"), part(cbd, 1, "JS-010 18座"), part(cbd, 3))
    lines = card.text.splitlines()
    assert lines[0].startswith("请确认 2 项")
    assert lines[1].startswith("JS-010"), "in the order in which they were sent, not in which they came"
    assert "佐证 3 个" in card.text


async def test_an_album_without_a_word_is_asked_about_once(world: World, cbd: Talk) -> None:
    await cbd.say("JS-010 18座")
    await cbd.press("确认提交")
    (asked,) = await sends(cbd, part(cbd, 1), part(cbd, 2), part(cbd, 3))
    assert asked.text == "这 3 个文件是哪次报送的佐证？"
    (done,) = await cbd.press("JS-010")
    assert done.text == "3 个佐证已归入 JS-010。"
    assert await proofs(world, "JS-010") == [3]


async def test_an_album_under_an_open_card_is_shown_with_it_once(world: World, cbd: Talk) -> None:
    await cbd.say("JS-010 18座")
    (card,) = await sends(cbd, part(cbd, 1), part(cbd, 2))
    assert "JS-010" in card.text
    assert "佐证 2 个" in card.text


async def test_while_parts_come_nothing_is_said_and_a_pause_between_them_is_counted_from_the_last(
    world: World, cbd: Talk
) -> None:
    await world.receive(part(cbd, 1, "JS-010 18座"))
    world.clock.at += SILENCE * 0.8
    assert await gathered(world.dispatch) is not None
    await world.receive(part(cbd, 2))
    world.clock.at += SILENCE * 0.8
    wait = await gathered(world.dispatch)
    assert wait is not None
    assert 0 < wait <= SILENCE.total_seconds()
    (card,) = await whole(cbd)
    assert "佐证 2 个" in card.text
    assert await gathered(world.dispatch) is None
    assert await world.new_in(cbd.name) == [], "and only once"


async def test_a_part_that_comes_twice_is_one_and_a_late_one_is_a_message_of_its_own(world: World, cbd: Talk) -> None:
    twice = part(cbd, 1, "JS-010 18座")
    (card,) = await sends(cbd, twice, twice, part(cbd, 2))
    assert "佐证 2 个" in card.text
    (again,) = await world.receive(part(cbd, 3))
    assert "佐证 3 个" in again.text


async def test_the_same_picture_twice_is_one_proof(world: World, cbd: Talk) -> None:
    (card,) = await sends(cbd, part(cbd, 1, "JS-010 18座"), part(cbd, 2, file=photo(1)))
    assert "佐证 1 个" in card.text


async def test_a_part_that_is_refused_is_named_and_the_others_count(world: World, cbd: Talk) -> None:
    film = Attached("现场.mp4", "video/mp4", 9, None, Trouble.VIDEO)
    (card,) = await sends(cbd, part(cbd, 1), part(cbd, 2, "JS-010 18座", file=film), part(cbd, 3))
    assert card.text.startswith("请确认 1 项")
    assert "佐证 2 个" in card.text
    assert card.text.splitlines()[-1].startswith("现场.mp4 不是 MP4 视频")


async def test_after_a_restart_an_album_is_whole_all_the_same(world: World, cbd: Talk) -> None:
    await world.receive(part(cbd, 1, "JS-010 18座"))
    await world.receive(part(cbd, 2))
    await world.restart()
    (card,) = await whole(cbd)
    assert "佐证 2 个" in card.text


async def test_a_caption_that_is_changed_keeps_every_picture_of_its_album(world: World, cbd: Talk) -> None:
    await sends(cbd, part(cbd, 1), part(cbd, 2, "JS-010 18座"), part(cbd, 3))
    changed = replace(part(cbd, 2, "JS-010 19座"), edited=True)
    (card,) = await world.receive(changed)
    assert "19 / 26" in card.text
    assert "佐证 3 个" in card.text
    assert await world.receive(replace(part(cbd, 2, "JS-010 19座"), edited=True)) == []
    assert await world.receive(replace(part(cbd, 3), edited=True)) == []


async def test_a_caption_that_is_changed_before_the_album_is_whole_is_read_as_it_is_then(
    world: World, cbd: Talk
) -> None:
    changed = replace(part(cbd, 1, "JS-010 19座"), edited=True)
    (card,) = await sends(cbd, part(cbd, 1, "JS-010 18座"), part(cbd, 2), changed)
    assert "19 / 26" in card.text
    assert "佐证 2 个" in card.text


async def test_albums_of_two_people_are_two(world: World, cbd: Talk) -> None:
    other = await world.hire("舜华路街道填报人", Role.REPORTER, "JD14")
    await world.receive(part(cbd, 1, "JS-010 18座"))
    await world.receive(part(other, 1, "JJ-037 3家"))
    (card,) = await whole(cbd)
    assert "JS-010" in card.text
    (card,) = await world.new_in(other.name)
    assert "JJ-037" in card.text


async def test_a_clock_that_is_set_back_holds_no_album_up(world: World, cbd: Talk) -> None:
    await world.receive(part(cbd, 1, "JS-010 18座"))
    world.clock.at -= timedelta(hours=3)
    assert await gathered(world.dispatch) is None
    (card,) = await world.new_in(cbd.name)
    assert "JS-010" in card.text


async def test_a_caption_of_another_item_begins_its_report_and_takes_its_photo_along(world: World, cbd: Talk) -> None:
    await cbd.say("JS-010 18座")
    (card,) = await cbd.send("楼.png", "image/png", picture(), "JS-011 95万平")
    assert "JS-011" in card.text.splitlines()[1]
    assert "佐证 1 个" in card.text
    assert "JS-010 的填报" in card.text.splitlines()[-1], "what became of the other is said"
    await cbd.press("确认提交")
    assert await proofs(world, "JS-011") == [1]
    assert await proofs(world, "JS-010") == []


async def test_a_caption_about_the_open_card_changes_it(world: World, cbd: Talk) -> None:
    await cbd.say("JS-010 18座")
    (card,) = await cbd.send("楼.png", "image/png", picture(), "改成 19，日期是6月20日")
    assert "19 / 26" in card.text
    assert "截至 6月20日" in card.text
    assert "佐证 1 个" in card.text


async def test_a_caption_that_answers_the_open_question_is_the_answer(world: World, cbd: Talk) -> None:
    await cbd.say("JS-010")
    (card,) = await cbd.send("楼.png", "image/png", picture(), "18座")
    assert card.text.startswith("请确认 1 项")
    assert "18 / 26" in card.text
    assert "佐证 1 个" in card.text


@pytest.mark.parametrize("caption", ["现场照片", "这是今天拍的", "JS-010 现场", "收到"])
async def test_a_caption_that_only_says_what_is_seen_leaves_the_card_as_it_is(
    world: World, cbd: Talk, caption: str
) -> None:
    await cbd.say("JS-010 18座")
    (card,) = await cbd.send("楼.png", "image/png", picture(), caption)
    assert "18 / 26" in card.text
    assert "佐证 1 个" in card.text


async def test_a_caption_about_a_blocker_of_another_item_is_passed_on(world: World, cbd: Talk) -> None:
    await world.hire("督查员", Role.INSPECTOR)
    await cbd.say("JS-010 18座")
    (told,) = await cbd.send("楼.png", "image/png", picture(), "JS-011 卡在消防验收，请住建局协调")
    assert told.text.startswith("堵点（JS-011）已转")
    assert len(await world.dispatch.look(lambda moment: blockers.open_ones(moment.store))) == 1

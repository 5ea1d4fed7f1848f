"""Small talk, what a tap says for its person, and words for the finger."""

from dataclasses import replace

import pytest

from domain.keys.messages import Reply
from domain.people import Role
from handlers.front import spoken
from handlers.kernel.messages import Finger
from handlers.kernel.turn import Moment
from storage import people
from tests.support.world import Shown, Talk, World


@pytest.fixture
async def clerk(world: World) -> Talk:
    """A clerk of the CBD centre, on 24 June."""
    world.clock.local(6, 24)
    return await world.hire("填报人", Role.REPORTER, "BM28")


@pytest.mark.parametrize("line", ["今天开会去了", "啊哈哈哈随便", "……"])
async def test_small_talk_is_one_line_and_help_comes_when_it_is_tried_again(clerk: Talk, line: str) -> None:
    (short,) = await clerk.say(line)
    assert short.text == "这句话没有记录。报进度可直接发：JS-010 3座 截至6月24日"
    assert short.labels == ["怎么用"]
    (whole,) = await clerk.say("还是不行")
    assert whole.text.splitlines()[0] == "没有看懂。您可以这样发："
    (again,) = await clerk.say(line)
    assert again.text == short.text


async def test_a_greeting_is_returned_and_is_no_first_try(clerk: Talk) -> None:
    for greeting in ("你好", "您好", "早上好", "hi"):
        (card,) = await clerk.say(greeting)
        assert card.text.startswith("您好。")
    (short,) = await clerk.say("今天开会去了")
    assert len(short.text.splitlines()) == 1
    (thanks,) = await clerk.say("谢谢")
    assert thanks.text == "不客气。"
    (help_,) = await clerk.say("怎么用")
    assert len([line for line in help_.text.splitlines() if " — " in line]) == 3


async def test_a_tap_says_the_line_that_it_bears(world: World, clerk: Talk) -> None:
    def offered(moment: Moment) -> list[str]:
        person = people.by_id(moment.store, clerk.id)
        assert person is not None
        card = spoken.trial(moment, person)
        moment.post.reply("test", clerk.name, person.id, card, Reply(world.update("test", clerk.name).name, 0))
        return [button.label for row in card.buttons for button in row]

    labels = await world.dispatch.moment(offered)
    assert labels == ["JS-010 3座 截至6月24日", "我的事项", "督办单"]
    await clerk.pushed()
    (card,) = await clerk.press("JS-010")
    assert "3 / 26 座（累计）" in card.text
    assert card.labels[0] == "确认提交"


async def toast(talk: Talk, label: str) -> tuple[str, list[Shown]]:
    """What the finger is told, and what is shown."""
    finger = Finger()
    shown = await talk.world.receive(replace(talk.tapping(label), finger=finger))
    talk.last = shown or talk.last
    return finger.text, shown


async def test_what_is_done_is_told_where_the_finger_is(clerk: Talk) -> None:
    await clerk.say("JS-010 18座")
    text, (done,) = await toast(clerk, "确认提交")
    assert text == "已提交 1 项（截至 6月24日）"
    assert done.message.edit_of is not None, "in the place of the card"
    await clerk.say("撤回刚才那条")
    assert (await toast(clerk, "撤回"))[0] == "", "a question must be looked at"
    assert (await toast(clerk, "确认撤回"))[0] == "JS-010 的报送已撤回，历史保留。"

"""What each role is shown when it asks for help or is not understood: examples that work when that role types them."""

from dataclasses import replace
from pathlib import Path

import pytest

from bot.demo.sample import sample_items
from domain.items import Item, Secrecy
from domain.people import Role
from handlers.kernel.manner import from_json
from tests.support.pictures import picture
from tests.support.world import Talk, World, make_world

SCREEN = 12
REFUSED = ("没有看懂", "没有找到", "没有看出", "报送由", "您的角色", "请写", "只能")
ROLES = [
    (Role.REPORTER, "BM28", ""),
    (Role.REPORTER, "JD14", ""),
    (Role.UNIT_HEAD, "BM28", ""),
    (Role.INSPECTOR, None, ""),
    (Role.LEADER, None, "分管副区长（城建）"),
    (Role.ADMIN, None, ""),
]


def advised(text: str) -> dict[str, str]:
    """The examples of a card, with what each is for."""
    pairs = [line.split(" — ") for line in text.splitlines() if " — " in line]
    return {pair[0]: pair[1] for pair in pairs if not pair[0].startswith(("发来", "邀请"))}


async def someone(world: World, role: Role, unit: str | None, post: str) -> Talk:
    """A person of the role, in June."""
    world.clock.local(6, 24)
    return await world.hire("某人", role, unit, post)


@pytest.mark.parametrize(("role", "unit", "post"), ROLES)
async def test_help_fits_a_phone_screen_and_every_example_works_for_the_role(
    world: World, role: Role, unit: str | None, post: str
) -> None:
    person = await someone(world, role, unit, post)
    (card,) = await person.say("帮助")
    assert len(card.text.splitlines()) + len(card.message.payload["buttons"]) <= SCREEN
    assert card.labels == ["全部命令"]
    found = advised(card.text)
    assert 2 <= len(found) <= 3
    for example in found:
        (answer, *_) = await person.say(example)
        assert not answer.text.startswith(REFUSED), example
        await person.say("取消")


@pytest.mark.parametrize(("role", "unit", "post"), ROLES)
async def test_a_second_line_that_is_not_understood_is_answered_with_the_roles_own_examples(
    world: World, role: Role, unit: str | None, post: str
) -> None:
    person = await someone(world, role, unit, post)
    (help_,) = await person.say("帮助")
    (short,) = await person.say("随便写点什么")
    assert len(short.text.splitlines()) == 1
    assert short.labels == ["怎么用"]
    (card,) = await person.say("随便写点什么")
    assert card.text.splitlines()[0] == "没有看懂。您可以这样发："
    assert advised(card.text) == advised(help_.text)
    assert card.labels == ["全部命令"]


@pytest.mark.parametrize(("role", "unit", "post"), [each for each in ROLES if each[1] is None])
async def test_who_cannot_report_is_shown_what_works_instead(
    world: World, role: Role, unit: str | None, post: str
) -> None:
    person = await someone(world, role, unit, post)
    (card,) = await person.say("JS-010 18座")
    assert card.text.splitlines()[0] == "报送由责任单位办理。您可以这样发："
    assert advised(card.text)
    (photo,) = await person.send("现场.jpg", "image/jpeg", picture(), caption="JS-010 18座")
    assert role is Role.ADMIN or photo.text == card.text


async def test_examples_name_ones_own_items_with_a_figure_that_is_taken(world: World) -> None:
    clerk = await someone(world, Role.REPORTER, "BM28", "")
    assert "JS-010 3座 截至6月24日" in advised((await clerk.say("帮助"))[0].text)
    (confirm,) = await clerk.say("JS-010 5座 截至6月24日")
    assert "JS-010 中央商务区26座楼宇建成交付：5 / 26 座" in confirm.text
    await clerk.press("确认提交")
    world.clock.local(6, 30)
    assert "JS-010 5座 截至6月30日" in advised((await clerk.say("帮助"))[0].text), "what was reported last"
    leader = await world.hire("区长", Role.LEADER, None, "分管副区长（城建）")
    found = list(advised((await leader.say("帮助"))[0].text))
    assert [example for example in found if "JS-" in example], "an item of the portfolio"
    inspector = await world.hire("督查员", Role.INSPECTOR)
    found = list(advised((await inspector.say("帮助"))[0].text))
    (draft,) = await inspector.say(next(example for example in found if example.startswith("督办 ")))
    assert "发送" in draft.labels


def kept_secret(item: Item) -> Item:
    """The unit's first item is not for everybody."""
    return replace(item, secrecy=Secrecy.INTERNAL) if item.code == "JS-010" else item


async def test_examples_name_no_item_that_is_not_public(tmp_path: Path) -> None:
    world = await make_world(tmp_path)
    await world.settle([kept_secret(item) for item in sample_items(2026)])
    clerk = await someone(world, Role.REPORTER, "BM28", "")
    (card,) = await clerk.say("帮助")
    assert "JS-010" not in card.text
    assert "JS-011" in card.text
    await world.database.close()


async def test_all_commands_are_a_tap_and_a_word_away(world: World) -> None:
    clerk = await someone(world, Role.REPORTER, "BM28", "")
    await clerk.say("帮助")
    (tapped,) = await clerk.press("全部命令")
    (typed,) = await clerk.say("全部命令")
    assert tapped.text == typed.text
    assert "暂缓 — " in typed.text
    assert "邀请" not in typed.text, "only what the role may do"


async def test_the_example_of_a_line_is_copied_by_a_tap(world: World) -> None:
    clerk = await someone(world, Role.REPORTER, "BM28", "")
    (shown,) = await clerk.say("帮助")
    label, example = from_json(shown.message.payload["manner"]).copied or ("", "")
    assert label == "复制示例"
    assert example in advised(shown.text)
    (card,) = await clerk.say(example)
    assert "确认提交" in card.labels
    inspector = await world.hire("督查员", Role.INSPECTOR)
    (shown,) = await inspector.say("帮助")
    assert "manner" not in shown.message.payload

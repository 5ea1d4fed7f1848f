"""The secrecy gate in talk: what is not 公开 stays inside, by whatever card it would have left (DESIGN G9)."""

import json
import re
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import cast

import pytest
import pytest_asyncio

from bot.demo.sample import sample_items
from domain.items import Secrecy
from domain.keys.messages import BundleKey
from domain.people import Role
from domain.record import Kind
from domain.secrecy import OPEN, PERSONAL, Gate, personal
from handlers.kernel.messages import Button, Card, Drawing, say
from handlers.reminders import tick as reminders
from storage.outbox import MessageKind
from storage.payloads import Payload
from storage.tables import record
from tests.support.world import SilentChannel, World, make_world

SECRET = "JS-010"
ITEMS = sample_items(2026)
NAME = next(item.name for item in ITEMS if item.code == SECRET)
PRIVATE = "已私聊发您。"


async def _world(folder: Path, gate: Gate, secret: str = SECRET) -> World:
    channels = {"telegram": SilentChannel("telegram"), "web": SilentChannel("web")}
    world = await make_world(folder, channels)
    world.clock.local(6, 24)
    world.gated(gate)
    await world.settle([replace(item, secrecy=Secrecy.INTERNAL) if item.code == secret else item for item in ITEMS])
    return world


@pytest_asyncio.fixture
async def gated(tmp_path: Path) -> AsyncIterator[World]:
    """A district whose web chat is inside and whose Telegram is not; JS-010 is 内部."""
    world = await _world(tmp_path, Gate(frozenset({"web"})))
    yield world
    await world.database.close()


async def withheld(world: World) -> list[dict[str, object]]:
    """What the gate put on record, oldest first."""
    query = record.select().where(record.c.kind == Kind.WITHHELD.value).order_by(record.c.number)
    rows = await world.dispatch.look(lambda moment: moment.store.execute(query).all())
    return [json.loads(row.facts) for row in rows]


def clean(text: str) -> bool:
    """Neither the name nor a figure's line of the item."""
    return NAME not in text


@pytest.mark.parametrize("words", ["CBD中心哪项最慢", "对比 哪项 大建设", "哪些红了", "本周谁没报"])
async def test_a_comparison_leaves_without_the_line_of_an_internal_item(gated: World, words: str) -> None:
    gated.clock.local(11, 23)
    outside = await gated.hire("督查员", Role.INSPECTOR, channel="telegram")
    inside = await gated.hire("督查员网", Role.INSPECTOR, channel="web")
    (shown,) = await outside.say(words)
    (whole,) = await inside.say(words)
    assert "26座楼宇建成" not in shown.text
    assert ("另有 1 项内部事项未列出" in shown.text) == ("26座楼宇建成" in whole.text)
    assert len(shown.text.splitlines()) > 2


ASKED = [f"事项 {SECRET}", f"督办 {SECRET} 进度慢", f"倒排 {SECRET} 到12月20日 4个节点"]


@pytest.mark.parametrize("words", ASKED)
async def test_an_answer_about_an_internal_item_leaves_inside_only(gated: World, words: str) -> None:
    outside = await gated.hire("督查员", Role.INSPECTOR, channel="telegram")
    (shown,) = await outside.say(words)
    assert shown.text == "此内容涉及 1 项内部事项，请到网页端查看。"
    assert not shown.labels
    assert not shown.has_file
    (fact,) = await withheld(gated)
    assert (fact["way"], fact["group"], fact["items"]) == ("telegram", False, [SECRET])
    inside = await gated.hire("督查室", Role.INSPECTOR, channel="web")
    shown = (await inside.say(f"事项 {SECRET}"))[-1]
    assert NAME in shown.text
    assert len(await withheld(gated)) == 1


async def test_an_answer_about_a_public_item_leaves_by_every_way(gated: World) -> None:
    outside = await gated.hire("督查员", Role.INSPECTOR, channel="telegram")
    (shown,) = await outside.say("事项 JS-001")
    assert "JS-001" in shown.text
    assert await withheld(gated) == []


async def test_a_list_leaves_out_internal_lines_and_counts_them(gated: World) -> None:
    unit = next(item.unit for item in ITEMS if item.code == SECRET)
    outside = await gated.hire("填报人", Role.REPORTER, unit, channel="telegram")
    (shown,) = await outside.say("我的事项")
    assert clean(shown.text)
    assert "JS-011" in shown.text
    assert shown.text.splitlines()[-1] == "另有 1 项内部事项未列出，请到网页端查看。"


@pytest.mark.parametrize("words", ["周报", "红灯", "谁没报", "板块", "单位亮灯", "台账", "哪些红灯"])
async def test_no_overview_names_an_internal_item_outside(gated: World, words: str) -> None:
    outside = await gated.hire("区长", Role.INSPECTOR, channel="telegram")
    for shown in await outside.say(words):
        assert clean(shown.text)
        drawn = shown.message.payload.get("drawing")
        assert drawn is None or NAME not in json.dumps(drawn, ensure_ascii=False, default=str)


async def test_a_workbook_with_an_internal_item_is_not_sent_outside(gated: World) -> None:
    outside = await gated.hire("督查员", Role.INSPECTOR, channel="telegram")
    (shown,) = await outside.say("台账")
    assert (shown.has_file, shown.text) == (False, "此内容涉及 1 项内部事项，请到网页端查看。")
    inside = await gated.hire("督查室", Role.INSPECTOR, channel="web")
    (shown,) = await inside.say("台账")
    assert shown.has_file


async def _bundles(world: World) -> None:
    world.clock.local(6, 29, 9, 5)
    await world.dispatch.moment(reminders.tick)
    world.clock.local(6, 30, 9, 5)
    await world.dispatch.moment(reminders.tick)


async def test_a_bundle_outside_counts_what_it_does_not_name(gated: World) -> None:
    clerk = await gated.hire("甲", Role.REPORTER, "BM28", channel="telegram")
    await _bundles(gated)
    texts = [shown.text for shown in await clerk.pushed()]
    assert texts
    assert all(map(clean, texts))
    assert any("项内部事项" in text and "请到网页端查看" in text for text in texts)
    assert {fact["way"] for fact in await withheld(gated)} == {"telegram"}


async def test_who_is_bound_inside_too_gets_the_whole_there_and_a_pointer_outside(gated: World) -> None:
    clerk = await gated.hire("甲", Role.REPORTER, "BM28", channel="web")
    gated.clock.local(6, 24, 11)
    await gated.bind(clerk.id, "telegram", "甲电报")
    await _bundles(gated)
    outside = [shown.text for shown in await gated.new_in("甲电报")]
    assert outside
    assert all(map(clean, outside))
    assert all("请到网页端查看" in text for text in outside)
    inside = [shown.text for shown in await clerk.pushed()]
    assert len(inside) == len(outside)
    assert any(NAME in text for text in inside)
    assert all("请到网页端查看" not in text for text in inside)


async def test_inside_a_bundle_is_whole(gated: World) -> None:
    clerk = await gated.hire("甲", Role.REPORTER, "BM28", channel="web")
    await _bundles(gated)
    assert any(NAME in shown.text for shown in await clerk.pushed())
    assert await withheld(gated) == []


async def test_a_notice_reaches_the_unit_inside_whole_and_outside_as_a_pointer(gated: World) -> None:
    outside = await gated.hire("甲", Role.UNIT_HEAD, "BM28", channel="telegram")
    inside = await gated.hire("乙", Role.REPORTER, "BM28", channel="web")
    inspector = await gated.hire("督查员", Role.INSPECTOR, channel="web")
    await inspector.say(f"督办 {SECRET} 进度慢")
    await inspector.press("发送")
    (told,) = await outside.pushed()
    assert told.text == "有 1 项内部事项的消息，请到网页端查看。"
    assert not told.has_file
    assert not told.labels
    (told,) = await inside.pushed()
    assert NAME in told.text
    assert told.has_file


async def test_a_blocker_of_an_internal_item_is_only_pointed_to_outside(gated: World) -> None:
    outside = await gated.hire("督查员", Role.INSPECTOR, channel="telegram")
    clerk = await gated.hire("甲", Role.REPORTER, "BM28", channel="web")
    await clerk.say(f"{SECRET} 卡在土地手续，请督查室协调")
    told = await outside.pushed()
    assert told
    assert all(clean(shown.text) and "土地手续" not in shown.text for shown in told)


async def test_a_digest_outside_leaves_out_internal_lines_and_says_how_many(tmp_path: Path) -> None:
    world = await _world(tmp_path, Gate(frozenset({"web"})), secret="JJ-021")
    outside = await world.hire("区长", Role.INSPECTOR, channel="telegram")
    inside = await world.hire("督查员", Role.INSPECTOR, channel="web")
    world.clock.local(11, 23)
    (whole,) = await inside.say("周报")
    assert "JJ-021）——" in whole.text
    (shown,) = await outside.say("周报")
    assert "JJ-021" not in shown.text
    assert "MS-017）——" in shown.text
    assert "【红灯】" in shown.text
    assert shown.text.splitlines()[-1] == "另有 1 项内部事项未列出，请到网页端查看。"
    assert shown.labels == whole.labels
    (part,) = await outside.press("红灯")
    assert "手造" not in part.text
    assert part.text.splitlines()[-1] == "另有 1 项内部事项未列出，请到网页端查看。"
    await world.database.close()


LADEN = Card(
    title=f"{SECRET} {NAME}",
    lines=("累计 23 座",),
    buttons=((Button("详情", "item.show", {"item": 1}),),),
    drawing=Drawing("curve", {"title": NAME}, "a.png"),
    tells=personal(replace(ITEMS[0], code=SECRET, secrecy=Secrecy.INTERNAL)),
)


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        (MessageKind.REMINDER, "有 1 项内部事项的提醒，请到网页端查看。"),
        (MessageKind.INFO, "有 1 项内部事项的消息，请到网页端查看。"),
        (MessageKind.DIGEST, "有 1 项内部事项的通报，请到网页端查看。"),
    ],
)
async def test_every_kind_of_push_leaves_outside_as_a_pointer(gated: World, kind: MessageKind, said: str) -> None:
    outside = await gated.hire("甲", Role.REPORTER, "BM28", channel="telegram")
    inside = await gated.hire("乙", Role.REPORTER, "BM28", channel="web")
    key = BundleKey(outside.id, date(2026, 6, 24))
    await gated.dispatch.moment(lambda moment: moment.post.push(outside.id, LADEN, kind, key))
    await gated.dispatch.moment(
        lambda moment: moment.post.push(inside.id, LADEN, kind, BundleKey(inside.id, date(2026, 6, 24)))
    )
    (told,) = await outside.pushed()
    assert (told.text, told.labels, told.has_file) == (said, [], False)
    (told,) = await inside.pushed()
    assert (told.text, told.labels, told.has_file) == (f"{SECRET} {NAME}\n累计 23 座", ["详情"], True)
    (fact,) = await withheld(gated)
    assert (fact["key"], fact["to"]) == (key.text(), outside.id)


async def test_a_push_that_is_queued_twice_is_kept_back_on_record_once(gated: World) -> None:
    outside = await gated.hire("甲", Role.REPORTER, "BM28", channel="telegram")
    key = BundleKey(outside.id, date(2026, 6, 24))
    for _ in range(2):
        await gated.dispatch.moment(lambda moment: moment.post.push(outside.id, LADEN, MessageKind.INFO, key))
    assert len(await withheld(gated)) == 1


async def test_what_failed_inside_goes_another_way_as_a_pointer(gated: World) -> None:
    clerk = await gated.hire("甲", Role.REPORTER, "BM28", channel="web")
    key = BundleKey(clerk.id, date(2026, 6, 24))
    await gated.dispatch.moment(lambda moment: moment.post.push(clerk.id, LADEN, MessageKind.INFO, key))
    (shown,) = await clerk.pushed()
    await gated.bind(clerk.id, "telegram", "甲电报")
    await gated.dispatch.moment(lambda moment: gated.dispatch.post_in(moment.store).elsewhere(shown.message))
    (told,) = await gated.new_in("甲电报")
    assert told.text == "有 1 项内部事项的消息，请到网页端查看。"
    assert not told.has_file


async def test_what_was_queued_before_there_were_grades_goes_no_outside_way(gated: World) -> None:
    clerk = await gated.hire("甲", Role.REPORTER, "BM28", channel="web")
    key = BundleKey(clerk.id, date(2026, 6, 24))
    await gated.dispatch.moment(lambda moment: moment.post.push(clerk.id, say("旧", tells=OPEN), MessageKind.INFO, key))
    (shown,) = await clerk.pushed()
    payload = {name: value for name, value in shown.message.payload.items() if name != "tells"}
    old = replace(shown.message, payload=cast("Payload", payload))
    await gated.bind(clerk.id, "telegram", "甲电报")
    await gated.dispatch.moment(lambda moment: gated.dispatch.post_in(moment.store).elsewhere(old))
    (told,) = await gated.new_in("甲电报")
    assert told.text == "有一条涉及内部事项的消息，请到网页端查看。"


async def test_without_an_inside_channel_the_office_is_named(tmp_path: Path) -> None:
    world = await _world(tmp_path, Gate())
    talk = await world.hire("督查员", Role.INSPECTOR, channel="telegram")
    (shown,) = await talk.say(f"事项 {SECRET}")
    assert shown.text == "此内容涉及 1 项内部事项，请向督查室当面查询。"
    await world.database.close()


def test_nothing_is_queued_but_by_the_post() -> None:
    """So nobody must remember to ask the gate."""
    root = Path(__file__).parents[2]
    queues = re.compile(r"\boutbox\.(put|answer)\(")
    found = {
        str(path.relative_to(root))
        for room in ("bot", "handlers")
        for path in (root / room).rglob("*.py")
        if queues.search(path.read_text("utf-8"))
    }
    assert found == {"bot/out/outbox_post.py"}


@pytest.mark.parametrize(
    ("figures", "words", "aside"),
    [
        (False, "事项 JS-001", "JS-001"),
        (True, "事项 JS-001", None),
        (False, f"事项 {SECRET}", "此内容涉及 1 项内部事项，请到网页端查看。"),
        (True, f"事项 {SECRET}", "此内容涉及 1 项内部事项，请到网页端查看。"),
        (False, "全部命令", None),
        (True, "我的报送", "您还没有报送过。"),
    ],
)
async def test_what_a_group_is_told(tmp_path: Path, figures: bool, words: str, aside: str | None) -> None:
    """The rest comes to the private chat, as far as it may leave by the channel at all."""
    world = await _world(tmp_path, Gate(frozenset({"web"}), figures))
    talk = await world.hire("甲", Role.REPORTER, "BM28", channel="telegram")
    if words.startswith("事项"):
        talk = await world.hire("督查员", Role.INSPECTOR, channel="telegram")
    said = replace(world.update("telegram", talk.name, words), chat="-100", private=False)
    shown = (await world.receive(said))[0]
    told = await world.new_in(talk.name)
    if aside is None:
        assert (shown.text != PRIVATE, told) == (True, [])
    else:
        assert shown.text == PRIVATE
        assert aside in told[0].text
        assert clean(told[0].text)
    await world.database.close()


async def test_an_operator_may_say_that_telegram_is_inside(tmp_path: Path) -> None:
    world = await _world(tmp_path, Gate(frozenset({"web", "telegram"})))
    talk = await world.hire("督查员", Role.INSPECTOR, channel="telegram")
    (shown,) = await talk.say(f"事项 {SECRET}")
    assert NAME in shown.text
    assert await withheld(world) == []
    await world.database.close()


async def test_who_writes_a_watched_word_is_asked_before_it_leaves(gated: World) -> None:
    gated.watching("机密")
    inspector = await gated.hire("督查员", Role.INSPECTOR, channel="web")
    clerk = await gated.hire("甲", Role.REPORTER, "BM28", channel="web")
    (draft,) = await inspector.say("督办 JS-011 涉及机密材料")
    assert "请注意：文字中有“机密”，请确认可以发出。" in draft.text
    await inspector.pushed()
    (asked,) = await clerk.say(f"{SECRET} 卡在机密材料审批，请督查室协调")
    assert asked.text == "请注意：文字中有“机密”，请确认可以发出。"
    assert await inspector.pushed() == [] or "机密材料审批" not in inspector.last[-1].text
    await clerk.press("确认发出")
    assert "机密材料审批" in (await inspector.pushed())[-1].text


def test_a_card_says_what_it_gives_away_or_is_none() -> None:
    with pytest.raises(TypeError, match="tells"):
        Card(lines=("一",))  # type: ignore[call-arg]
    with pytest.raises(TypeError, match="tells"):
        say("一")  # type: ignore[call-arg]


def test_lines_are_graded_all_or_none() -> None:
    with pytest.raises(ValueError, match="2 lines, 1 grades"):
        Card(lines=("一", "二"), tells=OPEN, line_tells=(OPEN,))


def test_a_card_is_as_strict_as_its_lines_and_labels() -> None:
    item = replace(ITEMS[0], secrecy=Secrecy.INTERNAL)
    card = Card(lines=("一", "二"), tells=PERSONAL, line_tells=(PERSONAL, personal(item)))
    assert card.whole == personal(item)
    assert card.also("三").line_tells[-1] == OPEN
    labelled = Card(buttons=((Button(item.name, "item.show", {}, personal(item)),),), tells=OPEN)
    assert labelled.whole == personal(item)

"""What a reminder that had to wait leaves out, since it is over by the time it leaves."""

import asyncio
import re
from collections.abc import AsyncIterator
from datetime import date
from pathlib import Path

import pytest

from domain.keys.messages import parse_bundle
from domain.people import Role
from domain.reports import ValueKind
from handlers.kernel.turn import Moment
from handlers.reminders import bundles, outdated
from handlers.reminders import tick as reminders
from storage import outbox, reports, supervision
from storage.outbox import Message, MessageState
from storage.reports import NewReport
from tests.dialogs.test_downtime import run, service_of, settled
from tests.support.world import Shown, Talk, World, make_world


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    """The sample district, with reports owed from 25 June on."""
    world = await make_world(tmp_path)
    world.clock.local(6, 24)
    await world.settle(tracked_from=date(2026, 6, 25))
    yield world
    await world.database.close()


async def test_what_was_reported_before_the_reminder_could_leave_is_not_reminded_of(world: World) -> None:
    """F30: asked again in the transaction that lets it leave."""
    await settled(world)
    clerk = await world.hire("填报人", Role.REPORTER, "BM28")
    world.clock.local(6, 30, 9, 30)
    await run(world, reminders.tick)
    (bundle,) = await clerk.pushed()
    key = bundle.message.key
    assert await world.dispatch.look(lambda moment: outdated.over(moment, parse_bundle(key))) == frozenset()

    def report_all(moment: Moment) -> None:
        for id_ in {each.item for each in supervision.reminded_in(moment.store, parse_bundle(key))}:
            item = moment.reference.items[id_].item
            new = NewReport(id_, clerk.id, item.unit, "", item.target, ValueKind.TOTAL, item.target, None, moment.today)
            reports.add(moment.store, new, moment.now)

    await run(world, report_all)
    over = await world.dispatch.look(lambda moment: outdated.over(moment, parse_bundle(key)))
    assert {each.text() for each in over} == {*bundle.message.payload["named"]["all"]}
    assert await _sent_by_the_service(world, key) is MessageState.WITHDRAWN


async def test_what_is_still_owed_when_the_reminder_leaves_is_reminded_of(world: World) -> None:
    """F30: the other side of it."""
    await settled(world)
    clerk = await world.hire("填报人", Role.REPORTER, "BM28")
    world.clock.local(6, 30, 9, 30)
    await run(world, reminders.tick)
    (bundle,) = await clerk.pushed()
    assert await _sent_by_the_service(world, bundle.message.key) is MessageState.ACCEPTED


async def test_a_bundle_that_waited_leaves_without_what_was_reported_meanwhile(world: World) -> None:
    """F30: lines, buttons and the count in the title; what was left out stays on record."""
    await settled(world)
    clerk = await world.hire("填报人", Role.REPORTER, "BM28")
    world.clock.local(6, 30, 9, 30)
    await run(world, reminders.tick)
    (bundle,) = await clerk.pushed()
    assert bundle.text.splitlines()[0] == "6月30日 提醒（6 项）"
    assert bundle.labels == ["报送 JS-010", "报送 JS-011", "收到", "暂缓"]
    await _report(world, clerk, "JS-010")
    await _report(world, clerk, "ZS-012")
    assert await _sent_by_the_service(world, bundle.message.key) is MessageState.ACCEPTED
    left = Shown(await _row(world, bundle.message.key))
    title, *lines = bundle.text.splitlines()
    kept = [line for line in lines if "JS-010" not in line and "ZS-012" not in line]
    assert left.text.splitlines() == [title.replace("6 项", f"{len(kept) - 2} 项"), *kept]
    assert left.labels == ["报送 JS-011", "收到", "暂缓"]
    named = {each.split("|")[0] for each in left.message.payload["left_out"]}
    assert len(named) == 2
    (answer,) = await clerk.tap(left.token("收到"))
    assert answer.text == "已记录：收到。", "its buttons work"


async def test_a_heading_goes_with_the_last_line_under_it(world: World) -> None:
    """F30: a bundle that waited has no empty sections."""
    await settled(world)
    clerk = await world.hire("填报人", Role.REPORTER, "BM28")
    world.clock.local(6, 30, 9, 30)
    await run(world, reminders.tick)
    (bundle,) = await clerk.pushed()
    assert [line for line in bundle.text.splitlines() if line.startswith("【")] == ["【待报送】", "【节点】"]
    await _report(world, clerk, "JS-010")
    await _report(world, clerk, "JS-011")
    await _sent_by_the_service(world, bundle.message.key)
    left = Shown(await _row(world, bundle.message.key)).text.splitlines()
    assert left[:2] == ["6月30日 提醒（2 项）", "【节点】"]
    assert [re.findall(r"[A-Z]{2}-\d{3}", line) for line in left[2:]] == [["ZS-012"], ["ZS-013"]]


async def test_a_count_of_what_did_not_fit_counts_what_is_left(world: World) -> None:
    """F30: what is hidden can be over, too."""
    await settled(world)
    clerk = await world.hire("填报人", Role.REPORTER, "BM28")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(bundles, "LINES", 2)
        patch.setattr(bundles, "FEWEST_LINES", 2)
        world.clock.local(6, 30, 9, 30)
        await run(world, reminders.tick)
    (bundle,) = await clerk.pushed()
    assert bundle.text.splitlines()[1:] == [
        "【待报送】",
        "中央商务区26座楼宇建成交付 JS-010：7月3日前报送，还有 3 个工作日",
        "另有 5 项，点“看全部”查看。",
    ]
    await _report(world, clerk, "JS-010")
    await _sent_by_the_service(world, bundle.message.key)
    assert Shown(await _row(world, bundle.message.key)).text.splitlines() == [
        "6月30日 提醒（4 项）",
        "【待报送】",
        "另有 4 项，点“看全部”查看。",
    ]


async def test_a_draft_that_was_dropped_before_the_bundle_left_is_not_named_in_it(world: World) -> None:
    """F30: the inspectors' bundles too."""
    await settled(world)
    inspector = await world.hire("督查员", Role.INSPECTOR)
    world.clock.local(7, 10, 9, 30)
    await run(world, reminders.tick)
    (bundle,) = await inspector.pushed()
    drafts = [label for label in bundle.labels if label.startswith("看草稿")]
    assert len(drafts) > 1
    (card,) = await inspector.tap(bundle.token(drafts[0]))
    code = card.text.splitlines()[1].split()[0]
    line = next(line for line in bundle.text.splitlines() if code in line and "督办单" in line)
    await inspector.press("不发")
    assert await _sent_by_the_service(world, bundle.message.key) is MessageState.ACCEPTED
    left = Shown(await _row(world, bundle.message.key))
    assert line not in left.text.splitlines()
    assert drafts[0] not in left.labels
    assert drafts[1] in left.labels


async def _report(world: World, clerk: Talk, code: str) -> None:
    """Everything the item promises is reported."""

    def report(moment: Moment) -> None:
        stored = moment.reference.by_code[code]
        item, last = stored.item, len(stored.item.milestones) - 1
        node = last if item.target is None else None
        kind = ValueKind.TOTAL if node is None else ValueKind.STATUS
        figures = (item.target, kind, item.target, None)
        new = NewReport(stored.id, clerk.id, item.unit, "", *figures, moment.today, milestone=node)
        reports.add(moment.store, new, moment.now)

    await run(world, report)


async def _row(world: World, key: str) -> Message:
    message = await world.database.read(lambda store: outbox.by_key(store, key))
    assert message is not None
    return message


async def _sent_by_the_service(world: World, key: str) -> MessageState:
    """What became of a message that waited when the service's own deliveries took up their work."""

    async def state() -> MessageState:
        message = await world.database.read(lambda store: outbox.by_key(store, key))
        assert message is not None
        return message.state

    service = service_of(world)
    for sender in service.senders:
        await sender.start()
    async with asyncio.timeout(20):
        while await state() in (MessageState.PENDING, MessageState.SENDING):
            await asyncio.sleep(0.01)
    for sender in service.senders:
        await sender.stop()
    return await state()

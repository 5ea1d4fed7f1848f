"""The demonstration's district as the version before stored it, in sentences: everybody is told the same after the migration."""

import re
from collections.abc import AsyncIterator
from dataclasses import replace
from decimal import Decimal
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from bot.demo.build import build
from bot.out.payload import taps_of
from bot.setup import prepare
from domain.amendments import changes
from domain.notices.names import NoticeId
from domain.reasons import Code
from handlers.kernel.turn import Moment
from handlers.lights.words.reasons import reason as why
from handlers.notices.words.reasons import reason as notice_reason
from storage import chats, items, migrate, notices, states
from storage.audit.verify import verify
from storage.store import Store
from tests.support.stores import new_file, sqlite_file
from tests.support.world import Shown, SilentChannel, Talk, World, make_world

MIGRATION = import_module("storage.migrations.versions.0014_reasons_and_amended_fields_as_values")
BEFORE = MIGRATION.down_revision
INSPECTOR, LEADER, CLERK, ADMIN = "demo-督查员甲", "demo-分管副区长（城建）", "demo-CBD中心填报人", "demo-管理员"
LINES = {
    INSPECTOR: ("红灯", "黄灯", "板块", "单位亮灯", "片区", "周报", "督办单", "责任书 CBD中心", "JS-010 怎么样"),
    LEADER: ("分管", "周报", "板块", "督办单"),
    CLERK: ("我的事项", "责任书", "我的报送", "JS-010 为什么亮灯"),
}
# Buttons that show more and change nothing.
READING = {"digest.part", "digest.ledger", "rollups.items", "area.show", "area.history", "item.show", "item.history",
           "item.curve", "notice.show", "notice.paper"}  # fmt: skip
MOST_TAPS = 6
HEAD = re.compile(r"\n记录至第 \d+ 条，校验码 [0-9a-f]+")


@pytest.fixture
async def world(tmp_path: Path, store_url: str) -> AsyncIterator[World]:
    """The demonstration's district on the evening of its last day, with a target amended and drafts of every source."""
    world = await make_world(tmp_path, {"web": SilentChannel("web")}, store_url)
    file = sqlite_file(store_url)
    if file is not None:
        new_file(file)
    await prepare(world.house, new=True)
    assert await build(world.house)
    await world.dispatch.moment(_amend)
    inspector, leader = Talk(world, INSPECTOR, "web"), Talk(world, LEADER, "web")
    of_leader, red, other, *_ = await world.dispatch.look(_alarmed)
    await inspector.say(f"督办 {red}")
    await inspector.say(f"督办 {other} 连续两期未报送，请说明")
    await leader.say(f"请督办 {of_leader}")
    yield world
    await world.database.close()


def _amend(moment: Moment) -> None:
    for stored in moment.reference.of_unit("BM28", lead_only=True)[:2]:
        old = stored.item
        new = replace(old, target=(old.target or Decimal(0)) + Decimal("2.5"), leader="常务副区长", source="更正.xlsx")
        items.change(moment.store, stored.id, new, changes(old, new), None, moment.now)


def _alarmed(moment: Moment) -> list[str]:
    """Codes of red and yellow items that nobody has drafted a notice for, the leader's first."""
    portfolio = moment.reference.of_leader("分管副区长（城建）")
    known = [*portfolio, *(stored for stored in moment.reference.everything if stored not in portfolio)]
    found = states.of_items(moment.store, [stored.id for stored in known])
    busy = {notice.item for notice in notices.open_on(moment.store, list(found))}
    return [stored.item.code for stored in known if found[stored.id].light.word in "红黄" and stored.id not in busy]


async def _told(world: World) -> list[object]:
    """What the people are told of everything, in texts, labels and drawings."""
    told: list[object] = []
    for name, lines in LINES.items():
        talk = Talk(world, name, "web")
        await world.new_in(name)
        for line in lines:
            for shown in await talk.say(line):
                told += [_whole(shown)]
                for token in (await _readable(world, shown))[:MOST_TAPS]:
                    told += [_whole(each) for each in await talk.tap(token)]
    return told


async def _readable(world: World, shown: Shown) -> list[str]:
    tokens = [tap.token for row in taps_of(shown.message.payload) for tap in row]

    def look(moment: Moment) -> list[str]:
        found = {token: chats.button(moment.store, token) for token in tokens}
        return [token for token, tapped in found.items() if tapped and tapped.action in READING]

    return await world.dispatch.look(look)


def _whole(shown: Shown) -> object:
    """All but the head of the record, which a migration moves on."""
    return HEAD.sub("", shown.text), tuple(shown.labels), repr(shown.message.payload.get("drawing"))


def _stored(store: Store) -> dict[str, list[Any]]:
    """The columns as they stand in the database."""
    asked = {
        "states": "SELECT item_id, reason FROM item_states ORDER BY item_id",
        "turns": "SELECT id, reason FROM light_changes ORDER BY id",
        "notices": "SELECT id, reason FROM notices ORDER BY id",
        "items": "SELECT id, changes FROM item_changes ORDER BY id",
        "areas": "SELECT id, fields FROM area_changes ORDER BY id",
    }
    return {name: [tuple(row) for row in store.execute(text(query))] for name, query in asked.items()}


async def test_everything_is_told_as_before_the_migration(world: World) -> None:
    await _told(world)
    before, values = await _told(world), await world.database.read(_stored)
    assert len(before) > 60
    await world.database.write(partial(migrate.downgrade, revision=BEFORE))
    sentences = await world.database.read(_stored)
    await world.database.write(migrate.upgrade)
    await world.restart()
    assert await world.database.read(_stored) == values
    assert (await world.database.read(verify)).is_clean
    assert await _told(world) == before
    assert await world.dispatch.look(_in_words) == {name: sentences[name] for name in ("states", "notices")}
    codes = {row[1].split('"')[1] for row in values["notices"]}
    assert codes >= {"light_now", "as_written", "requested_for_light"}
    assert Code.AS_WRITTEN.value not in {row[1].split('"')[1] for row in values["states"] + values["turns"]}


def _in_words(moment: Moment) -> dict[str, list[tuple[int, str]]]:
    """What the program says of what is stored."""
    everything = states.of_items(moment.store, sorted(moment.reference.items))
    known = notices.by_ids(moment.store, [NoticeId(number) for number in range(1, 200)])
    return {
        "states": [(id_, why(state.reason)) for id_, state in sorted(everything.items())],
        "notices": [(id_, notice_reason(notice.grounds.reason)) for id_, notice in sorted(known.items())],
    }

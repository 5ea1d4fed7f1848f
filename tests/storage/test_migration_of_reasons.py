"""Migration 0014 over rows as the version before wrote them: forward to values, and back to the very same words."""

import json
from collections.abc import Mapping
from datetime import UTC, date, datetime
from functools import partial
from importlib import import_module
from typing import Any
from zlib import crc32

import sqlalchemy as sa
from sqlalchemy import Connection, bindparam, text

from bot.demo.sample import sample_items, sample_units
from domain.people import Role
from handlers.kernel.messages import Rest
from handlers.reminders.words import reminders as words
from storage import items, migrate, people, units
from storage.engine import Database
from storage.exact import UtcTime
from storage.store import Store

MIGRATION = import_module("storage.migrations.versions.0014_reasons_and_amended_fields_as_values")
BEFORE = MIGRATION.down_revision
AT = datetime(2026, 7, 1, 1, tzinfo=UTC)
DEMAND = "请按期书面回复。"
# Number, family's number on the paper, parent, occasion, reason, demand, and whether an inspector amended it.
NOTICES = [
    (1, "督办〔2026〕1号", None, None, "连续两期未报送", DEMAND, False),
    (
        2,
        None,
        1,
        "climb:1:2026-06-29",
        "督办〔2026〕1号蓝色督办单应于6月29日前回复，已逾期1个工作日未回复",
        DEMAND,
        False,
    ),
    (3, None, None, "red:2026-06-30", "6月30日转为红灯：慢 23 个百分点，倒逼需每周 2.5 座", "请三日内回复。", True),
    (4, None, None, "report:2026-06-24", "应于6月24日报送进度，已逾期5个工作日未报送", DEMAND, True),
    (5, None, None, None, "区长批示督办。当前亮黄灯：节点“甲，乙‘丙’”逾期 3 个工作日", DEMAND, False),
    (6, None, None, None, "当前亮红灯：说不清", DEMAND, False),
]
VALUES = {
    1: (["as_written", "连续两期未报送"], "hand", False),
    2: (["not_answered", "督办〔2026〕1号", "蓝色督办单", "2026-06-29", 1], "climb", False),
    3: (["turned_red", "2026-06-30", ["all", ["behind", "23"], ["needed", "week", "2.5", "座"]]], "turn", True),
    4: (["report_owed", "2026-06-24", 5], "report", False),
    5: (["requested_for_light", "区长", ["light_now", "yellow", ["node_late", "甲，乙‘丙’", 3]]], "request", False),
    6: (["light_now", "red", ["as_written", "说不清"]], "light", False),
}
CHANGES = [
    ["目标值", "（空）", "26.5"],
    ["目标值", "约26", "26"],
    ["完成时限", "2026-12-20", "（空）"],
    ["配合单位", "BM03、BM04", "（空）"],
    ["类型", "数量", "节点"],
    ["节点安排", "2026-04-30 全部开工；2026-08-31 累计完工（27）", "（空）"],
    ["责任领导", "（空）", "常务副区长"],
    ["没有的", "一", "二"],
]
TYPED = [
    ["target", None, "26.5"],
    ["target", {"as_written": "约26"}, "26"],
    ["due", "2026-12-20", None],
    ["co_units", ["BM03", "BM04"], []],
    ["kind", "quantity", "milestone"],
    ["milestones", [["2026-04-30", "全部开工", None], ["2026-08-31", "累计完工", "27"]], []],
    ["leader", "", "常务副区长"],
    ["没有的", "一", "二"],
]
AREA = [["名称", "长岭山", "中央商务区"], ["上级", "Z", "（空）"]]
AREA_TYPED = [["name", "长岭山", "中央商务区"], ["parent", "Z", ""]]


MATTERS = ["1|report:2026-07-03:T-3", "1|milestone:0:2026-06-30:T"]
LINES = [
    ("【逾期未报】", [], None),
    ("JS-010 中央商务区26座楼宇建成交付：7月3日前报送，今天", MATTERS[:1], None),
    ("另有 2 项，点“看全部”查看。", MATTERS, ["items", ""]),
    ("其他单位另有 2 项", MATTERS, ["elsewhere", ""]),
    ("解放路街道另有 2 项", MATTERS, ["of_unit", "解放路街道"]),
    ("另有 2 份，发“督办单”查看全部。", MATTERS, ["notices", ""]),
    ("说明", None, None),
]
EMPTY = ((sa.Boolean, False), (sa.Integer, 0), (sa.DateTime, AT), (sa.String, ""))


def _put(connection: Connection, table: str, given: Mapping[str, Any]) -> None:
    """A row; what must be there and is not given is empty, whatever columns other migrations have added."""
    wanted = [
        column
        for column in sa.inspect(connection).get_columns(table)
        if not column["nullable"] and column["name"] not in {*given, "id"} and column["default"] is None
    ]
    row = {**given, **{column["name"]: _empty(column["type"]) for column in wanted}}
    names = ", ".join(f'"{name}"' for name in row)
    values = ", ".join(f":{name}" for name in row)
    moments = [bindparam(name, type_=UtcTime) for name, value in row.items() if isinstance(value, datetime)]
    connection.execute(text(f"INSERT INTO {table} ({names}) VALUES ({values})").bindparams(*moments), dict(row))


def _empty(kind: sa.types.TypeEngine[Any]) -> object:
    return next(value for wanted, value in EMPTY if isinstance(kind, wanted))


def _settle(store: Store) -> None:
    units.put(store, sample_units(), AT)
    items.add(store, sample_items(2026)[:3], "示例区", date(2026, 1, 1), AT)
    people.add(store, "督查员", Role.INSPECTOR, None, "", AT)


def _write(store: Store) -> None:
    connection = store.connection
    for number, printed, parent, occasion, reason, demand, amended in NOTICES:
        row = {"id": number, "item_id": 1, "unit": "BM28", "family": "colour", "kind": "blue", "kind_name": "蓝色督办单",
               "urgent": False, "state": "draft", "reason": reason, "demand": demand, "reply_days": 10, "pack": "d/1",
               "parent_id": parent, "occasion": occasion, "printed": printed}  # fmt: skip
        _put(connection, "notices", row)
        for action, person in (("draft", None), ("amend", 1))[: 1 + amended]:
            _put(connection, "notice_events", {"notice_id": number, "at": AT, "person_id": person, "action": action,
                                               "text": "", "state": "draft", "unit": "BM28"})  # fmt: skip
        seal = {"notice": number, "reason": crc32(reason.encode())}
        _put(connection, "buttons", {"token": f"t{number}", "person_id": 1, "chat": "c", "action": "notice.send",
                                     "args": json.dumps(seal), "label": "发送", "outbox_key": "k", "position": 0,
                                     "created_at": AT, "expires_at": AT})  # fmt: skip
    changed = {"item_id": 1, "at": AT, "source": "a.xlsx", "changes": json.dumps(CHANGES)}
    _put(connection, "item_changes", changed)
    _put(connection, "areas", {"code": "CLS", "name": "长岭山", "kind": "片区", "position": 1})
    _put(
        connection,
        "area_changes",
        {"area": "CLS", "kind": "changed", "fields": json.dumps(AREA), "source": "", "at": AT},
    )


def _queue(store: Store, state: str) -> None:
    named = {"day": "2026-07-01", "all": MATTERS, "lines": [about for _, about, _ in LINES]}
    payload = {"title": "提醒", "lines": [line for line, _, _ in LINES], "named": named}
    row = {"key": f"remind:1:2026-07-0{len(state)}", "channel": "web", "chat": "c", "lane": 1, "kind": "reminder",
           "payload": json.dumps(payload), "state": state, "created_at": AT}  # fmt: skip
    _put(store.connection, "outbox", row)


def _counts(store: Store) -> dict[str, Any]:
    found = store.connection.execute(text("SELECT state, payload FROM outbox"))
    payloads = {row[0]: json.loads(row[1]) if isinstance(row[1], str) else row[1] for row in found}
    return {state: payload["named"].get("counts") for state, payload in payloads.items()}


async def test_a_bundle_that_waits_knows_what_its_lines_count(database: Database) -> None:
    await database.write(partial(migrate.downgrade, revision=BEFORE))
    for state in ("pending", "accepted"):
        await database.write(partial(_queue, state=state))
    await database.write(partial(migrate.upgrade, revision="0014"))
    assert await database.read(_counts) == {"pending": [counts for _, _, counts in LINES], "accepted": None}
    assert [words.rest(Rest(counts[0]), 2, counts[1]) for _, _, counts in LINES if counts] == [
        line for line, _, counts in LINES if counts
    ]


def _read(store: Store) -> dict[str, Any]:
    """What is stored, JSON as values."""
    asked = {
        "reasons": "SELECT id, reason FROM notices ORDER BY id",
        "buttons": "SELECT token, args FROM buttons ORDER BY token",
        "items": "SELECT id, changes FROM item_changes",
        "areas": "SELECT id, fields FROM area_changes",
    }
    found = {name: store.connection.execute(text(query)).all() for name, query in asked.items()}
    return {
        name: {row[0]: json.loads(row[1]) if isinstance(row[1], str) and row[1][0] in "[{" else row[1] for row in rows}
        for name, rows in found.items()
    }


def _marks(store: Store) -> dict[int, tuple[str, bool]]:
    query = text("SELECT id, reason_source, demand_by_hand FROM notices ORDER BY id")
    return {row[0]: (row[1], bool(row[2])) for row in store.connection.execute(query)}


async def test_sentences_become_values_and_the_very_same_sentences_again(database: Database) -> None:
    await database.write(_settle)
    await database.write(partial(migrate.downgrade, revision=BEFORE))
    await database.write(_write)
    before = await database.read(_read)
    await database.write(migrate.upgrade)
    after, marks = await database.read(_read), await database.read(_marks)
    assert after["reasons"] == {number: listed for number, (listed, _, _) in VALUES.items()}
    assert marks == {number: (source, by_hand) for number, (_, source, by_hand) in VALUES.items()}
    assert list(after["items"].values()) == [TYPED]
    assert list(after["areas"].values()) == [AREA_TYPED]
    for number, listed in after["reasons"].items():
        stored = json.dumps(listed, ensure_ascii=False, separators=(",", ":"))
        assert after["buttons"][f"t{number}"] == {"notice": number, "reason": crc32(stored.encode())}
    await database.write(partial(migrate.downgrade, revision=BEFORE))
    assert await database.read(_read) == before

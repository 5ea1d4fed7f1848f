"""Reasons and amended fields are values; a notice knows where its reason comes from and who wrote its demand

Revision: 0014
"""

import re
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any
from zlib import crc32

import sqlalchemy as sa
from alembic import op

from storage.exact import UtcTime
from storage.migrations.old_reasons import AS_WRITTEN, Listed, list_of, of_lapse, of_light, of_notice, said, text_of

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

CHUNK = 5000
STATES = sa.table("item_states", sa.column("item_id"), sa.column("reason"), sa.column("judged_on", sa.Date))
TURNS = sa.table("light_changes", sa.column("id"), sa.column("reason"), sa.column("on", sa.Date))
EVENTS = sa.table(
    "notice_events",
    sa.column("notice_id"),
    sa.column("action"),
    sa.column("person_id"),
    sa.column("at", UtcTime),
)
NOTICES = sa.table(
    "notices",
    *(sa.column(name) for name in ("id", "state", "family", "kind", "kind_name", "pack", "printed", "occasion")),
    *(sa.column(name) for name in ("reason", "reason_source", "demand", "demand_by_hand", "parent_id")),
)
BUTTONS = sa.table("buttons", sa.column("token"), sa.column("action"), sa.column("args", sa.JSON))
ITEM_CHANGES = sa.table("item_changes", sa.column("id"), sa.column("changes", sa.JSON))
OUTBOX = sa.table("outbox", sa.column("id"), sa.column("key"), sa.column("state"), sa.column("payload", sa.JSON))
AREA_CHANGES = sa.table("area_changes", sa.column("id"), sa.column("fields", sa.JSON))

NOTHING = "（空）"
SEND = "notice.send"
SOURCES = {
    "light_now": "light",
    "report_owed": "report",
    "report_owed_again": "report",
    "node_owed": "node",
    "not_answered": "climb",
    "requested": "request",
    "requested_for_light": "request",
}
FIELDS = {
    "板块": "board",
    "牵头单位": "unit",
    "配合单位": "co_units",
    "事项": "name",
    "口头叫法": "aliases",
    "类型": "kind",
    "目标值": "target",
    "计量单位": "measure_unit",
    "基期值": "baseline",
    "权重": "weight",
    "开始日期": "start",
    "完成时限": "due",
    "报送周期": "cadence",
    "责任领导": "leader",
    "节点安排": "milestones",
    "方向": "direction",
    "口径": "basis",
    "上级项": "part_of",
    "密级": "secrecy",
    "状态": "stage",
}
AREA_FIELDS = {"名称": "name", "类别": "kind", "上级": "parent"}
CHOICES = {
    "kind": {"数量": "quantity", "百分比": "percentage", "节点": "milestone"},
    "direction": {"越大越好": "up", "控制数": "down"},
    "basis": {"年内累计": "flow", "存量": "level", "当期值": "rate", "一次完成": "once"},
    "stage": {"草稿": "draft", "在办": "open", "已结束": "closed"},
}
FIGURES, DAYS, LISTS = ("target", "baseline", "weight"), ("start", "due"), ("co_units", "aliases")
TEXTS = ("measure_unit", "leader")
# How a line of a waiting bundle says what it counts.
COUNTS = (
    ("items", re.compile("另有 \\d+ 项，点“看全部”查看。")),
    ("notices", re.compile("另有 \\d+ 份，发“督办单”查看全部。")),
    ("elsewhere", re.compile("其他单位另有 \\d+ 项")),
    ("of_unit", re.compile("(.+)另有 \\d+ 项")),
)
NODE = re.compile(r"(\d{4}-\d\d-\d\d) (.*?)(?:（(-?[\d.]+)）)?")
BETWEEN_NODES = re.compile(r"；(?=\d{4}-\d\d-\d\d )")


def upgrade() -> None:
    """Forward: what cannot be taken apart is kept word for word."""
    op.add_column("notices", sa.Column("reason_source", sa.String(length=20), nullable=False, server_default="hand"))
    by_hand: sa.Column[bool] = sa.Column("demand_by_hand", sa.Boolean(), nullable=False, server_default=sa.false())
    op.add_column("notices", by_hand)
    _each(STATES, "item_id", "reason", lambda row: text_of(of_light(row.reason, row.judged_on)))
    _each(TURNS, "id", "reason", lambda row: text_of(of_light(row.reason, row.on)))
    _reasons_of_notices()
    _demands_by_hand()
    _each(ITEM_CHANGES, "id", "changes", lambda row: [_field(*each) for each in row.changes])
    _each(AREA_CHANGES, "id", "fields", lambda row: [_area_field(*each) for each in row.fields])
    _counts_of_waiting_bundles()


def downgrade() -> None:
    """Back to the sentences. What a bundle's line counts may stay known: nobody looked for it."""
    _each(AREA_CHANGES, "id", "fields", lambda row: [_area_field_said(*each) for each in row.fields])
    _each(ITEM_CHANGES, "id", "changes", lambda row: [_field_said(*each) for each in row.changes])
    sealed = {row.id: said(list_of(row.reason)) for row in op.get_bind().execute(sa.select(NOTICES))}
    _seal_again({id_: (_text(id_), text) for id_, text in sealed.items()})
    for table, key in ((STATES, "item_id"), (TURNS, "id"), (NOTICES, "id")):
        _each(table, key, "reason", lambda row: said(list_of(row.reason)))
    op.drop_column("notices", "demand_by_hand")
    op.drop_column("notices", "reason_source")


def _each(table: sa.TableClause, key: str, column: str, made: Callable[[Any], Any]) -> None:
    """Makes a column of every row anew from the row."""
    change = sa.update(table).where(table.c[key] == sa.bindparam("row_key")).values({column: sa.bindparam("made")})
    for rows in _chunks(table, key):
        op.get_bind().execute(change, [{"row_key": getattr(row, key), "made": made(row)} for row in rows])


def _chunks(table: sa.TableClause, key: str) -> Iterator[Sequence[Any]]:
    last = None
    while True:
        query = sa.select(table).order_by(table.c[key]).limit(CHUNK)
        rows = op.get_bind().execute(query if last is None else query.where(table.c[key] > last)).all()
        if not rows:
            return
        yield rows
        last = getattr(rows[-1], key)


def _reasons_of_notices() -> None:
    """The reason as a list, where it comes from, and what a waiting card's button says of it."""
    rows: dict[Any, Any] = {row.id: row for row in op.get_bind().execute(sa.select(NOTICES))}
    written = sa.select(EVENTS.c.notice_id, sa.func.max(EVENTS.c.at).label("at"))
    written = written.where(EVENTS.c.action.in_(["draft", "amend"])).group_by(EVENTS.c.notice_id)
    days = {row.notice_id: row.at.date() for row in op.get_bind().execute(written)}
    change = sa.update(NOTICES).where(NOTICES.c.id == sa.bindparam("row_key"))
    sealed: dict[Any, tuple[str, str]] = {}
    for row in rows.values():
        listed = _reason(row, rows.get(row.parent_id), days.get(row.id, date.max))
        values = {"row_key": row.id, "reason": text_of(listed), "reason_source": _source(row, listed)}
        op.get_bind().execute(change, values)
        sealed[row.id] = (row.reason, text_of(listed))
    _seal_again(sealed)


def _reason(row: Any, parent: Any, on: date) -> Listed:
    lapse = of_lapse(row.reason, parent.printed or "", parent.kind_name, on) if parent else None
    return lapse or of_notice(row.reason, on)


def _source(row: Any, listed: Listed) -> str:
    if listed[0] == "turned_red":
        # Only the draft that a turn was made for says anew how the light stands.
        return "turn" if (row.occasion or "").startswith("red:") else "climb"
    return SOURCES.get(str(listed[0]), "hand")


def _seal_again(sealed: dict[Any, tuple[str, str]]) -> None:
    """Buttons that send a draft carry a sum of its reason: one that fits keeps fitting."""
    change = sa.update(BUTTONS).where(BUTTONS.c.token == sa.bindparam("row_key")).values(args=sa.bindparam("made"))
    for row in op.get_bind().execute(sa.select(BUTTONS).where(BUTTONS.c.action == SEND)).all():
        before, after = sealed.get(row.args.get("notice"), ("", "")) if isinstance(row.args, dict) else ("", "")
        if before and row.args.get("reason") == crc32(before.encode()):
            made = {**row.args, "reason": crc32(after.encode())}
            op.get_bind().execute(change, {"row_key": row.token, "made": made})


def _text(notice: int) -> str:
    query = sa.select(NOTICES.c.reason).where(NOTICES.c.id == notice)
    return str(op.get_bind().execute(query).scalar_one())


def _demands_by_hand() -> None:
    """Drafts that somebody amended and whose demand is not that of a notice of the same kind that nobody did."""
    amended = sa.select(EVENTS.c.notice_id).where(EVENTS.c.action == "amend", EVENTS.c.person_id.is_not(None))
    touched = {row.notice_id for row in op.get_bind().execute(amended)}
    rows = op.get_bind().execute(sa.select(NOTICES)).all()
    packs = {(row.pack, row.family, row.kind, row.demand) for row in rows if row.id not in touched}
    found = [row.id for row in rows if row.id in touched and (row.pack, row.family, row.kind, row.demand) not in packs]
    for id_ in found:
        op.get_bind().execute(sa.update(NOTICES).where(NOTICES.c.id == id_).values(demand_by_hand=True))


def _counts_of_waiting_bundles() -> None:
    """What the lines of bundles count that have not left yet: some of it may be over when they do."""
    waiting = sa.select(OUTBOX).where(OUTBOX.c.key.like("remind:%"), OUTBOX.c.state == "pending")
    change = sa.update(OUTBOX).where(OUTBOX.c.id == sa.bindparam("row_key")).values(payload=sa.bindparam("made"))
    for row in op.get_bind().execute(waiting).all():
        named = row.payload.get("named")
        if named is None:
            continue
        about = zip(row.payload["lines"], named["lines"], strict=False)
        counts = [_counted(line) if matters else None for line, matters in about]
        if any(counts):
            op.get_bind().execute(
                change, {"row_key": row.id, "made": {**row.payload, "named": {**named, "counts": counts}}}
            )


def _counted(line: str) -> list[str] | None:
    for rest, pattern in COUNTS:
        found = pattern.fullmatch(line)
        if found:
            return [rest, found[1] if found.groups() else ""]
    return None


def _field(label: str, old: str, new: str) -> list[Any]:
    name = FIELDS.get(label, label)
    return [name, _value(name, old), _value(name, new)]


def _value(name: str, text: str) -> Any:
    """A value as it is stored now; what does not look as it must is kept as it was written."""
    if text == NOTHING:
        return [] if name in (*LISTS, "milestones") else "" if name in TEXTS else None
    try:
        if name in FIGURES:
            return format(Decimal(text), "f")
        if name in DAYS:
            return date.fromisoformat(text).isoformat()
        if name == "milestones":
            return [_node(each) for each in BETWEEN_NODES.split(text)]
        return text.split("、") if name in LISTS else CHOICES[name][text] if name in CHOICES else text
    except (ValueError, KeyError, InvalidOperation):
        return {AS_WRITTEN: text}


def _node(text: str) -> list[str | None]:
    found = NODE.fullmatch(text)
    if found is None:
        raise ValueError(text)
    return list(found.groups())


def _field_said(name: str, old: Any, new: Any) -> list[str]:
    label = next((label for label, field in FIELDS.items() if field == name), name)
    return [label, _said(name, old), _said(name, new)]


def _said(name: str, value: Any) -> str:
    if isinstance(value, dict):
        return str(value[AS_WRITTEN])
    if value in (None, "", []):
        return NOTHING
    if name == "milestones":
        return "；".join(
            f"{day} {text}" + ("" if planned is None else f"（{planned}）") for day, text, planned in value
        )
    if isinstance(value, list):
        return "、".join(value)
    return next((word for word, choice in CHOICES.get(name, {}).items() if choice == value), str(value))


def _area_field(label: str, old: str, new: str) -> list[str]:
    return [AREA_FIELDS.get(label, label), *("" if text == NOTHING else text for text in (old, new))]


def _area_field_said(name: str, old: str, new: str) -> list[str]:
    label = next((label for label, field in AREA_FIELDS.items() if field == name), name)
    return [label, old or NOTHING, new or NOTHING]

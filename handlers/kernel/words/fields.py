"""The fields of an agreement and of an area, and their values, as people read them."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from enum import Enum

from domain.amendments import AsWritten, Field, FieldChange, Value
from domain.areas import AreaField, AreaFieldChange
from domain.items import Basis, Direction, Item, Kind, Milestone, Own, Stage
from domain.quantities import show
from wording.said import joined, worded

NOTHING = "（空）"
LABELS = {
    Field.BOARD: "板块",
    Field.UNIT: "牵头单位",
    Field.CO_UNITS: "配合单位",
    Field.NAME: "事项",
    Field.ALIASES: "口头叫法",
    Field.KIND: "类型",
    Field.TARGET: "目标值",
    Field.MEASURE_UNIT: "计量单位",
    Field.BASELINE: "基期值",
    Field.WEIGHT: "权重",
    Field.START: "开始日期",
    Field.DUE: "完成时限",
    Field.CADENCE: "报送周期",
    Field.LEADER: "责任领导",
    Field.MILESTONES: "节点安排",
    Field.DIRECTION: "方向",
    Field.BASIS: "口径",
    Field.PART_OF: "上级项",
    Field.SECRECY: "密级",
    Field.OWN: "自有列",
    Field.STAGE: "状态",
}
AREA_LABELS = {AreaField.NAME: "名称", AreaField.KIND: "类别", AreaField.PARENT: "上级"}
# What a milestone's target is called: a node counts nothing.
_SIGN = "完成标志"
_CHOICES: dict[Enum, str] = {
    Kind.QUANTITY: "数量",
    Kind.PERCENTAGE: "百分比",
    Kind.MILESTONE: "节点",
    Direction.UP: "越大越好",
    Direction.DOWN: "控制数",
    Basis.FLOW: "年内累计",
    Basis.LEVEL: "存量",
    Basis.RATE: "当期值",
    Basis.ONCE: "一次完成",
    Stage.DRAFT: "草稿",
    Stage.OPEN: "在办",
    Stage.CLOSED: "已结束",
}


def told(change: FieldChange | AreaFieldChange) -> tuple[str, str, str]:
    """A changed field: its label, its value before and after."""
    if isinstance(change, AreaFieldChange):
        return AREA_LABELS[change.field], change.old or NOTHING, change.new or NOTHING
    return LABELS[change.field], value(change.old), value(change.new)


def changed(changes: Sequence[FieldChange] | Sequence[AreaFieldChange]) -> str:
    """Changed fields on one line: 目标值 26 → 24；完成时限 …."""
    return joined(
        "；", (worded("{label} {old} → {new}", label=label, old=old, new=new) for label, old, new in map(told, changes))
    )


def value(found: Value) -> str:
    """A field's value on one line."""
    if isinstance(found, AsWritten):
        return found.text
    if isinstance(found, Decimal):
        return show(found)
    if isinstance(found, date):
        return found.isoformat()
    if isinstance(found, Enum):
        return _CHOICES.get(found, str(found.value))
    if isinstance(found, tuple):
        separator = "、" if all(isinstance(each, str) for each in found) else "；"
        return joined(separator, map(_part, found)) or NOTHING
    return found or NOTHING


def lacking(item: Item, fields: Sequence[Field]) -> str:
    """What a draft lacks: 目标值、完成时限."""
    milestone = item.kind is Kind.MILESTONE
    return joined("、", (_SIGN if milestone and field is Field.TARGET else LABELS[field] for field in fields))


def _part(step: Milestone | Own | str) -> str:
    if isinstance(step, str):
        return step
    if isinstance(step, Own):
        return worded("{heading} {text}", heading=step.heading, text=step.text)
    return worded("{date} {text}", date=step.date, text=step.text) + (
        "" if step.planned is None else worded("（{show}）", show=show(step.planned))
    )

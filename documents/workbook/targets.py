"""基期值 and 目标值: a figure with a unit, a stage that ends the work, or vague words that make the item a draft."""

from dataclasses import dataclass
from decimal import Decimal

from documents.workbook import cells, guesses
from documents.workbook.rows import Row
from domain.items import Kind
from domain.quantities import plain, show
from domain.quoting import quoted

_KINDS = {
    "数量": Kind.QUANTITY,
    "百分比": Kind.PERCENTAGE,
    "比率": Kind.PERCENTAGE,
    "节点": Kind.MILESTONE,
    "事项": Kind.MILESTONE,
}
_ONE = Decimal(1)
_EMPTY_UNITS = {"件", "项", "个", "处", "座", "条", "家", "所", ""}


@dataclass(frozen=True, slots=True)
class Goal:
    """What is promised: kind, target in the measure unit (None: a draft), unit and last year's figure."""

    kind: Kind
    target: Decimal | None
    measure_unit: str
    baseline: Decimal | None


def read_goal(row: Row) -> Goal | None:
    """The goal of a row; None after noting faults. Vague words or an empty target are a notice, not a fault."""
    written_unit = row.text("measure_unit")
    unit = "%" if plain(written_unit) in ("%", "百分比", "百分点", "个百分点") else "".join(written_unit.split())
    if len(unit) > 20:
        row.fault("measure_unit", "计量单位过长，应在 20 字以内")
        return None
    before = len(row.findings.faults)
    stated = row.read("kind", lambda cell: cells.choice(cell, Kind, _KINDS))
    target = row.read("target", lambda cell: cells.figure(cell, unit, "目标值"))
    baseline = row.read("baseline", lambda cell: cells.figure(cell, unit, "基期值"))
    if baseline is None and row.text("baseline") and len(row.findings.faults) == before:
        row.fault("baseline", f"基期值{quoted(row.text('baseline'))}读不出数值，没有请留空")
    if len(row.findings.faults) > before:
        return None
    if target is None:
        return _without_figure(row, stated, unit, baseline)
    kind = stated or (Kind.PERCENTAGE if unit == "%" else Kind.QUANTITY)
    if not _fits(row, kind, unit, target):
        return None
    return Goal(kind, target, unit or "项", baseline)


def _fits(row: Row, kind: Kind, unit: str, target: Decimal) -> bool:
    """Whether kind, unit and target agree; notes the fault otherwise, and a suspicious fraction of a percent."""
    if kind is Kind.MILESTONE and target != _ONE:
        row.fault("target", f"节点类事项的目标值应为 1，这里是 {show(target)}")
    elif not unit and kind is not Kind.MILESTONE:
        row.fault("measure_unit", "计量单位为空")
    elif kind is Kind.QUANTITY and target < 0:
        row.fault("target", f"目标值 {show(target)} 是负数")
    elif (kind is Kind.PERCENTAGE) != (unit == "%") and kind is not Kind.MILESTONE:
        row.fault("kind", f"类型与计量单位{quoted(unit)}不一致")
    else:
        cell = row.cell("target")
        if unit == "%" and not cell.percent and 0 < target <= 1 and "%" not in cell.text:
            row.notice(
                "target",
                f"按 {show(target)}% 读取；如实为 {show(target * 100)}%，请改为百分比格式或直接写 {show(target * 100)}",
            )
        return True
    return False


def _without_figure(row: Row, stated: Kind | None, unit: str, baseline: Decimal | None) -> Goal | None:
    """A stage is a milestone with target 1; vague or empty is a draft; anything else is a fault."""
    text = row.text("target")
    countable = unit in _EMPTY_UNITS
    vague = bool(guesses.VAGUE.search(text))
    if text and not vague and guesses.STAGE.search(text):
        if not countable:
            row.fault("target", f"目标值{quoted(text)}没有数值，计量单位却是{quoted(unit)}")
            return None
        return Goal(Kind.MILESTONE, _ONE, unit or "项", None if baseline == 0 else baseline)
    if text and not vague:
        row.fault("target", f"目标值{quoted(text)}读不出数值，也不是明确的完成状态（如“建成投用”）")
        return None
    words = f"目标{quoted(text)}没有数量" if text else "目标值为空"
    row.notice("target", f"{words}，先存为草稿，请补充数量或明确的完成状态")
    kind = stated or (Kind.PERCENTAGE if unit == "%" else Kind.MILESTONE if unit in ("项", "") else Kind.QUANTITY)
    return Goal(kind, None, unit, baseline)

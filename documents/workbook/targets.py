"""基期值 and 目标值: a figure with a unit, a stage that ends the work, or vague words that make the item a draft."""

import re
from dataclasses import dataclass
from decimal import Decimal

from documents.workbook import cells, guesses
from documents.workbook.grid import Cell
from documents.workbook.labels import measure_of
from documents.workbook.rows import Row
from domain.items import Kind
from domain.quantities import amounts, convert, plain, read_amount, show
from domain.quoting import quoted

_KINDS = {
    "数量": Kind.QUANTITY,
    "百分比": Kind.PERCENTAGE,
    "比率": Kind.PERCENTAGE,
    "节点": Kind.MILESTONE,
    "事项": Kind.MILESTONE,
}
_ONE, _HUNDRED = Decimal(1), Decimal(100)
# A share this many times smaller than last year's was a fraction of one.
_FRACTION = (Decimal(20), Decimal(500))
_EMPTY_UNITS = {"件", "项", "个", "处", "座", "条", "家", "所", ""}
_SHARES = ("%", "百分比", "百分点", "个百分点")
_LONGEST_UNIT = 20
_NO_MEASURE = "看不出计量单位，请在目标值里写明（如“26家”）或加一列计量单位"
_ABOUT = re.compile(r"\d\s*[万亿]?余|\d\s*多[家户人个]|约\s*\d|\d+几")


@dataclass(frozen=True, slots=True)
class Goal:
    """What is promised: kind, target in the measure unit (None: a draft), unit and last year's figure."""

    kind: Kind
    target: Decimal | None
    measure_unit: str
    baseline: Decimal | None


def read_goal(row: Row, table_measure: str = "") -> Goal | None:
    """The goal of a row; None after noting faults. Vague words or an empty target are a notice, not a fault.

    `table_measure` is the unit that stands above the table.
    """
    unit = _measure_unit(row, table_measure)
    if len(unit) > _LONGEST_UNIT:
        row.fault("measure_unit", "计量单位过长，应在 20 字以内")
        return None
    before = len(row.findings.faults)
    stated = row.read("kind", lambda cell: cells.choice(cell, Kind, _KINDS))
    target = _figure(row, _target_key(row), unit, "目标值")
    baseline = _figure(row, "baseline", unit, "基期值")
    if baseline is None and row.text("baseline") and len(row.findings.faults) == before:
        row.fault("baseline", f"基期值{quoted(row.text('baseline'))}读不出数值，没有请留空")
    if len(row.findings.faults) > before:
        return None
    if target is None:
        return _without_figure(row, stated, unit, baseline)
    kind = stated or (Kind.PERCENTAGE if unit == "%" else Kind.QUANTITY)
    if not _fits(row, kind, unit, target, baseline):
        return None
    _name_the_rest(row, unit, target)
    return Goal(kind, target, unit or "项", baseline)


def _target_key(row: Row) -> str:
    """The field that holds the target: its own column, else the words of the task."""
    return "target" if row.has("target") else "name"


def _measure_unit(row: Row, table_measure: str) -> str:
    """The unit: the row's own, the target heading's, that of the target's words, of the name, else the one above the table."""
    written = row.text("measure_unit")
    if plain(written) in _SHARES:
        return "%"
    if written:
        return "".join(written.split())
    target = row.cell(_target_key(row))
    found = amounts(target.text) if isinstance(target.value, str) else ()
    heading = row.header.measures.get(row.header.columns.get("target", 0), "")
    if target.percent:
        return "%"
    words = found[0][1] if found else ""
    unit = words or heading or measure_of(row.text("name"))
    if not unit and re.search(r"\d", target.text) and row.has("target"):
        unit = table_measure
    return "%" if plain(unit) in _SHARES else unit


def _figure(row: Row, key: str, unit: str, label: str) -> Decimal | None:
    """The figure of a cell in the unit; a bare one is in the unit of its heading."""
    column = row.header.columns.get(key, 0)
    heading = row.header.measures.get(column, "")

    def read(cell: Cell) -> Decimal | None:
        if key == "name":
            found = amounts(cell.text)
            return read_amount(cell.text, unit) if len(found) == 1 else None
        value = cells.figure(cell, unit, label)
        bare = value is not None and (isinstance(cell.value, Decimal) or not amounts(cell.text)) and not cell.percent
        if value is None or not bare or not heading or plain(heading) == plain(unit):
            return value
        fitting = convert(value, heading, unit)
        if fitting is None:
            row.fault(key, f"表头的单位是{quoted(heading)}，这一行的计量单位是{quoted(unit)}，对不上")
            return None
        if fitting != value:
            row.notice(key, f"按表头单位{quoted(heading)}读取，合 {show(fitting)}{unit}")
        return cells.bounded(Decimal(show(fitting)), label)

    return row.read(key, read)


def _fits(row: Row, kind: Kind, unit: str, target: Decimal, baseline: Decimal | None) -> bool:
    """Whether kind, unit and target agree; notes the fault otherwise, and a suspicious fraction of a percent."""
    if kind is Kind.MILESTONE and target != _ONE:
        row.fault("target", f"节点类事项的目标值应为 1，这里是 {show(target)}")
    elif not unit and kind is not Kind.MILESTONE:
        row.fault(
            "measure_unit",
            "计量单位为空"
            if row.has("measure_unit")
            else "看不出计量单位，请在目标值里写明（如“26家”）或加一列计量单位",
        )
    elif kind is Kind.QUANTITY and target < 0:
        row.fault("target", f"目标值 {show(target)} 是负数")
    elif (kind is Kind.PERCENTAGE) != (unit == "%") and kind is not Kind.MILESTONE:
        row.fault("kind", f"类型与计量单位{quoted(unit)}不一致")
    else:
        return _is_no_fraction(row, unit, target, baseline)
    return False


def _is_no_fraction(row: Row, unit: str, target: Decimal, baseline: Decimal | None) -> bool:
    """Whether a share is told in per cent: 0.96 where last year's is 92.5 is a fault, 0.96 alone a notice."""
    cell = row.cell("target")
    if unit != "%" or cell.percent or not 0 < target <= 1 or "%" in cell.text:
        return True
    if baseline is not None and _FRACTION[0] <= baseline / target <= _FRACTION[1]:
        reason = f"目标 {show(target)}% 与基期 {show(baseline)}% 相差悬殊，是否应为 {show(target * _HUNDRED)}%"
        row.fault("target", reason)
        return False
    row.notice(
        "target",
        f"按 {show(target)}% 读取；如实为 {show(target * 100)}%，请改为百分比格式或直接写 {show(target * 100)}",
    )
    return True


def _name_the_rest(row: Row, unit: str, target: Decimal) -> None:
    """Notices what of the target's words is not in the figure: a second promise, 余, the task that gave the figure."""
    key = _target_key(row)
    text = row.text(key)
    if key == "name":
        row.notice(key, f"目标值从事项名称读取：{show(target)}{unit}")
        return
    rest = [f"{show(value)}{written}" for value, written in amounts(text) if convert(value, written, unit) != target]
    inside = [
        f"{show(value)}{written}"
        for each in re.findall(r"[（(]([^）)]*)[）)]", text)
        for value, written in amounts(each)
    ]
    if left := dict.fromkeys((*rest, *inside)):
        row.notice(key, f"只读取了 {show(target)}{unit}，{quoted('、'.join(left))}没有读取；如是另一项承诺，请另列一行")
    elif _ABOUT.search(text):
        row.notice(key, f"{quoted(text)}按 {show(target)}{unit}读取")


def _without_figure(row: Row, stated: Kind | None, unit: str, baseline: Decimal | None) -> Goal | None:
    """A stage is a milestone with target 1; vague or empty is a draft; anything else is a fault."""
    text = row.text(_target_key(row))
    countable = unit in _EMPTY_UNITS
    vague = bool(guesses.VAGUE.search(text))
    if text and not vague and guesses.STAGE.search(text):
        if not countable:
            row.fault("target", f"目标值{quoted(text)}没有数值，计量单位却是{quoted(unit)}")
            return None
        return Goal(Kind.MILESTONE, _ONE, unit or "项", None if baseline == 0 else baseline)
    if text and not vague and row.has("target"):
        row.fault("target", f"目标值{quoted(text)}读不出数值，也不是明确的完成状态（如“建成投用”）")
        return None
    words = f"目标{quoted(text)}没有数量" if text else "目标值为空"
    row.notice(_target_key(row), f"{words}，先存为草稿，请补充数量或明确的完成状态")
    kind = stated or (Kind.PERCENTAGE if unit == "%" else Kind.MILESTONE if unit in ("项", "") else Kind.QUANTITY)
    return Goal(kind, None, unit, baseline)

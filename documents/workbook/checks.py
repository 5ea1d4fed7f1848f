"""What no single row shows: duplicates, merged figures, weights that do not add up."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from decimal import Decimal

from documents.workbook.grid import Grid
from documents.workbook.headers import Header
from documents.workbook.names import UnitNames
from documents.workbook.rows import Findings, Row
from documents.workbook.values import Fault, ImportedItem
from domain.items import Stage
from domain.quantities import show
from domain.quoting import quoted

_EACH_ITS_OWN = ("number", "code", "name", "target", "baseline", "weight")
# One item of several units, a row each: they share what is merged.
_SHARED_BY_UNITS = ("number", "name", "weight")
_FULL = Decimal(100)


def check_merged(grid: Grid, header: Header, rows: Sequence[Row], findings: Findings) -> None:
    """A name or figure merged over several items cannot be told apart: whose weight, whose target? One fault a range."""
    seen = set()
    numbers = {row.number for row in rows}
    for row in rows:
        for key in _EACH_ITS_OWN:
            column = header.columns.get(key)
            area = grid.range_at(row.number, column) if column else None
            if area is None or area in seen:
                continue
            seen.add(area)
            covered = [number for number in range(area[0], area[2] + 1) if number in numbers]
            named = grid.range_at(row.number, header.columns["name"]) or (0, 0, 0, 0)
            of_one = key == "name" or (named[0] <= area[0] and area[2] <= named[2])
            several = of_one and len({row.text("unit") for row in rows if row.number in covered}) == len(covered)
            if key in _SHARED_BY_UNITS and several:
                continue
            if len(covered) > 1:
                row.fault(
                    key,
                    f"第 {covered[0]} 至 {covered[-1]} 行的{row.labels[key]}合并成了一格，分不清各项的数，请拆分后逐行填写",
                )


def check_items(items: Sequence[ImportedItem], labels: Mapping[str, str], names: UnitNames, findings: Findings) -> None:
    """Notes duplicate codes, duplicate (unit, name), unknown parents, and lead units whose weights do not add up to 100."""
    codes: dict[str, ImportedItem] = {}
    named: dict[tuple[str, str], ImportedItem] = {}
    weights: dict[str, Decimal] = defaultdict(Decimal)
    for each in items:
        item = each.item
        if "weight" not in each.unstated:
            weights[item.unit] += item.weight
        if (first := codes.setdefault(item.code, each)) is not each:
            reason = f"序号与{_place(first, each)}重复"
            findings.faults.append(Fault(each.sheet, each.row, "", labels["number"], item.code, reason))
        if (first := named.setdefault((item.unit, item.name), each)) is not each:
            reason = f"同一牵头单位的事项名称与{_place(first, each)}重复"
            findings.faults.append(Fault(each.sheet, each.row, "", labels["name"], item.name, reason))
    for each in items:
        parent = each.item.part_of
        if parent is not None and (parent not in codes or parent == each.item.code):
            findings.faults.append(
                Fault(each.sheet, each.row, "", labels["part_of"], parent, f"上级项{quoted(parent)}不在本表中")
            )
    if findings.faults:
        return
    for unit, total in sorted(weights.items()):
        if total != _FULL:
            drafts = any(each.item.stage is Stage.DRAFT for each in items if each.item.unit == unit)
            reason = f"{names.name_of(unit)}的权重合计为 {show(total)}，不是 100{'（含草稿）' if drafts else ''}"
            findings.notices.append(Fault("", 0, "", labels["weight"], show(total), reason))


def _place(first: ImportedItem, later: ImportedItem) -> str:
    """Where the first one stands, as seen from the later one."""
    return f"第 {first.row} 行" if first.sheet == later.sheet else f"工作表{quoted(first.sheet)}第 {first.row} 行"

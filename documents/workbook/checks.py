"""What no single row shows: duplicates, merged figures, weights that do not add up."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from decimal import Decimal

from documents.workbook.grid import Grid, Range
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
_SEVERAL = 2
_FULL = Decimal(100)


def check_merged(grid: Grid, header: Header, rows: Sequence[Row], findings: Findings) -> None:
    """A name or figure merged over several items cannot be told apart: whose weight, whose target? One fault a range."""
    seen = set()
    of_row = {row.number: row for row in rows}
    columns = {column: key for key in _EACH_ITS_OWN if (column := header.columns.get(key))}
    columns |= {plan.column: "" for plan in header.plans}
    for row in rows:
        for column, key in columns.items():
            area = grid.range_at(row.number, column)
            if area is None or area in seen:
                continue
            seen.add(area)
            covered = [of_row[number] for number in range(area[0], area[2] + 1) if number in of_row]
            if len(covered) < _SEVERAL or (key in _SHARED_BY_UNITS and _is_of_units(grid, header, area, key, covered)):
                continue
            label = row.labels[key] if key else grid.at(header.first_row - 1, column).text
            first, last = covered[0].number, covered[-1].number
            reason = f"第 {first} 至 {last} 行的{label}合并成了一格，分不清各项的数，请拆分后逐行填写"
            shown = grid.at(row.number, column).text
            findings.faults.append(
                Fault(grid.name, row.number, grid.address(row.number, column), label, shown[:80], reason)
            )


def _is_of_units(grid: Grid, header: Header, area: Range, key: str, covered: Sequence[Row]) -> bool:
    """Whether rows are one item of several units, a row each: one name, one measure, each unit once."""
    named = grid.range_at(covered[0].number, header.columns["name"]) or (0, 0, 0, 0)
    of_one = key == "name" or (named[0] <= area[0] and area[2] <= named[2])
    measures, units = {row.text("measure_unit") for row in covered}, {row.text("unit") for row in covered}
    return of_one and len(measures) == 1 and len(units) == len(covered)


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

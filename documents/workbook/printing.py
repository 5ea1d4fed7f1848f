"""What was read, as plain values for JSON: decimals as strings, dates ISO."""

from dataclasses import asdict
from decimal import Decimal

from documents.workbook.values import AgreementsRead, Fault, ImportedItem
from domain.quantities import show


def as_json(read: AgreementsRead) -> dict[str, list[dict[str, object]]]:
    """`{"items": [...], "faults": [...], "notices": [...], "tables": [...]}`; what is missing is None, co-units and milestones
    are lists; a table tells each column with its field.
    """
    return {
        "items": [_item(each) for each in read.items],
        "faults": [_fault(each) for each in read.faults],
        "notices": [_fault(each) for each in read.notices],
        "tables": [asdict(each) for each in read.tables],
    }


def _item(each: ImportedItem) -> dict[str, object]:
    """One item with the place it came from."""
    item = each.item
    return {
        "sheet": each.sheet,
        "row": each.row,
        "code": item.code,
        "board": item.board,
        "unit": item.unit,
        "co_units": list(item.co_units),
        "name": item.name,
        "kind": item.kind.value,
        "target": _figure(item.target),
        "measure_unit": item.measure_unit,
        "baseline": _figure(item.baseline),
        "weight": show(item.weight),
        "start": item.start.isoformat(),
        "due": item.due.isoformat() if item.due else None,
        "cadence": item.cadence.value,
        "leader": item.leader,
        "milestones": [
            {"date": step.date.isoformat(), "text": step.text, "planned": _figure(step.planned)}
            for step in item.milestones
        ],
        "direction": item.direction.value,
        "basis": item.basis.value,
        "own": {own.heading: own.text for own in item.own},
    }


def _figure(value: Decimal | None) -> str | None:
    """A figure as people read it."""
    return None if value is None else show(value)


def _fault(fault: Fault) -> dict[str, object]:
    """One fault, all its parts."""
    return {
        "sheet": fault.sheet,
        "row": fault.row,
        "cell": fault.cell,
        "column": fault.column,
        "value": fault.value,
        "reason": fault.reason,
    }

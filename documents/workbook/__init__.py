"""Workbooks in: the district's agreements and its list of units, from xlsx or CSV, all faults named at once."""

from documents.workbook.agreements_in import read_agreements
from documents.workbook.printing import as_json
from documents.workbook.units_in import read_units
from documents.workbook.values import AgreementsRead, Fault, ImportedItem, UnitsRead

__all__ = ["AgreementsRead", "Fault", "ImportedItem", "UnitsRead", "as_json", "read_agreements", "read_units"]

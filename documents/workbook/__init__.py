"""Workbooks in: the district's agreements, its units and its areas, from xlsx or CSV, all faults named at once."""

from documents.workbook.agreements_in import read_agreements
from documents.workbook.areas_in import read_areas
from documents.workbook.printing import as_json
from documents.workbook.progress_in import ProgressRead, ProgressRow, read_progress
from documents.workbook.tables import LABELS as AGREEMENT_LABELS
from documents.workbook.units_in import read_units
from documents.workbook.values import (
    AgreementsRead,
    AreasRead,
    Choices,
    Fault,
    ImportedItem,
    ReadColumn,
    ReadTable,
    UnitsRead,
)

__all__ = [
    "AGREEMENT_LABELS",
    "AgreementsRead",
    "AreasRead",
    "Choices",
    "Fault",
    "ImportedItem",
    "ProgressRead",
    "ProgressRow",
    "ReadColumn",
    "ReadTable",
    "UnitsRead",
    "as_json",
    "read_agreements",
    "read_areas",
    "read_progress",
    "read_units",
]

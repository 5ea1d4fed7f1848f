"""Made districts beside the shipped sample (counties, a development zone, a banner, a river city), with codes, units of measure
and ways of speaking of their own. Their messages are `DATA / "districts" / "west_messages.jsonl"` and the like.
"""

import csv
import io
from dataclasses import replace
from functools import cache

from documents.workbook import read_agreements, read_units
from domain.items import Basis, Direction, Item
from domain.understanding import Catalogue
from domain.units import Unit
from tests.support.labelled import DATA

# The year of each district's agreements.
YEARS = {"west": 2025, "coast": 2024, "north": 2023, "south": 2025, "hills": 2026, "oasis": 2025}


@cache
def units_of(district: str) -> tuple[Unit, ...]:
    """The units of a made district."""
    return read_units(_file(f"{district}_units.csv"), f"{district}_units.csv").units


@cache
def items_of(district: str) -> tuple[Item, ...]:
    """What a made district promised for its year."""
    name = f"{district}_items.csv"
    rows = {row["code"]: row for row in csv.DictReader(io.StringIO(_file(name).decode()))}
    boards = {row["board"]: code[:2] for code, row in rows.items()}
    read = read_agreements(_file(name), name, units_of(district), boards, YEARS[district])
    if read.faults:
        raise ValueError(read.faults)
    return tuple(_noted(each.item, rows[each.item.code]) for each in read.items)


def catalogue_of(district: str) -> Catalogue:
    """The words of a made district."""
    return Catalogue.build(items_of(district), units_of(district))


def _noted(item: Item, row: dict[str, str]) -> Item:
    return replace(item, direction=Direction(row["direction"]), basis=Basis(row["basis"]))


def _file(name: str) -> bytes:
    return (DATA / "districts" / name).read_bytes()

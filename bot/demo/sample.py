"""The shipped sample: 49 units, 160 items and the areas of a published district, shifted to another year."""

import csv
import io
from dataclasses import replace
from functools import cache
from importlib.resources import files

from bot.packs.file import load_pack
from documents.workbook import read_agreements, read_units
from domain.agreements import shift_year
from domain.items import Basis, Direction, Item
from domain.units import Unit

ORIGINAL_YEAR = 2022


@cache
def sample_units() -> tuple[Unit, ...]:
    return read_units(_file("units.csv"), "units.csv").units


@cache
def sample_items(year: int) -> list[Item]:
    """The sample items with all dates moved to `year`; direction and basis come from the sample's notes."""
    boards = {board.name: board.prefix for board in load_pack("default").boards}
    read = read_agreements(_file("items.csv"), "items.csv", sample_units(), boards, ORIGINAL_YEAR)
    notes = {row["code"]: row for row in csv.DictReader(io.StringIO(_file("item_notes.csv").decode()))}
    return list(shift_year([_noted(each.item, notes[each.item.code]) for each in read.items], year))


def sample_areas() -> bytes:
    """The sample tree of areas, a CSV file as an admin would import it."""
    return _file("areas.csv")


def _noted(item: Item, note: dict[str, str]) -> Item:
    direction, basis = Direction(note["direction"]), Basis(note["basis"])
    return replace(item, direction=direction, basis=basis, part_of=note["part_of"] or None, source="示例数据")


def _file(name: str) -> bytes:
    return (files("bot") / "demo" / "data" / name).read_bytes()

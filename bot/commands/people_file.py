"""zeren import people FILE: who works here, from a CSV; whom a row means is domain.staff's to say."""

import asyncio
import csv
import io
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import typer

from bot.commands.common import ConfigOption, read_file, refuse, settings_from, with_dispatch
from domain.people import UNIT_ROLES, PersonId, Role
from domain.record import Imported
from domain.staff import Doubt, Row, Staff, matched
from handlers.kernel.turn import Moment
from handlers.people import moving
from storage import people, record, units

COLUMNS = ("name", "role", "unit")
# Stands in the column `number` of somebody who bears a known person's name and is somebody else.
ANOTHER = "new"


def import_file(file: Path, config: Path | None = ConfigOption) -> None:
    """Import people from a CSV with the columns name, role, unit, post, and number (as `zeren people list` shows it) for who was
    moved; people already known are left alone.
    """
    content, settings = read_file(file), settings_from(config)
    lines = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig", errors="replace"))))

    def store(moment: Moment) -> tuple[Staff | None, list[str]]:
        codes = {unit.code for unit in units.every(moment.store)}
        faults = [fault for line, row in enumerate(lines, start=2) for fault in _faults(line, row, codes)]
        if faults or not lines:
            return None, faults or ["no rows"]
        rows = [_row(line) for line in lines]
        twice = [number for number, times in Counter(row.number for row in rows).items() if number and times > 1]
        staff = matched(rows, people.active(moment.store))
        if twice or staff.doubts:
            return None, [
                *(f"number {number} stands in several lines" for number in twice),
                *_doubts(rows, staff.doubts),
            ]
        _store(
            moment, staff, Imported("people", file.name, len(staff.new), len(staff.moved), sha256(content).hexdigest())
        )
        return staff, []

    staff, faults = asyncio.run(with_dispatch(settings, lambda dispatch: dispatch.moment(store)))
    if staff is None:
        refuse("\n".join(faults) + "\nnothing was stored")
    typer.echo(f"{len(staff.new)} people added, {len(staff.moved)} moved, {staff.same} known already")


def _store(moment: Moment, staff: Staff, told: Imported) -> None:
    for row in staff.new:
        people.add(moment.store, row.name, row.role, row.unit, row.post or "", moment.now)
    for each in staff.moved:
        post = each.person.post if each.to.post is None else each.to.post
        to = replace(each.person, name=each.to.name, role=each.to.role, unit=each.to.unit, post=post)
        moving.move(moment, each.person, to)
    if staff.new or staff.moved:
        record.append(moment.store, told, moment.now)


def _row(line: dict[str, str]) -> Row:
    number = (line.get("number") or "").strip()
    known = PersonId(int(number)) if number.isdecimal() else None
    return Row(
        line["name"], Role(line["role"]), line["unit"] or None, line.get("post"), known, another=number == ANOTHER
    )


def _doubts(rows: Sequence[Row], doubts: Sequence[Doubt]) -> list[str]:
    found = []
    for each in doubts:
        row, line = rows[each.place], each.place + 2
        if not each.maybe:
            found.append(f"line {line}: nobody has the number {row.number}; see `zeren people list`")
            continue
        known = ", ".join(f"{one.id} ({one.role.value}, {one.unit or 'district'})" for one in each.maybe)
        found.append(
            f"line {line}: {row.name!r} is known already: {known}. If it is the same person, write that number into a column "
            f"`number`, and the person is moved; if it is somebody else, write `{ANOTHER}` there"
        )
    return found


def _faults(line: int, row: dict[str, str], codes: set[str]) -> list[str]:
    missing = [column for column in COLUMNS if row.get(column) is None]
    if missing:
        return [f"line {line}: column {', '.join(missing)} is missing"]
    faults = []
    if not row["name"].strip():
        faults.append(f"line {line}: name is empty")
    if row["role"] not in {role.value for role in Role}:
        faults.append(f"line {line}: role {row['role']!r} is none of {', '.join(role.value for role in Role)}")
    if row["unit"] and row["unit"] not in codes:
        faults.append(f"line {line}: unit {row['unit']!r} is unknown; import units first")
    if not row["unit"] and row["role"] in {role.value for role in UNIT_ROLES}:
        faults.append(f"line {line}: a {row['role']} works for a unit")
    number = (row.get("number") or "").strip()
    if number and number != ANOTHER and not (number.isdecimal() and len(number) <= people.MOST_DIGITS):
        faults.append(f"line {line}: number {number!r} is no number; see `zeren people list`, or write `{ANOTHER}`")
    return faults

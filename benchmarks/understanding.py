"""How fast messages are read: 1,000 against the sample's items, and against a province's copy of them.

Run `python benchmarks/understanding.py` with the project on PYTHONPATH; prints a small table. One core, nothing cached between
rows but the catalogue, whose one-off build is a column of its own.
"""

import json
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from bot.demo.sample import sample_items, sample_units
from domain.items import Item
from domain.understanding import Catalogue, Context, understand
from domain.units import Unit

MESSAGES = Path(__file__).resolve().parents[1] / "tests" / "data"
MANY, PROVINCE = 1000, 10_000


@dataclass(frozen=True, slots=True)
class Message:
    """One line of chat: who, when, what."""

    unit: str | None
    today: date
    text: str


def messages() -> list[Message]:
    """The labelled messages, over and over, up to a thousand."""
    lines = [
        json.loads(line)
        for name in ("reports_dev.jsonl", "messages_tune.jsonl")
        for line in (MESSAGES / name).read_text("utf-8").splitlines()
    ]
    read = [Message(line["sender_unit"], date.fromisoformat(line["today"]), line["text"]) for line in lines]
    return (read * (MANY // len(read) + 1))[:MANY]


def copies(count: int) -> tuple[list[Item], list[Unit]]:
    """The sample's items and units again and again under other codes, until there are `count` items."""
    items, units = sample_items(2022), sample_units()
    many_items: list[Item] = []
    many_units: list[Unit] = list(units)
    for number in range(count // len(items) + 1):
        mark = f"{number:03d}" if number else ""
        many_units += [
            replace(unit, code=unit.code + mark, name=mark + unit.name, short_names=()) for unit in units if mark
        ]
        many_items += [
            replace(
                item,
                code=item.code + mark,
                unit=item.unit + mark,
                co_units=tuple(unit + mark for unit in item.co_units),
                part_of=None,
            )
            for item in items
        ]
    return many_items[:count], many_units


def measure(name: str, items: Sequence[Item], units: Sequence[Unit], said: Sequence[Message]) -> None:
    """One row of the table."""
    begun = time.perf_counter()
    catalogue = Catalogue.build(items, units)
    built = time.perf_counter() - begun
    slowest, begun = 0.0, time.perf_counter()
    for message in said:
        one = time.perf_counter()
        understand(message.text, catalogue, Context(message.today, message.unit))
        slowest = max(slowest, time.perf_counter() - one)
    total = time.perf_counter() - begun
    each = total / len(said) * 1000
    print(f"{name:<34}{len(items):>7}{built:>10.2f}{len(said):>10}{total:>9.2f}{each:>9.2f}{slowest * 1000:>10.1f}")


def main() -> None:
    """Prints the table."""
    said = messages()
    nobody = [replace(message, unit=None) for message in said]
    print(f"{'case':<34}{'items':>7}{'build s':>10}{'messages':>10}{'all s':>9}{'ms each':>9}{'ms worst':>10}")
    items, units = sample_items(2022), sample_units()
    measure("a unit's clerk", items, units, said)
    measure("the district's office", items, units, nobody)
    many, of_many = copies(PROVINCE)
    measure("a clerk, province's copy", many, of_many, said)
    measure("the office, province's copy", many, of_many, nobody[:200])
    hostile = [
        Message("BM28", date(2022, 6, 24), text * 20_000) for text in ("楼宇交付18座，", "1", "一", "是不是", "8-9月")
    ]
    measure("hostile, 20,000 repetitions", many, of_many, hostile)


if __name__ == "__main__":
    main()

"""How well messages are read: the labelled sets of the sample and of the made districts, and lines made by the thousand.

Run `python -m benchmarks.readings` for the labelled sets, `--lines 100000 [--seed 1]` for as many made lines as well. A message
is silently wrong where something would be stored unasked that was not meant.
"""

import argparse
from collections.abc import Sequence
from datetime import date

from bot.demo.sample import sample_items, sample_units
from domain.items import Item
from domain.understanding import Catalogue
from tests.support.districts import YEARS, catalogue_of, items_of
from tests.support.labelled import judge
from tests.support.lines.judging import judged
from tests.support.lines.making import made

SAMPLE_YEAR = 2022
SETS = ("reports_dev", "messages_own", "messages_tune", "messages_second", "messages_held")
SHOWN = 20


def labelled(name: str, catalogue: Catalogue) -> str:
    """One row: messages, intents and messages with all entries right, questions asked rightly and needlessly, silently wrong."""
    verdicts = list(judge(f"{name}.jsonl", catalogue))
    asked, due = [each for each in verdicts if each.asked], [each for each in verdicts if each.should_ask]
    recall = sum(each.asked for each in due) / max(1, len(due))
    precision = sum(each.should_ask for each in asked) / max(1, len(asked))
    intents, entries = (
        sum(row) / len(verdicts) for row in zip(*((v.intent, v.entries) for v in verdicts), strict=True)
    )
    silent = sum(each.silent for each in verdicts)
    name = name.rsplit("/", 1)[-1]
    return f"{name:<18}{len(verdicts):>8}{intents:>9.3f}{entries:>9.3f}{recall:>8.3f}{precision:>11.3f}{silent:>8}"


def made_lines(name: str, items: Sequence[Item], catalogue: Catalogue, year: int, count: int, seed: int) -> str:
    """One row of made lines, and the first that are read wrongly."""
    read = [judged(line, catalogue) for line in made(items, date(year, 6, 24), count, seed)]
    wrong = [each for each in read if not each.right]
    shown = [f"  {each.line.text!r} -> {each.got}" for each in sorted(wrong, key=lambda each: not each.silent)[:SHOWN]]
    right, silent = 1 - len(wrong) / len(read), sum(each.silent for each in read)
    return "\n".join([f"{name:<18}{len(read):>8}{right:>9.4f}{silent:>8}", *shown])


def main() -> None:
    """Prints the tables."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--lines", type=int, default=0)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    items = tuple(sample_items(SAMPLE_YEAR))
    districts = {"sample": (items, Catalogue.build(items, sample_units()), SAMPLE_YEAR)}
    districts |= {name: (items_of(name), catalogue_of(name), year) for name, year in YEARS.items()}
    print(f"{'labelled':<18}{'messages':>8}{'intents':>9}{'entries':>9}{'recall':>8}{'precision':>11}{'silent':>8}")
    for name in SETS:
        print(labelled(name, districts["sample"][1]))
    for name in YEARS:
        print(labelled(f"districts/{name}_messages", districts[name][1]))
    if asked.lines:
        print(f"{'made':<18}{'lines':>8}{'right':>9}{'silent':>8}")
    for name, (of_district, catalogue, year) in districts.items() if asked.lines else ():
        print(made_lines(name, of_district, catalogue, year, asked.lines // len(districts), asked.seed))


if __name__ == "__main__":
    main()

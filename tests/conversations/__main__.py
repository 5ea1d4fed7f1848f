"""Plays every task and writes what it cost, beside what it cost before, to docs/conversations.md."""

import argparse
import asyncio
import json
import tempfile
from pathlib import Path

from tests.conversations import page
from tests.conversations.played import everything


def main() -> None:
    """`--keep FILE` stores the costs as JSON instead, to be compared with later ones."""
    parser = argparse.ArgumentParser(prog="python -m tests.conversations", description=main.__doc__)
    parser.add_argument("--keep", type=Path)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        costs = asyncio.run(everything(Path(folder)))
    if given.keep:
        given.keep.write_text(json.dumps(costs, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    else:
        page.PAGE.write_text(page.written(costs), encoding="utf-8")


main()

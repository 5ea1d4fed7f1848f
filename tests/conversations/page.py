"""The page of what tasks cost."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "conversations.md"
BEFORE = ROOT / "tests" / "data" / "conversations_before.json"
HEAD = """# What a task costs its person

Written by `make conversations`: every task is played through the real dispatch on the sample district of 24 June, from what
the person first types to what is done. *Typed* are lines and files sent, *taps* buttons, *read* the characters of all that is
shown meanwhile, with its buttons, *lines* those of the longest card. *Before* is the state at the end of November 2026, kept in
`tests/data/conversations_before.json`; where a wording was not understood then, its person went the longer way. The bar is held
by `tests/conversations/test_conversations.py`: a practised clerk reports with one line, one tap and no card of more than five.

| task | typed | taps | read | lines | typed before | taps before | read before | lines before |
|---|---|---|---|---|---|---|---|---|
"""

Costs = Mapping[str, Sequence[int]]


def kept() -> Costs:
    """What the tasks cost before."""
    found: Costs = json.loads(BEFORE.read_text(encoding="utf-8"))
    return found


def written(costs: Costs) -> str:
    """The page."""
    before = kept()
    rows = [_row(name, now, before[name]) for name, now in costs.items()]
    sums = _row(f"all {len(costs)}", _sums(costs), _sums({name: before[name] for name in costs}))
    return HEAD + "\n".join([*rows, sums]) + "\n"


def _row(name: str, now: Sequence[int], before: Sequence[int]) -> str:
    return "| " + " | ".join((name, *map(str, (*now, *before)))) + " |"


def _sums(costs: Costs) -> tuple[int, ...]:
    """Sums, but of the longest card the longest."""
    typed, taps, read, lines = zip(*costs.values(), strict=True)
    return sum(typed), sum(taps), sum(read), max(lines)

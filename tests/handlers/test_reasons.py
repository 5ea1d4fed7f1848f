"""What is said of lights, groups and paces: byte for byte the sentences that were said before reasons were values."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.packs.file import load_pack
from handlers.lights.words.pace import working
from handlers.lights.words.reasons import reason
from tests.support import reason_cases

GOLDEN = Path(__file__).parents[1] / "data" / "reasons.jsonl"
PACK = load_pack("default")


def golden(of: str) -> dict[int, str | list[str]]:
    """The frozen sentences of a kind by the number of their case."""
    lines = map(json.loads, GOLDEN.read_text("utf-8").splitlines())
    return {line["case"]: line["says"] for line in lines if line["of"] == of}


def said(of: str, count: int) -> Iterator[str | list[str]]:
    """What is said today in the first `count` cases of a kind."""
    if of == "light":
        yield from (f"{each.light.value}: {reason(each.reason)}" for _, each in reason_cases.lights(PACK, count))
    elif of == "group":
        yield from (f"{each.light.value}: {reason(each.reason)}" for each in reason_cases.groups(count))
    else:
        yield from (list(working(item, found)) for item, found in reason_cases.paces(PACK, count))


@pytest.mark.parametrize(("of", "count"), [("light", 12000), ("group", 4000), ("pace", 4000)])
def test_every_sentence_is_what_it_was(of: str, count: int) -> None:
    frozen = golden(of)
    assert len(frozen) > 100
    assert {at: says for at, says in enumerate(said(of, count)) if at in frozen} == frozen

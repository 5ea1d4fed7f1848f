"""Labelled messages: what a careful reader takes from them, and how near a reading comes."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from domain.understanding import Catalogue, Context, as_json, understand

DATA = Path(__file__).resolve().parents[1] / "data"
WRITING = {"report", "correction"}


@dataclass(frozen=True, slots=True)
class Verdict:
    """One message: what was right, and how many wrong figures would have been stored unasked."""

    id: str
    intent: bool
    entries: bool
    asked: bool
    should_ask: bool
    silent: int


def judge(name: str, catalogue: Catalogue) -> Iterator[Verdict]:
    """Every message of a file, read and compared."""
    for line in (DATA / name).read_text("utf-8").splitlines():
        message = json.loads(line)
        last = {code: Decimal(str(total)) for code, total in message.get("last_total", {}).items()}
        context = Context(date.fromisoformat(message["today"]), message["sender_unit"], last)
        got = as_json(understand(message["text"], catalogue, context))
        yield _verdict(message["id"], message["expect"], got)


def _verdict(id_: str, want: dict[str, Any], got: dict[str, Any]) -> Verdict:
    entries = len(want["entries"]) == len(got["entries"]) and all(
        _same(wanted, had) for wanted, had in zip(want["entries"], got["entries"], strict=True)
    )
    silent = 0
    if not got["must_ask"] and got["intent"] in WRITING:
        meant = want["entries"] if not want["must_ask"] and want["intent"] in WRITING else []
        told = [each for each in got["entries"] if each["value"] is not None or each["status"]]
        silent = sum(not any(_same(wanted, had, dated=False) for wanted in meant) for had in told)
    return Verdict(id_, want["intent"] == got["intent"], entries, bool(got["must_ask"]), want["must_ask"], silent)


def _same(want: dict[str, Any], had: dict[str, Any], *, dated: bool = True) -> bool:
    if want["item"] != had["item"]:
        return False
    if want["item"] is None and want.get("candidates") and set(want["candidates"]) != set(had.get("candidates", ())):
        return False
    value = None if want["value"] is None else float(want["value"])
    figure = None if had["value"] is None else float(had["value"])
    same_stage = bool(want["status"]) == bool(had["status"])
    same_date = not dated or want["as_of"] == had["as_of"]
    return value == figure and want["value_kind"] == had["value_kind"] and same_stage and same_date

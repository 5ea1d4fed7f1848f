"""Reading the section `[notices]` of a rule pack: every mistake is noted by its place."""

from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from domain.notices.rules import Consequence, Family, NoticeKind, NoticeRule, Trigger
from domain.pack_reader import PackReader

WHERE = "notices"
MOST_DAYS = 250
FAMILY_KEYS = ("id", "name", "number", "urgent_skips", "kinds")
KIND_KEYS = ("id", "name", "mark", "reply_days", "urgent_reply_days", "demand", "consequences")
CONSEQUENCE_KEYS = ("on", "times", "record", "text")
DISTRICT = "{district}"


def read_notices(reader: PackReader, data: Mapping[str, Any]) -> NoticeRule:
    """The checked section; what is wrong is noted by the reader."""
    table = reader.table(data, WHERE)
    reader.known(table, tuple(field.name for field in fields(NoticeRule)), WHERE)
    rule = NoticeRule(
        family=reader.text(table, "family", WHERE),
        masthead=_printed(reader, table, "masthead"),
        signer=_printed(reader, table, "signer"),
        receipt_days=_days(reader, table, "receipt_days"),
        objection_days=_days(reader, table, "objection_days"),
        verdict_days=_days(reader, table, "verdict_days"),
        return_days=_days(reader, table, "return_days"),
        extension_times=reader.whole(table, "extension_times", WHERE, 0, 20),
        extension_days=_days(reader, table, "extension_days"),
        feedback_day=reader.whole(table, "feedback_day", WHERE, 1, 28),
        draft_on_red=reader.flag(table, "draft_on_red", WHERE),
        receipt=reader.rungs(table, "receipt", WHERE),
        reply=reader.rungs(table, "reply", WHERE),
        feedback=reader.rungs(table, "feedback", WHERE),
        verdict=reader.rungs(table, "verdict", WHERE),
        families=_families(reader, table),
    )
    known = [family.id for family in rule.families]
    if rule.family and known and rule.family not in known:
        reader.faults.append(f"{WHERE}.family: {rule.family!r} is none of {', '.join(known)}")
    return rule


def _families(reader: PackReader, table: Mapping[str, Any]) -> tuple[Family, ...]:
    found = []
    for at, each in enumerate(reader.tables(table, "families", f"{WHERE}.families"), start=1):
        where = f"{WHERE}.families {at}"
        reader.known(each, FAMILY_KEYS, where)
        kinds = [
            _kind(reader, kind, f"{where}.kinds {number}")
            for number, kind in enumerate(reader.tables(each, "kinds", f"{where}.kinds"), start=1)
        ]
        reader.unique([kind.id for kind in kinds], f"{where}.kinds: id")
        reader.unique([kind.name for kind in kinds], f"{where}.kinds: name")
        family = Family(
            id=reader.text(each, "id", where),
            name=reader.text(each, "name", where),
            number=_number(reader, each, where),
            urgent_skips=reader.whole(each, "urgent_skips", where, 0, 5),
            kinds=tuple(kinds),
        )
        found.append(family)
    reader.unique([family.id for family in found], f"{WHERE}.families: id")
    reader.unique([family.number for family in found], f"{WHERE}.families: number")
    return tuple(found)


def _kind(reader: PackReader, data: Mapping[str, Any], where: str) -> NoticeKind:
    reader.known(data, KIND_KEYS, where)
    days = reader.whole(data, "reply_days", where, 1, MOST_DAYS)
    urgent = reader.whole(data, "urgent_reply_days", where, 1, MOST_DAYS) if "urgent_reply_days" in data else days
    return NoticeKind(
        id=reader.text(data, "id", where),
        name=reader.text(data, "name", where),
        mark=reader.text(data, "mark", where) if "mark" in data else "",
        reply_days=days,
        urgent_reply_days=urgent,
        demand=reader.text(data, "demand", where),
        consequences=tuple(
            _consequence(reader, each, at) for each, at in reader.optional_tables(data, "consequences", where)
        ),
    )


def _consequence(reader: PackReader, data: Mapping[str, Any], where: str) -> Consequence:
    reader.known(data, CONSEQUENCE_KEYS, where)
    on = reader.choice(data, "on", where, Trigger, None)
    times = reader.whole(data, "times", where, 1, 100) if "times" in data else 1
    return Consequence(on, times, reader.text(data, "record", where), reader.text(data, "text", where))


def _days(reader: PackReader, table: Mapping[str, Any], key: str) -> int:
    return reader.whole(table, key, WHERE, 1, MOST_DAYS)


def _printed(reader: PackReader, table: Mapping[str, Any], key: str) -> str:
    """A text in which only {district} may stand for something."""
    text = reader.text(table, key, WHERE)
    if set(text.replace(DISTRICT, "")) & set("{}"):
        reader.faults.append(f"{WHERE}.{key}: only {DISTRICT} may stand in braces")
        return ""
    return text


def _number(reader: PackReader, data: Mapping[str, Any], where: str) -> str:
    text = reader.text(data, "number", where)
    rest = text.replace("{year}", "", 1).replace("{number}", "", 1)
    if text and ("{year}" not in text or "{number}" not in text or set(rest) & set("{}")):
        reader.faults.append(f"{where}.number: a text with {{year}} and {{number}}, each once, is needed")
        return ""
    return text

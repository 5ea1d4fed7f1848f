"""A message of the outbox, read: the card it was, and as its channel sends it. `outbox_post` writes it."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import TypedDict

from bot.base.channel import Abilities, Outgoing, Tap
from domain.items import ItemId
from domain.keys.matters import parse_matter
from domain.secrecy import Grade, Tells, together
from handlers.kernel.manner import Manner, Style, from_json
from handlers.kernel.messages import About, Button, Card, Drawing, FileRef, Named, Rest
from storage.chats import Tapped
from storage.outbox import Message
from storage.payloads import Graded, Payload
from wording.catalogue import CHINESE, told
from wording.said import worded

# An answer that comes later is shown under its question.
LATE = timedelta(minutes=2)
CHOICE = "回复 {number}：{label}"


def to_card(payload: Payload, known: Mapping[str, Tapped]) -> Card:
    """The card again, with what its tokens mean; a button whose token is forgotten is left out."""
    found = [[known.get(tap.token) for tap in row] for row in taps_of(payload)]
    buttons = tuple(tuple(Button(each.label, each.action, each.args) for each in row if each) for row in found)
    drawing = payload.get("drawing")
    return Card(
        title=payload["title"],
        lines=tuple(payload["lines"]),
        buttons=tuple(row for row in buttons if row),
        file=file_of(payload),
        drawing=Drawing(drawing["kind"], drawing["data"], drawing["name"]) if drawing else None,
        named=named_of(payload),
        about=tuple(map(ItemId, payload.get("about", ()))),
        manner=from_json(payload.get("manner")),
        tells=_graded(payload.get("tells")),
        line_tells=tuple(map(_graded, payload.get("line_tells", ()))),
    )


def tells_of(payload: Payload) -> Tells:
    """What a message gives away."""
    return together((_graded(payload.get("tells")), *map(_graded, payload.get("line_tells", ()))))


def _graded(told: Graded | None) -> Tells:
    """What was queued by a version that noted no grade counts as not 公开."""
    return Tells(Grade(told["grade"]), frozenset(told["internal"])) if told else Tells(Grade.INTERNAL)


def named_of(payload: Payload) -> Named | None:
    """What the lines of a payload speak of, if that was noted."""
    named = payload.get("named")
    if named is None:
        return None
    counts = named.get("counts") or [None] * len(named["lines"])
    lines = tuple(map(_about, named["lines"], counts))
    return Named(date.fromisoformat(named["day"]), tuple(map(parse_matter, named["all"])), lines)


def _about(matters: Sequence[str] | None, counts: Sequence[str] | None) -> About | None:
    if matters is None:
        return None
    rest, unit = (Rest(counts[0]), counts[1]) if counts else (None, "")
    return About(tuple(map(parse_matter, matters)), rest, unit)


def taps_of(payload: Payload) -> tuple[tuple[Tap, ...], ...]:
    """The buttons of a payload."""
    return tuple(tuple(_tap(*told) for told in row) for row in payload.get("buttons", ()))


def _tap(label: str, token: str, style: str = "") -> Tap:
    return Tap(label, token, Style(style) if style else None)


def file_of(payload: Payload) -> FileRef | None:
    """The file of a payload, if it has one."""
    file = payload.get("file")
    return FileRef(*file) if file else None


def to_outgoing(
    message: Message,
    abilities: Abilities,
    file: FileRef | None,
    content: bytes | None,
    now: datetime,
    unpins: tuple[str, ...] = (),
) -> Outgoing:
    """A stored message as the channel sends it at a time (UTC); choices are numbered where nobody can tap. See Outgoing."""
    taps = taps_of(message.payload)
    lines = tuple(message.payload["lines"])
    language = message.payload.get("language", CHINESE)
    link = message.payload.get("link")
    if link and not abilities.buttons:
        lines += ("：".join(link),)
    if taps and not abilities.buttons:
        numbered = [tap.label for row in taps for tap in row]
        choices = (worded(CHOICE, number=number, label=label) for number, label in enumerate(numbered, start=1))
        lines += tuple(told(choice, language) for choice in choices)
        taps = ()
    return Outgoing(
        key=message.key,
        chat=message.chat,
        title=message.payload["title"],
        lines=lines,
        buttons=taps,
        file=file if abilities.files else None,
        content=content if abilities.files else None,
        edit_of=message.edit_of if abilities.edit else None,
        repeat=message.repeated,
        language=language,
        link=(link[0], link[1]) if link and abilities.buttons else None,
        thread=message.payload.get("thread"),
        answers=_answered(message, now),
        marks=message.payload.get("marks") if abilities.marks else None,
        unpins=unpins,
        **_wished(message.payload),
    )


class _Wished(TypedDict):
    manner: Manner
    protected: bool


def _wished(payload: Payload) -> _Wished:
    """How it wants to be shown, and that what is not 公开 is not passed on."""
    protected = tells_of(payload).grade is Grade.INTERNAL
    return {"manner": from_json(payload.get("manner")), "protected": protected}


def _answered(message: Message, now: datetime) -> str | None:
    """The message to show it under: others speak there too, or it comes so late that one no longer knows what was asked."""
    under = message.payload.get("under")
    if under is None:
        return None
    return str(under[0]) if under[1] or now - message.created_at > LATE else None

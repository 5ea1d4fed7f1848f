"""An Outgoing as WeCom shows it: text of 2,048 bytes, and cards of six buttons.

https://developer.work.weixin.qq.com/document/path/90236
"""

import hashlib
import html
from collections.abc import Sequence
from dataclasses import dataclass

from bot.base.channel import Outgoing, Tap
from handlers.kernel.words import ways as zh
from wording.catalogue import told

# Bytes of UTF-8; what is longer is cut by the platform without a word.
MOST_BYTES = 2048
# Room for that note, whatever its language, and for the address of a link.
TEXT_LIMIT = MOST_BYTES - 448
# Characters of a button.
LABEL = 10
BUTTONS = 6
KEY_BYTES = 1024


@dataclass(frozen=True, slots=True)
class Room:
    """How many characters the title and the body of a card hold."""

    title: int
    body: int


APP_CARD = Room(36, 160)


@dataclass(frozen=True, slots=True)
class Plan:
    """What an Outgoing becomes: text (perhaps none) and cards, each with the number that tells it from its neighbours."""

    text: str
    cards: tuple[dict[str, object], ...]


def length(text: str) -> int:
    """Bytes of UTF-8."""
    return len(text.encode())


def plan(outgoing: Outgoing, room: Room = APP_CARD) -> Plan:
    """The messages it takes; raises ValueError where the platform would refuse one."""
    taps = [tap for row in outgoing.buttons for tap in row]
    parts = _parts(outgoing)
    if not taps:
        return Plan("\n".join([*map(_escaped, parts), *_link(outgoing)]), ())
    labels, explained = _labels(taps, outgoing.language)
    fits = len(taps) <= BUTTONS and not explained and outgoing.link is None
    if fits and (head := _headed(outgoing, parts, room)) is not None:
        return Plan("", (_card(*head, taps, labels),))
    text = "\n".join([*map(_escaped, [*parts, *explained]), *_link(outgoing)])
    choose = told(zh.CHOOSE, outgoing.language)
    cards = [
        _card(choose, "", taps[at : at + BUTTONS], labels[at : at + BUTTONS]) for at in range(0, len(taps), BUTTONS)
    ]
    return Plan(text, tuple(cards))


def replaced(outgoing: Outgoing, room: Room = APP_CARD) -> dict[str, object] | None:
    """The card that takes the place of a tapped one; None where what is to be said does not fit one."""
    planned = plan(outgoing, room)
    if planned.cards:
        return planned.cards[0] if not planned.text and len(planned.cards) == 1 else None
    head = _headed(outgoing, _parts(outgoing), room) if outgoing.link is None else None
    if head is None:
        return None
    return ended(outgoing, *head)


def ended(outgoing: Outgoing, title: str, body: str = "") -> dict[str, object]:
    """A card with a word in place of its buttons."""
    word = over(outgoing)
    return {**_card(title, body, [], []), "button_list": [{"text": word, "key": "done"}], "replace_text": word}


def over(outgoing: Outgoing) -> str:
    """What stands on the buttons of a card that is over."""
    return told(zh.DONE, outgoing.language)


def task_id(outgoing: Outgoing, number: int) -> str:
    """The card's own name at the platform, the same for each try of the same message; a marked repeat is another card."""
    digest = hashlib.sha256(outgoing.key.encode()).hexdigest()
    return f"{digest}-{number}{'-r' if outgoing.repeat else ''}"


def _card(title: str, body: str, taps: Sequence[Tap], labels: Sequence[str]) -> dict[str, object]:
    if any(len(tap.token.encode()) > KEY_BYTES for tap in taps):
        raise ValueError(f"button data longer than {KEY_BYTES} bytes")
    card: dict[str, object] = {
        "card_type": "button_interaction",
        "main_title": {"title": title},
        "button_list": [{"text": label, "key": tap.token} for tap, label in zip(taps, labels, strict=True)],
    }
    return {**card, "sub_title_text": body} if body else card


def _headed(outgoing: Outgoing, parts: Sequence[str], room: Room) -> tuple[str, str] | None:
    """Title and body of one card; None where they are too long for one."""
    title, *rest = parts or [""]
    body = "\n".join(rest)
    if not outgoing.title and not rest and len(title) > room.title:
        title, body = told(zh.CHOOSE, outgoing.language), title
    return (title, body) if title and len(title) <= room.title and len(body) <= room.body else None


def _labels(taps: Sequence[Tap], language: str) -> tuple[list[str], list[str]]:
    """What stands on the buttons, and lines that tell those which are too long for one."""
    labels, explained = [], []
    for number, tap in enumerate(taps, 1):
        if len(tap.label) <= LABEL:
            labels.append(tap.label)
            continue
        labels.append(told(zh.choice(number), language))
        explained.append(told(zh.explained(number, tap.label), language))
    return labels, explained


def _parts(outgoing: Outgoing) -> list[str]:
    parts = [outgoing.title] if outgoing.title else []
    parts += outgoing.lines
    return [*parts, told(zh.REPEATED, outgoing.language)] if outgoing.repeat else parts


def _escaped(text: str) -> str:
    # Text messages know links and nothing else; a tag in somebody's words is none.
    return text.replace("<a", "＜a")


def _link(outgoing: Outgoing) -> list[str]:
    if outgoing.link is None:
        return []
    label, address = outgoing.link
    return [f'<a href="{html.escape(address)}">{html.escape(label, quote=False)}</a>']

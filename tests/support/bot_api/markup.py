"""Telegram's HTML: visible text and entities, or the refusal Telegram would give.

https://core.telegram.org/bots/api#html-style
"""

import html
import re
from typing import Any

from tests.support.bot_api.answers import bad_request

ENTITY_OF = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "code": "code",
    "pre": "pre",
    "a": "text_link",
    "blockquote": "blockquote",
    "tg-spoiler": "spoiler",
    "span": "spoiler",
}
PIECE = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9-]*)([^<>]*)>|(&(?:lt|gt|amp|quot|#\d+|#x[0-9a-fA-F]+);)|(<)")
COMMAND = re.compile(r"(?<![\w/])/[A-Za-z0-9_]{1,32}(?:@\w{3,32})?")
MENTION = re.compile(r"(?<!\w)@\w{3,32}")


def units(text: str) -> int:
    """UTF-16 code units."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le")) // 2


def parse(text: str, mode: str | None) -> tuple[str, list[dict[str, Any]]]:
    """Visible text and entities of what a bot sends; raises the refusal of markup that does not parse."""
    if not mode:
        return text.strip(), []
    if mode.upper() != "HTML":
        raise bad_request(f"unsupported parse_mode {mode}")
    if "<" not in text and "&" not in text:
        return text.strip(), []
    return _parse_html(text)


def found(text: str) -> list[dict[str, Any]]:
    """The commands and mentions in what a person types."""
    entities = []
    for kind, pattern in (("bot_command", COMMAND), ("mention", MENTION)):
        for match in pattern.finditer(text):
            if kind == "mention" and match.start() and text[match.start() - 1].isalnum():
                continue
            offset = units(text[: match.start()])
            entities.append({"type": kind, "offset": offset, "length": units(match.group())})
    return sorted(entities, key=lambda entity: int(str(entity["offset"])))


def _parse_html(text: str) -> tuple[str, list[dict[str, Any]]]:
    out: list[str] = []
    size = at = 0
    open_tags: list[tuple[str, int]] = []
    kinds: list[str] = []
    entities: list[dict[str, Any]] = []

    def add(piece: str) -> None:
        nonlocal size
        out.append(piece)
        size += units(piece)

    for match in PIECE.finditer(text):
        add(text[at : match.start()])
        at = match.end()
        closing, tag, about, entity, stray = match.groups()
        where = len(text[: match.start()].encode())
        if entity:
            add(html.unescape(entity))
        elif stray:
            raise bad_request(f'can\'t parse entities: Unsupported start tag "" at byte offset {where}')
        elif closing:
            if not open_tags or open_tags[-1][0] != tag.lower():
                raise bad_request(f'can\'t parse entities: Unmatched end tag at byte offset {where}, found "</{tag}>"')
            _, begun = open_tags.pop()
            kind = kinds.pop()
            if size > begun:
                entities.append({"type": kind, "offset": begun, "length": size - begun})
        elif tag.lower() not in ENTITY_OF:
            raise bad_request(f'can\'t parse entities: Unsupported start tag "{tag}" at byte offset {where}')
        else:
            open_tags.append((tag.lower(), size))
            folded = tag.lower() == "blockquote" and about.strip() == "expandable"
            kinds.append("expandable_blockquote" if folded else ENTITY_OF[tag.lower()])
    add(text[at:])
    if open_tags:
        raise bad_request(f"can't parse entities: Can't find end tag corresponding to start tag \"{open_tags[-1][0]}\"")
    return "".join(out).strip(), entities

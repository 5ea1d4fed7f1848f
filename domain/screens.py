"""How much of a phone's screen a text fills, so that what must be seen at once is cut to it."""

import unicodedata
from collections.abc import Iterable

# Chinese characters in a line of a phone at the usual size, and lines on a screen below the head of a chat.
WIDTH, LINES = 22, 20


def lines_on_phone(texts: Iterable[str]) -> int:
    """Lines that paragraphs fill."""
    return sum(max(1, -(-_width(line) // (2 * WIDTH))) for text in texts for line in text.split("\n"))


def _width(text: str) -> int:
    """In the width of a Latin letter."""
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)

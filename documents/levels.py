"""Levels of headings in a text that somebody typed, fitted into those of an official paper: 一、 （一） 1. （1）."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

_DIGITS = "〇一二三四五六七八九"
_CHINESE = "[一二三四五六七八九十]{1,3}"
# The four levels of GB/T 9704-2012, 7.3.3, the highest first; what is typed instead of them on a keyboard is known, too.
_FORMS = (
    re.compile(rf"({_CHINESE})、"),
    re.compile(rf"[（(]({_CHINESE})[）)]"),
    re.compile(r"(\d{1,2})(?:[.．](?!\d)|、)"),
    re.compile(r"[（(](\d{1,2})[）)]"),
)
_BEGINS = re.compile(r"(?:^|(?<=[。；;：:！？\n]))\s*")
# The paper's own headings are 一、 above what was typed.
FIRST = 1


@dataclass(frozen=True, slots=True)
class _Part:
    """A piece of text with the level and number that it bears; -1: none."""

    text: str
    level: int = -1
    number: int = 0


def fitted(text: str) -> list[str]:
    """The text in paragraphs: each part that bears a number on a line of its own, its highest level as （一）, the next as 1.

    A text whose numbers do not begin at one and go on by one is left as it was typed, but for its lines.
    """
    parts = _parts(text)
    levels = sorted({part.level for part in parts if part.level >= 0})
    if not levels or not _counts(parts, levels[0]):
        return [line.strip() for line in text.splitlines() if line.strip()]
    return [_shown(part, levels) for part in parts]


def is_numbered(text: str) -> bool:
    """Whether a text that is fitted begins with its first number."""
    return text.startswith(written(FIRST, 1))


def _counts(parts: Sequence[_Part], level: int) -> bool:
    numbers = [part.number for part in parts if part.level == level]
    return len(numbers) > 1 and numbers == [*range(1, len(numbers) + 1)]


def _shown(part: _Part, levels: Sequence[int]) -> str:
    if part.level < 0:
        return part.text
    return written(FIRST + levels.index(part.level), part.number) + part.text


def written(level: int, number: int) -> str:
    """A number as the level writes it."""
    return (
        f"{chinese(number)}、",
        f"（{chinese(number)}）",
        f"{number}.",
        f"（{number}）",
    )[min(level, len(_FORMS) - 1)]


def chinese(number: int) -> str:
    """1 to 99 in Chinese: 十二, 二十."""
    tens, ones = divmod(number, 10)
    return ("" if tens == 0 else "十" if tens == 1 else f"{_DIGITS[tens]}十") + (_DIGITS[ones] if ones else "")


def _parts(text: str) -> list[_Part]:
    """The text cut in front of every number that begins a line or a sentence."""
    cuts = []
    for begin in _BEGINS.finditer(text):
        for level, form in enumerate(_FORMS):
            if (found := form.match(text, begin.end())) is not None:
                cuts.append((begin.end(), found.end(), level, _number(found[1])))
                break
    ends = [*(cut[0] for cut in cuts), len(text)][1:]
    head = text[: cuts[0][0]] if cuts else text
    parts = [_Part(line.strip()) for line in head.splitlines() if line.strip()]
    for (_, start, level, number), end in zip(cuts, ends, strict=True):
        first, *more = [line.strip() for line in text[start:end].splitlines() if line.strip()] or [""]
        parts += [_Part(first, level, number), *(_Part(line) for line in more)]
    return parts


def _number(text: str) -> int:
    if text.isdecimal():
        return int(text)
    tens, found, ones = text.rpartition("十")
    if not found:
        return _DIGITS.find(text) if len(text) == 1 else 0
    return 10 * (_DIGITS.index(tens) if tens else 1) + (_DIGITS.index(ones) if ones else 0)

"""Names as they sound: slips of homophones (规上工页), one wrong letter, and pinyin initials (dwzj) still find their item."""

import re
from functools import lru_cache

from rapidfuzz import fuzz

from domain.understanding.sounds import SOUNDS

_LETTERS = re.compile(r"(?<![a-z])[a-z]{3,12}(?![a-z])")
_NOT_HAN = re.compile(r"[^一-鿿]")
_NEAR = (("zh", "z"), ("ch", "c"), ("sh", "s"), ("ng", "n"))
# A phrase of four letters with one of them wrong scores 75; what differs more is not taken.
LEAST, SURE = 74.0, 99.0
# Phrases whose sounds are remembered: those of the units that speak in an hour, not those of all items.
REMEMBERED = 4096
_CODES: dict[str, str] = {}


@lru_cache(maxsize=REMEMBERED)
def sound(text: str) -> str:
    """One letter a syllable, near sounds (zh and z, ang and an) written alike; what is no Han character is left out."""
    return "".join(_code(SOUNDS.get(letter, (letter,))[0]) for letter in _NOT_HAN.sub("", text))


def _code(syllable: str) -> str:
    for hard, soft in _NEAR:
        syllable = syllable.replace(hard, soft)
    return _CODES.setdefault(syllable, chr(0xE000 + len(_CODES) % 6000))


def likeness(clause: str, phrases: tuple[str, ...]) -> float:
    """How nearly some phrase sounds in the clause: 100 for the same sounds, 0 when too much differs."""
    spoken, best = sound(clause), 0.0
    for phrase in phrases:
        wanted = sound(phrase)
        if len(wanted) < 2 or len(wanted) > len(spoken) + 1:
            continue
        score = fuzz.partial_ratio(wanted, spoken, score_cutoff=LEAST)
        if score >= SURE or (len(wanted) > 3 and score >= LEAST):
            best = max(best, score + min(len(wanted), 9) / 10)
    return best


def initials_in(clause: str) -> list[str]:
    """Runs of Latin letters that may be pinyin initials."""
    return _LETTERS.findall(clause)


@lru_cache(maxsize=REMEMBERED)
def _initials(phrase: str) -> tuple[str, ...]:
    """Of each character the letters that it may begin with."""
    return tuple(
        "".join({each[0]: None for each in SOUNDS.get(letter, (letter,))}) for letter in _NOT_HAN.sub("", phrase)
    )


def abbreviates(letters: str, phrases: tuple[str, ...]) -> bool:
    """Whether the letters are the initials of a phrase, or of at least its first three words' worth."""
    for phrase in phrases:
        own = _initials(phrase)
        if len(letters) <= len(own) <= len(letters) + 2 and all(a in b for a, b in zip(letters, own, strict=False)):
            return True
    return False

"""Text as it is matched: half-width, lower case, no blanks inside words; and cut into clauses."""

import re
import unicodedata

# A message longer than this says nothing more about progress; the rest is not read.
LONGEST = 2000
_NEAR_HAN = re.compile(r"(?<=[^\x00-\x7f])\s+|\s+(?=[^\x00-\x7f])")
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")
_CUTS = re.compile(r"[,，。;；、\n!！?？]+|(?<=[^\d])/(?=\d)|(?<=[座个户家万亿%米])/")
_FIGURES = re.compile(r"[\d%+.]{2}")
_LIST = re.compile(r"(?:^|(?<=[;；。\n]))\s*(?:\d{1,2}[、.．)）](?!\d)|[一二三四五六七八九十][、.])")


def clean(text: str) -> str:
    """NFKC, lower case; blanks beside Han characters become cuts only between two figures' clauses."""
    text = unicodedata.normalize("NFKC", text[:LONGEST]).lower().strip()
    text = _THOUSANDS.sub("", text)
    text = _LIST.sub("", text)
    text = re.sub(r"(?<=[\d%座个户家套所条亩件人平米亿万])\s+(?=[一-鿿])", ",", text)
    return _NEAR_HAN.sub("", text)


def clauses(text: str) -> list[str]:
    """The parts of a cleaned message, in order, none empty."""
    return [part for part in (piece.strip() for piece in _CUTS.split(text)) if part]


def grams(text: str) -> set[str]:
    """Pairs of neighbouring characters, without blanks and marks."""
    plain = re.sub(r"[^\w%+.]", "", text)
    # Pairs of figures alone say nothing about a name: 12.5 is not PM2.5.
    pairs = (plain[at : at + 2] for at in range(len(plain) - 1))
    return {pair for pair in pairs if not _FIGURES.fullmatch(pair)}

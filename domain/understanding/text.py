"""Text as it is matched: half-width, lower case, no blanks inside words; and cut into clauses."""

import re
import unicodedata

from domain.understanding.numbers import UNITS

# A message longer than this says nothing more about progress; the rest is not read.
LONGEST = 2000
# Nor does a clause that goes on for longer than this without a mark; it is read piece by piece.
LONGEST_CLAUSE = 160
_CIRCLED = re.compile(r"[①-⑳❶-❿⑴-⒇]")
_NEAR_HAN = re.compile(r"(?<=[^\x00-\x7f])[ \t]+|[ \t]+(?=[^\x00-\x7f])")
_THOUSANDS = re.compile(r"(?<=\d)[,'](?=\d{3}(?!\d))")
# 1,860 and １，８６０ are one figure; a wide comma between narrow digits stands between two.
_MIXED_COMMA = re.compile(r"(?<=[0-9])，(?=[0-9])")
_CUTS = re.compile(
    r"[,。;、\n!?|]+|(?<=[^\d])/(?=[^\d]|\d+(?:\.\d+)?[万亿]?(?:平|座|个|户|家|元|件|%))|(?<=[座个户家万亿%米元])/"
)
_FIGURES = re.compile(r"[\d%+.]{2}")
_LIST = re.compile(
    r"(?:(?<=^)|(?<=[\s;。,、:!?座个户家条处项人件份期所%米平元亿]))"
    r"(?:\(\d{1,2}\)|\d{1,2}(?:\.(?!\d)|[、)])|\([一二三四五六七八九十]\)|[一二三四五六七八九十]、|"
    r"[一二三四五六七八九]是(?=[一-鿿]))"
)
# 2 亿 4 is one figure.
_STEP_APART = re.compile(r"(?<=\d)[ \t]+([亿万千百])[ \t]+(?=\d)")
# A blank after a figure's unit begins something new (29个 安置房), unless the unit goes on (95万 平) or all letters stand apart.
_AFTER_FIGURE = re.compile(
    rf"(?<=[座个户家套所条亩件人平米亿万元%份处项])[ \t]+(?=[一-鿿\d])(?!{UNITS})(?!工作日|百分点|点|[万亿])"
)
_APART = re.compile(r"[一-鿿](?<![座个户家套所条亩件人平米亿万元份处项])[ \t]+[一-鿿]")
_NEIGHBOURS = re.compile(r"(?<![\d.])([1-9])、([1-9])(?=个|家|户|座|条|处|件|所|套|项|人|份)")
_WORDS = (
    ("—", "-"),
    ("–", "-"),
    ("~", "-"),
    ("～", "-"),
    ("⁓", "-"),
    ("“", ""),
    ("”", ""),
    ("「", ""),
    ("」", ""),
    ('"', ""),
)


def clean(text: str) -> str:
    """NFKC, lower case, list marks as cuts, no blanks beside Han characters."""
    text = _MIXED_COMMA.sub(";", _CIRCLED.sub(";", text[:LONGEST]))
    text = unicodedata.normalize("NFKC", text).lower().strip().replace("\r", "\n").replace("。", "。")
    for word, plain in _WORDS:
        text = text.replace(word, plain)
    text = _THOUSANDS.sub("", text)
    text = _NEIGHBOURS.sub(_range, text)
    text = _LIST.sub(";", text)
    text = _STEP_APART.sub(r"\1", text)
    if not _APART.search(text):
        text = _AFTER_FIGURE.sub(",", text)
    return _LIST.sub(";", _NEAR_HAN.sub("", text)).strip(";, ")


def _range(found: re.Match[str]) -> str:
    """5、6个 is a range, 1、2、3 are list marks."""
    low, high = found.groups()
    return f"{low}-{high}" if int(high) == int(low) + 1 else found.group()


def clauses(text: str) -> list[str]:
    """The parts of a cleaned message, in order, none empty and none without end."""
    parts = (piece.strip() for piece in _CUTS.split(text))
    return [part[at : at + LONGEST_CLAUSE] for part in parts for at in range(0, len(part), LONGEST_CLAUSE)]


def grams(text: str) -> set[str]:
    """Pairs of neighbouring characters, without blanks and marks."""
    plain = re.sub(r"[^\w%+.]", "", text)
    # Pairs of figures alone say nothing about a name: 12.5 is not PM2.5.
    pairs = (plain[at : at + 2] for at in range(len(plain) - 1))
    return {pair for pair in pairs if not _FIGURES.fullmatch(pair)}


def fold(text: str) -> str:
    """A name in the form in which messages are cleaned."""
    return re.sub(r"[\s“”]+", "", unicodedata.normalize("NFKC", text)).lower().replace("—", "-")

"""A message as it is matched: half-width, lower case, no blanks inside words; cut into clauses."""

import re
import unicodedata

from domain.understanding.cues import HAN_DIGIT, UNITS

# A message that is longer is not read: reading takes up to a tenth of a millisecond a letter, and meanwhile nobody is answered.
# Twenty items with their figures are shorter. Whoever reads says so (handlers.reports.build); here the rest is left out.
LONGEST = 600
# Nor does a clause that goes on for longer than this without a mark; it is read piece by piece.
LONGEST_CLAUSE = 160
# List marks stand alone; in a row they are a figure.
_CIRCLED = re.compile(r"(?<![⓪①-⑳❶-❿⑴-⒇])[①-⑳❶-❿⑴-⒇](?![⓪①-⑳❶-❿⑴-⒇])")
_NEAR_HAN = re.compile(r"(?<=[^\x00-\x7f])[ \t]+|[ \t]+(?=[^\x00-\x7f])")
_THOUSANDS = re.compile(r"(?<=\d)[,'](?=\d{3}(?!\d))")
# 1,860 and １，８６０ are one figure; a wide comma between narrow digits stands between two.
_MIXED_COMMA = re.compile(r"(?<=[0-9])，(?=[0-9])")
# 6，500 may be one figure or two, and 6,5000 is none: the comma stays in it as a sign that is not understood.
_NOT_IN_CODE = r"(?<![A-Za-z\d.·/-])(?<![A-Za-z] )[0-9]{1,3}"
_WIDE_THOUSANDS = re.compile(_NOT_IN_CODE + r"，(?=[0-9]{3}(?![\d年月日号]|热线|分钟|小时|强))")
_ODD_COMMA = re.compile(
    _NOT_IN_CODE + r"(?<!年.)(?<!月.)(?<!月..)(?<!第.),(?=\d)(?!\d*(?:[年月日号强]|热线|分钟|小时|[.-]\d))"
)
# Format characters of Unicode (category Cf) that keyboards and copied texts leave behind.
_UNSEEN = re.compile(r"[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]")
_POWER = re.compile(r"(?<=\d)(?=[⁰¹²³⁴-⁹])")
_BARE_POINT = re.compile(r"(?<![\da-z.])\.(?=\d)")
_ABOUT = re.compile(r"[≈∼]|(?<![\d日号月旬周年季天%座个户家平元a-z])[~～](?=\s*\d)")
_TRADITIONAL = str.maketrans("兩倆萬億點負幾餘", "两俩万亿点负几余") | str.maketrans(
    {"−": "-", "廿": "二十", "卅": "三十"}
)
_PLAIN_NUMERALS = str.maketrans("壹贰貳叁參肆伍陆陸柒捌玖拾佰仟", "一二二三三四五六六七八九十百千")
_UP = "壹贰貳叁參肆伍陆陸柒捌玖"
_ALL = f"{_UP}拾佰仟{HAN_DIGIT}十百千万亿"
_UPPER = re.compile(
    rf"[{_ALL}]*(?:(?<!收)拾[{_ALL}]+|[佰仟][{_ALL}]+|[{_ALL}][拾佰仟]|[十百千万亿]零?[{_UP}]|[壹贰貳叁參肆柒捌玖][十百千万亿])[{_ALL}]*"
)
_DIRECTION = re.compile(r"([↓▼⬇])(?=\s*\d)|[↑▲⬆](?=\s*\d)")
_CUTS = re.compile(
    r"[,。;、\n!?|]+|(?<=[^\d克吨])/(?=[^\d]|\d+(?:\.\d+)?[万亿]?(?:平|座|个|户|家|元|件|%))|(?<=[座个户家万亿%米元])/"
)
_FIGURES = re.compile(r"[\d%+.][\d%+.号]")
_LIST = re.compile(
    r"(?:(?<=^)|(?<=[\s;。,、:!?】\]座个户家条处项人件份期所%米平元亿]))"
    r"(?:\(\d{1,2}\)|\d{1,2}(?:\.(?!\d)|[、)])|\([一二三四五六七八九十]\)|[一二三四五六七八九十]、|"
    r"[一二三四五六七八九]是(?=[一-鿿]))"
)
# 2 亿 4 is one figure.
# 5（公里）, 3#楼
_UNIT_IN_BRACKETS = re.compile(rf"(?<=[\d{HAN_DIGIT}十百千万亿])\(([万亿]?(?:{UNITS}))\)")
_NUMBERED = re.compile(r"(?<=\d)#(?=[一-鿿])")
_PERCENT_APART = re.compile(r"(?<=\d)[ \t]+(?=[%‰])")
_STEP_APART = re.compile(r"(?<=\d)[ \t]+([亿万千百])[ \t]+(?=\d)")
# A blank after a figure's unit begins something new (29个 安置房), unless the unit goes on (95万 平) or all letters stand apart.
_AFTER_FIGURE = re.compile(
    rf"(?<=[座个户家套所条亩件人平米亿万元%份处项])[ \t]+(?=[一-鿿\d])(?!{UNITS})(?!工作日|百分点|点|[万亿])"
)
_APART = re.compile(r"[一-鿿](?<![座个户家套所条亩件人平米亿万元份处项])[ \t]+[一-鿿]")
_NEIGHBOURS = re.compile(r"(?<![\d.])([1-9]\d{0,3})、([1-9]\d{0,3})(?=个|家|户|座|条|处|件|所|套|项|人|份)")
_WORDS = (
    ("−", "-"),
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
    text = _UNSEEN.sub("", text[:LONGEST])
    text = _MIXED_COMMA.sub(";", _WIDE_THOUSANDS.sub(_kept, _CIRCLED.sub(";", _POWER.sub("^", text))))
    text = unicodedata.normalize("NFKC", text).lower().strip().replace("\r", "\n").replace("。", "。")
    text = _UPPER.sub(lambda found: found[0].translate(_PLAIN_NUMERALS), _ABOUT.sub("约", text.translate(_TRADITIONAL)))
    text = _DIRECTION.sub(lambda found: "下降" if found[1] else "增长", text)
    for word, plain in _WORDS:
        text = text.replace(word, plain)
    text = _BARE_POINT.sub("0.", _ODD_COMMA.sub(_kept, _THOUSANDS.sub("", text)))
    text = _NEIGHBOURS.sub(_range, text)
    text = _PERCENT_APART.sub("", text)
    text = _NUMBERED.sub("号", _UNIT_IN_BRACKETS.sub(r"\1", text))
    text = _LIST.sub(";", text)
    text = _STEP_APART.sub(r"\1", text)
    if not _APART.search(text):
        text = _AFTER_FIGURE.sub(",", text)
    return _LIST.sub(";", _NEAR_HAN.sub("", text)).strip(";, ")


def _kept(found: re.Match[str]) -> str:
    return found[0][:-1] + "·"


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


# The year of agreements that a line names: 2026年JS-010, 2026年度责任书JS-010. A year that belongs to a day is none.
# At the beginning, or right before a code.
_OF_ITEMS = re.compile(
    r"^\W*(20\d\d)年度?(?:的|责任书)*(?!\d|年|[底末初终前上下第一二三四五六七八九十])|"
    r"(20\d\d)年度?(?:的|责任书)*\s*(?=[A-Za-z]{1,4}-?\d{3})"
)
_FIRST = re.compile(r"\s*(20\d\d)\s*年度?(?:的|责任书)*\s*(?!\d)")
_LAST = re.compile(r"\s*(20\d\d)\s*年度?\s*$")
_ALONE = re.compile(r"\W*(?:(20\d\d)年?|(今年|本年|新的)|去年|上年|旧的)度?(?:责任书)?的?\W*")


def year_of_items(words: str) -> int | None:
    """The year that a line of chat names for its items."""
    found = _OF_ITEMS.search(words)
    return int(found[1] or found[2]) if found else None


def without_year_of_items(words: str) -> str:
    """The line without the year that it names for its items."""
    found = _OF_ITEMS.search(words)
    return words[: found.start()] + words[found.end() :] if found else words


def year_in_front(words: str) -> tuple[int | None, str]:
    """The year that the words begin with, if they do, and the words without it."""
    found = _FIRST.match(words)
    return (int(found[1]), words[found.end() :].strip()) if found else (None, words)


def year_at_either_end(words: str) -> tuple[int | None, str]:
    """The year that the words end or begin with, if they do, and the words without it."""
    found = _LAST.search(words)
    return (int(found[1]), words[: found.start()].strip()) if found else year_in_front(words)


def year_alone(words: str, this_year: int) -> int | None:
    """The year that is all a short answer says: 2026年的, 去年, 今年."""
    found = _ALONE.fullmatch(words)
    if found is None:
        return None
    if found[1]:
        return int(found[1])
    return this_year if found[2] else this_year - 1

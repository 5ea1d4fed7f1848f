"""Figures and their units: 万 and 亿, ㎡ and 亩, counters that stand for each other, 增长8%以上."""

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from math import prod

# Beyond what any district promises or reports: a figure that long is a slip of the keyboard.
MOST_FIGURE = Decimal(10) ** 15
_MULTIPLES = {"十": 10, "百": 100, "千": 1000, "万": 10_000, "亿": 100_000_000}
_COUNTERS = (
    "个 家 户 座 栋 幢 处 条 套 项 人 名 位 件 期 份 所 次 起 宗 场 路 台 辆 部 块 片 只 间 层 支 批 门 对 盏 棵 株 "
    "口 篇 班 堂 笔 单 张 本 册 眼 段 组 人次 户次 家次 项次 车次 场次 批次 例 点 桩 根 艘 架 页 盒 类 种 款"
)
_COUNTED = (
    "企业 公司 机构 单位 项目 小区 楼宇 楼 楼栋 大厦 居民 群众 家庭 商户 市场主体 老人 学生 教师 学校 医院 站点 点位 网格 学位 "
    "房屋 房源 住房 安置房 工程 案件 事项 任务 村 社区 街道 岗位 车位 桥 道路 路段 平台 品牌 首店 园区 载体 方案 活动 人员 人才"
)
_COUNTERS_OF_THINGS = ("个", "家", "座", "栋", "户", "名", "处", "条")
# dimension -> unit -> its size in the dimension's base unit; fractions, because 亩 is a fifteenth of a hectare
_SCALES: dict[str, dict[str, Fraction]] = {
    "area": {
        **dict.fromkeys(("平方米", "平米", "平方", "平", "m2", "m²", "sqm"), Fraction(1)),
        **dict.fromkeys(("平方公里", "平方千米", "km2", "km²"), Fraction(1_000_000)),
        **dict.fromkeys(("公顷", "ha", "hm2"), Fraction(10_000)),
        "亩": Fraction(10_000, 15),
    },
    "length": {
        **dict.fromkeys(("米", "m", "延米", "延长米"), Fraction(1)),
        **dict.fromkeys(("公里", "千米", "km"), Fraction(1000)),
        **dict.fromkeys(("里", "华里"), Fraction(500)),
    },
    "money": dict.fromkeys(("元", "元人民币", "人民币", "块钱", "rmb"), Fraction(1)),
    "dollar": dict.fromkeys(("美元", "美金", "usd"), Fraction(1)),
    "euro": dict.fromkeys(("欧元",), Fraction(1)),
    "hongkong": dict.fromkeys(("港元", "港币"), Fraction(1)),
    "share": {
        **dict.fromkeys(("%", "百分点", "个百分点", "个点", "百分比", "pct"), Fraction(1)),
        **dict.fromkeys(("成",), Fraction(10)),
        **dict.fromkeys(("‰", "千分点", "个千分点"), Fraction(1, 10)),
    },
    "workday": dict.fromkeys(("工作日", "个工作日"), Fraction(1)),
    "day": {**dict.fromkeys(("天", "日"), Fraction(1)), **dict.fromkeys(("周", "个周", "星期"), Fraction(7))},
    "month": {
        **dict.fromkeys(("月", "个月"), Fraction(1)),
        **dict.fromkeys(("季度", "个季度"), Fraction(3)),
        "年": Fraction(12),
    },
    "hour": {**dict.fromkeys(("小时", "个小时"), Fraction(60)), **dict.fromkeys(("分钟", "分"), Fraction(1))},
    "mass": {"吨": Fraction(1000), **dict.fromkeys(("公斤", "千克", "kg"), Fraction(1)), "克": Fraction(1, 1000)},
    "volume": dict.fromkeys(("立方米", "立方", "方", "m3", "m³"), Fraction(1)),
    "density": {
        **dict.fromkeys(("微克/立方米", "微克每立方米", "微克", "μg/m3", "ug/m3", "微克/m3"), Fraction(1)),
        **dict.fromkeys(("毫克/立方米", "毫克每立方米", "毫克", "mg/m3"), Fraction(1000)),
    },
    "energy": {**dict.fromkeys(("千瓦时", "度", "kwh"), Fraction(1)), "兆瓦时": Fraction(1000)},
    "power": {**dict.fromkeys(("千瓦", "kw"), Fraction(1)), **dict.fromkeys(("兆瓦", "mw"), Fraction(1000))},
    "times": dict.fromkeys(("倍",), Fraction(1)),
    "count": {
        **dict.fromkeys(_COUNTERS.split(), Fraction(1)),
        **{counter + noun: Fraction(1) for counter in _COUNTERS_OF_THINGS for noun in _COUNTED.split()},
    },
}
_UNITS = {unit: (dimension, factor) for dimension, units in _SCALES.items() for unit, factor in units.items()}
_LONGEST_UNIT = 8
# Behind a figure these make a day or a year.
_OF_DAYS = frozenset({"年", "月", "日", "号", "季度", "点", "分", "时"})
_LONGEST_NUMERAL = 24

_DIGITS = {"零": 0, "〇": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
_HAN = "零〇一二两三四五六七八九十百千万亿点"
_NUMBER = re.compile(r"(?<![a-zA-Z0-9.])(?:(?<![\d\-~—–)])-)?\d[\d,]*(?:\.\d+)?(?![\d])")
_STEP = re.compile(r"(\d+(?:\.\d+)?)([百千万亿]+)")
_STEPS = re.compile(r"(?:\d+(?:\.\d+)?[百千万亿]+){2,}(?!\d)")
_HAN_NUMBER = re.compile(rf"负?[{_HAN}]+")
_BOUNDS = (
    "不低于|不少于|不小于|不高于|不超过|不多于|不大于|低于|高于|超过|少于|达到|达|稳定在|保持在|控制在|力争|确保|争取|完成|实现|"
    "累计|新增|增加|增长|下降|降低|降至|降到|压减至|压减|减少|提高到|提升至|提高|提升|至少|至|到|约|近|为|同比|全年|年内|"
    ">=|<=|≥|≤|≧|≦|>|<|=|±|:"
)
_LEAD = re.compile(rf"^(?:{_BOUNDS})+")
_TAIL = re.compile(r"(?:及以上|及以下|以上|以下|以内|之内|左右|上下|余|多|\+|。|;|,)+$")
_BARE_END = re.compile(r"$|及?以[上下内]|之内|左右|上下|余|多|\+|[,。;、)\]】]")
_BRACKETS = re.compile(r"[(\[【][^)\]】]*[)\]】]")
_RANGE = re.compile(r"\d[^\d\s,。;、]{0,6}?(?:-|~|—|–)\s*\d|\d(?:至|到)\d")


@dataclass(frozen=True, slots=True)
class _Measure:
    """A unit taken apart: what it measures and how many base units it is. An empty dimension fits whatever is counted."""

    dimension: str
    factor: Fraction


@lru_cache(maxsize=1024)
def _measure(unit: str) -> _Measure:
    """The written unit's dimension and size; a unit nobody knows is a dimension of its own."""
    text = plain(unit).lower()
    factor = Fraction(1)
    while text not in _UNITS and text[:1] in _MULTIPLES:
        factor *= _MULTIPLES[text[0]]
        text = text[1:]
    if text.startswith("个") and text[1:2] in ("万", "亿") and len(text) == 2:
        return _Measure("", factor * _MULTIPLES[text[1]])
    if not text:
        return _Measure("", factor)
    dimension, size = _UNITS.get(text, (f"other:{text}", Fraction(1)))
    return _Measure(dimension, factor * size)


@lru_cache(maxsize=1024)
def is_measure(text: str) -> bool:
    """Whether a text is a unit that is known: 万元, 公里, %; a figure, an unknown word and nothing at all are none."""
    return bool(plain(text)) and _measure(text).dimension not in ("", f"other:{_base(text)}")


def _base(unit: str) -> str:
    """A unit without its 万 or 亿."""
    text = plain(unit).lower()
    while text not in _UNITS and text[:1] in _MULTIPLES:
        text = text[1:]
    return text


def plain(text: str) -> str:
    """Full-width forms made half-width (１２％ to 12%, ㎡ to m2) and every blank removed."""
    return "".join(unicodedata.normalize("NFKC", text).split())


def convert(value: Decimal, written_unit: str, measure_unit: str) -> Decimal | None:
    """`value` counted in `measure_unit`; None when the units cannot stand for each other (座 for %).

    No unit at all means the measure unit. A bare 万 or 亿 multiplies the measure's base unit: 95万 is 95 for 万平方米 and
    950000 for 户. Counters (家, 个, 户, 座 …) stand for each other. A result that does not end is rounded to 6 places.
    """
    if not plain(written_unit):
        return value
    written, wanted = _measure(written_unit), _measure(measure_unit)
    if not written.dimension:
        if wanted.dimension == "share":
            return None
        base = wanted.factor / _own_size(measure_unit)
        return _decimal(Fraction(value) * written.factor / base)
    if written.dimension != (wanted.dimension or "count"):
        return None
    if written.factor == wanted.factor and value.as_tuple().exponent == 0:
        return value + 0
    return _decimal(Fraction(value) * written.factor / wanted.factor)


def _own_size(measure_unit: str) -> Fraction:
    """Size of the unit without its 万 or 亿: 10000 for 公顷, 1 for 万平方米."""
    text = _base(measure_unit)
    return _UNITS[text][1] if text in _UNITS else Fraction(1)


def _decimal(value: Fraction) -> Decimal:
    """The exact decimal where one exists, else rounded to 6 places; never an exponent from trailing zeros."""
    rest = value.denominator
    places = 0
    while rest % 10 == 0:
        rest //= 10
        places += 1
    for prime in (2, 5):
        while rest % prime == 0:
            rest //= prime
            places += 1
    if rest == 1:
        return Decimal(value.numerator * 10**places // value.denominator).scaleb(-places) + 0
    return Decimal(round(value * 10**6)).scaleb(-6)


def read_amount(text: str, measure_unit: str) -> Decimal | None:
    """The one figure a cell or phrase states, in `measure_unit`: ≥26座, 136万㎡, 增长8%以上, 不高于44, 3.2万户, 百分之八十五.

    Bounds (不少于, 以上, 降至) are read over; of 由38件降至12件 the figure after 至 counts. None when there is no figure, when
    its unit does not fit, or when several figures fit (8%-10%) and one cannot tell which is meant.
    """
    written = _STEPS.sub(_joined, plain(text))
    for candidate in (_BRACKETS.sub("", written), written):
        if _RANGE.search(candidate):
            continue
        found = _arabic_amount(candidate, measure_unit)
        if found is not None:
            return found
        if (han := _han_amount(candidate, measure_unit)) is not None:
            return han
    return None


def amounts(text: str) -> tuple[tuple[Decimal, str], ...]:
    """Every figure of a phrase that stands before a unit, with that unit, in order: 完成投资12.5亿元，同比增长8% are two.

    Days and years are none; nor is a figure without a unit. Figures in brackets count only where there is no other.
    """
    written = _STEPS.sub(_joined, plain(text))
    for candidate in (_BRACKETS.sub("", written), written):
        found = []
        for match in _NUMBER.finditer(candidate):
            unit = _unit_at(candidate[match.end() :], "")
            if unit and unit not in _OF_DAYS and _measure(unit).dimension:
                found.append((Decimal(match.group().replace(",", "")), unit))
        if found:
            return tuple(found)
    return ()


def _joined(match: re.Match[str]) -> str:
    """2万5千 as 25000: digits and multiples that belong to one number."""
    parts = _STEP.findall(match.group())
    return show(
        sum((Decimal(number) * prod(_MULTIPLES[step] for step in steps) for number, steps in parts), Decimal(0))
    )


def _arabic_amount(text: str, measure_unit: str) -> Decimal | None:
    """The figure written in digits, if exactly one fits."""
    fitting: list[tuple[Decimal, bool]] = []
    bare: list[Decimal] = []
    for match in _NUMBER.finditer(text):
        number = Decimal(match.group().replace(",", ""))
        rest = text[match.end() :]
        unit = _unit_at(rest, measure_unit)
        if unit:
            value = convert(number, unit, measure_unit)
            if value is not None:
                fitting.append((value, text[: match.start()].endswith(("至", "到", "→", "达"))))
        elif _BARE_END.match(rest):
            bare.append(number)
    arrived = [value for value, after in fitting if after] if len(fitting) > 1 else []
    values = set(arrived) or {value for value, _ in fitting} or set(bare)
    return values.pop() if len(values) == 1 else None


def _unit_at(text: str, measure_unit: str) -> str:
    """The longest unit that `text` begins with, or an empty string."""
    own = plain(measure_unit)
    if own and text.startswith(own):
        return own
    for length in range(min(_LONGEST_UNIT, len(text)), 0, -1):
        head = text[:length]
        if not _measure(head).dimension.startswith("other:"):
            return head
    return ""


def _han_amount(text: str, measure_unit: str) -> Decimal | None:
    """The figure written in Chinese numerals, only where nothing else is said: 十二家, 百分之八十五以上, 八成."""
    core = _TAIL.sub("", _LEAD.sub("", text))
    unit = ""
    if core.startswith("百分之"):
        core, unit = core.removeprefix("百分之"), "%"
    match = _HAN_NUMBER.match(core)
    if match is None:
        return None
    rest = core[match.end() :]
    number = read_numeral(match.group())
    if number is None or (rest and _unit_at(rest, measure_unit) != rest):
        return None
    return convert(number, unit or rest, measure_unit)


def read_numeral(text: str) -> Decimal | None:
    """A Chinese numeral: 十二, 两万三千, 一百零五, 三点五, 二〇二二; None when it is not one or is absurdly long."""
    sign = -1 if text.startswith("负") else 1
    whole, _, fraction = text.removeprefix("负").partition("点")
    if (
        not whole
        or len(text) > _LONGEST_NUMERAL
        or any(character not in _HAN for character in whole)
        or any(c not in _DIGITS for c in fraction)
    ):
        return None
    number = _whole(whole)
    if number is None or ("点" in text and not fraction):
        return None
    tail = "".join(str(_DIGITS[character]) for character in fraction)
    return Decimal(f"{number}.{tail}") * sign if tail else Decimal(number * sign)


def _whole(text: str) -> int | None:
    """Value of a numeral without a fraction; digits in a row (二〇二二) are read one by one; 两万三 is 23000."""
    if all(character in _DIGITS for character in text):
        return int("".join(str(_DIGITS[character]) for character in text))
    if text[0] in _MULTIPLES and text[0] != "十":
        return None
    total = section = digit = last = 0
    for character in text:
        if character in _DIGITS:
            digit, last = _DIGITS[character], 0 if character in "零〇" else last
            continue
        size = _MULTIPLES[character]
        if size < _MULTIPLES["万"]:
            section += (digit or 1) * size
        else:
            total = (total + section + digit) * size if size > total else total + (section + digit) * size
            section = 0
        digit, last = 0, size
    return total + section + digit * (last // 10 if last >= 100 else 1)


def show(value: Decimal) -> str:
    """The figure as people read it: no exponent, no trailing zeros, no minus before zero."""
    text = format(value, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text

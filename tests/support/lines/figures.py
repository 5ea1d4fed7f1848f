"""Ways to write a figure: exact ones, and ones that must be asked about."""

from collections.abc import Callable
from decimal import Decimal
from random import Random

from domain.items import Basis, Direction, Item, Kind
from domain.quantities import show
from domain.reports import ValueKind
from tests.support.lines.parts import Part

_DIGITS = "零一二三四五六七八九"
COUNTERS = tuple("座家户个条处项人名件份期所路场套株眼头艘口张起")
Writing = Callable[[Decimal, str], str]
# How many of all figures are doubtful.
DOUBTFUL = 0.2


def han(number: int) -> str:
    """A whole number in Chinese numerals: 一万八千二百六十."""
    if number >= 10_000:
        high, low = divmod(number, 10_000)
        return han(high) + "万" + (("零" if low < 1000 else "") + han(low) if low else "")
    text, gap = "", False
    for step, word in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, number = divmod(number, step)
        if digit:
            text += ("零" if gap and text else "") + _DIGITS[digit] + word
            gap = False
        elif text:
            gap = True
    return text.removeprefix("一") if text.startswith("一十") else text or "零"


def han_decimal(value: Decimal) -> str:
    """A number with its decimals in Chinese numerals: 二十一点四."""
    whole, _, rest = show(value).partition(".")
    return han(int(whole)) + ("点" + "".join(_DIGITS[int(each)] for each in rest) if rest else "")


def wide(text: str) -> str:
    """Digits and points as an input method in full width writes them."""
    return "".join(chr(ord(each) + 0xFEE0) if "!" <= each <= "~" else each for each in text)


def upper(number: int) -> str:
    """A whole number in the numerals of bills: 壹佰伍拾."""
    return han(number).translate(str.maketrans("一二三四五六七八九十百千", "壹贰叁肆伍陆柒捌玖拾佰仟"))


_EXACT: tuple[tuple[str, Writing], ...] = (
    ("digits", lambda value, unit: show(value) + unit),
    ("digits", lambda value, unit: show(value) + unit),
    ("digits apart", lambda value, unit: f"{show(value)} {unit}"),
    ("wide digits", lambda value, unit: wide(show(value)) + unit),
    ("numerals", lambda value, unit: han_decimal(value) + unit),
    ("thousands", lambda value, unit: f"{value:,}" + unit),
    ("wide thousands", lambda value, unit: wide(f"{value:,}") + unit),
    ("bare", lambda value, unit: show(value)),
    ("unit in brackets", lambda value, unit: f"{show(value)}（{unit}）"),
)
_DOUBTFUL: tuple[tuple[str, Writing], ...] = (
    ("about", lambda value, unit: f"约{show(value)}{unit}"),
    ("roughly", lambda value, unit: f"大概{show(value)}{unit}"),
    ("estimated", lambda value, unit: f"估计{show(value)}{unit}"),
    ("perhaps", lambda value, unit: f"可能{show(value)}{unit}"),
    ("more or less", lambda value, unit: f"{show(value)}{unit}左右"),
    ("up or down", lambda value, unit: f"{show(value)}{unit}上下"),
    ("nearly", lambda value, unit: f"近{show(value)}{unit}"),
    ("beyond", lambda value, unit: f"超过{show(value)}{unit}"),
    ("broken through", lambda value, unit: f"突破{show(value)}{unit}"),
    ("at least", lambda value, unit: f"至少{show(value)}{unit}"),
    ("range", lambda value, unit: f"{show(value)}-{show(value + 2)}{unit}"),
    ("range with a wave", lambda value, unit: f"{show(value)}～{show(value + 2)}{unit}"),
    ("range in words", lambda value, unit: f"{show(value)}到{show(value + 2)}{unit}"),
    ("either", lambda value, unit: f"{show(value)}或{show(value + 2)}{unit}"),
    ("odd separator", lambda value, unit: f"{show(value)}·5{unit}"),
    ("exponent", lambda value, unit: f"{show(value)}e2{unit}"),
    ("sum", lambda value, unit: f"{show(value)}+3{unit}"),
    ("plus", lambda value, unit: f"{show(value)}+{unit}"),
    ("sign in front", lambda value, unit: f">{show(value)}{unit}"),
    ("at most", lambda value, unit: f"不到{show(value)}{unit}"),
    ("ten and some", lambda value, unit: f"十几{unit}"),
    ("some tens", lambda value, unit: f"几十{unit}"),
    ("a hundred and more", lambda value, unit: f"一百多{unit}"),
    ("thirty or so", lambda value, unit: f"三十来{unit}"),
    ("two or three", lambda value, unit: f"两三{unit}"),
    ("fifty or sixty", lambda value, unit: f"五六十{unit}"),
    ("up to a hundred", lambda value, unit: f"上百{unit}"),
    ("eighty or a hundred", lambda value, unit: f"百八十{unit}"),
    ("five hundred odd", lambda value, unit: f"五百余{unit}"),
    ("several hundred", lambda value, unit: f"好几百{unit}"),
    ("asked back", lambda value, unit: f"{show(value)}{unit}吧"),
)


def figure_of(item: Item, chance: Random) -> tuple[Decimal, Part]:
    """A figure that is likely of the item, and a way to write it."""
    target, unit = abs(item.target or Decimal(1)), item.measure_unit
    value = target * Decimal(chance.randint(30, 95)) / 100
    value = value.quantize(Decimal(1) if target >= 20 else Decimal("0.1"))
    if unit in COUNTERS:
        value = max(value.quantize(Decimal(1)), Decimal(1))
    value = max(value, Decimal("0.1"))
    if chance.random() < DOUBTFUL:
        return value, _doubtful(item, value, chance)
    written = [*_scaled(value, unit), *_in_words(value, unit), *_of_whole(item, value)]
    if written and chance.random() < 0.5:
        return value, chance.choice(written)
    name, write = chance.choice(_EXACT)
    if unit == "%" and name == "numerals":
        return value, Part("per cent in numerals", "百分之" + han_decimal(value))
    return value, Part(name, write(value, unit))


def _doubtful(item: Item, value: Decimal, chance: Random) -> Part:
    unit, target = item.measure_unit, item.target or Decimal(1)
    special = []
    if item.kind is Kind.QUANTITY and item.direction is Direction.UP and item.basis is Basis.FLOW:
        special.append(Part("far beyond", f"{show(value * 100)}{unit}", doubtful=True))
        special.append(Part("below zero", f"-{show(value)}{unit}", doubtful=True))
        share = value * 100 / target
        wrong = (share / 2).quantize(Decimal(1)) if share > 40 else share.quantize(Decimal(1)) + 30
        special.append(Part("a share that is another's", f"{show(value)}{unit}，完成率{show(wrong)}%", doubtful=True))
        special.append(
            Part("a part beyond its whole", f"{show(value)}{unit}，其中本季{show(value + 5)}{unit}", doubtful=True)
        )
        if unit.startswith(("万", "亿")):
            special.append(Part("a unit too small", f"1.1{unit[1:]}", doubtful=True))
    if special and chance.random() < 0.25:
        return chance.choice(special)
    name, write = chance.choice(_DOUBTFUL)
    return Part(name, write(value, unit), doubtful=True)


def _scaled(value: Decimal, unit: str) -> list[Part]:
    """The same figure in a larger or smaller step of its unit."""
    words: list[str] = []
    if unit == "亿元":
        words = [f"{show(value)}亿", f"{show(value * 10_000)}万元", f"{han_decimal(value)}亿", f"{show(value)}个亿"]
    elif unit == "万平方米":
        words = [f"{show(value)}万平", f"{show(value)}万㎡", f"{show(value * 10_000)}平方米", f"{show(value)}万平米"]
    elif unit.startswith("万"):
        words = [f"{show(value * 10_000)}{unit[1:]}", f"{show(value)}万"]
    elif unit in ("公里", "千米"):
        words = [f"{show(value * 1000)}米", f"{show(value)}km"]
    elif unit in ("人", "户", "亩", "株", "座", "个") and value >= 10_000 and value % 10 == 0:
        thousands, rest = divmod(int(value), 10_000)
        words = [f"{show(value / 10_000)}万{unit}", f"{int(value)}{unit}"]
        words += [f"{thousands}万{rest}{unit}"] if rest >= 1000 else []
    return [Part("other step", each) for each in words]


def _in_words(value: Decimal, unit: str) -> list[Part]:
    found = []
    if value == value.to_integral_value() and value >= 20:
        found.append(Part("bill numerals", upper(int(value)) + unit))
    if not unit.startswith(("万", "亿")) and value >= 1000 and value % 100 == 0 and value % 1000:
        thousands = han(int(value // 1000))
        found.append(Part("spoken tail", f"{thousands}千{_DIGITS[int(value % 1000 // 100)]}{unit}"))
    if unit == "%":
        found += [Part("per mille", f"{show(value * 10)}‰"), Part("per cent in words", f"百分之{show(value)}")]
    return found if value < 10_000 else found[:1]


def _of_whole(item: Item, value: Decimal) -> list[Part]:
    """Of a count: what it is out of, and what it was before."""
    target, unit = item.target or Decimal(1), item.measure_unit
    if unit not in COUNTERS or item.basis is not Basis.FLOW or item.direction is not Direction.UP or value >= target:
        return []
    return [
        Part("out of the target", f"{show(value)}/{show(target)}{unit}", whole=True, kind=ValueKind.TOTAL),
        Part("of so many", f"{show(target)}{unit}里面完成了{show(value)}{unit}", whole=True, kind=ValueKind.TOTAL),
        Part("among so many", f"{show(target)}{unit}中已完成{show(value)}{unit}", whole=True, kind=ValueKind.TOTAL),
        Part(
            "before and after",
            f"原来{show(value + 2)}{unit}，退2{unit}，现在{show(value)}{unit}",
            whole=True,
            kind=ValueKind.TOTAL,
        ),
        Part(
            "after first", f"现有{show(value)}{unit}（原有{show(value + 1)}{unit}）", whole=True, kind=ValueKind.TOTAL
        ),
        Part("added and all", f"本月新增1{unit}，累计{show(value)}{unit}", whole=True, kind=ValueKind.TOTAL),
        Part("half", "完成一半", whole=True, kind=ValueKind.PERCENT_OF_TARGET, value=Decimal(50)),
        Part("tenths", "完成七成", whole=True, kind=ValueKind.PERCENT_OF_TARGET, value=Decimal(70)),
        Part("of the target", "完成年度目标的62%", whole=True, kind=ValueKind.PERCENT_OF_TARGET, value=Decimal(62)),
    ]

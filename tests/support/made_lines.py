"""Lines of chat made of an item's name, a way to write a figure, a day, a courtesy and words beside it.

What a line says is known by how it is made, so a reading can be judged without a person: an exact line is read as meant and not
asked about, a doubtful one is asked about.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from random import Random

from domain.items import Basis, Direction, Item, Kind
from domain.quantities import show
from domain.reports import ValueKind
from domain.understanding import Catalogue, Context, Intent, understand

DAY = timedelta(days=1)
_GROWING = "0123456789０１２３４５６７８９一二三四五六七八九十百千万点"
_DIGITS = "零一二三四五六七八九"


@dataclass(frozen=True, slots=True)
class Meant:
    """What a line tells of one item."""

    item: str
    value: Decimal
    kind: ValueKind
    as_of: date | None


@dataclass(frozen=True, slots=True)
class Line:
    """A line with its sender and day; `doubtful`: it must be asked about, whatever is read."""

    unit: str
    today: date
    text: str
    meant: tuple[Meant, ...]
    doubtful: bool
    made_of: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a line: how it is called in a list of faults, its words, and what it makes of the line."""

    name: str
    words: str
    doubtful: bool = False
    day: date | None = None
    partial: bool = False


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


Writing = Callable[[Decimal, str], str]
_EXACT: tuple[tuple[str, Writing], ...] = (
    ("digits", lambda value, unit: show(value) + unit),
    ("digits apart", lambda value, unit: f"{show(value)} {unit}"),
    ("wide digits", lambda value, unit: wide(show(value)) + unit),
    ("numerals", lambda value, unit: han_decimal(value) + unit),
    ("thousands", lambda value, unit: f"{value:,}" + unit),
    ("bare", lambda value, unit: show(value)),
    ("unit in brackets", lambda value, unit: f"{show(value)}（{unit}）"),
)
_DOUBTFUL: tuple[tuple[str, Writing], ...] = (
    ("about", lambda value, unit: f"约{show(value)}{unit}"),
    ("more or less", lambda value, unit: f"{show(value)}{unit}左右"),
    ("nearly", lambda value, unit: f"近{show(value)}{unit}"),
    ("beyond", lambda value, unit: f"超过{show(value)}{unit}"),
    ("range", lambda value, unit: f"{show(value)}-{show(value + 2)}{unit}"),
    ("range in words", lambda value, unit: f"{show(value)}到{show(value + 2)}{unit}"),
    ("odd separator", lambda value, unit: f"{show(value)}·5{unit}"),
    ("exponent", lambda value, unit: f"{show(value)}e2{unit}"),
    ("sum", lambda value, unit: f"{show(value)}+3{unit}"),
    ("plus", lambda value, unit: f"{show(value)}+{unit}"),
    ("at most", lambda value, unit: f"不到{show(value)}{unit}"),
)
# Courtesies and heads of reports; none says anything about the figure.
_BEFORE = (
    "", "", "", "领导好，", "各位领导，", "收到，", "报一下，", "汇报：", "【进度】", "您好，", "好的，", "辛苦了，", "补报：",
    "现报送如下：", "关于", "报告领导，", "按要求报送：", "大家好，",
)  # fmt: skip
_AFTER = (
    "", "", "", "，请查收", "，请审阅", "，辛苦了", "，谢谢", "，请领导审阅", "，收到请回复", "。以上。", "，特此报告",
    "，已发邮箱", "，排名前三", "，我们排第几", "，下个节点是哪天", "，怎么还亮黄灯呢", "，都这样了还不给过吗", "，照片怎么上传", "，详见附件",
)  # fmt: skip


def _beside(item: Item, value: Decimal, kind: ValueKind, chance: Random) -> Part:
    """Words that speak of something else than the figure of the item."""
    unit, target = item.measure_unit, item.target or Decimal(1)
    share = (value * 100 / target).quantize(Decimal("0.1"))
    choices = [
        ("nothing", ""),
        ("nothing", ""),
        ("the rest", "，其余正在推进"),
        ("a paper", "，依据管发〔2025〕12号文"),
        ("no trouble", "，存在问题：无"),
        ("a telephone", "，联系电话0531-88886666"),
        ("a building", "，3号楼手续齐全"),
        ("meetings", "，本月开会2次"),
    ]
    if item.kind is Kind.QUANTITY and item.basis is Basis.FLOW and item.direction is Direction.UP:
        choices += [
            ("the target", f"，目标{show(target)}{unit}"),
            ("a year ago", f"，去年同期{show((value * Decimal('0.8')).quantize(Decimal(1)))}{unit}"),
            ("growth", "，同比增长5.2%"),
            ("a part", f"，其中本季{show((value / 4).quantize(Decimal(1)))}{unit}"),
            ("a part in brackets", f"（其中本季{show((value / 4).quantize(Decimal(1)))}{unit}）"),
            ("the rest in figures", f"，还剩{show(max(target - value, Decimal(1)))}{unit}"),
            ("others to come", "，还有几处在收尾"),
        ]
        if kind is ValueKind.TOTAL:
            choices.append(("its share", f"，完成率{show(share)}%"))
    name, words = chance.choice(choices)
    return Part("beside: " + name, words)


def _days(today: date) -> list[Part]:
    """Ways to name a day or period, and the day that each means; day and month only, since the year is the day's own."""
    back, week = today - 9 * DAY, today - (today.weekday() + 3) * DAY
    close = today.replace(day=1) - DAY
    return [
        *[Part("no day", "")] * 6,
        Part("day", f"截至{back.month}月{back.day}日", day=back),
        Part("day alone", f"{back.month}月{back.day}日", day=back),
        Part("day in numerals", f"截至{han(back.month)}月{han(back.day)}日", day=back),
        Part("day with points", f"截至{back.month}.{back.day}", day=back),
        Part("iso", f"截至{back.isoformat()}", day=back),
        Part("short year", f"截至{back:%y}.{back.month}.{back.day}", day=back),
        Part("yesterday", "截至昨天", day=today - DAY),
        Part("today", "截至今天", day=today),
        Part("last friday", "截至上周五", day=week),
        Part("month's end", f"截至{close.month}月底", day=close),
        Part("last month's end", "截至上月底", day=close),
        Part("days ago", "3天前", doubtful=True),
        Part("days ago in numerals", "五天前", doubtful=True),
        Part("weeks back", "截至上上周", doubtful=True),
        Part("week number", f"截至第{today.isocalendar().week - 1}周", doubtful=True),
        Part("last year", f"去年{close.month}月", doubtful=True),
        Part("no such day", "截至2月30日", doubtful=True),
        Part("feast", "端午节前", doubtful=True),
        Part("lunar", "农历五月初五", doubtful=True),
        Part("to come", f"截至{(today + 20 * DAY).month}月{(today + 20 * DAY).day}日", doubtful=True),
    ]


def _kinds(item: Item) -> list[tuple[str, ValueKind]]:
    """Words before the figure, and what they make of it."""
    told = [(word, ValueKind.TOTAL) for word in ("", "", "累计", "累计完成", "已完成", "完成", "目前", "达到", "：")]
    grows = item.basis is Basis.FLOW and item.kind is Kind.QUANTITY and item.direction is Direction.UP
    fresh = [("又完成", ValueKind.INCREMENT), ("再完成", ValueKind.INCREMENT)]
    if "新增" not in item.name + "".join(item.aliases):
        fresh.append(("新增", ValueKind.INCREMENT))
    return told + fresh if grows else told


def _figure(item: Item, chance: Random) -> tuple[Decimal, Part]:
    """A figure that is likely of the item, and a way to write it."""
    target, unit = abs(item.target or Decimal(1)), item.measure_unit
    value = target * Decimal(chance.randint(30, 95)) / 100
    value = value.quantize(Decimal(1) if target >= 20 else Decimal("0.1"))
    if unit in tuple("座家户个条处项人名件份期所路场套株眼头艘口张起"):
        value = max(value.quantize(Decimal(1)), Decimal(1))
    value = max(value, Decimal("0.1"))
    if chance.random() < 0.18:
        name, write = chance.choice(_DOUBTFUL)
        return value, Part(name, write(value, unit), doubtful=True)
    scaled = _scaled(value, unit)
    if scaled and chance.random() < 0.4:
        return value, Part("other step", chance.choice(scaled))
    name, write = chance.choice(_EXACT)
    if unit == "%" and name == "numerals":
        return value, Part("per cent in numerals", "百分之" + han_decimal(value))
    return value, Part(name, write(value, unit))


def _scaled(value: Decimal, unit: str) -> list[str]:
    """The same figure in a larger or smaller step of its unit."""
    if unit == "亿元":
        return [f"{show(value)}亿", f"{show(value * 10_000)}万元", f"{han_decimal(value)}亿", f"{show(value)}个亿"]
    if unit == "万平方米":
        return [f"{show(value)}万平", f"{show(value)}万㎡", f"{show(value * 10_000)}平方米", f"{show(value)}万平米"]
    if unit.startswith("万"):
        return [f"{show(value * 10_000)}{unit[1:]}", f"{show(value)}万"]
    if unit in ("人", "户", "亩", "株", "座", "个") and value >= 10_000 and value % 10 == 0:
        thousands, rest = divmod(int(value), 10_000)
        return [
            f"{show(value / 10_000)}万{unit}",
            f"{thousands}万{rest}{unit}" if rest >= 1000 else f"{int(value)}{unit}",
        ]
    return []


def names_of(item: Item, own: Sequence[Item]) -> list[str]:
    """What the item is called so that its unit can mean no other: its code, its name, aliases that no other name holds."""
    others = ["".join((each.name, "\n", *each.aliases)) for each in own if each.code != item.code]
    spoken = [name for name in (item.name, *item.aliases) if not any(name in other for other in others)]
    if item.direction is Direction.DOWN:
        # 积案化解10件 leaves open whether 10 are left or gone.
        spoken = [name for name in spoken if not name.endswith(("化解", "压减"))]
    return [item.code, *spoken, f"{item.code} {item.name}"]


def made(items: Sequence[Item], today: date, count: int, seed: int) -> Iterator[Line]:
    """So many lines of the units of these items, the same ones for the same seed."""
    chance = Random(seed)
    counted = [item for item in items if item.kind is not Kind.MILESTONE]
    by_unit = {item.unit: [each for each in items if item.unit in (each.unit, *each.co_units)] for item in counted}
    for _ in range(count):
        item = chance.choice(counted)
        own = by_unit[item.unit]
        second = chance.choice(own) if chance.random() < 0.2 else item
        told = [_told(item, own, today, chance, chance.choice(_days(today)))]
        if second.code != item.code and second.unit == item.unit and second.kind is not Kind.MILESTONE:
            head = told[0][2][0] if told[0][3] else None
            told.append(_told(second, own, today, chance, Part("no day", ""), head))
        before, after = chance.choice(_BEFORE), chance.choice(_AFTER)
        text = before + chance.choice(("，", "；", "\n", "。")).join(words for words, *_ in told) + after
        parts = tuple(part for _, _, some, _ in told for part in some)
        made_of = (before or "-", *(part.name for part in parts), after or "-")
        yield Line(item.unit, today, text, tuple(each for _, each, *_ in told), any(p.doubtful for p in parts), made_of)


def _told(
    item: Item, own: Sequence[Item], today: date, chance: Random, day: Part, head: Part | None = None
) -> tuple[str, Meant, tuple[Part, ...], bool]:
    """The words about one item, what they mean, their parts, and whether its day stands at their head; `head`: the day at the
    head of the whole line, which holds for every item of it.
    """
    name = chance.choice(names_of(item, own))
    value, figure = _figure(item, chance)
    word, kind = chance.choice(_kinds(item))
    beside = _beside(item, value, kind, chance)
    at_head, inside, behind = [day.words, name, word, figure.words], [name, day.words, word, figure.words], [name, word, figure.words]
    order = chance.choice((at_head, inside, behind)) if day.words else behind
    text = _joined(order) + (f"（{day.words}）" if order is behind and day.words else "")
    as_of = (head or day).day
    return text + beside.words, Meant(item.code, value, kind, as_of), (day, figure, beside), order is at_head


def _joined(words: Sequence[str]) -> str:
    """The words in a row, with a colon where two figures would grow together."""
    text = ""
    for each in words:
        text += ("：" if text[-1:] in _GROWING and each[:1] in _GROWING and text and each else "") + each
    return text


@dataclass(frozen=True, slots=True)
class Judged:
    """How a made line was read. `silent`: something would be stored unasked that was not meant, or that had to be asked about."""

    line: Line
    right: bool
    silent: bool
    got: str


def judged(line: Line, catalogue: Catalogue) -> Judged:
    """Reads a line and holds the reading against what was meant."""
    understood = understand(line.text, catalogue, Context(line.today, line.unit))
    read = [(each.item, each.value, each.value_kind, each.as_of) for each in understood.entries]
    wanted = [(each.item, each.value, each.kind, each.as_of) for each in line.meant]
    same = understood.intent is Intent.REPORT and read == wanted
    right = understood.must_ask if line.doubtful else same and not understood.must_ask
    stored = understood.intent in (Intent.REPORT, Intent.CORRECTION) and not understood.must_ask
    told = [each for each in read if each[1] is not None]
    silent = stored and (line.doubtful or any(each not in wanted for each in told) or len(told) < len(wanted))
    asks = ",".join(f"{each.ask.reason.value}{each.ask.figures}" for each in understood.entries if each.ask)
    got = f"{understood.intent.value} {[(each[0], each[1] and str(each[1]), each[2], each[3]) for each in read]} {asks}"
    return Judged(line, right, silent, got)

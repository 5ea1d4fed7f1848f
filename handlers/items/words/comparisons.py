"""Sentences that compare units, boards, areas or items."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from domain.colours import Light
from domain.comparison import Order
from domain.quantities import show
from domain.quoting import quoted
from domain.understanding.comparison import Ranked
from domain.units import UnitKind
from handlers.items.words import rollups as rollup_words
from wording.said import joined, worded

USAGE = "请写明比较什么，例如“排名 大招商”“排名 街道 老旧小区改造”。"
EVERYTHING = "全部事项"
NOBODY = "没有可以比较的事项。"
ONLY_OWN = "单位之间的比较由督查室和区领导查看，以下是与本单位有关的事项。"
WHICH = "您问的是哪一项指标？"
MOST_NAMED, MOST_ITEMS = 6, 3

_WHAT = {Ranked.UNIT: "单位", Ranked.BOARD: "板块", Ranked.AREA: "片区", Ranked.ITEM: "事项"}
_COUNTED = {Ranked.UNIT: "家", Ranked.BOARD: "个", Ranked.AREA: "个", Ranked.ITEM: "项"}
_BY = {
    Order.PLAN: "按与计划的差距排",
    Order.COMPLETION: "按完成率排",
    Order.LIGHTS: "按红灯、黄灯所占权重排",
}
_BY_LIGHT = "按亮灯和与计划的差距排"
_WORST = {Order.PLAN: "最慢", Order.COMPLETION: "最低", Order.LIGHTS: "最差"}
_BEST = {Order.PLAN: "最快", Order.COMPLETION: "最高", Order.LIGHTS: "最好"}


def title(about: str, ranked: Ranked, kind: UnitKind | None, count: int) -> str:
    """大招商：街道 14 家."""
    what = rollup_words.KINDS[kind] if kind is not None else _WHAT[ranked]
    return worded("{about}：{what} {count} {counted}", about=about, what=what, count=count, counted=_COUNTED[ranked])


def over(*parts: str) -> str:
    """What is compared: a board, the items of a unit, all items."""
    return joined(" · ", (part for part in parts if part)) or EVERYTHING


def head(scope: str, order: Order, ranked: Ranked, as_of: str) -> str:
    """Over which items, by what, of which day."""
    by = _BY_LIGHT if order is Order.LIGHTS and ranked is Ranked.ITEM else _BY[order]
    return joined("，", (part for part in (scope, by, worded("截至{as_of}", as_of=as_of) if as_of else "") if part))


def unknown(words: str) -> str:
    """Words of the question that name nothing."""
    return worded(
        "没有找到{words}对应的指标、板块、片区或时间，以下是目前{everything}的比较。",
        words=quoted(words),
        everything=EVERYTHING,
    )


def worst(order: Order) -> str:
    """Heading of the end that lags."""
    return worded("【{worst}】", worst=_WORST[order])


def best(order: Order) -> str:
    """Heading of the end that leads."""
    return worded("【{best}】", best=_BEST[order])


def asked() -> str:
    """Heading of those who were asked about by name."""
    return "【所问单位】"


def line(place: int, mark: str, name: str, said: Sequence[str], as_of: str) -> str:
    """第9 🔴 姚家：2 / 7 家，计划 3.1 家，慢 16 个百分点（截至5月31日）."""
    day = worded("（截至{as_of}）", as_of=as_of) if as_of else ""
    return worded(
        "第{place} {mark} {name}：{value}{day}",
        place=place,
        mark=mark,
        name=name,
        value=joined("，", (part for part in said if part)),
        day=day,
    )


def item(name: str, unit: str, code: str) -> str:
    """An item among others: its short name, its unit, its code last."""
    return (
        worded("{name}（{unit} {code}）", name=name, unit=unit, code=code)
        if unit
        else worded("{name}（{code}）", name=name, code=code)
    )


def planned(figure: str) -> str:
    """What the plan wants of one task."""
    return worded("计划 {figure}", figure=figure)


def nodes(done: int, due: int, of: int) -> str:
    """Of what goes by nodes: done, and those that are due."""
    return worded("已完成 {done} / {of} 个节点，应完成 {due} 个", done=done, of=of, due=due)


def group(count: int, lights: Mapping[Light, int]) -> str:
    """Several items: how many, of which lights."""
    return worded("{count} 项（{counts}）", count=count, counts=rollup_words.counts(lights))


def completion(done: Decimal | None, wanted: Decimal | None) -> str:
    """The mean completion beside what the plan wants."""
    if done is None:
        return ""
    return worded("完成率 {show}%", show=show(done)) + (
        worded("，计划 {show}%", show=show(wanted)) if wanted is not None else ""
    )


def without(ranked: Ranked, names: Sequence[str]) -> str:
    """Who has no figure yet."""
    most = MOST_ITEMS if ranked is Ranked.ITEM else MOST_NAMED
    return worded(
        "还没有数据 {count} {counted}：{value}{part}",
        count=len(names),
        counted=_COUNTED[ranked],
        value=joined("、", names[:most]),
        part="等" if len(names) > most else "",
    )


def all_of(count: int) -> str:
    """The tap on the whole ranking."""
    return worded("全部 {count}", count=count)


def only(kind: UnitKind) -> str:
    """The tap on the units of one kind."""
    return worded("只看{kinds}", kinds=rollup_words.KINDS[kind])

"""Sentences about items: lists and cards."""

from collections.abc import Sequence

from domain.items import Basis, Direction, Item, Stage
from domain.quoting import quoted
from wording.said import joined, worded

REPORT = "报送"
UNCHANGED = "无变化"
CURVE = "看曲线"
HISTORY = "历次报送"
DETAILS = "详情"
NUDGE = "催一下"
NO_ITEMS = "没有您负责的事项。"
NOT_SEEN = "没有找到这一事项，或您无权查看。"
NO_REPORT_YET = "尚未报送"
NO_HISTORY = "还没有报送记录。"
DRAFT = "草稿"
ACTUAL_NONE = "还没有数据可画。"
BACKWARD_USAGE = "请写明编号，例如“倒排 JS-010 到12月20日 4个节点”。"
BACKWARD_NO_FIGURE = "这一事项没有可按数量倒排的目标或完成日期。"
BACKWARD_TOO_LATE = "剩余工作日不足以排下这些节点，请减少节点或推后日期。"
BACKWARD_NOTE = "以上为建议，按剩余工作日平均排定；调整责任书节点须按程序报批。"
TITLES = {"mine": "我的事项", "red": "红灯", "yellow": "黄灯", "late": "逾期未报", "portfolio": "分管事项"}

_BASIS = {
    Basis.FLOW: "本年累计，从 0 计",
    Basis.LEVEL: "存量，从基期值起",
    Basis.RATE: "当期值，不累加",
    Basis.ONCE: "按节点，办结一次",
}


def which(command: str) -> str:
    """A command was typed without saying of which item."""
    return worded("请写明编号，例如{told}。", told=quoted(worded("{command} JS-010", command=command)))


# Parts of a unit's own list.
OWED_NOW, LED, HELPED = "【现在要报】", "【牵头】", "【配合】"


def list_title(kind: str, count: int, of: str = "") -> str:
    """Heading of a list; `of` is the unit or board it is narrowed to."""
    return worded(
        "{part}{titles}（{count}）", part=worded("{of} ", of=of) if of else "", titles=TITLES[kind], count=count
    )


def list_head(mark: str, unit: str, name: str, code: str) -> str:
    """An item in a list; `unit` is empty where all are one's own."""
    return joined(" ", (part for part in (mark, unit, name, code) if part))


def list_line(head: str, said: str, as_of: str = "", *more: str) -> str:
    """One item of a list: where it stands or why, of which day, and what else is to be known."""
    first = worded("{said}（{as_of}）", said=said, as_of=as_of) if as_of else said
    return worded("{head}：{value}", head=head, value=joined(" · ", (part for part in (first, *more) if part)))


def as_of(day: str) -> str:
    """Of which day a figure or a light is."""
    return worded("截至{day}", day=day)


def stands(as_of: str, figure: str) -> str:
    """Where an item stands, and of which day that is."""
    return worded("{as_of} {figure}", as_of=as_of, figure=figure).strip()


def planned(amount: str) -> str:
    """What the plan wants by today, in a list."""
    return worded("计划到今天 {amount}", amount=amount)


def late_since(due: str, late: int) -> str:
    """A report that is overdue: since when, and how many working days."""
    return worded("应于{due}报，逾期 {late} 个工作日", due=due, late=late)


def unknown_scope(words: str) -> str:
    """Words after 红灯 or 谁没报 that name nothing."""
    return worded("没有{words}这个单位或板块。", words=quoted(words))


def owed(due: str, late: int) -> str:
    """When the next report is due, or how late it is (working days)."""
    return worded("逾期 {late} 个工作日未报", late=late) if late > 0 else worded("{due}前报", due=due)


def target(item: Item, amount: str, due: str) -> str:
    """What was promised."""
    bound = "不超过 " if item.direction is Direction.DOWN else ""
    return worded("目标：{bound}{amount}，{due}前", bound=bound, amount=amount, due=due)


def owners(lead: str, co_units: Sequence[str], leader: str) -> str:
    """Who owes it."""
    co = worded("；配合：{value}", value=joined("、", co_units)) if co_units else ""
    return worded("牵头：{lead}{co}；责任领导：{leader}", lead=lead, co=co, leader=leader)


def last(amount: str, share: str, same: str, as_of: str, state: str, before: str) -> str:
    """The last report; `same` says 无变化 with its reason, `before` where the item stood if that is all it says."""
    part = worded("（{share}）", share=share) if share else ""
    unchanged = worded("，{same}", same=same) if same and same != amount else ""
    return worded(
        "最近：{amount}{part}{unchanged}，截至 {as_of}，{state}",
        amount=amount,
        part=part,
        unchanged=unchanged,
        as_of=as_of,
        state=state,
    ) + (worded("；此前：{before}", before=before) if before else "")


def plan(amount: str, today: str) -> str:
    """What the plan wants by today."""
    return worded("计划：到今天（{today}）应达 {amount}", today=today, amount=amount)


def light(mark: str, word: str, reason: str, as_of: str, provisional: bool) -> str:
    """The light with its reason and the day of the figure it rests on."""
    notes = joined("，", (note for note in (as_of, "含未核验数" if provisional else "") if note))
    return worded("亮灯：{mark} {word}，{reason}", mark=mark, word=word, reason=reason) + (
        worded("（{notes}）", notes=notes) if notes else ""
    )


def under_curve(word: str, cause: str) -> str:
    """Under the title of a curve: the light and why."""
    return worded("{word}灯：{cause}", word=word, cause=cause)


def next_report(due: str) -> str:
    """When the next report is due."""
    return worded("下次报送：{due}前", due=due)


def next_node(day: str, text: str) -> str:
    """The milestone to come."""
    return worded("下一节点：{day} {text}", day=day, text=text)


def definition(item: Item, cadence: str) -> str:
    """How it is measured: 口径."""
    return worded(
        "口径：{basis}；{cadence}报；权重 {weight}", basis=_BASIS[item.basis], cadence=cadence, weight=item.weight
    )


def not_open(stage: Stage) -> str:
    """Nobody works on it, so nothing is asked of its unit."""
    why = "还是草稿，尚未生效" if stage is Stage.DRAFT else "已终止"
    return worded("这一事项{why}，不能催办或督办。", why=why)


def missing(parts: str) -> str:
    """What a draft lacks."""
    return worded("草稿，缺{parts}，补齐后才生效", parts=parts)


def history_title(code: str, name: str) -> str:
    """Heading of an item's history."""
    return worded("{code} {name} 历次报送", code=code, name=name)


def history_line(as_of: str, said: str, who: str, state: str) -> str:
    """One report of an item's history."""
    return worded("{as_of} {said} · {who} · {state}", as_of=as_of, said=said, who=who, state=state)


def backward_title(code: str, name: str) -> str:
    """Heading of a proposal."""
    return worded("{code} {name} 倒排建议", code=code, name=name)


def backward_from(done: str) -> str:
    """Where a proposal starts."""
    return worded("目前 {done}", done=done)


def backward_line(day: str, planned: str) -> str:
    """One proposed node."""
    return worded("{day}：累计 {planned}", day=day, planned=planned)


def backward_limit(most: int) -> str:
    """Too many or too few nodes."""
    return worded("节点数须为 1 到 {most} 个。", most=most)


def of_year(year: int) -> str:
    """The button to the item of the same code of another year."""
    return worded("{year}年同号", year=year)

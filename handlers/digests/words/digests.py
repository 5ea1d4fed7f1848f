"""Sentences of the digest."""

from collections.abc import Mapping, Sequence
from datetime import date

from domain.colours import Light
from domain.digest import DigestKind
from domain.keys.digests import DigestTerm
from domain.pace import STALLED
from domain.quoting import quoted
from wording.said import joined, worded

_EVERYTHING = ("全区", "全部")
LEDGER = "台账"
CURVE = "曲线"
NOTHING = "没有您分管的事项。"
ALL_WELL = "没有新转红，没有逾期未报和逾期节点。"
TURNED_RED, WORSE, MADE_UP, FINISHED = "新转红", "转黄", "补上", "新完成"
RED_LIGHTS = "红灯"
LATE, NODES, PRESSING = "逾期未报", "逾期节点", "压力大"
BLOCKERS, AMENDED = "待协调堵点", "目标调整"
SUBSCRIBE_USAGE = "请写“订阅 周报”“订阅 月报 大建设”或“退订 季报”。"
_QUARTERS = "一二三四"


def means_everything(typed: str) -> bool:
    """Whether somebody typed that the whole district is meant."""
    return typed in _EVERYTHING


def title(scope: str, kind: DigestKind, name: str) -> str:
    """Heading: whose items, which kind, which week, month or quarter."""
    return worded("{scope}{word} {name}", scope=scope, word=kind.word, name=name)


SHOW_ISSUE = "看本期"


def in_doubt(kind: DigestKind, name: str) -> str:
    """Nobody knows whether the digest arrived."""
    return worded(
        "{word}（{name}）已发出，是否送达不明。如未收到，请点{show_issue}。",
        word=kind.word,
        name=name,
        show_issue=quoted(SHOW_ISSUE),
    )


def told_in(term: DigestTerm, late: date | None = None) -> str:
    """A week, a month or a quarter as people say it; a digest that is late says of which day its lights are."""
    if term.kind is DigestKind.WEEKLY:
        return worded("第{number}周", number=term.number)
    part = (
        worded("{number}月", number=term.number)
        if term.kind is DigestKind.MONTHLY
        else worded("{quarters}季度", quarters=_QUARTERS[term.number - 1])
    )
    name = worded("{year}年{part}", year=term.year, part=part)
    return worded("{name}（截至{month}月{day}日）", name=name, month=late.month, day=late.day) if late else name


def running(kind: DigestKind, day: date) -> str:
    """The week, month or quarter that runs on a day, asked for before it is over."""
    if kind is DigestKind.WEEKLY:
        return worded("第{isocalendar}周", isocalendar=day.isocalendar()[1])
    over = (
        worded("{month}月", month=day.month)
        if kind is DigestKind.MONTHLY
        else worded("{quarters}季度", quarters=_QUARTERS[(day.month - 1) // 3])
    )
    return worded("{over}（截至{month}月{day}日）", over=over, month=day.month, day=day.day)


def counts(count: Mapping[Light, int], change: Mapping[Light, int], since: str) -> str:
    """🔵4 🟢17 🟡5 🔴2（较6月22日 🔴+1）."""
    shown = joined(
        " ", (worded("{mark}{count}", mark=light.mark, count=count[light]) for light in Light if count.get(light))
    )
    moved = joined(
        " ",
        (
            worded("{mark}{change:+d}", mark=light.mark, change=change[light])
            for light in (Light.RED, Light.YELLOW)
            if change.get(light)
        ),
    )
    compared = worded("（较上期{since} {value}）", since=since, value=moved or "持平") if since else ""
    return shown + compared


def section(head: str, count: int, told: Sequence[str] = ()) -> str:
    """A heading inside the digest, with what stands under it if that is short."""
    return worded("【{head}】{count} 项", head=head, count=count) + (
        worded("：{value}", value=joined("；", told)) if told else ""
    )


def resting(line: str, who: str, until: str) -> str:
    """An item's line while the unit lets its reminders rest."""
    return worded("{line}（{who} 暂缓提醒到{until}）", line=line, who=who, until=until)


def item(name: str, unit: str, code: str) -> str:
    """An item as people know it, the code last: 视廊连片开发报批（更新局 JS-006）."""
    return worded("{name}（{unit} {code}）", name=name, unit=unit, code=code)


def brief(name: str, unit: str, cause: str) -> str:
    """An item among others, without its code: that stands behind the tap."""
    return worded("{name}（{value}）", name=name, value=joined("，", (part for part in (unit, cause) if part)))


def turned(mark: str, item: str, reason: str) -> str:
    """An item that turned, with who owes it."""
    return worded("{mark} {item}——{reason}", mark=mark, item=item, reason=reason)


def and_more(told: Sequence[str], total: int) -> list[str]:
    """The told ones, and that there are others."""
    return [*told[:-1], worded("{told}等", told=told[-1])] if told and total > len(told) else list(told)


def late_by(days: int) -> str:
    """How long a report is overdue, in working days."""
    return worded("逾期 {days} 个工作日", days=days)


def node(day: str, text: str) -> str:
    """A missed node."""
    return worded("{day}应完成{text}", day=day, text=quoted(text)) if text else worded("{day}节点", day=day)


def pressure(percent: int) -> str:
    """How much faster it must go."""
    return "近期没有进展" if percent >= STALLED else worded("需现速 {percent:.1f} 倍", percent=percent / 100)


def blocker(item: str, text: str, needs: Sequence[str]) -> str:
    """A blocker with who is asked."""
    asked = worded("（请{value}）", value=joined("、", needs)) if needs else ""
    return (
        worded("{item}：{text}{asked}", item=item, text=text, asked=asked)
        if item
        else worded("{text}{asked}", text=text, asked=asked)
    )


def amendment(item: str, field: str, signed: str, current: str) -> str:
    """Signed value beside the current one."""
    return worded("{item} {field} 签订 {signed}，现 {current}", item=item, field=field, signed=signed, current=current)


def coming(soon: int, days: int, kind: DigestKind, asked: int, times: int, spent: int) -> str:
    """What falls due, and the month's or quarter's asks, counted by days and units."""
    full = worded("，{spent} 家已达上限、不再催报", spent=spent) if spent else ""
    span = "本季度" if kind is DigestKind.QUARTERLY else "本月"
    asks = (
        worded("{span}催报 {asked} 家 {times} 次{full}", span=span, asked=asked, times=times, full=full)
        if asked
        else worded("{span}没有催报", span=span)
    )
    return worded("{days} 日内应报 {soon} 项；{asks}", days=days, soon=soon, asks=asks)


def waiting(count: int) -> str:
    """Reports that wait for the inspectors."""
    return worded("【待核验】{count} 份", count=count)


def unreachable(count: int, names: str) -> str:
    """People whom no message reaches."""
    return worded("【消息送不到】{count} 人：{names}", count=count, names=names)


def more(count: int) -> str:
    """What does not fit."""
    return worded("另有 {count} 项", count=count)


def part_button(head: str, count: int) -> str:
    """A tap into a section."""
    return worded("{head} {count}", head=head, count=count)


def part_title(scope: str, head: str, count: int) -> str:
    """Heading of a section's list."""
    return worded("{scope} {head}（{count}）", scope=scope, head=head, count=count)


def late_line(mark: str, item: str, due: str, late: int) -> str:
    """An overdue report."""
    return worded("{mark} {item}——应于 {due}报送，已逾期 {late} 个工作日", mark=mark, item=item, due=due, late=late)


def node_line(mark: str, item: str, day: str, late: int, reason: str) -> str:
    """A missed node."""
    return worded(
        "{mark} {item}——{day}节点，已过 {late} 个工作日；{reason}",
        mark=mark,
        item=item,
        day=day,
        late=late,
        reason=reason,
    )


def pressing_line(mark: str, item: str, percent: int, reason: str) -> str:
    """An item under pressure."""
    return worded(
        "{mark} {item}——{pressure}；{reason}", mark=mark, item=item, pressure=pressure(percent), reason=reason
    )


def unknown_scope(words: str) -> str:
    """Not a board, unit or the whole."""
    return worded("没有{words}这个板块或单位。可写板块（如“大建设”）、单位简称或“全区”。", words=quoted(words))


def unknown_kind(words: str) -> str:
    """Not a kind of digest."""
    return worded("没有{words}这种通报。{subscribe_usage}", words=quoted(words), subscribe_usage=SUBSCRIBE_USAGE)


def scope_refused(name: str) -> str:
    """A scope that is not for this person."""
    return worded("您不能订阅{name}的通报，可订阅本单位的。", name=name)


def subscribed(kind: str, name: str, when: str, before: str | None) -> str:
    """A subscription is on record; `before` is what came under that kind until now, if it was something else."""
    instead = worded("不再发{before}{kind}。", before=before, kind=kind) if before and before != name else ""
    return worded(
        "已订阅：{name}{kind}，{when}发送。{instead}退订请发“退订 {kind}”。",
        name=name,
        kind=kind,
        when=when,
        instead=instead,
    )


def unsubscribed(kind: str) -> str:
    """It is off."""
    return worded("已退订{kind}。随时可发{kind2}查看。", kind=kind, kind2=quoted(kind))


def subscriptions_title() -> str:
    """Heading of what one gets."""
    return "通报订阅"


def subscription(kind: str, name: str | None, when: str) -> str:
    """One kind: of what, when; or not."""
    return (
        worded("{kind}：{name}，{when}", kind=kind, name=name, when=when)
        if name
        else worded("{kind}：未订阅", kind=kind)
    )


def when(kind: DigestKind, on: int, clock: str) -> str:
    """每周第 1 个工作日 09:00."""
    period = {DigestKind.WEEKLY: "每周", DigestKind.MONTHLY: "每月", DigestKind.QUARTERLY: "每季度"}[kind]
    return worded("{period}第 {on} 个工作日 {clock}", period=period, on=on, clock=clock)


def record(number: int, hash_: str) -> str:
    """Where the record stood, so that a copy of it lies outside (`zeren audit verify --head NUMBER:HASH`)."""
    return worded("记录至第 {number} 条，校验码 {hash}", number=number, hash=hash_)


def closing(year: int, count: int, late: int) -> str:
    """What is still open of an older year."""
    return worded("{year}年责任书收尾：{count} 项", year=year, count=count) + (
        worded("，逾期未报 {late} 项", late=late) if late else ""
    )


def of_year(year: int) -> str:
    """The button to the digest of an older year."""
    return worded("{year}年", year=year)

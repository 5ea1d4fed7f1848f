"""Sentences of the digest."""

from collections.abc import Mapping, Sequence
from datetime import date

from domain.colours import Light
from domain.digest import DigestKind
from domain.keys.digests import DigestTerm
from domain.pace import STALLED
from domain.quoting import quoted

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
    return f"{scope}{kind.word} {name}"


SHOW_ISSUE = "看本期"


def in_doubt(kind: DigestKind, name: str) -> str:
    """Nobody knows whether the digest arrived."""
    return f"{kind.word}（{name}）已发出，是否送达不明。如未收到，请点{quoted(SHOW_ISSUE)}。"


def told_in(term: DigestTerm, late: date | None = None) -> str:
    """A week, a month or a quarter as people say it; a digest that is late says of which day its lights are."""
    if term.kind is DigestKind.WEEKLY:
        return f"第{term.number}周"
    part = f"{term.number}月" if term.kind is DigestKind.MONTHLY else f"{_QUARTERS[term.number - 1]}季度"
    name = f"{term.year}年{part}"
    return f"{name}（截至{late.month}月{late.day}日）" if late else name


def running(kind: DigestKind, day: date) -> str:
    """The week, month or quarter that runs on a day, asked for before it is over."""
    if kind is DigestKind.WEEKLY:
        return f"第{day.isocalendar()[1]}周"
    over = f"{day.month}月" if kind is DigestKind.MONTHLY else f"{_QUARTERS[(day.month - 1) // 3]}季度"
    return f"{over}（截至{day.month}月{day.day}日）"


def counts(count: Mapping[Light, int], change: Mapping[Light, int], since: str) -> str:
    """🔵4 🟢17 🟡5 🔴2（较6月22日 🔴+1）."""
    shown = " ".join(f"{light.mark}{count[light]}" for light in Light if count.get(light))
    moved = " ".join(f"{light.mark}{change[light]:+d}" for light in (Light.RED, Light.YELLOW) if change.get(light))
    compared = f"（较上期{since} {moved or '持平'}）" if since else ""
    return shown + compared


def section(head: str, count: int, told: Sequence[str] = ()) -> str:
    """A heading inside the digest, with what stands under it if that is short."""
    return f"【{head}】{count} 项" + (f"：{'；'.join(told)}" if told else "")


def resting(line: str, who: str, until: str) -> str:
    """An item's line while the unit lets its reminders rest."""
    return f"{line}（{who} 暂缓提醒到{until}）"


def item(name: str, unit: str, code: str) -> str:
    """An item as people know it, the code last: 视廊连片开发报批（更新局 JS-006）."""
    return f"{name}（{unit} {code}）"


def brief(name: str, unit: str, cause: str) -> str:
    """An item among others, without its code: that stands behind the tap."""
    return f"{name}（{'，'.join(part for part in (unit, cause) if part)}）"


def turned(mark: str, item: str, reason: str) -> str:
    """An item that turned, with who owes it."""
    return f"{mark} {item}——{reason}"


def and_more(told: Sequence[str], total: int) -> list[str]:
    """The told ones, and that there are others."""
    return [*told[:-1], f"{told[-1]}等"] if told and total > len(told) else list(told)


def late_by(days: int) -> str:
    """How long a report is overdue, in working days."""
    return f"逾期 {days} 个工作日"


def node(day: str, text: str) -> str:
    """A missed node."""
    return f"{day}应完成{quoted(text)}" if text else f"{day}节点"


def pressure(percent: int) -> str:
    """How much faster it must go."""
    return "近期没有进展" if percent >= STALLED else f"需现速 {percent / 100:.1f} 倍"


def blocker(item: str, text: str, needs: Sequence[str]) -> str:
    """A blocker with who is asked."""
    asked = f"（请{'、'.join(needs)}）" if needs else ""
    return f"{item}：{text}{asked}" if item else f"{text}{asked}"


def amendment(item: str, field: str, signed: str, current: str) -> str:
    """Signed value beside the current one."""
    return f"{item} {field} 签订 {signed}，现 {current}"


def coming(soon: int, days: int, kind: DigestKind, asked: int, times: int, spent: int) -> str:
    """What falls due, and the month's or quarter's asks, counted by days and units."""
    full = f"，{spent} 家已达上限、不再催报" if spent else ""
    span = "本季度" if kind is DigestKind.QUARTERLY else "本月"
    asks = f"{span}催报 {asked} 家 {times} 次{full}" if asked else f"{span}没有催报"
    return f"{days} 日内应报 {soon} 项；{asks}"


def waiting(count: int) -> str:
    """Reports that wait for the inspectors."""
    return f"【待核验】{count} 份"


def unreachable(count: int, names: str) -> str:
    """People whom no message reaches."""
    return f"【消息送不到】{count} 人：{names}"


def more(count: int) -> str:
    """What does not fit."""
    return f"另有 {count} 项"


def part_button(head: str, count: int) -> str:
    """A tap into a section."""
    return f"{head} {count}"


def part_title(scope: str, head: str, count: int) -> str:
    """Heading of a section's list."""
    return f"{scope} {head}（{count}）"


def late_line(mark: str, item: str, due: str, late: int) -> str:
    """An overdue report."""
    return f"{mark} {item}——应于 {due}报送，已逾期 {late} 个工作日"


def node_line(mark: str, item: str, day: str, late: int, reason: str) -> str:
    """A missed node."""
    return f"{mark} {item}——{day}节点，已过 {late} 个工作日；{reason}"


def pressing_line(mark: str, item: str, percent: int, reason: str) -> str:
    """An item under pressure."""
    return f"{mark} {item}——{pressure(percent)}；{reason}"


def unknown_scope(words: str) -> str:
    """Not a board, unit or the whole."""
    return f"没有{quoted(words)}这个板块或单位。可写板块（如“大建设”）、单位简称或“全区”。"


def unknown_kind(words: str) -> str:
    """Not a kind of digest."""
    return f"没有{quoted(words)}这种通报。{SUBSCRIBE_USAGE}"


def scope_refused(name: str) -> str:
    """A scope that is not for this person."""
    return f"您不能订阅{name}的通报，可订阅本单位的。"


def subscribed(kind: str, name: str, when: str, before: str | None) -> str:
    """A subscription is on record; `before` is what came under that kind until now, if it was something else."""
    instead = f"不再发{before}{kind}。" if before and before != name else ""
    return f"已订阅：{name}{kind}，{when}发送。{instead}退订请发“退订 {kind}”。"


def unsubscribed(kind: str) -> str:
    """It is off."""
    return f"已退订{kind}。随时可发{quoted(kind)}查看。"


def subscriptions_title() -> str:
    """Heading of what one gets."""
    return "通报订阅"


def subscription(kind: str, name: str | None, when: str) -> str:
    """One kind: of what, when; or not."""
    return f"{kind}：{name}，{when}" if name else f"{kind}：未订阅"


def when(kind: DigestKind, on: int, clock: str) -> str:
    """每周第 1 个工作日 09:00."""
    period = {DigestKind.WEEKLY: "每周", DigestKind.MONTHLY: "每月", DigestKind.QUARTERLY: "每季度"}[kind]
    return f"{period}第 {on} 个工作日 {clock}"


def record(number: int, hash_: str) -> str:
    """Where the record stood, so that a copy of it lies outside (`zeren audit verify --head NUMBER:HASH`)."""
    return f"记录至第 {number} 条，校验码 {hash_}"


def closing(year: int, count: int, late: int) -> str:
    """What is still open of an older year."""
    return f"{year}年责任书收尾：{count} 项" + (f"，逾期未报 {late} 项" if late else "")


def of_year(year: int) -> str:
    """The button to the digest of an older year."""
    return f"{year}年"

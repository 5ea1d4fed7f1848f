"""Sentences of reasons as versions before 0014 stored them, and the lists that 0014 stores in their place.

Both ways. It belongs to that one migration and says what was true then: it uses nothing of the program and never changes.
"""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

Listed = list["str | int | Listed"]
Figure = str | int | Listed

AS_WRITTEN = "as_written"
_LIGHTS = {"蓝": "blue", "绿": "green", "黄": "yellow", "红": "red", "灰": "grey"}
_SPANS = {"每工作日": "day", "每周": "week", "每月": "month"}
_MISSES = {"未达计划": "plan", "未启动": "start"}
_EACH = {"旬": "旬", "个月": "月", "个季度": "季"}
_TEN_DAYS = ("上旬", "中旬", "下旬")
_QUARTERS = "一二三四"
_INNER = str.maketrans({"“": "‘", "”": "’"})


def near(month: int, day: int, on: date, *, later: bool = False) -> str:
    """The day of that name that is next to a local day: the last one up to it, or the first from it on."""
    for years in range(9):
        try:
            found = date(on.year + (years if later else -years), month, day)
        except ValueError:
            continue
        if found >= on if later else found <= on:
            return found.isoformat()
    raise ValueError


def _day(text: str, on: date) -> list[Figure]:
    month, day = map(int, re.findall(r"\d+", text))
    return [near(month, day, on)]


def _day_ahead(text: str, on: date) -> list[Figure]:
    month, day = map(int, re.findall(r"\d+", text))
    return [near(month, day, on, later=True)]


def _period(text: str, on: date) -> list[Figure]:
    if text.endswith("季度"):
        return ["季", near(_QUARTERS.index(text[0]) * 3 + 1, 1, on)]
    month, _, third = text.partition("月")
    if third:
        return ["旬", near(int(month), _TEN_DAYS.index(third) * 10 + 1, on)]
    return ["月", near(int(month), 1, on)]


def _period_said(cadence: Figure, start: Figure) -> str:
    day = date.fromisoformat(str(start))
    if cadence == "季":
        return f"{_QUARTERS[(day.month - 1) // 3]}季度"
    return f"{day.month}月" + (_TEN_DAYS[(day.day - 1) // 10] if cadence == "旬" else "")


def _day_said(on: Figure) -> str:
    day = date.fromisoformat(str(on))
    return f"{day.month}月{day.day}日"


def _choice(words: dict[str, str]) -> "Kind":
    said = {value: word for word, value in words.items()}
    return Kind("|".join(words), lambda text, _: [words[text]], lambda value: said[str(value)])


def _nested(listed: Figure) -> str:
    return said(listed)


@dataclass(frozen=True)
class Kind:
    """A kind of figure: how it looks in a sentence, what it is in a list (one figure or two), and back."""

    pattern: str
    read: Callable[[str, date], list[Figure]]
    say: Callable[..., str]
    figures: int = 1


KINDS = {
    "n": Kind(r"\d+", lambda text, _: [int(text)], str),
    "f": Kind(r"-?\d+(?:\.\d+)?", lambda text, _: [text], str),
    "day": Kind(r"\d+月\d+日", _day, _day_said),
    "ahead": Kind(r"\d+月\d+日", _day_ahead, _day_said),
    "q": Kind(r"“.*”", lambda text, _: [text[1:-1]], lambda text: "“" + str(text).translate(_INNER) + "”"),
    "u": Kind(
        r"[^，]+",
        lambda text, _: ["%" if text == "个百分点" else text],
        lambda unit: "个百分点" if unit == "%" else str(unit),
    ),
    "period": Kind(r"\d+月(?:[上中下]旬)?|[一二三四]季度", _period, _period_said, 2),
    "s": Kind(r".+?", lambda text, _: [text], str),
    "why": Kind(r".+", lambda text, on: [of_light(text, on)], _nested),
    "now": Kind(r"当前亮.+", lambda text, on: [of_notice(text, on)], _nested),
    "light": _choice(_LIGHTS),
    "span": _choice(_SPANS),
    "miss": _choice(_MISSES),
    "each": _choice(_EACH),
}
# What stands alone, and what may stand beside others with commas between; longer ones first where they begin alike.
ALONE = {
    "draft": "草稿，未生效",
    "ended": "已终止",
    "finished": "已完成，待核验",
    "verified": "已完成并核验",
    "starts": "{ahead}启动",
    "not_due_yet": "未到首次报送日",
    "by_nodes": "按节点推进",
}
PARTS = {
    "overdue": "已逾期 {n} 个工作日未完成",
    "due_day_over": "已到期未完成",
    "still_missing": "还差 {f} {u}",
    "target_and_latest": "目标 {f}，最近 {f}",
    "last_figure_awaited": "已到期，期末数待报",
    "period_missed": "{period}{miss}",
    "periods_missed": "连续 {n} {each}{miss}",
    "made_up": "已补上",
    "node_missed": "节点{q}未达到",
    "node_late": "节点{q}逾期 {n} 个工作日",
    "report_late": "逾期 {n} 个工作日未报送",
    "report_late_again": "{day}退回，逾期 {n} 个工作日未重报",
    "on_plan": "与计划持平",
    "above_plan": "比计划高 {f} {u}",
    "below_plan": "比计划低 {f} {u}",
    "short_of_plan": "比序时计划少 {f}%",
    "ahead": "比计划快 {f} 个百分点",
    "behind": "慢 {f} 个百分点",
    "needed": "倒逼需{span} {f} {u}",
    "nodes_done": "已完成 {n} / {n} 个节点",
    "below_peers": "完成率低于同类平均 {f} 个百分点",
    "above_peers": "已用比例高于同类平均 {f} 个百分点",
}
OF_NOTICES = {
    "light_now": "当前亮{light}灯：{why}",
    "turned_red": "{day}转为红灯：{why}",
    "report_owed": "应于{day}报送进度，已逾期{n}个工作日未报送",
    "report_owed_again": "进度报送于{day}退回，应于{day}前重报，已逾期{n}个工作日未重报",
    "node_owed": "节点{q}应于{day}完成，已逾期{n}个工作日",
    "not_answered": "{s}{s}应于{day}前回复，已逾期{n}个工作日未回复",
    "requested_for_light": "{s}批示督办。{now}",
    "requested": "{s}批示督办",
}
ALL = ALONE | PARTS | OF_NOTICES
# Figures that a list holds in another order than the sentence.
_SWAPPED = {"period_missed": (2, 0, 1), "periods_missed": (2, 1, 0)}
_SLOT = re.compile(r"\{(\w+)\}")
_PATTERNS = {
    code: re.compile(
        "".join(
            f"({KINDS[piece].pattern})" if at % 2 else re.escape(piece) for at, piece in enumerate(_SLOT.split(text))
        )
    )
    for code, text in ALL.items()
}


def of_light(text: str, on: date) -> Listed:
    """The list of a light's reason that was stored about the local day `on`; of what nobody wrote, the words as they are."""
    for code in ALONE:
        if (found := _read(code, text, on)) is not None:
            return found
    parts = list(_parts(text, on))
    if not parts or "，".join(map(said, parts)) != text:
        return [AS_WRITTEN, text]
    return parts[0] if len(parts) == 1 else ["all", *parts]


def of_notice(text: str, on: date) -> Listed:
    """The list of a notice's reason that was written about the local day `on`."""
    found = (_read(code, text, on) for code in OF_NOTICES if code != "not_answered")
    return next((each for each in found if each is not None and said(each) == text), [AS_WRITTEN, text])


def of_lapse(text: str, printed: str, kind: str, on: date) -> Listed | None:
    """The list of what a notice says of the one it climbed from, by that one's number and kind; None if it says else."""
    head = f"{printed}{kind}"
    if not printed or not text.startswith(head):
        return None
    found = _read("not_answered", f"號號{text[len(head) :]}", on)
    return None if found is None else [found[0], printed, kind, *found[3:]]


def said(listed: Figure) -> str:
    """The sentence of a list."""
    if not isinstance(listed, list):
        raise TypeError(f"no reason: {listed!r}")
    code, figures = str(listed[0]), listed[1:]
    if code == AS_WRITTEN:
        return str(figures[0])
    if code == "all":
        return "，".join(map(said, figures))
    order = _SWAPPED.get(code)
    rest = iter([figures[order.index(at)] for at in range(len(order))] if order else figures)
    return _SLOT.sub(lambda slot: KINDS[slot[1]].say(*(next(rest) for _ in range(KINDS[slot[1]].figures))), ALL[code])


def text_of(listed: Listed) -> str:
    """The list as it is stored."""
    return json.dumps(listed, ensure_ascii=False, separators=(",", ":"))


def list_of(text: str) -> Listed:
    """The list that is stored; words that are none stay words."""
    try:
        found = json.loads(text)
        said(found)
    except (ValueError, TypeError, KeyError, IndexError, StopIteration, RuntimeError):
        return [AS_WRITTEN, text]
    listed: Listed = found
    return listed


def _read(code: str, text: str, on: date) -> Listed | None:
    found = _PATTERNS[code].fullmatch(text)
    return None if found is None else _listed(code, found, on)


def _listed(code: str, found: re.Match[str], on: date) -> Listed | None:
    kinds = _SLOT.findall(ALL[code])
    try:
        figures = [
            each for kind, text in zip(kinds, found.groups(), strict=True) for each in KINDS[kind].read(text, on)
        ]
    except ValueError:
        return None
    order = _SWAPPED.get(code)
    return [code, *(figures if order is None else [figures[at] for at in order])]


def _parts(text: str, on: date) -> Iterator[Listed]:
    """The parts from the left; a node's name may hold commas, so that the text cannot be cut at them."""
    at = 0
    while at < len(text):
        for code in PARTS:
            found = _PATTERNS[code].match(text, at)
            if found and (found.end() == len(text) or text[found.end()] == "，"):
                listed = _listed(code, found, on)
                if listed is not None:
                    yield listed
                    at = found.end() + 1
                    break
        else:
            return

"""Sentences of imports."""

from collections.abc import Callable, Collection, Mapping, Sequence

from domain.agreements import Answer
from domain.amendments import FieldChange
from domain.areas import AreaFieldChange
from domain.items import Cadence, Item
from domain.quoting import quoted
from handlers.kernel.words.fields import changed

CONFIRM = "确认导入"
CANCEL = "不导入"
DONE_BEFORE = "与已存内容完全一致，没有改动。"
CANCELLED = "没有导入，什么都没有改动。"
GONE = "这次导入已办理或已取消，请重发文件。"
FAULTS_TITLE = "工作簿有问题，未导入任何内容"
PREVIEW_TITLE = "导入预览"
DOUBTS_LEFT = "有事项名称、单位或计量单位变了而已有报送，请先逐项确认。"
UNDO = "撤销这次导入"
BACK = "返回预览"
COLUMNS = "改列的含义"
COLUMNS_TITLE = "各列的含义"
COLUMNS_ASKED = "点一列可改其含义。"
BOARD_TITLE = "请选择板块"
AS_BEFORE = "各列按上次确认的含义读取。"
_PLAN, _OWN = "分期计划", "自有列"
_ASSUMED = {
    "weight": "权重（各项同等）",
    "due": "完成时限（年底）",
    "number": "序号（顺次编号）",
    "target": "目标值（从事项名称读取）",
}
_MEANT = {Answer.SAME: "同一项", Answer.OTHER: "另一项"}
_ALL_MEANT = {Answer.SAME: "都是同一项", Answer.OTHER: "都是另一项"}


def fault(sheet: str, cell: str, value: str, reason: str) -> str:
    if not sheet and not cell:
        return reason
    shown = quoted(value) if value else "空"
    return f"{sheet} {cell} {shown}：{reason}"


def more(count: int) -> str:
    """Faults that do not fit into one card."""
    return f"另有 {count} 处，请用命令行查看全部。"


def counts(new: int, changed: int, same: int, absent: int) -> str:
    """What the import would do."""
    return f"新增 {new} 项，变更 {changed} 项，不变 {same} 项；工作簿里没有的 {absent} 项保持不动。"


def absent(codes: Sequence[str], count: int) -> str:
    """Items that are stored and not in the workbook: what to do where they are over."""
    named = "、".join(codes) + ("等" if count > len(codes) else "")
    return f"工作簿里没有的是 {named}；如已不再办理，请发“终止事项 编号 原因”，拆分、合并、移交同理。"


def of_years(years: Sequence[int], units: int, items: int, *, past: bool) -> str:
    """What was read, before anything else: a workbook of another year is a likely slip."""
    note = "不是本年度，导入后只作存档，不催报" if past else ""
    told = f"{'、'.join(map(str, years))}年责任书，{units} 家单位 {items} 项"
    return f"{told}（{note}）" if note else told


def change(code: str, name: str, fields: Sequence[FieldChange] | Sequence[AreaFieldChange]) -> str:
    """One changed item or area."""
    return f"{code} {name}：{changed(fields)}"


def renumbered(count: int, first: tuple[str, str]) -> str:
    """Rows whose running number is not that of their item."""
    return f"{count} 行的序号与已存编号不同（如 {first[0]} 即已存的 {first[1]}），按事项对应，编号不变。"


def doubts_title(count: int) -> str:
    """Before anything is stored."""
    return f"{count} 项已有报送，工作簿里的写法变了，请确认"


def doubt(code: str, old: Item, new: Item, unit_name: Callable[[str], str]) -> str:
    """An item with reports that the file names otherwise."""
    return f"{code} 已存：{_promise(old, unit_name)}\n工作簿：{_promise(new, unit_name)}"


def more_doubts(count: int) -> str:
    """Those that do not fit into the card."""
    return f"另有 {count} 项，确认后接着问。"


def meant(answer: Answer, code: str) -> str:
    """A button that answers for one item."""
    return f"{code} {_MEANT[answer]}"


def all_meant(answer: Answer) -> str:
    """A button that answers for all."""
    return _ALL_MEANT[answer]


def _promise(item: Item, unit_name: Callable[[str], str]) -> str:
    return f"{quoted(item.name)}，{unit_name(item.unit)}，{item.measure_unit or '无计量单位'}"


def faults_alike(sheet: str, places: Sequence[str], count: int, reason: str) -> str:
    """One cause in several cells."""
    named = "、".join(places) + ("等" if count > len(places) else "")
    return f"{sheet} {named} 共 {count} 处：{reason}"


def homeless(sheets: Sequence[str]) -> str:
    """Tables whose board nobody names."""
    return f"{'、'.join(map(quoted, sheets))}里看不出属于哪个板块，请点选；这些表的事项都归入所选板块。"


def meaning(key: str, labels: Mapping[str, str]) -> str:
    """What a column is read as."""
    return {"plan": _PLAN, "own": _OWN}.get(key) or labels[key]


def column(heading: str, means: str) -> str:
    """A column's button."""
    return f"{heading} → {means}"


def columns(sheet: str, meant: Sequence[tuple[str, str, str]], labels: Mapping[str, str]) -> str:
    """How a table's columns are read: letter, heading, field."""
    told = [
        f"{letter} {heading}" if heading == meaning(key, labels) else f"{letter} {heading}→{meaning(key, labels)}"
        for letter, heading, key in meant
    ]
    return f"{sheet}：{'；'.join(told)}"


def own(heading: str, text: str) -> str:
    """A column of the district's own, on an item's card."""
    return f"{heading}：{'；'.join(text.split())}"


def own_columns(headings: Sequence[str]) -> str:
    """Columns that no field means."""
    return f"没有对应含义、随事项原样保留的列：{'、'.join(headings)}。"


def assumed(keys: Collection[str], cadence: Cadence) -> str:
    """What the table has no column for, and what stands in for it."""
    told = [words for key, words in _ASSUMED.items() if key in keys]
    told += [f"报送周期（{cadence.value}）"] if "cadence" in keys else []
    return f"表中没有、按默认处理的：{'、'.join(told)}。"


def every(cadence: Cadence) -> str:
    """A button for the cycle."""
    return f"按{cadence.value}报送"


def means_title(heading: str) -> str:
    """Which column is asked about."""
    return f"{quoted(heading)}是什么"


def no_import(number: int) -> str:
    """There is no such import."""
    return f"没有第 {number} 次导入。"


def undone_before(number: int) -> str:
    """It is undone already."""
    return f"第 {number} 次导入已撤销过。"


def rests(codes: Sequence[str], count: int) -> str:
    """Something later rests on the import."""
    named = "、".join(codes) + ("等" if count > len(codes) else "")
    return f"{named} {count} 项在导入之后已有报送、调整或堵点，不能整批撤销；请逐项调整，或重新导入改正后的工作簿。"


def undone(added: int, changed: int) -> str:
    """Done."""
    return f"已撤销：{added} 项新增事项作废，{changed} 项恢复原状。改正后可重新导入。"


def drafts(count: int) -> str:
    """Items that lack a quantity or a date."""
    return f"其中 {count} 项缺数量或时限，导入后为草稿，补齐才生效。"


def guesses(count: int) -> str:
    """Items whose direction or basis was guessed."""
    return f"{count} 项的口径（累计/存量/比率、升/降）为系统推定，请核对。"


def imported(new: int, changed: int) -> str:
    """Done."""
    return f"已导入：新增 {new} 项，变更 {changed} 项。"


def units(added: int, changed: int) -> str:
    """Units were imported."""
    return f"已导入单位：新增 {added} 个，变更 {changed} 个。"


def calendar(changed: int) -> str:
    """Days of the calendar were set."""
    return f"已更新工作日历：{changed} 天。"


def calendar_whole(year: int) -> str:
    """The notice of a whole year is in."""
    return f"{year} 年放假安排已齐，其余日期按周一至周五上班，不再标注“未公布”。"


def units_preview(count: int) -> str:
    """A table of units was recognised."""
    return f"识别为单位通讯录：{count} 个单位。"


def rename(before: str, after: str) -> str:
    """A unit that the table calls otherwise."""
    return f"更名：{before} → {after}，原名仍可查找。"


def new_units(names: Sequence[str], count: int) -> str:
    """Units that are not stored yet."""
    return f"新增 {count} 个：{'、'.join(names)}{'等' if count > len(names) else ''}。"


def calendar_preview(count: int, worked: int) -> str:
    """A calendar notice was recognised."""
    return f"识别为节假日安排：{count} 天，其中放假 {count - worked} 天、上班 {worked} 天。"

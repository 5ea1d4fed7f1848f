"""Sentences of imports."""

from collections.abc import Callable, Collection, Mapping, Sequence

from domain.agreements import Answer
from domain.amendments import FieldChange
from domain.areas import AreaFieldChange
from domain.items import Cadence, Item
from domain.quoting import quoted
from handlers.kernel.words.fields import changed
from wording.said import joined, worded

CONFIRM = "确认导入"
CANCEL = "不导入"
DONE_BEFORE = "与已存内容完全一致，没有改动。"
CANCELLED = "没有导入，什么都没有改动。"
GONE = "这次导入已办理或已取消，请重发文件。"
FAULTS_TITLE = "工作簿有问题，未导入任何内容"
PREVIEW_TITLE = "导入预览"
DOUBTS_LEFT = "有事项名称、单位或计量单位变了而已有报送，请先逐项确认。"
UNDO = "撤销这次导入"
MARKED = "有问题的单元格已在附件中标红并加批注，改好后重发即可。"
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
    return worded("{sheet} {cell} {shown}：{reason}", sheet=sheet, cell=cell, shown=shown, reason=reason)


def more(count: int) -> str:
    """Faults that do not fit into one card."""
    return worded("另有 {count} 处，见附件中的标注。", count=count)


def marked_name(stem: str) -> str:
    """The name of the file that comes back with its faults marked."""
    return worded("{stem}-问题标注.xlsx", stem=stem)


def counts(new: int, changed: int, same: int, absent: int) -> str:
    """What the import would do."""
    return worded(
        "新增 {new} 项，变更 {changed} 项，不变 {same} 项；工作簿里没有的 {absent} 项保持不动。",
        new=new,
        changed=changed,
        same=same,
        absent=absent,
    )


def absent(codes: Sequence[str], count: int) -> str:
    """Items that are stored and not in the workbook: what to do where they are over."""
    named = joined("、", codes) + ("等" if count > len(codes) else "")
    return worded(
        "工作簿里没有的是 {named}；如已不再办理，请发“终止事项 编号 原因”，拆分、合并、移交同理。", named=named
    )


def of_years(years: Sequence[int], units: int, items: int, *, past: bool) -> str:
    """What was read, before anything else: a workbook of another year is a likely slip."""
    note = "不是本年度，导入后只作存档，不催报" if past else ""
    told = worded(
        "{value}年责任书，{units} 家单位 {items} 项", value=joined("、", map(str, years)), units=units, items=items
    )
    return worded("{told}（{note}）", told=told, note=note) if note else told


def change(code: str, name: str, fields: Sequence[FieldChange] | Sequence[AreaFieldChange]) -> str:
    """One changed item or area."""
    return worded("{code} {name}：{changed}", code=code, name=name, changed=changed(fields))


def renumbered(count: int, first: tuple[str, str]) -> str:
    """Rows whose running number is not that of their item."""
    return worded(
        "{count} 行的序号与已存编号不同（如 {first} 即已存的 {first2}），按事项对应，编号不变。",
        count=count,
        first=first[0],
        first2=first[1],
    )


def doubts_title(count: int) -> str:
    """Before anything is stored."""
    return worded("{count} 项已有报送，工作簿里的写法变了，请确认", count=count)


def doubt(code: str, old: Item, new: Item, unit_name: Callable[[str], str]) -> str:
    """An item with reports that the file names otherwise."""
    return worded(
        "{code} 已存：{promise}\n工作簿：{promise2}",
        code=code,
        promise=_promise(old, unit_name),
        promise2=_promise(new, unit_name),
    )


def more_doubts(count: int) -> str:
    """Those that do not fit into the card."""
    return worded("另有 {count} 项，确认后接着问。", count=count)


def meant(answer: Answer, code: str) -> str:
    """A button that answers for one item."""
    return worded("{code} {meant}", code=code, meant=_MEANT[answer])


def all_meant(answer: Answer) -> str:
    """A button that answers for all."""
    return _ALL_MEANT[answer]


def _promise(item: Item, unit_name: Callable[[str], str]) -> str:
    return worded(
        "{name}，{unit_name}，{value}",
        name=quoted(item.name),
        unit_name=unit_name(item.unit),
        value=item.measure_unit or "无计量单位",
    )


def faults_alike(sheet: str, places: Sequence[str], count: int, reason: str) -> str:
    """One cause in several cells."""
    named = joined("、", places) + ("等" if count > len(places) else "")
    return worded("{sheet} {named} 共 {count} 处：{reason}", sheet=sheet, named=named, count=count, reason=reason)


def homeless(sheets: Sequence[str]) -> str:
    """Tables whose board nobody names."""
    return worded(
        "{value}里看不出属于哪个板块，请点选；这些表的事项都归入所选板块。", value=joined("、", map(quoted, sheets))
    )


def meaning(key: str, labels: Mapping[str, str]) -> str:
    """What a column is read as."""
    return {"plan": _PLAN, "own": _OWN}.get(key) or labels[key]


def column(heading: str, means: str) -> str:
    """A column's button."""
    return worded("{heading} → {means}", heading=heading, means=means)


def columns(sheet: str, meant: Sequence[tuple[str, str, str]], labels: Mapping[str, str]) -> str:
    """How a table's columns are read: letter, heading, field."""
    told = [
        worded("{letter} {heading}", letter=letter, heading=heading)
        if heading == meaning(key, labels)
        else worded("{letter} {heading}→{meaning}", letter=letter, heading=heading, meaning=meaning(key, labels))
        for letter, heading, key in meant
    ]
    return worded("{sheet}：{value}", sheet=sheet, value=joined("；", told))


def own(heading: str, text: str) -> str:
    """A column of the district's own, on an item's card."""
    return worded("{heading}：{value}", heading=heading, value=joined("；", text.split()))


def own_columns(headings: Sequence[str]) -> str:
    """Columns that no field means."""
    return worded("没有对应含义、随事项原样保留的列：{value}。", value=joined("、", headings))


def assumed(keys: Collection[str], cadence: Cadence) -> str:
    """What the table has no column for, and what stands in for it."""
    told = [words for key, words in _ASSUMED.items() if key in keys]
    told += [worded("报送周期（{value}）", value=cadence.value)] if "cadence" in keys else []
    return worded("表中没有、按默认处理的：{value}。", value=joined("、", told))


def every(cadence: Cadence) -> str:
    """A button for the cycle."""
    return worded("按{value}报送", value=cadence.value)


def means_title(heading: str) -> str:
    """Which column is asked about."""
    return worded("{heading}是什么", heading=quoted(heading))


def no_import(number: int) -> str:
    """There is no such import."""
    return worded("没有第 {number} 次导入。", number=number)


def undone_before(number: int) -> str:
    """It is undone already."""
    return worded("第 {number} 次导入已撤销过。", number=number)


def rests(codes: Sequence[str], count: int) -> str:
    """Something later rests on the import."""
    named = joined("、", codes) + ("等" if count > len(codes) else "")
    return worded(
        "{named} {count} 项在导入之后已有报送、调整或堵点，不能整批撤销；请逐项调整，或重新导入改正后的工作簿。",
        named=named,
        count=count,
    )


def undone(added: int, changed: int) -> str:
    """Done."""
    return worded(
        "已撤销：{added} 项新增事项作废，{changed} 项恢复原状。改正后可重新导入。", added=added, changed=changed
    )


def drafts(count: int) -> str:
    """Items that lack a quantity or a date."""
    return worded("其中 {count} 项缺数量或时限，导入后为草稿，补齐才生效。", count=count)


def guesses(count: int) -> str:
    """Items whose direction or basis was guessed."""
    return worded("{count} 项的口径（累计/存量/比率、升/降）为系统推定，请核对。", count=count)


def imported(new: int, changed: int) -> str:
    """Done."""
    return worded("已导入：新增 {new} 项，变更 {changed} 项。", new=new, changed=changed)


def units(added: int, changed: int) -> str:
    """Units were imported."""
    return worded("已导入单位：新增 {added} 个，变更 {changed} 个。", added=added, changed=changed)


def calendar(changed: int) -> str:
    """Days of the calendar were set."""
    return worded("已更新工作日历：{changed} 天。", changed=changed)


def calendar_whole(year: int) -> str:
    """The notice of a whole year is in."""
    return worded("{year} 年放假安排已齐，其余日期按周一至周五上班，不再标注“未公布”。", year=year)


def units_preview(count: int) -> str:
    """A table of units was recognised."""
    return worded("识别为单位通讯录：{count} 个单位。", count=count)


def rename(before: str, after: str) -> str:
    """A unit that the table calls otherwise."""
    return worded("更名：{before} → {after}，原名仍可查找。", before=before, after=after)


def new_units(names: Sequence[str], count: int) -> str:
    """Units that are not stored yet."""
    return worded(
        "新增 {count} 个：{value}{part}。",
        count=count,
        value=joined("、", names),
        part="等" if count > len(names) else "",
    )


def calendar_preview(count: int, worked: int) -> str:
    """A calendar notice was recognised."""
    return worded(
        "识别为节假日安排：{count} 天，其中放假 {count2} 天、上班 {worked} 天。",
        count=count,
        count2=count - worked,
        worked=worked,
    )

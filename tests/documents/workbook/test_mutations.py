"""What people do to a good workbook, five hundred times: every value that is read is the right one, or something is named.

What a mutation itself says otherwise (another unit, an empty cell, a column that is gone) is the file's own word.
"""

import random
from collections.abc import Callable

import pytest
from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from documents.workbook import AgreementsRead, ImportedItem, read_agreements
from tests.documents.workbook.books import saved
from tests.documents.workbook.layouts import BOARDS, UNITS

SEEDS, A_TEST = 500, 50
NAMES = (
    "规上工业企业",
    "技改投资",
    "外贸进出口",
    "新增就业人数",
    "绿道建设",
    "口袋公园",
    "老旧小区改造",
    "学位供给",
    "养老床位",
)
MEASURES = ("家", "亿元", "亿元", "人", "公里", "处", "个", "个", "张")
LEADS = ("区工业和信息化局", "区发展和改革局", "区统计局", "望江街道", "古渡街道")
FIELDS = (
    "",
    "name",
    "measure_unit",
    "baseline",
    "target",
    "plan",
    "plan",
    "plan",
    "due",
    "unit",
    "co_units",
    "leader",
    "own",
)
HEADINGS = (
    *("序号", "指标名称", "计量单位", "基期值", "目标值", "一季度", "上半年", "前三季度", "完成时限"),
    *("牵头单位", "配合单位", "责任领导", "备注"),
)
FIRST, LAST, WIDE = 3, 2 + len(NAMES), len(HEADINGS)
Told = dict[str, object]
# Which fields of which items the mutation itself may tell otherwise.
Said = set[tuple[str, str]]


def book() -> Workbook:
    made = Workbook()
    page = made.active
    assert isinstance(page, Worksheet)
    page.title = "经济发展"
    page.append(["临江区2026年目标责任分解表"])
    page.append(list(HEADINGS))
    for at, name in enumerate(NAMES):
        target = 40 + at * 7
        plan = (target // 4, target // 2, 3 * target // 4)
        ends = ("11月底前", LEADS[at % len(LEADS)], "临港街道", "副区长", f"注{at}")
        page.append([at + 1, name, MEASURES[at], target - 5, target, *plan, *ends])
    return made


def read(made: Workbook) -> AgreementsRead:
    return read_agreements(saved(made), "b.xlsx", UNITS, BOARDS, 2026)


def told(each: ImportedItem) -> Told:
    item = each.item
    fields = ("measure_unit", "baseline", "target", "due", "unit", "co_units", "leader", "own")
    return {"plan": [(step.date, step.planned) for step in item.milestones]} | {
        key: getattr(item, key) for key in fields
    }


RIGHT = {each.item.name: told(each) for each in read(book()).items}


def put_in(page: Worksheet, draw: random.Random) -> Said:
    row = draw.randrange(FIRST, LAST + 1)
    page.insert_rows(row)
    for column, value in enumerate(("", "", "处", None, 9, None, None, None, "年底", "古渡街道"), start=1):
        page.cell(row, column).value = value
    page.cell(row, 1).value, page.cell(row, 2).value = 99, "另一项"
    return set()


def taken_out(page: Worksheet, draw: random.Random) -> Said:
    row = draw.randrange(FIRST, LAST + 1)
    name = str(page.cell(row, 2).value)
    page.delete_rows(row)
    return {(name, "")}


def sorted_otherwise(page: Worksheet, draw: random.Random) -> Said:
    rows = [[cell.value for cell in row] for row in page.iter_rows(min_row=FIRST)]
    draw.shuffle(rows)
    for at, values in enumerate(rows, start=FIRST):
        for column, value in enumerate(values, start=1):
            page.cell(at, column).value = value
    return set()


def renamed(page: Worksheet, draw: random.Random) -> Said:
    page.cell(2, draw.randrange(1, WIDE + 1)).value = draw.choice(("随便", "另立", "X"))
    return set()


def merged(page: Worksheet, draw: random.Random) -> Said:
    row, column = draw.randrange(FIRST, LAST), draw.randrange(1, WIDE + 1)
    end = min(LAST, row + draw.randrange(1, 3))
    below = {(str(page.cell(at, 2).value), FIELDS[column - 1]) for at in range(row + 1, end + 1)}
    letter = get_column_letter(column)
    page.merge_cells(f"{letter}{row}:{letter}{end}")
    # What is the same for several items may be merged; figures and names may not.
    return below if FIELDS[column - 1] in ("measure_unit", "unit", "co_units", "leader", "due", "own") else set()


def doubled(page: Worksheet, draw: random.Random) -> Said:
    row = draw.randrange(FIRST, LAST + 1)
    values = [cell.value for cell in page[row]]
    page.insert_rows(row + 1)
    for column, value in enumerate(values, start=1):
        page.cell(row + 1, column).value = value
    return set()


def hidden(page: Worksheet, draw: random.Random) -> Said:
    page.row_dimensions[draw.randrange(FIRST, LAST + 1)].hidden = True
    return set()


def struck(page: Worksheet, draw: random.Random) -> Said:
    page.cell(draw.randrange(FIRST, LAST + 1), draw.randrange(1, WIDE + 1)).font = Font(strike=True)
    return set()


def swapped(page: Worksheet, draw: random.Random) -> Said:
    one, other = draw.sample(range(1, WIDE + 1), 2)
    for row in range(2, LAST + 1):
        here, there = page.cell(row, one), page.cell(row, other)
        here.value, there.value = there.value, here.value
    return set()


def column_taken_out(page: Worksheet, draw: random.Random) -> Said:
    column = draw.randrange(1, WIDE + 1)
    page.delete_cols(column)
    return {(name, FIELDS[column - 1]) for name in NAMES}


def emptied(page: Worksheet, draw: random.Random) -> Said:
    row, column = draw.randrange(FIRST, LAST + 1), draw.randrange(1, WIDE + 1)
    page.cell(row, column).value = None
    return {(str(page.cell(row, 2).value), FIELDS[column - 1])}


def shifted(page: Worksheet, draw: random.Random) -> Said:
    row, column = draw.randrange(FIRST, LAST + 1), draw.randrange(3, WIDE)
    here, there = page.cell(row, column), page.cell(row, column + 1)
    here.value, there.value = there.value, here.value
    return {(str(page.cell(row, 2).value), FIELDS[at - 1]) for at in (column, column + 1)}


def measured_otherwise(page: Worksheet, draw: random.Random) -> Said:
    row = draw.randrange(FIRST, LAST + 1)
    page.cell(row, 3).value = draw.choice(("%", "万元", "公里", "户"))
    return {(str(page.cell(row, 2).value), "measure_unit")}


def headed_again(page: Worksheet, draw: random.Random) -> Said:
    row = draw.randrange(FIRST, LAST + 1)
    page.insert_rows(row)
    for column, heading in enumerate(HEADINGS, start=1):
        page.cell(row, column).value = heading
    return set()


MUTATIONS: tuple[Callable[[Worksheet, random.Random], Said], ...] = (
    *(put_in, taken_out, sorted_otherwise, renamed, merged, doubled, hidden, struck, swapped),
    *(column_taken_out, emptied, shifted, measured_otherwise, headed_again),
)


def silently_wrong(seed: int) -> str:
    """What is wrong though nothing is named; empty where all is well."""
    draw, made = random.Random(seed), book()
    page = made.active
    assert isinstance(page, Worksheet)
    mutation = draw.choice(MUTATIONS)
    said = mutation(page, draw)
    result = read(made)
    named = result.faults or result.notices
    own = {column.heading for table in result.tables for column in table.columns if column.field == "own"}
    missing = {key for table in result.tables for key in table.assumed} - {"weight", "cadence"}
    if named or own - {"备注"} or missing:
        return ""
    found = {each.item.name: told(each) for each in result.items}
    wrong = [
        f"{name}: {key} {values[key]} is read as {found.get(name, {}).get(key)}"
        for name, values in RIGHT.items()
        for key in values
        if (name, "") not in said and (name, key) not in said and found.get(name, {}).get(key) != values[key]
    ]
    return f"{seed} {mutation.__name__}: {wrong}" if wrong else ""


@pytest.mark.parametrize("first", range(0, SEEDS, A_TEST))
def test_a_mutated_workbook_is_read_rightly_or_named(first: int) -> None:
    assert [wrong for seed in range(first, first + A_TEST) if (wrong := silently_wrong(seed))] == []

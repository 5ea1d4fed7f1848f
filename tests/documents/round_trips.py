"""Districts drawn at random whose agreements go out, come back and go out again: `python -m tests.documents.round_trips 1000`."""

import io
import random
import sys
import time
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from openpyxl import load_workbook

from documents.agreements_out import agreements_workbook
from documents.workbook import read_agreements
from domain.items import Basis, Cadence, Direction, Item, Kind, Milestone, Own, Secrecy, Stage
from domain.units import Unit, UnitKind

PLACES = ("东湖", "西岭", "南滨", "北辰", "城关", "新港", "青云", "白石")
BOARDS = ("经济运行", "城市建设", "民生实事", "招商引资", "生态环保")
NAMES = (
    "新增规上企业",
    "改造老旧小区",
    "城镇登记失业率",
    "到位资金",
    "PM2.5浓度",
    "=新建口袋公园",
    "一般公共预算收入",
    "12345热线满意率",
)
MEASURES = ("亿元", "家", "万平方米", "公里", "个", "万户", "微克/立方米", "套")
OWN = ("备注", "联系人", "来源文号", "科室电话")
TEXTS = ("+86 531", "见附件；另行通知", "2026年6月底前", "=A1", "王强\n李敏", "0012")


def district(seed: int) -> tuple[list[Unit], dict[str, str], list[Item]]:
    """Units, boards with their prefixes, and signed items of 2026."""
    draw = random.Random(seed)
    places = draw.sample(PLACES, 4)
    units = [
        *(Unit(f"JD{at:02d}", f"{name}街道", (f"{name}街道办",), UnitKind.STREET) for at, name in enumerate(places)),
        *(
            Unit(f"BM{at:02d}", f"区{name}局", (), UnitKind.DEPARTMENT)
            for at, name in enumerate(("发展和改革", "财政", "教育", "统计"))
        ),
    ]
    boards = {name: f"B{at}" for at, name in enumerate(draw.sample(BOARDS, draw.randint(1, 4)))}
    headings = draw.sample(OWN, draw.randint(0, 3))
    items = [
        _item(draw, f"{prefix}-{number:03d}", board, units, headings)
        for board, prefix in boards.items()
        for number in range(1, draw.randint(2, 9))
    ]
    return units, boards, items


def _item(draw: random.Random, code: str, board: str, units: Sequence[Unit], headings: Sequence[str]) -> Item:
    kind = draw.choice((*(Kind.QUANTITY,) * 3, Kind.PERCENTAGE, Kind.MILESTONE))
    lead, *others = draw.sample([unit.code for unit in units], 3)
    start = date(2026, 1, 1) + timedelta(draw.choice((0, 0, 0, draw.randrange(60))))
    due = date(2026, 7, 1) + timedelta(draw.randrange(184))
    days = sorted(draw.sample(range(1, (due - start).days), draw.randint(2, 4)))
    nodes = tuple(
        Milestone(
            start + timedelta(day),
            draw.choice(("开工", "完成一期；验收", "投用", "挂牌（试运行）")) + str(at),
            Decimal(draw.randint(1, 900)) / draw.choice((1, 10))
            if kind is not Kind.MILESTONE and draw.random() < 0.5
            else None,
        )
        for at, day in enumerate(days)
    )
    figure = Decimal(draw.randrange(1, 10**6)) / draw.choice((1, 10, 100, 1000))
    own = tuple(Own(heading, draw.choice(TEXTS)) for heading in headings if draw.random() < 0.7)
    return Item(
        code=code,
        year=2026,
        board=board,
        unit=lead,
        co_units=tuple(others[: draw.randrange(3)]),
        name=f"{draw.choice(NAMES)}{board}{code[-3:]}",
        aliases=tuple(draw.sample(("俗称甲", "俗称乙"), draw.randrange(3))),
        kind=kind,
        target=Decimal(1) if kind is Kind.MILESTONE else figure,
        measure_unit={Kind.MILESTONE: "项", Kind.PERCENTAGE: "%"}.get(kind, draw.choice(MEASURES)),
        baseline=figure / 2 if kind is not Kind.MILESTONE and draw.random() < 0.5 else None,
        weight=Decimal(draw.randrange(1, 100)) / draw.choice((1, 2)),
        start=start,
        due=due,
        cadence=draw.choice(tuple(Cadence)),
        leader=draw.choice(("", "副区长（城建）", "常务副区长")),
        milestones=nodes if kind is Kind.MILESTONE or draw.random() < 0.4 else (),
        direction=Direction.UP if kind is Kind.MILESTONE else draw.choice(tuple(Direction)),
        basis=Basis.ONCE if kind is Kind.MILESTONE else draw.choice((Basis.FLOW, Basis.LEVEL, Basis.RATE)),
        part_of=f"{code[:-3]}001" if not code.endswith("001") and draw.random() < 0.2 else None,
        secrecy=draw.choice(tuple(Secrecy)),
        stage=Stage.OPEN,
        own=own,
    )


def difference(units: Sequence[Unit], boards: dict[str, str], items: Sequence[Item]) -> str:
    """What is not the same after a way out, in and out again; empty for nothing."""
    names = {unit.code: unit.name for unit in units}
    first = agreements_workbook("某区2026年目标责任书", items, names.__getitem__)
    read = read_agreements(first, "导出.xlsx", units, boards, None)
    if read.faults:
        return f"fault {read.faults[0]}"
    back = {each.item.code: replace(each.item, source="") for each in read.items}
    for item in items:
        came = back.get(item.code)
        if came is None or _ordered(came) != _ordered(item):
            return f"{item}\n{came}"
    again = agreements_workbook("某区2026年目标责任书", [back[item.code] for item in items], names.__getitem__)
    return "" if content(again) == content(first) else "the second workbook differs"


def _ordered(item: Item) -> Item:
    """Own columns stand in the order of the sheet, which is that of the first items that have them."""
    return replace(item, own=tuple(sorted(item.own, key=lambda each: each.heading)))


def content(book: bytes) -> list[tuple[str, list[tuple[object, str]]]]:
    """Every sheet with the value and format of its cells."""
    return [
        (sheet.title, [(cell.value, cell.number_format) for row in sheet.iter_rows() for cell in row])
        for sheet in load_workbook(io.BytesIO(book))
    ]


def main(count: int) -> int:
    """Tries so many districts; 1 where one is not the same."""
    began, items = time.monotonic(), 0
    for seed in range(count):
        made = district(seed)
        items += len(made[2])
        if told := difference(*made):
            print(f"district {seed}: {told}")
            return 1
    print(f"{count} districts, {items} items: out, in and out again the same, {time.monotonic() - began:.0f} s")
    return 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 1000))

"""Promises of a district as they are really made, one of each kind, with what was reported on them."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from decimal import Decimal

from bot.calendar_seed import seed_days
from domain.calendar import WorkCalendar
from domain.items import Basis, Cadence, Direction, Item, Kind, Milestone
from domain.light_rules import LightRule
from domain.progress import Point, Standing

CALENDAR = WorkCalendar(seed_days([2025, 2026, 2027]))
WEEKDAYS = WorkCalendar([])
RULES = LightRule(
    yellow_gap=Decimal(5), red_gap=Decimal(15), report_late_yellow=3, milestone_late_yellow=1, milestone_late_red=3
)
NEW_YEAR, YEAR_END = date(2026, 1, 1), date(2026, 12, 31)


def day(text: str) -> date:
    """ "06-24" of 2026."""
    return date.fromisoformat(f"2026-{text}")


def nodes(*each: tuple[str, str, str | None]) -> tuple[Milestone, ...]:
    """Milestones by (day, text, planned figure)."""
    return tuple(Milestone(day(on), text, None if planned is None else Decimal(planned)) for on, text, planned in each)


BUILDINGS = Item(
    code="JS-010",
    year=2026,
    board="大建设",
    unit="BM28",
    co_units=(),
    name="中央商务区26座楼宇建成交付",
    aliases=(),
    kind=Kind.QUANTITY,
    target=Decimal(26),
    measure_unit="座",
    baseline=Decimal(11),
    weight=Decimal(30),
    start=NEW_YEAR,
    due=day("12-20"),
    cadence=Cadence.TEN_DAYS,
    leader="分管副区长（城建）",
    milestones=nodes(("03-31", "累计交付4座", "4"), ("06-30", "累计交付11座", "11"), ("09-30", "累计交付19座", "19")),
    direction=Direction.UP,
    basis=Basis.FLOW,
)
GDP = replace(
    BUILDINGS,
    code="JJ-001",
    name="地区生产总值增长率",
    kind=Kind.PERCENTAGE,
    target=Decimal("6.5"),
    measure_unit="%",
    baseline=Decimal("7.2"),
    due=YEAR_END,
    cadence=Cadence.QUARTER,
    milestones=nodes(("03-31", "一季度增速不低于6%", "6"), ("06-30", "上半年增速不低于6.2%", "6.2")),
    basis=Basis.RATE,
)
PM25 = replace(
    BUILDINGS,
    code="CG-004",
    name="PM2.5年均浓度降至",
    target=Decimal(44),
    measure_unit="微克/立方米",
    baseline=Decimal(47),
    due=YEAR_END,
    milestones=nodes(
        ("03-31", "一季度不高于66", "66"), ("06-30", "上半年不高于52", "52"), ("09-30", "前三季度不高于45", "45")
    ),
    direction=Direction.DOWN,
    basis=Basis.RATE,
)
UNEMPLOYMENT = replace(
    GDP,
    code="MS-012",
    name="城镇登记失业率控制在",
    target=Decimal("3.5"),
    baseline=Decimal("3.8"),
    milestones=nodes(("06-30", "不高于3.7%", "3.7"), ("09-30", "不高于3.6%", "3.6")),
    direction=Direction.DOWN,
    basis=Basis.LEVEL,
)
PETITIONS = replace(
    UNEMPLOYMENT,
    code="CG-009",
    name="信访积案存量压减至",
    kind=Kind.QUANTITY,
    target=Decimal(12),
    measure_unit="件",
    baseline=Decimal(38),
    due=day("11-30"),
    cadence=Cadence.TEN_DAYS,
    milestones=nodes(("03-31", "压减至30件", "30"), ("06-30", "压减至22件", "22")),
)
COVERAGE = replace(
    GDP,
    code="MS-007",
    name="15分钟养老服务圈覆盖率",
    target=Decimal(100),
    baseline=Decimal(84),
    due=day("11-30"),
    cadence=Cadence.MONTH,
    milestones=nodes(("06-30", "覆盖率90%", "90"), ("09-30", "覆盖率96%", "96")),
    basis=Basis.LEVEL,
)
ACCIDENTS = replace(
    PETITIONS, code="CG-100", name="生产安全事故起数", target=Decimal(10), measure_unit="起", baseline=None,
    milestones=(), basis=Basis.FLOW,
)  # fmt: skip
FUND = replace(
    BUILDINGS,
    code="GZ-012",
    name="基金公司筹建挂牌",
    kind=Kind.MILESTONE,
    target=Decimal(1),
    measure_unit="项",
    baseline=None,
    start=day("03-02"),
    due=day("06-30"),
    milestones=nodes(
        ("03-31", "完成工商登记", None), ("05-15", "完成管理人团队组建", None), ("06-30", "挂牌运营", None)
    ),
    basis=Basis.ONCE,
)
EVERY_FIGURE = (BUILDINGS, GDP, PM25, UNEMPLOYMENT, PETITIONS, COVERAGE, ACCIDENTS)


def reported(*points: tuple[str, str | int], verified: int = 0, tracked_from: date = NEW_YEAR) -> Standing:
    """Live totals by (day, figure); the first `verified` of them are verified."""
    history = tuple(Point(day(on), Decimal(total)) for on, total in points)
    known = history[verified - 1] if verified else None
    return Standing(tracked_from, history, history[-1].as_of if history else None, known)


def staged(reached: Iterable[int], as_of: str, verified: Iterable[int] = ()) -> Standing:
    """Milestones of a ONCE item that reports named, the newest as of a day."""
    return Standing(NEW_YEAR, (), day(as_of), None, frozenset(reached), frozenset(verified))

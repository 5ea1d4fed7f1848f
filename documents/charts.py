"""Pictures for a chat: an item's plan and actual, and the lights of units by boards. PNG bytes; readable without colour."""

import io
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from domain.colours import Light
from domain.progress import Point
from domain.quantities import show

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.font_manager import FontProperties

# Text stands out from what it is written on by 4.5 at least, lines by 3 (WCAG 2.2, 1.4.3 and 1.4.11); a test measures both.
INK, SOFT, GRID, PAPER = "#1f2937", "#6b7280", "#e5e7eb", "#ffffff"
PLAN, ACTUAL, TARGET = "#7b8494", "#1d4ed8", "#0f766e"
FILL = {
    Light.RED: "#dc2626",
    Light.YELLOW: "#f5b301",
    Light.GREEN: "#1e7e46",
    Light.BLUE: "#2563eb",
    Light.GREY: "#d1d5db",
}
DARK = frozenset({Light.RED, Light.GREEN, Light.BLUE})
# A phone shows a picture as wide as its screen, 375 points: the picture is made so wide that a point here is one there, and
# three dots for each. Nothing is smaller than 11.
WIDTH, DPI, SMALLEST = 375 / 72, 216, 11.0
# Inches.
CURVE_HEIGHT, MARGIN = 3.5, 0.16
NAMES, ROW, TOP = 1.3, 0.44, 0.98
MOST_ROWS = 14
# Boards with a column of their own, and blocks of a cell; what is beyond stands together.
MOST_BOARDS, MOST_BLOCKS = 6, 3
OTHERS, REST = "其他", "余"


def item_curve(
    title: str,
    unit: str,
    plan: Sequence[Point],
    actual: Sequence[Point],
    today: date,
    target: Decimal | None,
    subtitle: str = "",
) -> bytes:
    """Plan (dashed) and reported totals (solid, with points) over the year, with today and the target marked.

    `plan` holds the corners of the plan line, `actual` the live totals, both oldest first and in `unit`.
    """
    from matplotlib.figure import Figure

    figure = Figure(figsize=(WIDTH, CURVE_HEIGHT), dpi=DPI, facecolor=PAPER)
    axes = figure.add_axes((0.13, 0.1, 0.83, 0.56))
    if plan:
        axes.plot(*_series(plan), color=PLAN, linestyle=(0, (5, 3)), linewidth=1.8, label="计划", zorder=2)
        axes.plot(*_series(plan), color=PLAN, linestyle="none", marker="o", markersize=3.5, markerfacecolor=PAPER)
    if actual:
        axes.plot(*_series(actual), color=ACTUAL, linewidth=2.4, marker="o", markersize=4.5, label="实际", zorder=4)
    if target is not None:
        axes.axhline(float(target), color=TARGET, linewidth=1, alpha=0.6, zorder=1)
    axes.axvline(_x(today), color=SOFT, linewidth=1, linestyle=":", zorder=1)
    _dress(axes, min(_x(point.as_of) for point in (*plan, *actual, Point(today, Decimal(0)))))
    _label_today(axes, today)
    _legend(axes)
    if target is not None:
        _label_target(axes, target, unit)
    if actual:
        _label_last(axes, plan, actual, unit)
    _heading(figure, title, subtitle, CURVE_HEIGHT)
    return _png(figure)


def light_grid(title: str, boards: Sequence[str], told: Mapping[str, Mapping[str, Mapping[str, int]]]) -> bytes:
    """Units by boards: each cell a block a light, coloured, with the light's word and count in it; the gravest row first.

    `told`: unit name -> board -> a light's value -> count.
    """
    from matplotlib.figure import Figure

    boards, told = _columns(boards, told)
    ordered = sorted(told.items(), key=lambda row: _gravity(row[1]), reverse=True)
    rows, hidden = ordered[:MOST_ROWS], len(ordered[MOST_ROWS:])
    height = TOP + ROW * len(rows) + (0.34 if hidden else 0.12)
    figure = Figure(figsize=(WIDTH, height), dpi=DPI, facecolor=PAPER)
    axes = figure.add_axes((0.0, 0.0, 1.0, 1.0))
    axes.set_xlim(0, WIDTH)
    axes.set_ylim(height, 0)
    axes.axis("off")
    sums = {
        light: sum(board.get(light.value, 0) for _, cells in ordered for board in cells.values()) for light in Light
    }
    totals = " ".join(f"{light.word}{sums[light]}" for light in FILL if sums[light])
    _write(axes, MARGIN, 0.22, title, 14, WIDTH - 2 * MARGIN)
    _write(axes, MARGIN, 0.49, totals, 11.5, WIDTH - 2 * MARGIN, color=SOFT)
    wide = (WIDTH - NAMES - 0.05 - MARGIN / 2) / max(1, len(boards))
    for column, board in enumerate(boards):
        _write_board(axes, NAMES + 0.05 + wide * (column + 0.5), board, wide - 0.04)
    for index, (name, cells) in enumerate(rows):
        top = TOP + ROW * index
        if index % 2 == 0:
            axes.axhspan(top, top + ROW, color="#f6f7f9", zorder=0)
        _write(axes, NAMES, top + ROW / 2, name, 12, NAMES - 0.08, ha="right")
        for column, board in enumerate(boards):
            _cell(axes, NAMES + 0.05 + wide * column, top, wide, cells.get(board, {}))
    if hidden:
        _write(axes, NAMES + 0.05, height - 0.17, f"另有 {hidden} 个单位未列出", 11, WIDTH - NAMES - 0.1, color=SOFT)
    return _png(figure)


def _write_board(axes: "Axes", x: float, board: str, room: float) -> None:
    """The head of a column, in two lines where one is too short for it."""
    if _ems(board) * SMALLEST <= room * 72:
        _write(axes, x, 0.8, board, 12, room, color=SOFT, ha="center")
        return
    half = (len(board) + 1) // 2
    for y, part in ((0.71, board[:half]), (0.88, board[half:])):
        _write(axes, x, y, part, SMALLEST, room, color=SOFT, ha="center")


Cells = Mapping[str, Mapping[str, int]]


def _columns(boards: Sequence[str], told: Mapping[str, Cells]) -> tuple[Sequence[str], Mapping[str, Cells]]:
    """The boards that have a column of their own; with more of them than fit the last column holds the others together."""
    if len(boards) <= MOST_BOARDS:
        return boards, told
    own = list(boards[: MOST_BOARDS - 1])
    found: dict[str, Cells] = {}
    for unit, cells in told.items():
        rest = [counts for board, counts in cells.items() if board not in own]
        together = {light.value: sum(counts.get(light.value, 0) for counts in rest) for light in Light}
        found[unit] = {**{board: cells[board] for board in own if board in cells}, OTHERS: together}
    return [*own, OTHERS], found


def _blocks(counts: Mapping[str, int]) -> list[tuple[str, int, Light]]:
    """What a cell shows, the gravest first: of each light its word, its count and its colour; of what does not fit the sum."""
    shown = [(light.word, counts[light.value], light) for light in FILL if counts.get(light.value)]
    if len(shown) <= MOST_BLOCKS:
        return shown
    rest = sum(count for _, count, _ in shown[MOST_BLOCKS - 1 :])
    return [*shown[: MOST_BLOCKS - 1], (REST, rest, Light.GREY)]


def _cell(axes: "Axes", left: float, top: float, wide: float, counts: Mapping[str, int]) -> None:
    """One block a light, the gravest first; in narrow blocks the count stands below the word."""
    from matplotlib.patches import FancyBboxPatch

    shown = _blocks(counts)
    each = (wide - 0.04) / max(1, len(shown))
    for at, (word, count, light) in enumerate(shown):
        corner = (left + 0.02 + each * at, top + 0.02)
        shape = "round,pad=0,rounding_size=0.04"
        block = FancyBboxPatch(
            corner, each - 0.015, ROW - 0.04, shape, facecolor=FILL[light], edgecolor="none", zorder=2
        )
        axes.add_patch(block)
        ink, middle, room = PAPER if light in DARK else INK, corner[0] + (each - 0.015) / 2, each - 0.015
        together = f"{word}{count}"
        if _ems(together) * SMALLEST <= room * 72:
            _write(axes, middle, top + ROW / 2, together, 12, room, color=ink, ha="center")
        else:
            _write(axes, middle, top + ROW * 0.29, word, 11, room, color=ink, ha="center")
            _write(axes, middle, top + ROW * 0.71, str(count), 11, max(room, 0.3), color=ink, ha="center")


def _gravity(cells: Mapping[str, Mapping[str, int]]) -> tuple[int, ...]:
    return tuple(sum(board.get(light.value, 0) for board in cells.values()) for light in FILL)


def _label_today(axes: "Axes", today: date) -> None:
    late = _across(axes, _x(today)) > 0.9
    axes.annotate(
        f"今天 {today.month}月{today.day}日",
        (_x(today), 1.0),
        xycoords=("data", "axes fraction"),
        xytext=(0, 3),
        textcoords="offset points",
        ha="right" if late else "center",
        va="bottom",
        color=SOFT,
        fontproperties=_font(SMALLEST),
    )


def _label_target(axes: "Axes", target: Decimal, unit: str) -> None:
    """On the left, where the plan is furthest from the target."""
    text = f"目标 {show(target)}{'' if unit == '%' else ' '}{unit}"
    where = (0.0, float(target))
    axes.annotate(
        text,
        where,
        xycoords=("axes fraction", "data"),
        xytext=(2, 3),
        textcoords="offset points",
        color=TARGET,
        fontproperties=_font(SMALLEST),
        va="bottom",
        parse_math=False,
    )


def _label_last(axes: "Axes", plan: Sequence[Point], actual: Sequence[Point], unit: str) -> None:
    """The newest figure, on the side of its point that the plan and the line leave free."""
    last = actual[-1]
    above = not plan or float(last.total) >= _planned(plan, _x(last.as_of))
    rising = len(actual) < 2 or last.total >= actual[-2].total
    leftwards = rising == above if len(actual) > 1 else False
    across = _across(axes, _x(last.as_of))
    leftwards = (leftwards or across > 0.85) and across > 0.12
    axes.annotate(
        f"{show(last.total)}{unit if unit == '%' else ''}",
        (_x(last.as_of), float(last.total)),
        xytext=(-4 if leftwards else 5, 5 if above else -6),
        textcoords="offset points",
        ha="right" if leftwards else "left",
        va="bottom" if above else "top",
        color=ACTUAL,
        fontproperties=_font(13),
        zorder=5,
    )


def _planned(plan: Sequence[Point], x: float) -> float:
    """The height of the drawn plan line."""
    days, totals = _series(plan)
    for at in range(1, len(days)):
        if x <= days[at]:
            span = days[at] - days[at - 1]
            share = (x - days[at - 1]) / span if span else 1.0
            return totals[at - 1] + (totals[at] - totals[at - 1]) * max(0.0, share)
    return totals[-1]


def _across(axes: "Axes", x: float) -> float:
    left, right = axes.get_xlim()
    return (x - left) / (right - left)


def _dress(axes: "Axes", first: float) -> None:
    from matplotlib.dates import DateFormatter, MonthLocator
    from matplotlib.ticker import FuncFormatter, MaxNLocator

    axes.margins(x=0.02, y=0.14)
    axes.set_xlim(left=first - 4)
    months = (axes.get_xlim()[1] - first) / 30
    axes.xaxis.set_major_locator(MonthLocator(interval=1 + int(months / 13)))  # type: ignore[no-untyped-call]
    axes.xaxis.set_major_formatter(DateFormatter("%-m月"))  # type: ignore[no-untyped-call]
    axes.yaxis.set_major_locator(MaxNLocator(5))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: show(Decimal(f"{value:.6g}"))))
    axes.grid(axis="y", color=GRID, linewidth=0.8)
    axes.set_axisbelow(True)
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)
    axes.spines["bottom"].set_color("#cbd5e1")
    axes.tick_params(length=0, labelcolor=SOFT)
    for label in (*axes.get_xticklabels(), *axes.get_yticklabels()):
        label.set_fontproperties(_font(SMALLEST))


def _legend(axes: "Axes") -> None:
    """Above the axes and the day that is written there."""
    handles, _ = axes.get_legend_handles_labels()
    if not handles:
        return
    axes.legend(
        loc="lower left",
        bbox_to_anchor=(-0.02, 1.1),
        borderaxespad=0.0,
        ncols=2,
        frameon=False,
        prop=_font(SMALLEST),
        labelcolor=INK,
        handlelength=2.0,
        handletextpad=0.5,
        columnspacing=1.4,
    )


def _heading(figure: "Figure", title: str, subtitle: str, height: float) -> None:
    for text, size, color, down in ((title, 14, INK, 0.22), (subtitle, 12, SOFT, 0.5)):
        shown, fitting = _fitted(text, size, WIDTH - 2 * MARGIN, SMALLEST)
        where = (MARGIN / WIDTH, 1 - down / height)
        figure.text(*where, shown, color=color, fontproperties=_font(fitting), va="center", parse_math=False)


def _write(axes: "Axes", x: float, y: float, text: str, size: float, room: float, **look: Any) -> None:
    """One line in inches of the picture, as large as `size` points if it fits into `room` inches."""
    shown, fitting = _fitted(text, size, room, SMALLEST)
    axes.text(x, y, shown, fontproperties=_font(fitting), va="center", parse_math=False, **{"color": INK, **look})


def _fitted(text: str, size: float, room: float, least: float) -> tuple[str, float]:
    """The text and a size in points at which it fits; below `least` points it is cut with an ellipsis instead."""
    wanted = room * 72
    if _ems(text) * size <= wanted:
        return text, size
    if _ems(text) * least <= wanted:
        return text, wanted / _ems(text)
    while text and _ems(text + "…") * least > wanted:
        text = text[:-1]
    return text + "…", least


def _ems(text: str) -> float:
    """Width in units of the font size: a Chinese character is as wide as it is high."""
    return sum(1.0 if unicodedata.east_asian_width(each) in "FWA" else 0.58 for each in text)


def _series(points: Sequence[Point]) -> tuple[list[float], list[float]]:
    return [_x(point.as_of) for point in points], [float(point.total) for point in points]


def _x(day: date) -> float:
    from matplotlib.dates import date2num

    return float(date2num(day))  # type: ignore[no-untyped-call]


@cache
def _font_file() -> str:
    return str(files("pylopdf_fonts_zh_cn") / "NotoSansSC-Regular.otf")


def _font(size: float) -> "FontProperties":
    from matplotlib.font_manager import FontProperties

    return FontProperties(fname=_font_file(), size=size)


def _png(figure: "Figure") -> bytes:
    from matplotlib.backends.backend_agg import FigureCanvasAgg

    FigureCanvasAgg(figure)
    out = io.BytesIO()
    figure.savefig(out, format="png")
    return out.getvalue()

"""Pictures for a chat: an item's plan and actual, and the lights of units by boards. PNG bytes; readable without colour."""

import io
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from domain.lights import Light
from domain.progress import Point

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.font_manager import FontProperties

INK, SOFT, GRID = "#1f2937", "#6b7280", "#e5e7eb"
PLAN, ACTUAL = "#9ca3af", "#1d4ed8"
FILL = {
    Light.RED: "#dc2626",
    Light.YELLOW: "#f5b301",
    Light.GREEN: "#2f9e5b",
    Light.BLUE: "#2563eb",
    Light.GREY: "#c4c9d1",
}
DPI = 150
MOST_ROWS = 24


def item_curve(
    title: str,
    unit: str,
    plan: Sequence[Point],
    actual: Sequence[Point],
    today: date,
    target: Decimal | None,
    subtitle: str = "",
) -> bytes:
    """Plan (dashed) and reported totals (solid, with points) over the year, with today and the target marked."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(6.4, 4.0), dpi=DPI, facecolor="white")
    axes = figure.add_axes((0.11, 0.13, 0.84, 0.66))
    if plan:
        axes.plot(*_series(plan), color=PLAN, linestyle=(0, (5, 3)), linewidth=1.8, label=f"计划（{unit}）")
    if actual:
        axes.plot(*_series(actual), color=ACTUAL, linewidth=2.4, marker="o", markersize=4, label="实际")
        last = actual[-1]
        axes.annotate(
            f"{last.total}{unit}",
            (_x(last.as_of), float(last.total)),
            xytext=(6, 6),
            textcoords="offset points",
            color=ACTUAL,
            fontproperties=_font(11),
        )
    axes.axvline(_x(today), color=SOFT, linewidth=1, linestyle=":")
    axes.annotate(
        "今天",
        (_x(today), 1),
        xycoords=("data", "axes fraction"),
        xytext=(3, -12),
        textcoords="offset points",
        color=SOFT,
        fontproperties=_font(9),
    )
    if target is not None:
        axes.axhline(float(target), color="#d1d5db", linewidth=1)
    _dress(axes)
    figure.text(0.04, 0.93, title, color=INK, fontproperties=_font(14, bold=True), va="center")
    figure.text(0.04, 0.855, subtitle, color=SOFT, fontproperties=_font(10.5), va="center")
    return _png(figure)


def light_grid(data: Mapping[str, Any]) -> bytes:
    """Units by boards: each cell a block a light, coloured, with the light's word and count in it."""
    from matplotlib.figure import Figure
    from matplotlib.patches import FancyBboxPatch

    boards: list[str] = data["boards"]
    rows = sorted(data["rows"].items(), key=lambda row: _gravity(row[1]), reverse=True)[:MOST_ROWS]
    height = 1.15 + 0.34 * len(rows)
    figure = Figure(figsize=(6.4, height), dpi=DPI, facecolor="white")
    axes = figure.add_axes((0.0, 0.0, 1.0, 1.0))
    axes.set_xlim(0, 6.4)
    axes.set_ylim(height, 0)
    axes.axis("off")
    axes.text(0.25, 0.36, data["title"], color=INK, fontproperties=_font(14, bold=True), va="center")
    wide = 4.75 / max(1, len(boards))
    for column, board in enumerate(boards):
        axes.text(
            1.5 + wide * (column + 0.5), 0.8, board, color=SOFT, fontproperties=_font(10), ha="center", va="center"
        )
    for index, (name, cells) in enumerate(rows):
        top = 1.0 + 0.34 * index
        axes.text(1.4, top + 0.15, name, color=INK, fontproperties=_font(10), ha="right", va="center")
        for column, board in enumerate(boards):
            lights = [(light, cells.get(board, {}).get(light.value, 0)) for light in Light]
            shown = [(light, count) for light, count in lights if count]
            each = (wide - 0.08) / max(1, len(shown))
            for at, (light, count) in enumerate(shown):
                left = 1.5 + wide * column + 0.04 + each * at
                box = FancyBboxPatch(
                    (left, top + 0.02),
                    each - 0.03,
                    0.26,
                    boxstyle="round,pad=0,rounding_size=0.05",
                    facecolor=FILL[light],
                    edgecolor="none",
                )
                axes.add_patch(box)
                ink = INK if light in (Light.YELLOW, Light.GREY) else "white"
                label = f"{light.word}{count}"
                axes.text(
                    left + each / 2 - 0.015,
                    top + 0.15,
                    label,
                    color=ink,
                    fontproperties=_font(8.5 if each > 0.3 else 6.5),
                    ha="center",
                    va="center",
                )
    return _png(figure)


def _gravity(cells: Mapping[str, Mapping[str, int]]) -> tuple[int, int, int]:
    def count(light: Light) -> int:
        return sum(board.get(light.value, 0) for board in cells.values())

    return count(Light.RED), count(Light.YELLOW), count(Light.GREEN)


def _dress(axes: "Axes") -> None:
    from matplotlib.dates import DateFormatter, MonthLocator

    axes.xaxis.set_major_locator(MonthLocator(interval=2))  # type: ignore[no-untyped-call]
    axes.xaxis.set_major_formatter(DateFormatter("%-m月"))  # type: ignore[no-untyped-call]
    axes.grid(axis="y", color=GRID, linewidth=0.8)
    axes.set_axisbelow(True)
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)
    axes.spines["bottom"].set_color(GRID)
    axes.tick_params(length=0, labelcolor=SOFT)
    for label in (*axes.get_xticklabels(), *axes.get_yticklabels()):
        label.set_fontproperties(_font(9))
    axes.margins(x=0.03, y=0.14)
    handles, _ = axes.get_legend_handles_labels()
    if handles:
        axes.legend(loc="upper left", frameon=False, prop=_font(10), ncols=2)


def _series(points: Sequence[Point]) -> tuple[list[float], list[float]]:
    return [_x(point.as_of) for point in points], [float(point.total) for point in points]


def _x(day: date) -> float:
    from matplotlib.dates import date2num

    return float(date2num(day))  # type: ignore[no-untyped-call]


@cache
def _font_file() -> str:
    folder = files("pylopdf_fonts_zh_cn")
    return str(folder / "NotoSansSC-Regular.otf")


def _font(size: float, *, bold: bool = False) -> "FontProperties":
    from matplotlib.font_manager import FontProperties

    return FontProperties(fname=_font_file(), size=size + (0.5 if bold else 0))


def _png(figure: Any) -> bytes:
    from matplotlib.backends.backend_agg import FigureCanvasAgg

    FigureCanvasAgg(figure)
    out = io.BytesIO()
    figure.savefig(out, format="png")
    return out.getvalue()

"""Pictures are drawn with every character in them, whatever an item is called and however it stands."""

import io
from collections.abc import Sequence
from datetime import date
from decimal import Decimal

import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from matplotlib.text import Text
from PIL import Image

from documents import charts
from domain.items import Item
from domain.pace import plan_curve
from domain.progress import Point
from tests.domain.examples import BUILDINGS, CALENDAR, COVERAGE, FUND, GDP, PM25, day, reported

# A character without a glyph is a warning, and warnings are errors here.
BLUE, RED = (0x1D, 0x4E, 0xD8), (0xDC, 0x26, 0x26)


def picture(content: bytes) -> Image.Image:
    return Image.open(io.BytesIO(content)).convert("RGB")


def holds(image: Image.Image, colour: tuple[int, int, int]) -> int:
    counted = image.getcolors(image.width * image.height)
    assert counted is not None
    return sum(count for count, each in counted if each == colour)


def curve(item: Item, *points: tuple[str, str | int], today: str = "07-01", title: str = "") -> bytes:
    plan, actual = plan_curve(item, CALENDAR), reported(*points).history
    return charts.item_curve(
        title or f"{item.code} {item.name}",
        item.measure_unit,
        plan,
        actual,
        day(today),
        item.target,
        "黄灯：慢 6 个百分点",
    )


@pytest.mark.parametrize("item", [BUILDINGS, GDP, PM25, COVERAGE, FUND])
def test_every_kind_of_item_has_a_curve_that_a_phone_can_show(item: Item) -> None:
    content = curve(item, ("03-31", 4), ("06-20", 9))
    assert picture(content).size == (1125, 756)
    assert len(content) < 250_000


def test_what_was_reported_is_drawn() -> None:
    bare, told = picture(curve(BUILDINGS)), picture(curve(BUILDINGS, ("03-31", 4), ("06-20", 9)))
    assert holds(bare, BLUE) == 0
    assert holds(told, BLUE) > 500


@pytest.mark.parametrize("today", ["01-01", "06-30", "12-20"])
@pytest.mark.parametrize("points", [[], [("01-01", 0)], [("06-30", 12), ("12-20", "26.5")]])
def test_any_day_and_any_history_can_be_drawn(today: str, points: list[tuple[str, str | int]]) -> None:
    assert picture(curve(BUILDINGS, *points, today=today)).size == (1125, 756)


def test_a_draft_without_plan_shows_its_reports() -> None:
    content = charts.item_curve("草稿", "㎡", (), (Point(day("06-01"), Decimal(3)),), day("06-02"), None)
    assert holds(picture(content), BLUE) > 20


def test_money_signs_and_long_names_are_only_characters() -> None:
    title = r"投资$\3_亿$的“一带一路”（第二批）项目：" + "很长的名称" * 20
    assert picture(curve(BUILDINGS, ("06-30", 12), title=title)).size == (1125, 756)
    assert grid({r"$\项目$部": {"大经济": {"red": 1}}}, title=title).width == 1125


def test_a_plan_of_several_years_keeps_its_months_apart() -> None:
    plan = (Point(date(2024, 1, 1), Decimal(0)), Point(date(2028, 12, 31), Decimal(100)))
    image = picture(charts.item_curve("五年规划", "亿元", plan, (), day("06-01"), Decimal(100)))
    months = image.crop((130, 690, 1100, 745))
    inked = sum(any(months.getpixel((x, y)) != (255, 255, 255) for y in range(55)) for x in range(970))
    assert 100 < inked < 900


def grid(rows: dict[str, dict[str, dict[str, int]]], title: str = "示例区周报 第26周") -> Image.Image:
    return picture(charts.light_grid(title, ["大经济", "大建设"], rows))


def test_red_cells_are_red_and_only_they() -> None:
    assert holds(grid({"发改局": {"大经济": {"red": 2, "green": 1}}}), RED) > 500
    assert holds(grid({"发改局": {"大经济": {"green": 1}}}), RED) == 0


def test_the_gravest_unit_stands_first() -> None:
    image = grid(
        {"甲局": {"大经济": {"green": 9}}, "乙街道": {"大经济": {"yellow": 1}}, "丙公司": {"大建设": {"red": 1}}}
    )
    rows = [y for y in range(image.height) if any(image.getpixel((x, y)) == RED for x in range(0, image.width, 4))]
    assert charts.TOP * charts.DPI < min(rows) < max(rows) < (charts.TOP + charts.ROW) * charts.DPI


def test_a_cell_with_every_light_and_large_counts_still_fits() -> None:
    full = {light.value: 128 for light in charts.FILL}
    assert grid({"中央商务区发展服务中心": {"大经济": full, "大建设": full}}).width == 1125


def test_a_long_list_is_cut_and_says_so() -> None:
    many = {f"第{number}街道": {"大经济": {"green": 1}} for number in range(60)}
    few = dict(list(many.items())[: charts.MOST_ROWS])
    assert grid(few).height < grid(many).height < grid(few).height + 90


def test_an_empty_district_has_a_grid_too() -> None:
    assert picture(charts.light_grid("周报", [], {})).width == 1125


@pytest.mark.parametrize("title", ["短", "很长很长的名称" * 12])
def test_a_heading_fits_its_room(title: str) -> None:
    image = picture(curve(BUILDINGS, title=title))
    edge = image.crop((image.width - 20, 0, image.width, 130))
    assert holds(edge, (0xFF, 0xFF, 0xFF)) == 20 * 130


SAID = "红灯：节点“完成入户摸底”逾期 25 个工作日，逾期 51 个工作日未报送"
BOARDS = ["生态立县", "工业强县", "乡村振兴", "民生保障", "文旅融合", "平安法治", "数字政府", "开放招商"]


@pytest.mark.parametrize("count", [1, 6, 8])
def test_nothing_is_written_smaller_than_a_phone_shows_legibly(monkeypatch: pytest.MonkeyPatch, count: int) -> None:
    """A point of the picture is one of the phone, 375 of which are its width."""
    sizes: list[float] = []
    font = charts._font

    def noting(size: float) -> object:
        sizes.append(size)
        return font(size)

    monkeypatch.setattr(charts, "_font", noting)
    full = {light.value: 128 for light in charts.FILL}
    rows = {f"第{number}发展服务中心": dict.fromkeys(BOARDS[:count], full) for number in range(30)}
    charts.light_grid("很长的名称" * 12, BOARDS[:count], rows)
    plan = plan_curve(BUILDINGS, CALENDAR)
    charts.item_curve(
        "很长的名称" * 12, "万平方米", plan, reported(("03-31", 4)).history, day("06-22"), Decimal(26), SAID
    )
    assert charts.WIDTH * 72 == 375
    assert min(sizes) >= 11


def test_boards_beyond_those_that_fit_stand_together_and_none_is_lost() -> None:
    told = {"甲局": {board: {"red": 1, "green": 2} for board in BOARDS}}
    boards, rows = charts._columns(BOARDS, told)
    assert list(boards) == [*BOARDS[:5], "其他"]
    assert sum(counts["red"] for counts in rows["甲局"].values()) == len(BOARDS)
    assert rows["甲局"]["其他"]["green"] == 6


def test_a_cell_tells_the_gravest_and_the_sum_of_the_rest() -> None:
    counts = {"red": 1, "yellow": 2, "green": 3, "grey": 4}
    assert [(word, count) for word, count, _ in charts._blocks(counts)] == [("红", 1), ("黄", 2), ("余", 7)]
    assert [word for word, _, _ in charts._blocks({"green": 3, "blue": 1, "red": 2})] == ["红", "绿", "蓝"]


def contrast(one: Sequence[float], other: Sequence[float]) -> float:
    """Of two colours with parts from 0 to 1, as WCAG 2.2 reckons it."""

    def light(colour: Sequence[float]) -> float:
        red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in colour[:3])
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    low, high = sorted((light(one), light(other)))
    return (high + 0.05) / (low + 0.05)


def drawn_on(canvas: FigureCanvasAgg) -> Image.Image:
    out = io.BytesIO()
    canvas.print_png(out)  # type: ignore[no-untyped-call]
    return Image.open(out).convert("RGB")


def written(figure: Figure) -> list[tuple[str, float]]:
    """Each text of a picture with its contrast against what lies under most of it."""
    canvas = FigureCanvasAgg(figure)
    texts = [each for each in figure.findobj(Text) if each.get_visible() and each.get_text().strip()]
    bare = drawn_on(canvas)
    boxes = [each.get_window_extent() for each in texts]
    for each in texts:
        each.set_visible(False)
    bare = drawn_on(canvas)
    found = []
    for text, box in zip(texts, boxes, strict=True):
        under = bare.crop((int(box.x0), int(bare.height - box.y1), int(box.x1) + 1, int(bare.height - box.y0) + 1))
        colours = under.getcolors(under.width * under.height)
        assert colours
        _, ground = max(colours, key=lambda pair: pair[0])
        assert isinstance(ground, tuple)
        found.append((text.get_text(), contrast(to_rgb(text.get_color()), [part / 255 for part in ground])))
    return found


def test_every_text_stands_out_from_what_it_is_written_on(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: list[Figure] = []
    png = charts._png

    def keeping(figure: Figure) -> bytes:
        drawn.append(figure)
        return png(figure)

    monkeypatch.setattr(charts, "_png", keeping)
    full = {light.value: at for at, light in enumerate(charts.FILL, start=1)}
    charts.light_grid(
        "示例区周报", BOARDS, {f"第{at}街道": {board: {light: 3}} for at, light in enumerate(full) for board in BOARDS}
    )
    charts.light_grid(
        "示例区周报", ["大经济"], {"发改局": {"大经济": full}, "甲局": {"大经济": {"green": 2, "blue": 1}}}
    )
    plan = plan_curve(BUILDINGS, CALENDAR)
    charts.item_curve("楼宇", "座", plan, reported(("03-31", 4)).history, day("06-22"), Decimal(26), SAID)
    faint = {text: round(ratio, 2) for figure in drawn for text, ratio in written(figure) if ratio < 4.5}
    assert faint == {}
    assert contrast(to_rgb(charts.PLAN), to_rgb(charts.PAPER)) >= 3

"""Which column means what: headings are found by meaning, in any order, in one row or two."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from documents.workbook.grid import Grid, unbroken

SEARCHED_ROWS = 15
_DEPTH = 3
_BRACKETS = re.compile(r"[（(\[【][^）)\]】]*[）)\]】]")
_YEAR = re.compile(r"^(?:20\d\d|二〇[〇一二三四五六七八九]{2})?年?(?:度)?|^(?:本年|年度|全年)")


@dataclass(frozen=True, slots=True)
class Field:
    """A column: its key, the heading people know, other headings for it, and whether the table is useless without it.

    `shared` are headings that may also mean another field (单位); they count only where nothing else claims them.
    """

    key: str
    label: str
    words: tuple[str, ...]
    required: bool = False
    shared: tuple[str, ...] = ()


def _field(key: str, words: str, *, required: bool = False, shared: str = "") -> Field:
    listed = tuple(words.split())
    return Field(key, listed[0], listed, required, tuple(shared.split()))


AGREEMENT_FIELDS = (
    _field("number", "序号 顺序号 No No. 行号", shared="编号"),
    _field("code", "代码 code 事项编号 事项代码 任务编号 指标编号 项目编号 编码", shared="编号"),
    _field("board", "板块 board 所属板块 板块名称"),
    _field(
        "name",
        "指标/事项 name 指标 事项 指标名称 事项名称 责任事项 任务名称 工作任务 工作事项 重点任务 重点工作 "
        "项目名称 考核指标 指标或事项 指标（事项） 任务事项 指标任务 考核内容 工作内容 任务内容",
        required=True,
        shared="目标任务 任务 项目 内容",
    ),
    _field("measure_unit", "计量单位 measure_unit 度量单位 数量单位", required=True, shared="单位"),
    _field(
        "baseline", "基期值 baseline 基期 基数 上年实绩 上年完成 上年值 上年完成值 上年实际 基期数 去年实绩 去年完成"
    ),
    _field(
        "target",
        "目标值 target 目标 年度目标 全年目标 目标数 任务目标 计划目标 年度目标值 目标要求 目标数值 任务数",
        required=True,
        shared="目标任务 任务",
    ),
    _field("weight", "权重 weight 考核权重 分值 权数 标准分", required=True),
    _field("start", "开始时间 start 起始时间 启动时间 开始日期 起始日期"),
    _field(
        "due",
        "完成时限 due 时限 完成时间 截止时间 完成日期 截止日期 办结时限 完成期限 起止时间 时间要求 工作时限 时限要求 期限",
        required=True,
    ),
    _field(
        "milestones",
        "节点安排 milestones 节点 时间节点 阶段目标 进度安排 序时进度 推进计划 工作节点 阶段节点 节点计划 节点目标 工作安排",
    ),
    _field(
        "unit",
        "牵头单位 unit 责任单位 牵头部门 主责单位 主办单位 承办单位 责任部门 牵头责任单位 主要责任单位 承担单位",
        required=True,
        shared="单位",
    ),
    _field("co_units", "配合单位 co_units 协办单位 协同单位 配合部门 参与单位 协作单位 配合责任单位 协助单位"),
    _field("leader", "责任领导 leader 分管领导 牵头领导 包保领导 责任区领导 分管区领导 挂包领导 包联领导"),
    _field("cadence", "报送周期 cadence 调度周期 报送频次 报送频率 报告周期 调度频次 报送要求 报送", required=True),
    _field("kind", "类型 kind 指标类型 事项类型"),
    _field("aliases", "口头叫法 aliases 别名 俗称 常用叫法"),
    _field("direction", "方向 direction 指标方向"),
    _field("basis", "口径 basis 计量口径 统计口径"),
    _field("part_of", "上级项 part_of 所属事项"),
    _field("secrecy", "密级 secrecy 公开属性 公开范围"),
)
UNIT_FIELDS = (
    _field("code", "单位代码 code 代码 编码", shared="编号"),
    _field("name", "单位 name 单位名称 全称 单位全称 名称 责任单位", required=True),
    _field("short_names", "简称 short_names 简称（顿号分隔） 别名 常用简称 口头叫法"),
    _field("kind", "类别 kind 单位类别 类型 单位类型 分组"),
    _field("post", "联系人岗位 post 联系人职务 联络员岗位 岗位 联络员"),
)
AREA_FIELDS = (
    _field("code", "代码 code 片区代码 区域代码 编码", shared="编号"),
    _field("name", "名称 name 片区 片区名称 区域 区域名称", required=True),
    _field("kind", "类别 kind 类型 片区类别"),
    _field("parent", "上级 parent 上级片区 上级名称 上级代码 所属片区", required=True),
    _field("items", "责任事项 items 事项 事项代码 责任事项代码 事项编号"),
)
CALENDAR_FIELDS = (
    _field("date", "日期 date 时间 day", required=True),
    _field("work", "是否上班 休/班 上班 班休 休班 is_workday 类型 安排 放假/上班 是否工作日 工作日", required=True),
    _field("name", "名称 name 节日 节假日 假期 说明 备注 节假日名称"),
)


@dataclass(frozen=True)
class Header:
    """Where each field stands: column by key, heading as written by key, and the first row of data.

    `doubled` names the fields that two columns claim with equal right.
    """

    columns: Mapping[str, int]
    headings: Mapping[str, str]
    first_row: int
    top_row: int
    doubled: tuple[str, ...] = ()


def find_header(grid: Grid, fields: Sequence[Field], least: int = 4) -> Header | None:
    """The heading in the first rows that explains most columns; None when no row explains at least `least` of them."""
    best: Header | None = None
    for depth in range(1, _DEPTH + 1):
        for top in range(1, min(SEARCHED_ROWS, grid.last_row) + 1):
            found = _header_at(grid, fields, top, depth)
            if best is None or len(found.columns) > len(best.columns):
                best = found
    return best if best and len(best.columns) >= least else None


def missing_fields(header: Header, fields: Sequence[Field]) -> tuple[Field, ...]:
    """Required fields that no column carries."""
    return tuple(field for field in fields if field.required and field.key not in header.columns)


def is_repeated(grid: Grid, header: Header, row: int) -> bool:
    """Whether the row repeats the heading, as printed tables do on every page."""
    same = sum(_label(grid.at(row, column).text) == header.headings[key] for key, column in header.columns.items())
    return same >= max(3, len(header.columns) // 2)


def _header_at(grid: Grid, fields: Sequence[Field], top: int, depth: int) -> Header:
    """Reads rows `top` to `top + depth - 1` as the heading; the lowest row that means something names the column."""
    claims: dict[str, list[tuple[int, int, str]]] = {}
    shared: dict[int, tuple[str, list[str]]] = {}
    for column in range(1, grid.last_column + 1):
        labels = _labels(grid, top, depth, column)
        for rank, label in enumerate(reversed(labels)):
            keys = [field.key for field in fields if label in map(_label, field.words)]
            if keys:
                claims.setdefault(keys[0], []).append((rank, column, label))
                break
            if open_keys := [field.key for field in fields if label in field.shared]:
                shared[column] = (label, open_keys)
                break
    for column, (label, keys) in shared.items():
        free = [key for key in keys if key not in claims]
        if free:
            claims[free[0]] = [(0, column, label)]
    chosen = {key: min(found) for key, found in claims.items()}
    doubled = tuple(key for key, found in claims.items() if sum(rank == chosen[key][0] for rank, _, _ in found) > 1)
    columns = {key: column for key, (_, column, _) in chosen.items()}
    return Header(columns, {key: label for key, (_, _, label) in chosen.items()}, top + depth, top, doubled)


def _labels(grid: Grid, top: int, depth: int, column: int) -> list[str]:
    """The headings over a column from the top down, merged cells once."""
    labels: list[str] = []
    for row in range(top, top + depth):
        label = _label(grid.at(row, column).text)
        if label and label not in labels:
            labels.append(label)
    return labels


@lru_cache(maxsize=4096)
def _label(text: str) -> str:
    """A heading without blanks, year and remarks in brackets: 2022年目标值（万元） is 目标值."""
    plain = unbroken(text).strip("*：:")
    short = _BRACKETS.sub("", plain).strip() or plain
    return _YEAR.sub("", short) or short

"""One table of synonyms: which headings mean which field, in agreements, lists of units and of areas, and calendars."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from documents.workbook.labels import full, label


@dataclass(frozen=True, slots=True)
class Field:
    """A column: its key, the heading people know, other headings for it, and whether the table is useless without it.

    `shared` are headings that may also mean another field (单位); they count only where nothing else claims them. `many`: several
    columns may carry it together.
    """

    key: str
    label: str
    words: tuple[str, ...]
    required: bool = False
    shared: tuple[str, ...] = ()
    many: bool = False


@dataclass(frozen=True, slots=True)
class Meanings:
    """What headings mean: by label the field that alone means it, and the fields that share it, in their order of claim."""

    own: dict[str, str]
    shared: dict[str, tuple[str, ...]]
    many: frozenset[str]

    def of(self, written: str) -> tuple[str, tuple[str, ...]]:
        """The word of a heading that means something, and the fields that it may mean, one where it means that alone."""
        for word in (full(written), label(written)):
            if key := self.own.get(word):
                return word, (key,)
            if keys := self.shared.get(word):
                return word, keys
        return "", ()

    def is_shared(self, word: str) -> bool:
        """Whether a word may mean several fields, or means its field only where nothing else does."""
        return word not in self.own


def _field(key: str, words: str, *, required: bool = False, shared: str = "", many: bool = False) -> Field:
    listed = tuple(words.split())
    return Field(key, listed[0], listed, required, tuple(shared.split()), many)


@lru_cache(maxsize=8)
def meanings(fields: Sequence[Field]) -> Meanings:
    """The table of some fields, to be looked up by label; the first field that claims a word has it."""
    own: dict[str, str] = {}
    shared: dict[str, tuple[str, ...]] = {}
    for field in fields:
        for word in field.words:
            own.setdefault(full(word), field.key)
        for word in field.shared:
            shared[full(word)] = (*shared.get(full(word), ()), field.key)
    return Meanings(own, shared, frozenset(field.key for field in fields if field.many))


AGREEMENT_FIELDS = (
    _field(
        "number",
        "序号 顺序号 No No. 行号 顺序",
        shared="编号 项次",
    ),
    _field(
        "code",
        "代码 code 事项编号 事项代码 任务编号 指标编号 项目编号 编码 指标代码 项目代码",
        shared="编号",
    ),
    _field(
        "board",
        "板块 board 所属板块 板块名称 板块类别 工作板块",
        shared="类别 领域 所属领域 分类 战线 类型",
    ),
    _field(
        "name",
        "指标/事项 name 指标 事项 指标名称 事项名称 责任事项 任务名称 工作任务 工作事项 重点任务 重点工作 "
        "项目名称 考核指标 指标或事项 指标（事项） 任务事项 指标任务 考核内容 任务内容 主要指标 主要任务 "
        "主要任务指标 重点工作任务 重点工作事项 督查事项 督办事项 推进事项 具体任务 具体事项 具体指标 "
        "任务清单 事项内容 考核项目 三级指标 报告任务 报告内容 实事项目 实事内容 民生实事 民生实事项目 "
        "建设项目 重点项目 议定事项 决定事项 责任目标 工作项目 目标事项 重点事项 目标名称 目标项目 任务指标 "
        "年度重点工作 重点工作内容 重要事项 攻坚任务 改革任务 改革事项 承诺事项 履职事项",
        required=True,
        shared="工作内容 任务 项目 内容 二级指标 工作 一级指标 目标任务",
    ),
    _field(
        "measure_unit",
        "计量单位 measure_unit 度量单位 数量单位 指标单位 计量 量纲",
        shared="单位",
    ),
    _field(
        "baseline",
        "基期值 baseline 基期 基数 上年实绩 上年完成 上年值 上年完成值 上年实际 基期数 去年实绩 去年完成 "
        "上年基数 上年完成数 上年实际完成 上年数 上年同期 上年末 上年底 去年完成值 去年实际 去年底 基准值 "
        "现状值 上年度完成 上年度实绩 上年度完成情况 上年完成情况 往年实绩 年初数",
    ),
    _field(
        "target",
        "目标值 target 目标 年度目标 全年目标 目标数 任务目标 计划目标 年度目标值 目标要求 目标数值 任务数 "
        "年度任务 全年任务 年度计划 全年计划 计划数 计划 年度计划数 工作目标 年度工作目标 预期目标 目标内容 "
        "指标值 考核目标 完成目标 量化目标 目标任务数 全年计划数 年度指标 计划值 预期成果 完成标准 工作标准 "
        "预期值 年度目标任务 年度任务目标 年度任务数 奋斗目标 数值 考核目标值 目标及要求 任务量 工作量 "
        "年度工作量",
        shared="目标任务 任务 全年 任务要求 工作要求",
    ),
    _field(
        "weight",
        "权重 weight 考核权重 分值 权数 标准分 分数 考核分值 基本分 基础分 赋分 权重分 权重系数",
    ),
    _field(
        "start",
        "开始时间 start 起始时间 启动时间 开始日期 起始日期 开工时间 计划开工时间",
    ),
    _field(
        "due",
        "完成时限 due 时限 完成时间 截止时间 完成日期 截止日期 办结时限 完成期限 起止时间 时间要求 工作时限 "
        "时限要求 期限 竣工时间 计划完成时间 计划完成时限 拟完成时间 办理时限 办理期限 完成时点 办结时间 "
        "办结日期 到期时间 计划竣工时间 预计完成时间 要求完成时间 责任时限 完成节点 时间",
        shared="时间节点",
    ),
    _field(
        "milestones",
        "节点安排 milestones 节点 阶段目标 进度安排 序时进度 推进计划 工作节点 阶段节点 节点计划 节点目标 "
        "工作安排 进度计划 形象进度计划 年度推进计划 实施步骤 阶段安排 阶段任务 推进安排 序时计划 工作计划 "
        "阶段性目标 阶段性任务 关键节点 重要节点 节点任务 节点要求 推进节点",
        shared="时间节点 工作内容",
        many=True,
    ),
    _field(
        "unit",
        "牵头单位 unit 牵头部门 主责单位 主办单位 牵头责任单位 主要责任单位 主责部门 主办部门 "
        "牵头（责任）单位 牵头主体 牵头街道 第一责任单位",
        required=True,
        shared="责任单位 责任部门 承办单位 承担单位 责任主体 承办部门 实施单位 落实单位 实施主体 建设单位 "
        "责任（牵头）单位 责任街道 单位 部门 填报单位",
    ),
    _field(
        "co_units",
        "配合单位 co_units 协办单位 协同单位 配合部门 参与单位 协作单位 配合责任单位 协助单位 协同部门 "
        "协助部门 协办部门 参加单位 联动单位 配合街道 协同配合单位 参与部门 协作部门 配合协作单位 联合单位",
        shared="责任单位 责任部门 责任街道 承办单位 责任主体 承办部门 实施单位 落实单位 实施主体 建设单位",
        many=True,
    ),
    _field(
        "leader",
        "责任领导 leader 分管领导 牵头领导 包保领导 责任区领导 分管区领导 挂包领导 包联领导 区级领导 县级领导 "
        "牵头区领导 分管县领导 市级领导 区领导 责任县领导 区级责任领导 包靠领导 挂点领导 联系领导 联系区领导 "
        "分管市领导 牵头区级领导 领导",
    ),
    _field(
        "cadence",
        "报送周期 cadence 调度周期 报送频次 报送频率 报告周期 调度频次 报送要求 报送 上报频次 上报周期 "
        "上报频率 督查频次 填报周期 填报频次 通报频次 调度频率 报告频次 督查周期 督办周期",
    ),
    _field(
        "kind",
        "类型 kind 指标类型 事项类型",
    ),
    _field(
        "aliases",
        "口头叫法 aliases 别名 俗称 常用叫法",
    ),
    _field(
        "direction",
        "方向 direction 指标方向 指标属性",
    ),
    _field(
        "basis",
        "口径 basis 计量口径 统计口径",
    ),
    _field(
        "part_of",
        "上级项 part_of 所属事项",
    ),
    _field(
        "secrecy",
        "密级 secrecy 公开属性 公开范围",
    ),
)
PROGRESS_FIELDS = (
    _field("code", "编号 代码 code 事项编号 事项代码 任务编号 指标编号 编码"),
    _field(
        "name",
        "指标/事项 name 指标 事项 指标名称 事项名称 责任事项 任务名称 工作任务 工作事项 重点任务 重点工作 "
        "项目名称 考核指标 主要指标 主要任务 任务 项目",
    ),
    _field(
        "total",
        "累计完成 total 累计完成数 累计完成值 累计完成情况 累计 累计进度 目前完成 目前进度 实际完成 当前进度 "
        "截至目前完成 至今完成 累计完成量 累计数 累计实绩",
        shared="完成情况 完成值 完成数 进展情况 进度 完成进度",
    ),
    _field(
        "added",
        "本月完成 added 本月新增 本期完成 本月完成数 本月完成值 本月完成情况 当月完成 本季完成 本季度完成 本旬完成 "
        "本期新增 本月进展 当月新增",
    ),
    _field("problem", "存在问题 problem 问题 困难 存在困难 主要问题 问题和困难 存在的问题 堵点 困难和问题 需协调事项"),
    _field("next", "下一步 next 下一步计划 下一步措施 下步计划 下步打算 下一步工作 下一步打算 下月计划 下一步安排"),
)
UNIT_FIELDS = (
    _field(
        "code",
        "单位代码 code 代码 编码",
        shared="编号",
    ),
    _field(
        "name",
        "单位 name 单位名称 全称 单位全称 名称 责任单位",
        required=True,
    ),
    _field(
        "short_names",
        "简称 short_names 简称（顿号分隔） 别名 常用简称 口头叫法",
    ),
    _field(
        "kind",
        "类别 kind 单位类别 类型 单位类型 分组",
    ),
    _field(
        "post",
        "联系人岗位 post 联系人职务 联络员岗位 岗位 联络员",
    ),
    # A 通讯录 is known by these; a list of units keeps neither names nor numbers of people.
    _field(
        "contact",
        "联系人 联系人姓名 联络人 负责人 主要负责人",
    ),
    _field(
        "phone",
        "联系电话 电话 办公电话 座机 手机 手机号 手机号码 联系方式 电话号码 传真",
    ),
)
AREA_FIELDS = (
    _field(
        "code",
        "代码 code 片区代码 区域代码 编码",
        shared="编号",
    ),
    _field(
        "name",
        "名称 name 片区 片区名称 区域 区域名称",
        required=True,
    ),
    _field(
        "kind",
        "类别 kind 类型 片区类别",
    ),
    _field(
        "parent",
        "上级 parent 上级片区 上级名称 上级代码 所属片区",
        required=True,
    ),
    _field(
        "items",
        "责任事项 items 事项 事项代码 责任事项代码 事项编号",
    ),
)
CALENDAR_FIELDS = (
    _field(
        "date",
        "日期 date 时间 day",
        required=True,
    ),
    _field(
        "work",
        "是否上班 休/班 上班 班休 休班 is_workday 类型 安排 放假/上班 是否工作日 工作日",
        required=True,
    ),
    _field(
        "name",
        "名称 name 节日 节假日 假期 说明 备注 节假日名称",
    ),
)

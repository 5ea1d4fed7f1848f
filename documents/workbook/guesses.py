"""What a workbook does not say and its words give away: direction, basis, and whether a target names a stage.

General words of official language, never names of single items. Every guess is shown to the person who imports.
"""

import re
from collections.abc import Sequence
from decimal import Decimal
from itertools import pairwise

from domain.items import Basis, Direction, Kind, Milestone

VAGUE = re.compile(
    r"全速|推进|力争|争取|尽快|尽早|加快|加大|加强|稳步|持续|有序|积极|大力|进一步|显著|明显|有所|逐步|不断|深入|深化|扎实|着力|全力|基本|较好|"
    r"待定|另行|另定|视情|适时|按上级"
)
STAGE = re.compile(
    r"挂牌|运营|投用|使用|开业|开馆|开园|开放|批复|获批|批准|通过|审议|竣工|验收|开工|动工|上线|取得|获得|获评|建成|启用|完工|交付|封顶|落地|揭牌|启动|"
    r"印发|出台|签约|通车|通水|供地|投产|认定|成立|发布|办结|完成|评审|签订|移交|入驻|达标"
)
_LESS_IS_REPORTED = re.compile(
    r"(?:压减|下降|降低|减少|削减|压缩|化解|消减|减|降)(?:率|面积|数|量|户|金额|比例|幅度|额|栋|起数$)"
)
_CEILING_NAME = re.compile(
    r"(?:压减|压缩|压降|缩短|降低|下降|减少|缩减|压|减|降)(?:至|到)|控制在|控制数|不高于|不超过|不大于|不突破|上限|失业率|负债率|融资成本|死亡率|"
    r"发案率|投诉率|退件率|差错率|办理时限|撂荒"
)
_CEILING_TARGET = re.compile(
    r"≤|<=|<|不高于|不超过|不大于|不突破|控制在|(?:降|减|压减|压降|压缩)(?:至|到)|以内|以下|(?<!不)低于|(?<!不)少于"
)
_RATE = re.compile(
    r"增长率|增长|增速|增幅|下降率|降低率|压减率|减少率|降幅|合格率|满意率|满意度|及时率|达标率|保洁率|办结率|占比|比重|浓度|均值|指数|准确率|完好率|优良率|"
    r"优良天数比例|响应率|回复率|办理率|解决率|受理率|成功率|利润率|收益率|巡查率|处置率|结案率"
)
_LEVEL = re.compile(
    r"覆盖率|覆盖面|签约率|完成率|落实率|出租率|参保率|入住率|入驻率|普及率|使用率|接入率|建成率|绿化率|整改率|化解率|保有量|存量(?:压减|控制|降|减|至|$)|资产总额|"
    r"余额|在册|总数|失业率|负债率|融资成本|达到.*总量"
)
_FLOW = re.compile(
    r"新增|净增|新引进|新建|新登记|新聘|新入驻|新招|新培育|新开|引进|招引|培育|收入|营收|到位资金|实际使用外资|利用外资|产值|销售额|零售额"
)
_MEAN = re.compile(r"浓度|均值|指数|平均")


def direction(
    name: str, target: str, baseline: Decimal | None, goal: Decimal | None, steps: Sequence[Milestone]
) -> Direction:
    """DOWN for a control figure. A reported reduction (压减率, 压减面积) is a gain and grows."""
    if _CEILING_NAME.search(name):
        return Direction.DOWN
    if _LESS_IS_REPORTED.search(name):
        return Direction.UP
    if _CEILING_TARGET.search(target):
        return Direction.DOWN
    planned = _planned(steps)
    falls = len(planned) > 1 and all(later < earlier for earlier, later in pairwise(planned))
    below = baseline is not None and goal is not None and goal < baseline
    return Direction.DOWN if falls and below else Direction.UP


def basis(
    name: str, kind: Kind, way: Direction, baseline: Decimal | None, goal: Decimal | None, steps: Sequence[Milestone]
) -> Basis:
    """What the figure counts, by its words, else by whether the planned values lead from the baseline to the target."""
    if kind is Kind.MILESTONE:
        return Basis.ONCE
    leads = _leads_from_baseline(way, baseline, goal, steps)
    if way is Direction.DOWN:
        return Basis.RATE if _RATE.search(name) or not (leads or _LEVEL.search(name)) else Basis.LEVEL
    if kind is Kind.PERCENTAGE:
        if _RATE.search(name):
            return Basis.RATE
        return Basis.LEVEL if leads or _LEVEL.search(name) else Basis.RATE
    if _MEAN.search(name):
        return Basis.RATE
    if _FLOW.search(name):
        return Basis.FLOW
    return Basis.LEVEL if leads or _LEVEL.search(name) else Basis.FLOW


def _leads_from_baseline(
    way: Direction, baseline: Decimal | None, goal: Decimal | None, steps: Sequence[Milestone]
) -> bool:
    """Whether every planned value lies strictly beyond the baseline and not beyond the target, in order."""
    planned = _planned(steps)
    if baseline is None or goal is None or not planned:
        return False
    path = [baseline, *planned, goal] if way is Direction.UP else [goal, *reversed(planned), baseline]
    inner = path[1:] if way is Direction.DOWN else path[:-1]
    rising = all(earlier < later for earlier, later in pairwise(inner))
    return rising and path[-2] <= path[-1] and path[0] <= path[1]


def _planned(steps: Sequence[Milestone]) -> list[Decimal]:
    """The planned values in order of date."""
    return [step.planned for step in steps if step.planned is not None]

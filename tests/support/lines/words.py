"""Courtesies, words beside a figure, questions and obstacles."""

from decimal import Decimal
from random import Random

from domain.items import Basis, Direction, Item, Kind
from domain.quantities import show
from domain.reports import ValueKind
from tests.support.lines.parts import Part

# None of them says anything about the figure.
BEFORE = (
    "", "", "", "领导好，", "各位领导，", "收到，", "报一下，", "汇报：", "【进度】", "您好，", "好的，", "辛苦了，", "补报：",
    "现报送如下：", "报告领导，", "按要求报送：", "大家好，", "早上好，", "老师好，", "回复：", "嗯，", "那个，",
    "各位同事辛苦了，", "打扰一下，", "报送情况：", "更新一下进度，", "我们单位：", "数据如下：",
)  # fmt: skip
AFTER = (
    "", "", "", "，请查收", "，请审阅", "，辛苦了", "，谢谢", "，请领导审阅", "，收到请回复", "。以上。", "，特此报告",
    "，已发邮箱", "，排名前三", "，我们排第几", "，下个节点是哪天", "，怎么还亮黄灯呢", "，都这样了还不给过吗",
    "，照片怎么上传", "，详见附件", "，请批示", "，麻烦登记一下", "，有问题随时联系", "，后续再补材料", "，现场照片稍后发", "🙏",
    "，妥否请示", "，哪些单位还没报", "，几号截止", "，佐证随后传",
)  # fmt: skip
QUESTIONS = (
    "到哪了", "下个节点是哪天", "排第几", "是啥进度", "还差多少", "什么时候截止", "目标是多少", "进展怎么样了", "上次报的多少",
    "是不是该报了", "啥时候到期", "下一个节点是什么", "完成率多少", "怎么样了", "有没有更新",
)  # fmt: skip
OBSTACLES = (
    "卡着，等上级批复", "等政策", "资金没到位", "手续没批下来", "施工队停工了", "产权有纠纷", "没法推进", "居民不同意",
    "用地指标不够", "请财政局协调", "遇到阻力", "被消防验收卡住了",
)  # fmt: skip


def beside(item: Item, value: Decimal, kind: ValueKind, chance: Random) -> Part:
    """Words that speak of something else than the figure of the item."""
    unit, target = item.measure_unit, item.target or Decimal(1)
    choices = [
        ("nothing", ""),
        ("nothing", ""),
        ("nothing", ""),
        ("the rest", "，其余正在推进"),
        ("a paper", "，依据管发〔2025〕12号文"),
        ("no trouble", "，存在问题：无"),
        ("no trouble", "，暂无困难"),
        ("a telephone", "，联系电话0531-88886666"),
        ("a mobile", "，联系人13800138000"),
        ("a building", "，3号楼手续齐全"),
        ("meetings", "，本月开会2次"),
        ("staff", "，投入人手12人"),
        ("a stage of others", "，第二批正在招标"),
        ("place", "，全市排名第3"),
        ("time of day", "，上午10点已核实"),
        ("days worked", "，连续奋战20天"),
    ]
    flow = item.kind is Kind.QUANTITY and item.basis is Basis.FLOW and item.direction is Direction.UP
    if flow:
        fifth = max((value / 5).quantize(Decimal(1)), Decimal(1))
        quarter = (value / 4).quantize(Decimal(1))
        choices += [
            ("the target", f"，目标{show(target)}{unit}"),
            ("the target in brackets", f"（年度任务{show(target)}{unit}）"),
            ("a year ago", f"，去年同期{show((value * Decimal('0.8')).quantize(Decimal(1)))}{unit}"),
            ("growth", "，同比增长5.2%"),
            ("growth in points", "，较上月提高2.1个百分点"),
            ("a part", f"，其中本季{show(quarter)}{unit}"),
            ("a part in brackets", f"（其中本季{show(quarter)}{unit}）"),
            ("two parts", f"，其中东片{show(quarter)}{unit}、西片{show(quarter)}{unit}"),
            ("the rest in figures", f"，还剩{show(max(target - value, Decimal(1)))}{unit}"),
            ("what lacks", f"，距目标还差{show(max(target - value, Decimal(1)))}{unit}"),
            ("others to come", "，还有几处在收尾"),
            ("a forecast", f"，预计下月再完成{show(fifth)}{unit}"),
            ("money", "，投资1200万元") if "元" not in unit else ("area", "，面积3200平方米"),
        ]
        if kind is ValueKind.TOTAL:
            share = (value * 100 / target).quantize(Decimal("0.1"))
            choices += [("its share", f"，完成率{show(share)}%"), ("its share", f"，占年度目标的{show(share)}%")]
    name, words = chance.choice(choices)
    return Part("beside: " + name, words)


def kinds(item: Item) -> list[tuple[str, ValueKind]]:
    """Words before the figure, and what they make of it."""
    told = [
        (word, ValueKind.TOTAL)
        for word in ("", "", "累计", "累计完成", "已完成", "完成", "目前", "达到", "：", "共", "现在")
    ]
    fresh = [("又完成", ValueKind.INCREMENT), ("再完成", ValueKind.INCREMENT)]
    if "新增" not in item.name + "".join(item.aliases):
        fresh.append(("新增", ValueKind.INCREMENT))
    return told + fresh if adds(item) else told


def adds(item: Item) -> bool:
    """Whether what a period added is told of the item."""
    return item.basis is Basis.FLOW and item.kind is Kind.QUANTITY and item.direction is Direction.UP

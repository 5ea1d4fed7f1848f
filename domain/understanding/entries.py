"""The figure, kind, day and stage that the clauses about one item tell, and what is doubtful about them."""

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from domain.items import Basis, Direction, Item, Kind
from domain.progress import plain
from domain.quantities import convert
from domain.reports import ValueKind
from domain.understanding.catalogue import Named
from domain.understanding.dates import When, whens
from domain.understanding.model import Ask, AskReason, Context
from domain.understanding.numbers import Figure, figures

_VAGUE = re.compile(
    r"大概|大约|(?<![签预节邀合违履解])约(?!束|定|谈)|左右|差不多|上下|估计|可能|应该有|几乎|将近|接近|近(?=\d)|多(?=[个家户万亿])|余(?=[个家户万亿])"
)
_NEGATIVE = re.compile(
    r"[没未](?:有)?(?:完成|开工|打通|动工|启动|交付|竣工|挂牌|进展|变化|新增|开始|验收|建成|签约)|还没|尚未|仍未|暂无|无(?:进展|变化|新增)"
)
UNCHANGED = re.compile(r"[无没](?:有)?变化|同上(?:期|次|月|旬)|维持不变|与上(?:期|次|月)持平|无新增|没有新增|无进展")
_FORECAST = re.compile(r"预计|计划|力争|争取|拟于|打算|下(?:周|月|旬|季度)|将于|准备")
_ASIDE = re.compile(
    r"(?:其中|同比|环比|较上?|比上?|比去年|较去年|去年|上年|高于|低于|占(?!道)|还[剩差有]|剩余|剩下|差(?!不多)|目标|任务|计划数?|不足|缺|写成|多报|少报|"
    r"上次报|原报|误报|不是|而不是|含|第)[^\d一二三四五六七八九十百千万两俩仨%]{0,6}$"
)
_LEFT = re.compile(r"(?:还[剩有]|剩余|剩下|剩)[^\d一二三四五六七八九十两]{0,4}$")
_LACK = re.compile(r"(?:还差|差(?!不多)|距|离)[^\d一二三四五六七八九十两]{0,6}$")
_INCREMENT = re.compile(
    r"(?:又|再|多了|新签|新建成|新到|新接入|新入驻|新开|新打通|新交付|新引进|新增加?|增加了?|净增|另)[^\d一二三四五六七八九十百两俩仨,]{0,5}$"
)
_ADDED = re.compile(r"(?:新增加?|净增|增加了?)$")
_TOTAL = re.compile(
    r"(?:累计|共计?|总共|一共|已(?!新)|合计|总计|达到?|到|至|改成|改为|应为|应该是|是)[^\d一二三四五六七八九十百千两]{0,6}$"
)
_TARGET_SHARE = re.compile(
    r"(?:完成(?:目标|任务|年度目标|全年目标|年度任务|全年任务)?(?:的|率|了)?|完成率|进度|占(?:年度|全年)?(?:目标|任务)的?)[^\d]{0,3}$"
)
_SHARE_WORDS = re.compile(r"完成(?:目标|任务|率|了?一半|过半|进度)|占[^,]{0,6}(?:目标|任务)|目标的|任务的")
_RATIO = re.compile(r"(\d+(?:\.\d+)?)/(\d+(?:\.\d+)?)(?!\d)")
_STAGE = re.compile(
    r"(?:全部|主体|装修|内部|正式|试)?(?:开工|动工|竣工|完工|交付|挂牌|揭牌|封顶|投用|投入使用|启用|开业|开馆|验收|批复|获批|上线试运行|试运行|上线|印发|通过评审|报批|"
    r"开园|签约仪式|注册|登记|备案|招标完成|中标|进场|通车|通水|移交|启动)"
)
_EARLY_STAGE = re.compile(r"封顶|开工|动工|进场|出正负零|启动")
_TROUBLE = re.compile(r"产权|不清|卡|缺|停|拆不动|遗留|拒|没签|未签|谈不拢|不够|不足|堵|困难|纠纷|手续|欠|需要|请")
_FALL = re.compile(r"(?:下降|下跌|回落|降了|减少|负增长|跌)[^\d]{0,2}$")
_BASE = {"万平方米": "平方米", "亿元": "元", "万元": "元", "亿美元": "美元", "万人": "人", "万户": "户"}
_TWO_STAGES = re.compile(
    r"开(?:工)?了?[一二两三四五六七八九十\d]+[个栋座处条家]?,?完(?:工|成)?了?([一二两三四五六七八九十\d]+[个栋座处条家]?)"
)
_CODE = re.compile(r"(?<![a-z])[a-z]{1,4}[-—_ ]?\d{3}(?!\d)")
_YEAR_ON_YEAR = re.compile(r"同比[^\d]{0,4}$")
_POINTS = re.compile(r"^个?(?:百分)?点")


@dataclass(frozen=True, slots=True)
class Said:
    """The clauses about one item. `head` is a date at the head of the whole message."""

    clauses: tuple[str, ...]
    head: When | None
    correction: bool
    blocker: bool


@dataclass(frozen=True, slots=True)
class Built:
    """What the clauses come to."""

    value: Decimal | None = None
    kind: ValueKind | None = None
    as_of: date | None = None
    status: str | None = None
    ask: Ask | None = None
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Candidate:
    figure: Figure
    value: Decimal
    kind: ValueKind
    day: When | None
    written: str
    strong: bool


def build(said: Said, named: list[Named], context: Context) -> Built | None:
    """Reads the clauses; without an item the figure is kept as written."""
    item = named[0].item if named else None
    if said.correction:
        said = Said(tuple(_only_right(clause) for clause in said.clauses), said.head, True, said.blocker)
    found = [candidate for clause in said.clauses for candidate in _candidates(clause, named, said, context)]
    day = _day(said, context.today)
    text = ",".join(said.clauses)
    if not found:
        return _without_figure(text, item, day, context, said)
    totals = [each for each in found if each.kind is not ValueKind.INCREMENT]
    chosen = _choose(totals, text) if totals else found[0]
    as_of = chosen.day.day if chosen.day else None
    if as_of is None and not (totals and len(found) > len(totals)):
        as_of = day.day if day and (chosen.kind is not ValueKind.INCREMENT or day.start >= 0) else None
    if item is None:
        return Built(chosen.value, chosen.kind, as_of, None, Ask(AskReason.ITEM_UNCLEAR), (chosen.written,))
    ask = _doubt(chosen, totals, text, item, context, said)
    return Built(chosen.value, chosen.kind, as_of, None, ask, (f"{chosen.written} -> {chosen.value}",))


def _choose(totals: list[_Candidate], text: str) -> _Candidate:
    done = _TWO_STAGES.search(text)
    if done:
        return next((each for each in totals if text.find(each.written, done.start(1)) == done.start(1)), totals[0])
    plain_totals = [each for each in totals if each.kind is ValueKind.TOTAL]
    strong = [each for each in plain_totals if each.strong]
    return (strong or plain_totals or totals)[0]


def _candidates(clause: str, named: list[Named], said: Said, context: Context) -> list[_Candidate]:
    days = whens(clause, context.today)
    taken = [(day.start, day.end) for day in days] + _name_spans(clause, named)
    ratio = _RATIO.search(clause)
    found = []
    for figure in figures(clause):
        if any(figure.start < end and start < figure.end for start, end in taken):
            continue
        if ratio and figure.start >= ratio.start(2):
            continue
        candidate = _candidate(clause, figure, named, days, said)
        if candidate is not None:
            found.append(candidate)
    return found


def _candidate(clause: str, figure: Figure, named: list[Named], days: list[When], said: Said) -> _Candidate | None:
    before, after = clause[: figure.start], clause[figure.end :]
    item = named[0].item if named else None
    ordinal = before.endswith("第")
    if ordinal and not re.search(r"结束|完成|办完|举办|打通|竣工|完工|交付|投用|建成|通车|验收|收官", after):
        return None
    stock_left = bool(_LEFT.search(before)) and item is not None and item.direction is Direction.DOWN
    share = figure.unit == "%" and bool(_SHARE_WORDS.search(clause))
    # For a growth rate 同比 is the figure itself, not something beside it.
    own_rate = item is not None and item.basis is Basis.RATE and bool(_YEAR_ON_YEAR.search(before))
    if (
        not share
        and not own_rate
        and ((_ASIDE.search(before) and not ordinal and not stock_left) or _LACK.search(before))
    ):
        return None
    if said.blocker and not _told_as_progress(clause):
        return None
    if (
        item is not None
        and item.kind is not Kind.MILESTONE
        and _EARLY_STAGE.search(after)
        and not _EARLY_STAGE.search(_own(item))
    ):
        return None
    day = next((each for each in days if each.end <= figure.start), days[0] if days else None)
    value, kind = _valued(figure, item, clause)
    if value is None:
        return None
    if kind is not None:
        return _Candidate(figure, value, kind, day, figure.text, strong=False)
    fall = _FALL.search(before)
    if fall and item is not None and item.basis is Basis.RATE and _grows(item) and fall.group()[:2] not in _own(item):
        value = -abs(value)
    kind = _kind(before, after, day, item, said)
    strong = bool(_TOTAL.search(before)) or said.correction
    return _Candidate(figure, value, kind, day, figure.text, strong)


def _valued(figure: Figure, item: Item | None, clause: str) -> tuple[Decimal | None, ValueKind | None]:
    """The figure in the item's unit, or as a share of the target; None if it cannot belong to the item."""
    if item is None:
        share = figure.unit == "%target"
        return figure.value, ValueKind.PERCENT_OF_TARGET if share else None
    if figure.unit == "%target":
        percentage = item.kind is Kind.PERCENTAGE
        return figure.value, ValueKind.TOTAL if percentage else ValueKind.PERCENT_OF_TARGET
    if figure.unit == "%" and item.kind is not Kind.PERCENTAGE:
        return (figure.value, ValueKind.PERCENT_OF_TARGET) if _SHARE_WORDS.search(clause) else (None, None)
    if item.kind is Kind.MILESTONE:
        return None, None
    value = convert(figure.value, figure.unit, item.measure_unit)
    if value is not None and _needs_smaller_unit(figure, item):
        value = convert(value, _BASE[item.measure_unit], item.measure_unit)
    return (None if value is None else plain(value)), None


def _needs_smaller_unit(figure: Figure, item: Item) -> bool:
    """56000 for an item of a few 万平方米 can only be meant in the unit without its 万; that is asked."""
    big = item.measure_unit in _BASE and item.target is not None
    return big and not figure.unit and item.target is not None and figure.value > item.target * 20


def _kind(before: str, after: str, day: When | None, item: Item | None, said: Said) -> ValueKind:
    if said.correction:
        return ValueKind.TOTAL
    rate = item is not None and item.basis is Basis.RATE
    if rate and re.search(r"(?:高|涨|提高|提升|升|多)了$", before) and _POINTS.match(after):
        return ValueKind.INCREMENT
    if rate:
        return ValueKind.TOTAL
    if re.search(r"(?:累计|共计?|总共|一共|合计|总计)[^\d一二三四五六七八九十百千两]{0,6}$", before):
        return ValueKind.TOTAL
    own = _own(item) if item else ""
    added = _ADDED.search(before)
    if added and (added.group() == "新增" or added.group() not in own):
        return ValueKind.INCREMENT
    word = _INCREMENT.search(before)
    if word and not (word.group()[:2] in own and word.group()[:1] == "新"):
        return ValueKind.INCREMENT
    if day is not None and day.partial:
        return ValueKind.INCREMENT
    return ValueKind.TOTAL


def _day(said: Said, today: date) -> When | None:
    for clause in said.clauses:
        for when in whens(clause, today):
            if not _FORECAST.search(clause):
                return when
    return said.head


def _without_figure(text: str, item: Item | None, day: When | None, context: Context, said: Said) -> Built | None:
    stage = _STAGE.search(text)
    denied = bool(_NEGATIVE.search(text)) or bool(_FORECAST.search(text))
    as_of = day.day if day and not _FORECAST.search(text) else None
    if said.blocker or item is None:
        if item is None and not (stage and not denied) and not said.correction:
            return None
        return Built(ask=Ask(AskReason.NO_VALUE))
    if stage and not denied:
        named = _own(item)
        status = stage.group()
        if item.kind is Kind.MILESTONE:
            return Built(kind=ValueKind.STATUS, as_of=as_of, status=status)
        if status not in named or re.search(rf"{status}了", text):
            return Built(kind=ValueKind.STATUS, as_of=as_of, status=status, ask=Ask(AskReason.STAGE_ONLY))
    return Built(as_of=as_of, ask=Ask(AskReason.NO_VALUE))


def _doubt(
    chosen: _Candidate, totals: list[_Candidate], text: str, item: Item, context: Context, said: Said
) -> Ask | None:
    value, figure = chosen.value, chosen.figure
    if _VAGUE.search(text):
        return Ask(AskReason.VAGUE, (figure.text,))
    if _TWO_STAGES.search(text):
        return Ask(AskReason.CONTRADICTION, tuple(each.written for each in totals[:2]))
    plain_totals = {each.value for each in totals if each.kind is ValueKind.TOTAL and not _in_reason(each, text)}
    if len(plain_totals) > 1 and not any(each.strong for each in totals):
        return Ask(AskReason.CONTRADICTION, tuple(each.written for each in totals[:2]))
    if chosen.day is not None and chosen.day.day > context.today:
        return Ask(AskReason.FUTURE_DATE, (chosen.day.day.isoformat(),))
    if chosen.kind is ValueKind.PERCENT_OF_TARGET:
        return Ask(AskReason.FAR_BEYOND, (figure.text,)) if value > 200 else None
    if _needs_smaller_unit(figure, item):
        return Ask(AskReason.UNIT_MISMATCH, (figure.text,))
    return _against_history(chosen, item, context, correction=said.correction)


def _against_history(chosen: _Candidate, item: Item, context: Context, *, correction: bool) -> Ask | None:
    last = context.last_totals.get(item.code)
    total = chosen.value if chosen.kind is ValueKind.TOTAL else (last or Decimal(0)) + chosen.value
    grows = _grows(item)
    counted = item.basis in (Basis.FLOW, Basis.LEVEL) and grows and not correction
    if chosen.kind is ValueKind.TOTAL and counted and last is not None and total < last:
        return Ask(AskReason.TOTAL_FALLS, (str(last), str(total)))
    if item.target is None:
        return None
    if item.kind is Kind.PERCENTAGE and item.basis is Basis.LEVEL and total > 100:
        return Ask(AskReason.FAR_BEYOND, (str(item.target), str(total)))
    limit = abs(item.target) * 2
    reference = max(limit, abs(last or Decimal(0)) * 2, abs(item.baseline or Decimal(0)) * 2)
    if abs(total) >= (limit if grows and item.basis is Basis.FLOW else reference):
        return Ask(AskReason.FAR_BEYOND, (str(item.target), str(total)))
    return None


def _told_as_progress(clause: str) -> bool:
    """In a call for help a figure is progress only where its own clause tells no trouble."""
    return _TROUBLE.search(clause) is None


def _in_reason(candidate: _Candidate, text: str) -> bool:
    return bool(re.search(rf"(?:装修|在建|在做|进场|推进|洽谈|办理)[^,]*{re.escape(candidate.written)}", text))


def _grows(item: Item) -> bool:
    return item.direction is Direction.UP


def _own(item: Item) -> str:
    return "".join((item.name, *item.aliases))


def _only_right(clause: str) -> str:
    """是20.1亿 of 写成201亿了,是20.1亿; 561 of 应该是561不是651: what was wrong is cut away."""
    clause = re.sub(r"(?:而)?不是[^,]*?\d+(?:\.\d+)?[^,，是]{0,4}", "", clause)
    clause = re.sub(r"(?:写|报|填)成(?:了)?[^,]*", "", clause)
    return re.sub(r"(?:多|少|漏)报(?:了)?[^,]*", "", clause)


def _name_spans(clause: str, named: list[Named]) -> list[tuple[int, int]]:
    """Where figures belong to the item's own name: 26座楼宇, 12345热线, 15分钟, 1+4+4, pm2.5."""
    spans = [match.span() for match in _CODE.finditer(clause)]
    for phrase in {phrase for each in named for phrase in each.phrases}:
        for piece in re.finditer(r"\d[\d.+]*[^\d,]{0,4}|[一二三四五六七八九十百]+[^\d,]{1,3}|pm2\.5", phrase):
            words = piece.group()
            figure = len(words) - len(words.lstrip("0123456789.+一二三四五六七八九十百"))
            for size in range(len(words), max(1, figure), -1):
                at = clause.find(words[:size])
                if at >= 0:
                    spans.append((at, at + size))
                    break
    return spans

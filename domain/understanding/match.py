"""Which item a clause speaks of."""

import re
from dataclasses import dataclass

from domain.understanding.catalogue import Catalogue, Named
from domain.understanding.model import Context
from domain.understanding.text import grams

# Of two items whose scores differ by less than this share, neither is taken: the person is asked.
MARGIN = 0.12
LEAD_BONUS, CO_BONUS = 1.35, 1.05
# An item of the sender's own is taken although another's words agree up to this much better.
LEAD_REACH = 2.5
LEAST_COVER = 0.5
LEAST_WEIGHT = 2.6
# What an item that the sender leads must at least share with the clause, generic words not counted.
LEAST_TELLING = 1.6
_EMPTY = frozenset(
    [
        "完成",
        "累计",
        "新增",
        "目标",
        "任务",
        "项目",
        "建设",
        "建成",
        "交付",
        "进度",
        "全区",
        "街道",
        "年度",
        "数量",
        "工作",
        "推进",
        "实施",
        "开展",
        "达到",
        "覆盖",
        "服务",
        "中心",
        "管理",
        "企业",
        "单位",
        "力争",
        "本年",
        "全年",
        "投用",
        "竣工",
        "开工",
        "引进",
        "增长",
        "下降",
        "比率",
        "总数",
        "小区",
        "改造",
        "片区",
        "区内",
    ]
)


_CODE = re.compile(r"(?<![a-z])([a-z]{1,4})[-—_ ]?(\d{3})(?!\d)")


@dataclass(frozen=True, slots=True)
class Match:
    """The items a clause may mean, best first; one code when it is clear. `strength` grows with the words that agree."""

    codes: tuple[str, ...]
    strength: float
    start: int
    reasons: tuple[str, ...]
    exact: bool = False

    @property
    def clear(self) -> str | None:
        """The one item meant."""
        return self.codes[0] if len(self.codes) == 1 else None


@dataclass(frozen=True, slots=True)
class _Score:
    code: str
    words: float
    total: float
    lead: bool
    exact: bool


def match(clause: str, catalogue: Catalogue, context: Context) -> Match | None:
    """The item a clause names, if it names one; several when nothing in the words or the sender decides."""
    named_code = _CODE.search(clause)
    if named_code is not None:
        code = f"{named_code.group(1)}-{named_code.group(2)}".upper()
        if code in catalogue.named:
            return Match((code,), 100.0, named_code.start(), (f"{code}: code",), exact=True)
    pairs = grams(clause)
    codes = {code for pair in pairs for code in catalogue.by_gram.get(pair, ())}
    scope, named_unit = _scope(clause, catalogue, context)
    scores = [
        score
        for code in codes
        if scope is None or code in scope
        if (score := _score(code, clause, pairs, catalogue, context)) is not None
    ]
    if not scores:
        return None
    scores.sort(key=lambda score: (-score.total, score.code))
    best = scores[0]
    if named_unit is None and context.unit and any(score.lead for score in scores):
        led = [score for score in scores if score.lead]
        # An item that the sender leads comes before one it only has a part in, unless the words say much more.
        if led[0].words * LEAD_REACH >= best.words:
            scores, best = led, led[0]
    near = [score for score in scores if score.total >= best.total * (1 - MARGIN)]
    chosen = tuple(sorted(score.code for score in near)) if len(near) > 1 else (best.code,)
    named = catalogue.named[best.code]
    agreed = "".join(sorted(pair for pair in pairs & named.grams))
    return Match(chosen, best.words, _start(clause, named), (f"{best.code}: {agreed} ({best.words:.1f})",), best.exact)


def _scope(clause: str, catalogue: Catalogue, context: Context) -> tuple[set[str] | None, str | None]:
    """The items that may be meant: the sender's own, or those of a street that the clause names."""
    for unit, _ in catalogue.units_in(clause):
        if unit in catalogue.streets and unit != context.unit and not _is_street(context, catalogue):
            return set(catalogue.by_unit.get(unit, ())), unit
    if context.focus:
        own = set(catalogue.by_unit.get(context.unit or "", ()))
        return own | {context.focus}, None
    if context.unit is None:
        return None, None
    return set(catalogue.by_unit.get(context.unit, ())), None


def _is_street(context: Context, catalogue: Catalogue) -> bool:
    return context.unit in catalogue.streets


def _score(code: str, clause: str, pairs: set[str], catalogue: Catalogue, context: Context) -> _Score | None:
    named = catalogue.named[code]
    agreed = pairs & named.grams
    words = sum(catalogue.weight[pair] for pair in agreed)
    exact = max((len(phrase) for phrase in named.phrases if phrase in clause), default=0)
    cover = max((_cover(phrase, pairs) for phrase in named.phrases), default=0.0)
    lead = named.item.unit == context.unit
    telling = sum(catalogue.weight[pair] for pair in agreed if pair not in _EMPTY)
    enough = words >= LEAST_WEIGHT and cover >= LEAST_COVER
    if not exact and not enough and words < 2 * LEAST_WEIGHT and not (lead and telling >= LEAST_TELLING):
        return None
    words = words * (0.6 + 0.4 * cover) + exact * 0.8
    if "全区" in clause and "全区" in "".join(named.phrases):
        words += 2
    part = context.unit in named.item.co_units
    total = words * (LEAD_BONUS if lead else CO_BONUS if part else 1.0)
    return _Score(code, words, total, lead, exact > 1)


def _cover(phrase: str, pairs: set[str]) -> float:
    own = grams(phrase)
    return len(own & pairs) / len(own) if own else 0.0


def _start(clause: str, named: Named) -> int:
    for phrase in named.phrases:
        at = clause.find(phrase)
        if at >= 0:
            return at
    return min((at for pair in named.grams if (at := clause.find(pair)) >= 0), default=0)

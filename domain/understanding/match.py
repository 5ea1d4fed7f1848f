"""Which item a clause speaks of."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain

from domain.quantities import convert
from domain.understanding.catalogue import GENERIC, Catalogue, ItemNames, NamedItem
from domain.understanding.cues import HAN_DIGIT, UNITS
from domain.understanding.figures import figures
from domain.understanding.model import Context
from domain.understanding.names import SAME_SOUND, abbreviates, hide, initials_in, likeness
from domain.understanding.text import grams

# The numbers below were set by trial on the labelled lines (tests/data, 765 lines with an expected reading, of which 743 are read
# in full, 9 are asked about needlessly and none is stored wrongly). Each comment says what those lines show on either side.

# Of two items whose scores differ by less than this share, neither is taken: the person is asked. At 0.06 a line is stored
# wrongly; at 0.3 one more is asked about.
MARGIN = 0.12
# How much more an item counts that the sender's unit leads, or has a part in. From 1.0 to 2.0 (and 1.0 to 1.2) the labelled lines
# are read the same: LEAD_REACH decides them. Kept so that of equal words one's own item comes first.
LEAD_BONUS, CO_BONUS = 1.35, 1.05
# An item of the sender's own is taken although another's words agree up to this much better. At 1.5, 7 more lines are asked about
# needlessly; at 10, 4 fewer are read in full.
LEAD_REACH = 2.5
# The share of a name's pairs of characters that a clause must hold. At 0.3 a line is stored wrongly; up to 0.7 nothing changes.
LEAST_COVER = 0.5
# The least weight of the pairs in common. At 2.2 a line is not asked about that must be, at 1.8 one is stored wrongly; up to 5.0
# nothing changes. The lowest value without a fault of those tried (1.8, 2.2, 2.6): another district's names may be shorter.
LEAST_WEIGHT = 2.6
# What an item that the sender leads must at least share with the clause, generic words not counted. From 0.8 to 2.6 nothing
# changes; at 4.0, 6 fewer lines are read in full.
LEAST_TELLING = 1.6
# An item that can have the figure's unit is taken before one that cannot, if the words fit it at least this share as well. At 0.4
# a line is read as the wrong item; from 0.5 to 1.0 nothing changes.
FITTING_REACH = 0.5
# Of names by sound those within this many points of the best (of 100) are asked about together. The labelled lines do not decide
# it: from 0 to 20 they are read the same.
SOUND_MARGIN = 5
# A pair of characters in more items than this leads nowhere by itself: it bounds the time, not the reading.
COMMON = 400
_CODE = re.compile(r"(?<![a-z])([a-z]{1,4})[-—_ ]?(\d{3})(?!\d)")


@dataclass(frozen=True, slots=True)
class Match:
    """The items a clause may mean, best first; one code when it is clear.

    `strength` grows with the words that agree, `exact` says that a phrase stands there in full, `sure` (0 to 1) how well the
    words decide, `foreign` that the item is another unit's; `letters` are the initials that name it,
    `better_named` that another item's name says all this one's does in the clause and more, so that this one is hardly meant.
    """

    codes: tuple[str, ...]
    strength: float
    start: int
    reasons: tuple[str, ...]
    exact: bool = False
    sure: float = 0.9
    foreign: bool = False
    letters: str = ""
    better_named: bool = False

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
    cover: float


def match(clause: str, catalogue: Catalogue, context: Context) -> Match | None:
    """The item a clause names; several when neither the words nor the sender's unit decides; None when it names none."""
    named_code = _CODE.search(clause)
    if named_code is not None:
        code = f"{named_code.group(1)}-{named_code.group(2)}".upper()
        if code in catalogue.named:
            return Match((code,), 100.0, named_code.start(), (f"{code}: code",), exact=True, sure=1.0)
    scope, foreign = _scope(clause, catalogue, context)
    pairs = grams(clause)
    if not pairs.isdisjoint(_OF_UNITS):
        pairs = grams(_UNIT.sub(" ", clause)) | (pairs - _OF_UNITS)
    scores = [
        score
        for code in _worth_scoring(pairs, catalogue, scope)
        if not pairs.isdisjoint(catalogue.named[code].spoken.grams)
        and (score := _score(code, clause, pairs, catalogue, context)) is not None
    ]
    if not scores:
        return _match_by_sound(clause, catalogue, scope, context)
    scores.sort(key=lambda score: (-score.total, score.code))
    scores = _own_first(_fitting(scores, clause, catalogue), foreign=foreign)
    best = scores[0]
    near = [score for score in scores if score.total >= best.total * (1 - MARGIN)]
    near = _of_unit(near, clause, catalogue) if len(near) > 1 else near
    best = near[0]
    chosen = tuple(sorted(score.code for score in near)) if len(near) > 1 else (best.code,)
    named = catalogue.named[best.code]
    agreed = " ".join(sorted(pairs.intersection(named.spoken.grams)))
    sure = 0.95 if best.exact else 0.5 + 0.45 * min(1.0, best.cover)
    reason = f"{best.code}: {agreed} ({best.words:.1f})"
    better_named = not best.exact and _is_better_named(best.code, pairs, catalogue, context)
    return Match(
        chosen, best.words, _start(clause, named), (reason,), best.exact, sure, foreign, better_named=better_named
    )


# Pairs of characters of units of measure, and such a unit behind a figure: 121亿元 does not name 亿元项目.
_OF_UNITS = frozenset(
    re.findall("..", "亿元万元亿美万美美元美金平方方公方米平米公里公顷人次户次立方微克公斤小时分钟千瓦兆瓦标箱")
)
_UNIT = re.compile(rf"(?<=[\d{HAN_DIGIT}十百千万亿])(?:{UNITS})")


def _is_better_named(code: str, pairs: set[str], catalogue: Catalogue, context: Context) -> bool:
    """Whether another item's name, of whatever unit, fits the clause better: 规上工业 from a street that has only 规上服务业.

    False for the item that the dialog is about, which the person chose. The whole that the item is a part of does not count.
    """
    if code == context.focus:
        return False
    named = catalogue.named[code]
    whole = catalogue.named.get(named.item.part_of or "")
    own = pairs.intersection(named.spoken.grams) - GENERIC
    for spoken in _rivals(own, pairs - own - GENERIC, catalogue):
        more = pairs.intersection(spoken.grams) - GENERIC
        if (
            (whole is None or spoken.grams != whole.grams)
            and own < more
            and _weight(more, catalogue) >= LEAST_WEIGHT
            and _weight(more - own, catalogue) >= LEAST_TELLING
        ):
            return True
    return False


def _rivals(own: set[str], others: set[str], catalogue: Catalogue) -> Iterable[ItemNames]:
    """What may say all of `own` and some of the others: all that has the rarest of `own`, or all that has any of the others,
    whichever is less to look through.
    """
    by_others = [catalogue.pair(pair).spoken for pair in others]
    by_own = min((catalogue.pair(pair).spoken for pair in own), key=len, default=None)
    if by_own is not None and len(by_own) < sum(len(some) for some in by_others):
        return by_own
    return chain.from_iterable(by_others)


def _weight(pairs: Iterable[str], catalogue: Catalogue) -> float:
    return sum(catalogue.weight[pair] for pair in pairs)


def _worth_scoring(pairs: set[str], catalogue: Catalogue, scope: tuple[str, ...] | None) -> Iterable[str]:
    if scope is not None:
        return scope
    return {code for pair in pairs if catalogue.pair(pair).items <= COMMON for code in catalogue.with_pair(pair)}


def _own_first(scores: list[_Score], *, foreign: bool) -> list[_Score]:
    """The items that the sender's unit leads, unless the words fit another item more than LEAD_REACH times as well."""
    led = [score for score in scores if score.lead]
    if led and not foreign and led[0].words * LEAD_REACH >= scores[0].words:
        return led
    return scores


def _fitting(scores: list[_Score], clause: str, catalogue: Catalogue) -> list[_Score]:
    """The scores of items that can have the figure's unit, where the best item cannot and others fit the words half as well."""
    bare = hide(clause, [catalogue.named[scores[0].code]])
    counted = [figure for figure in figures(bare) if figure.unit.lstrip("万亿") and "%" not in figure.unit]
    if not counted:
        return scores

    def fits(score: _Score) -> bool:
        unit = catalogue.named[score.code].item.measure_unit
        return any(convert(figure.value, figure.unit, unit) is not None for figure in counted)

    led = [score for score in scores if score.lead] or scores
    if fits(led[0]) or fits(scores[0]):
        return scores
    return [score for score in scores if fits(score) and score.words >= scores[0].words * FITTING_REACH] or scores


def _of_unit(near: list[_Score], clause: str, catalogue: Catalogue) -> list[_Score]:
    """Of items that the words fit alike those that can have the figure's unit, if any can: 产值428亿 is no growth rate."""
    counted = [figure for figure in figures(clause) if figure.unit and "%" not in figure.unit]
    units = {score.code: catalogue.named[score.code].item.measure_unit for score in near}
    return [
        score
        for score in near
        if any(convert(figure.value, figure.unit, units[score.code]) is not None for figure in counted)
    ] or near


def _scope(clause: str, catalogue: Catalogue, context: Context) -> tuple[tuple[str, ...] | None, bool]:
    """The items that may be meant: the sender's own, or those of another street that the clause names; and which it is."""
    own = tuple(catalogue.by_unit.get(context.unit or "", ()))
    for unit, words in catalogue.units_in(clause):
        if unit not in catalogue.streets or unit == context.unit:
            continue
        if _in_own_name(words, clause, own, catalogue, context) or _grown_together(words, clause, own, catalogue):
            continue
        theirs = tuple(catalogue.by_unit.get(unit, ()))
        shared = tuple(code for code in theirs if catalogue.named[code].item.unit == unit)
        return shared or theirs, True
    if context.focus and context.focus not in own:
        return (*own, context.focus), False
    return (own, False) if context.unit is not None else (None, False)


# 新增, 新建 and the like, which may follow a name that ends in 建 and make a street of 建新 out of both.
_FRESH = re.compile(r"新[增建签开引打入]")


def _grown_together(words: str, clause: str, own: tuple[str, ...], catalogue: Catalogue) -> bool:
    """Whether a unit's name only comes about where an own item's name meets the words around it: 网格创建新增 and 建新."""
    start = clause.find(words)
    end = start + len(words)
    if _FRESH.match(clause, end - 1):
        return True
    for code in own:
        for phrase in catalogue.named[code].phrases:
            at = clause.find(phrase)
            if at >= 0 and (at < start < at + len(phrase) < end or start < at < end < at + len(phrase)):
                return True
    return False


def _in_own_name(words: str, clause: str, own: tuple[str, ...], catalogue: Catalogue, context: Context) -> bool:
    """Whether a unit's name only stands in the name of an item that the sender leads: more words of that item are beside it."""
    rest = grams(clause.replace(words, " "))
    for code in own:
        named = catalogue.named[code]
        if named.item.unit == context.unit and words in named.words and not (rest - GENERIC).isdisjoint(named.grams):
            return True
    return False


def _score(code: str, clause: str, pairs: set[str], catalogue: Catalogue, context: Context) -> _Score | None:
    named = catalogue.named[code]
    agreed = pairs.intersection(named.spoken.grams)
    words = sum(catalogue.weight[pair] for pair in agreed)
    exact = max((len(phrase) for phrase in named.spoken.phrases if phrase in clause), default=0)
    cover = max(
        (len(own & pairs) / len(own) for phrase in named.spoken.phrases if (own := _grams_of(phrase))), default=0.0
    )
    lead = named.item.unit == context.unit
    telling = sum(catalogue.weight[pair] for pair in agreed if pair not in GENERIC)
    enough = words >= LEAST_WEIGHT and cover >= LEAST_COVER
    if not exact and not enough and words < 2 * LEAST_WEIGHT and not (lead and telling >= LEAST_TELLING):
        return None
    words = words * (0.6 + 0.4 * cover) + exact * 0.8
    if "全区" in clause and "全区" in named.words:
        words += 2
    part = context.unit in named.item.co_units
    total = words * (LEAD_BONUS if lead else CO_BONUS if part else 1.0)
    return _Score(code, words, total, lead, exact > 1, cover)


@lru_cache(4096)
def _grams_of(phrase: str) -> frozenset[str]:
    """The pairs of a phrase: those of the sender's own items are asked for with every line."""
    return frozenset(grams(phrase))


def _start(clause: str, named: NamedItem) -> int:
    for phrase in named.spoken.phrases:
        at = clause.find(phrase)
        if at >= 0:
            return at
    return min((at for pair in named.spoken.grams if pair not in GENERIC and (at := clause.find(pair)) >= 0), default=0)


def _match_by_sound(clause: str, catalogue: Catalogue, scope: tuple[str, ...] | None, context: Context) -> Match | None:
    """The item that is meant by a slip of homophones or by pinyin initials. Only the sender's own items are compared."""
    if not scope:
        return None
    for letters in initials_in(clause):
        hits = [code for code in scope if abbreviates(letters, catalogue.named[code].spoken.phrases)]
        if hits:
            codes = _own_or_all(hits, catalogue, context)
            return Match(
                codes, 4.0, clause.find(letters), (f"{codes[0]}: initials {letters}",), sure=0.8, letters=letters
            )
    likely = [(likeness(clause, catalogue.named[code].spoken.phrases), code) for code in scope]
    best = max(likely, default=(0.0, ""))[0]
    if not best:
        return None
    hits = [code for score, code in likely if score >= best - SOUND_MARGIN]
    codes = _own_or_all(hits, catalogue, context)
    better_named = _is_better_named(codes[0], grams(clause), catalogue, context)
    sure = 0.8 if best >= SAME_SOUND else 0.6
    return Match(codes, 4.0, 0, (f"{codes[0]}: sounds alike ({best:.0f})",), sure=sure, better_named=better_named)


def _own_or_all(codes: list[str], catalogue: Catalogue, context: Context) -> tuple[str, ...]:
    return tuple(sorted([code for code in codes if catalogue.named[code].item.unit == context.unit] or codes))

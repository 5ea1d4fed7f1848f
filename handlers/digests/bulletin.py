"""通报: the document to be published, drafted in Word from what is judged now; the card of the same is 周报."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date

from documents.official_paper import OfficialPaper
from domain.access import sees_all
from domain.colours import Light
from domain.comparison import Placed
from domain.digest import DigestKind, Scope
from domain.errors import DomainError
from domain.gravity import stake
from domain.items import Stage
from domain.reasons import cause
from domain.secrecy import PERSONAL, personal
from domain.understanding.comparison import End, Ranked
from domain.units import UnitKind
from handlers.digests import cards, scopes, views
from handlers.digests.words import bulletin as zh
from handlers.digests.words import digests as digest_words
from handlers.items.compared import Wanted, field
from handlers.kernel.messages import Card, Drawing
from handlers.kernel.registry import registry
from handlers.kernel.turn import Answer, Turn
from handlers.kernel.words import notation
from handlers.lights import judging
from handlers.lights.judging import Judged, judge_all
from handlers.lights.words.reasons import reason as why

KIND = "bulletin"
# Items of one kind of trouble, and units of either end, that are named on paper.
MOST, ENDS = 20, 3
# Working days for the answer that is asked for.
ANSWER_DAYS = 10


@registry.command("bulletin", ("通报",), "起草通报 Word，如“通报 大建设”", scopes.READERS, takes_long=True)
def drafted(turn: Turn) -> Answer:
    """`通报`, `通报 大建设`; a unit's head, who publishes nothing, gets the digest of the unit."""
    if not sees_all(turn.person):
        return cards.weekly(turn)
    _, scope = scopes.named(turn)
    judge_all(turn)
    turn = turn.showing(scope.year)
    judged = _judged(turn, scope)
    if not judged:
        raise DomainError("nothing", digest_words.NOTHING)
    name = scopes.name_of(turn, scope)
    drawing = Drawing(KIND, paper(turn, scope, judged).as_json(), zh.file_name(name, turn.today))
    tells = personal(*(each.stored.item for each in judged))
    return [Card(lines=(zh.told(name, len(judged)),), drawing=drawing, tells=tells | PERSONAL)]


def _judged(turn: Turn, scope: Scope) -> list[Judged]:
    stored = [each for each in turn.reference.everything if scope.holds(each.item)]
    return [each for each in judging.look(turn, stored) if not _is_over(each)]


def _is_over(judged: Judged) -> bool:
    """Ended by decision, or not signed yet."""
    return judged.stored.item.stage is not Stage.OPEN


def paper(turn: Turn, scope: Scope, judged: Sequence[Judged]) -> OfficialPaper:
    """What is printed."""
    rule, name, known = turn.rules.notices, scopes.name_of(turn, scope), turn.reference.units
    present = {known[each.stored.item.unit].kind for each in judged if each.stored.item.unit in known}
    kinds = [kind for kind in UnitKind if kind in present]
    return OfficialPaper(
        masthead=rule.masthead.format(district=turn.district.name),
        number=zh.DRAFT_NUMBER,
        title=zh.title(name),
        addressee=zh.addressee(kinds),
        body=tuple(_body(turn, scope, judged, kinds)),
        signer=rule.signer.format(district=turn.district.name),
        dated=zh.full(turn.today),
        issued=zh.issued(turn.today),
    )


def _body(turn: Turn, scope: Scope, judged: Sequence[Judged], kinds: Sequence[UnitKind]) -> Iterator[tuple[str, str]]:
    found = views.Run(turn).read(turn.person, DigestKind.WEEKLY, scope)
    counts = {light: sum(each.state.light is light for each in judged) for light in Light}
    since = notation.day(turn.local_day(found.since.at)) if found.since else ""
    yield zh.overall(turn.today, counts, found.digest.change, since)
    ends = {kind: _ends(turn, scope, kind) for kind in kinds} if scope.unit is None else {}
    best = {kind: names for kind, (names, _) in ends.items()}
    if any(best.values()):
        yield zh.leading(best)
    troubles = [*_troubles(turn, judged)]
    worst = {kind: names for kind, (_, names) in ends.items()}
    if not troubles:
        yield zh.NO_TROUBLE
    else:
        yield zh.TROUBLE
        for number, (head, told) in enumerate(troubles):
            yield zh.problem(number, head, len(told), told[:MOST])
        if any(worst.values()):
            yield zh.numbered(len(troubles), zh.lagging(worst))
    yield zh.demand(turn.reference.calendar.add(turn.today, ANSWER_DAYS))


def _ends(turn: Turn, scope: Scope, kind: UnitKind) -> tuple[list[str], list[str]]:
    """The best and the worst units of a kind; nobody stands at both ends, and who has no alarm is not called slow."""
    wanted = Wanted(Ranked.UNIT, kind, End.BOTH, False, scope.board, None, None, (), scope.leader is None)
    found = field(turn, wanted)
    placed = found.ranking.placed
    ends = min(ENDS, len(placed) // 2)
    alarmed = [each for each in placed[len(placed) - ends :] if any(_is_alarm(one) for one in found.judged[each.key])]

    def names(some: Sequence[Placed]) -> list[str]:
        return [turn.reference.unit_name(each.key) for each in some]

    return names(placed[:ends]), names(list(reversed(alarmed)))


def _is_alarm(judged: Judged) -> bool:
    return judged.state.light in (Light.RED, Light.YELLOW)


def _troubles(turn: Turn, judged: Sequence[Judged]) -> Iterator[tuple[str, list[str]]]:
    """Red items, overdue reports, missed nodes that are not red already: the gravest or longest first."""
    today, late_by, unit = turn.today, turn.reference.calendar.late_by, turn.reference.unit_name
    red = [each for each in judged if each.state.light is Light.RED]
    red.sort(key=lambda each: -stake(each.stored.item, each.state.gap, each.state.node_missed, today))
    late = [(due, each) for each in judged if (due := each.state.report_due) is not None and due < today]
    missed = [(on, each) for each in judged if (on := each.state.node_missed) is not None and each not in red]
    told = [
        (zh.RED, [_of(unit, each, why(cause(each.state.reason))) for each in red]),
        (zh.LATE, [_of(unit, each, zh.late(notation.day(due), late_by(due, today))) for due, each in _oldest(late)]),
        (zh.NODES, [_of(unit, each, _node(turn, each)) for _, each in _oldest(missed)]),
    ]
    yield from ((head, some) for head, some in told if some)


def _oldest(some: Sequence[tuple[date, Judged]]) -> list[tuple[date, Judged]]:
    return sorted(some, key=lambda pair: (pair[0], pair[1].stored.item.code))


def _of(unit: Callable[[str], str], judged: Judged, trouble: str) -> str:
    item = judged.stored.item
    return zh.of_item(item.name, unit(item.unit), trouble)


def _node(turn: Turn, judged: Judged) -> str:
    item, on = judged.stored.item, judged.state.node_missed
    text = next((node.text for node in item.milestones if node.date == on), item.name)
    return zh.node(text, notation.day(on) if on else "", turn.reference.calendar.late_by(on, turn.today))

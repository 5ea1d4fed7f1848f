"""A digest as its reader sees it: one phone screen, the heat map, and a tap for whatever stands behind each line."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date

from domain.colours import Light
from domain.digest import DigestKind, Turned, cells
from domain.items import Item, ItemId
from domain.people import Person
from domain.reasons import cause
from domain.secrecy import PERSONAL
from handlers.digests import lines, scopes, views
from handlers.digests.lines import Line, tells_of_items
from handlers.digests.scopes import READERS
from handlers.digests.views import MOST, Reading
from handlers.digests.words import digests as zh
from handlers.kernel.manner import Manner
from handlers.kernel.messages import Button, Card, Drawing, Json, rows, say
from handlers.kernel.registry import registry
from handlers.kernel.turn import Answer, Moment, Turn
from handlers.kernel.words import common, notation
from handlers.kernel.words import set_aside as aside_words
from handlers.lights.judging import judge_all
from handlers.lights.words.reasons import reason as why
from storage import states
from storage.digests import Section
from storage.items import StoredItem
from storage.states import ItemState

States = Mapping[ItemId, ItemState]
MOST_NAMES = 5
# Of overdue reports and of missed nodes.
MOST_OWED = 2
SHORT = 24


@registry.command("digest", ("周报",), "看亮灯、转红和逾期未报", READERS, chip=True, takes_long=True)
def weekly(turn: Turn) -> Answer:
    """The weekly digest as of this moment, compared with the last one that was sent."""
    return _now(turn, DigestKind.WEEKLY)


@registry.command("monthly", ("月报",), "看本月通报", READERS, takes_long=True)
def monthly(turn: Turn) -> Answer:
    """The monthly digest as of this moment."""
    return _now(turn, DigestKind.MONTHLY)


@registry.command("quarterly", ("季报",), "看本季度通报", READERS, takes_long=True)
def quarterly(turn: Turn) -> Answer:
    """The quarterly digest as of this moment."""
    return _now(turn, DigestKind.QUARTERLY)


def _now(turn: Turn, kind: DigestKind) -> Answer:
    """Of the person's own items, or of a board or unit that is named."""
    _, scope = scopes.named(turn)
    # A digest rests on what is stored.
    judge_all(turn)
    turn = turn.showing(scope.year)
    found = views.Run(turn).read(turn.person, kind, scope)
    return [card(turn, turn.person, found)] if not found.empty else [say(zh.NOTHING, tells=PERSONAL)]


@registry.action("digest.year", takes_long=True)
def of_year(turn: Turn) -> Answer:
    """The digest of an older year that is still open, tapped in that of the running one."""
    scope, kind = scopes.from_args(turn, turn.args), DigestKind(turn.text("kind"))
    judge_all(turn)
    turn = turn.showing(scope.year)
    found = views.Run(turn).read(turn.person, kind, scope)
    return [card(turn, turn.person, found)] if not found.empty else [say(zh.NOTHING, tells=PERSONAL)]


def card(moment: Moment, person: Person, found: Reading, told_in: str = "") -> Card:
    """The digest of a reading; `told_in` names what it is sent as, empty when somebody asks for it meanwhile."""
    name = told_in or zh.running(found.kind, moment.today)
    year = common.of_year(found.scope.year, shown=found.scope.year != moment.reference.running)
    title = year + zh.title(scopes.name_of(moment, found.scope), found.kind, name)
    seen = list(_lines(moment, found))
    told = [*seen, *_beside(moment, found)]
    return Card(
        title=title,
        lines=tuple(line for line, _ in told),
        line_tells=tuple(tells for _, tells in told),
        buttons=_buttons(found),
        drawing=_picture(moment, found, title),
        manner=Manner(folded=len(seen)),
        tells=PERSONAL,
    )


def _lines(moment: Moment, found: Reading) -> Iterator[Line]:
    """How it stands, what is the matter, and what waits for the reader."""
    digest = found.digest
    since = notation.day(moment.local_day(found.since.at)) if found.since else ""
    yield zh.counts(digest.counts, digest.change, since), PERSONAL
    named = [id_ for page in found.lists.values() for id_ in page.items]
    worse = [each.item for each in digest.worse[:MOST]]
    standing = states.of_items(moment.store, list(dict.fromkeys((*_named(found), *named, *worse))))
    trouble = [*_grave(moment, found, standing), *_owed(moment, found, standing)]
    yield from trouble or [(zh.ALL_WELL, PERSONAL)]
    yield from _needs(moment, found)
    yield from ((line, PERSONAL) for line in _of_office(found))


def _beside(moment: Moment, found: Reading) -> Iterator[Line]:
    """What eased, what was decided, what comes, and by what number it is on record: read once, if at all."""
    digest = found.digest
    for head, turned in ((zh.MADE_UP, digest.made_up), (zh.FINISHED, digest.finished)):
        yield from _moved(moment, head, turned)
    yield from lines.decided(moment, found.decided)
    for year, count, late in found.closing:
        yield zh.closing(year, count, late), PERSONAL
    rule, asked = moment.rules, found.asked
    spent = sum(times >= rule.asks.per_unit_month for times in asked.values())
    full = spent if found.kind is not DigestKind.QUARTERLY else 0
    coming = zh.coming(digest.soon, rule.digests.soon_days, found.kind, len(asked), sum(asked.values()), full)
    yield coming, PERSONAL
    if found.aside:
        yield aside_words.left_out(found.aside), PERSONAL
    yield zh.record(found.head.number, found.head.shown), PERSONAL


def _of_office(found: Reading) -> Iterator[str]:
    if found.office is None:
        return
    if found.office.waiting:
        yield zh.waiting(found.office.waiting)
    lost = found.office.unreachable
    if lost:
        names = "、".join(each.name for each in lost[:MOST_NAMES])
        yield zh.unreachable(len(lost), names + ("等" if len(lost) > MOST_NAMES else ""))


def _named(found: Reading) -> Sequence[ItemId]:
    """What turned red; before the first comparison what is red."""
    red = found.lists[Section.RED].items
    return [each.item for each in found.digest.turned_red[:MOST]] if found.since else red[:MOST]


def _grave(moment: Moment, found: Reading, standing: States) -> Iterator[Line]:
    """What turned or is red with its reason in full, and what turned yellow."""
    digest, named = found.digest, _named(found)
    total = len(digest.turned_red) if found.since else found.lists[Section.RED].total
    if total:
        yield zh.section(zh.TURNED_RED if found.since else zh.RED_LIGHTS, total), PERSONAL
        told = {id_: lines.item(moment, _stored(moment, id_), standing[id_]) for id_ in named}
        for id_, line in zip(told, lines.with_snoozes(told, found.resting), strict=True):
            yield line, tells_of_items(moment, [id_])
        if total > len(named):
            yield zh.more(total - len(named)), PERSONAL
    worse = [(each.item, why(cause(standing[each.item].reason))) for each in digest.worse[:MOST]]
    yield from _briefly(moment, zh.WORSE, len(digest.worse), worse)


def _owed(moment: Moment, found: Reading, standing: States) -> Iterator[Line]:
    """Who owes reports, which nodes were missed, and what will not be done in time as it goes now."""
    today, late_by = moment.today, moment.reference.calendar.late_by
    late, nodes, pressing = (found.lists[each] for each in (Section.LATE, Section.NODES, Section.PRESSING))
    owed = [(id_, zh.late_by(late_by(standing[id_].report_due, today))) for id_ in late.items[:MOST_OWED]]
    yield from _briefly(moment, zh.LATE, late.total, owed)
    missed = [(id_, _missed(_stored(moment, id_).item, standing[id_].node_missed)) for id_ in nodes.items[:MOST_OWED]]
    yield from _briefly(moment, zh.NODES, nodes.total, missed)
    strained = [(id_, zh.pressure(standing[id_].pressure or 0)) for id_ in pressing.items]
    yield from _briefly(moment, zh.PRESSING, pressing.total, strained)


def _missed(item: Item, on: date | None) -> str:
    """The node that was missed, with its day."""
    text = next((node.text for node in item.milestones if node.date == on), "")
    return zh.node(notation.day(on), text) if on is not None else ""


def _briefly(moment: Moment, head: str, total: int, told: Sequence[tuple[ItemId, str]]) -> Iterator[Line]:
    """A section in one line: items with their unit and what is the matter, and how many more there are."""
    if total:
        said = [lines.brief(moment, _stored(moment, id_), cause) for id_, cause in told]
        tells = tells_of_items(moment, [id_ for id_, _ in told])
        yield zh.section(head, total, zh.and_more(said, total)), tells


def _needs(moment: Moment, found: Reading) -> Iterator[Line]:
    """Blockers that wait for somebody, and promises that are not what was signed."""
    if found.blockers:
        told = [lines.blocker(moment, each, SHORT) for each in found.blockers[:MOST]]
        said = zh.section(zh.BLOCKERS, len(found.blockers), zh.and_more(told, len(found.blockers)))
        yield said, tells_of_items(moment, (each.item for each in found.blockers[:MOST]))
    if found.amendments:
        told = [lines.amendment(moment, each) for each in found.amendments[:MOST]]
        said = zh.section(zh.AMENDED, len(found.amendments), zh.and_more(told, len(found.amendments)))
        yield said, tells_of_items(moment, (each.item for each in found.amendments[:MOST]))


def _moved(moment: Moment, head: str, turned: Sequence[Turned]) -> Iterator[Line]:
    """What eased or was finished."""
    yield from _briefly(moment, head, len(turned), [(each.item, "") for each in turned[:MOST]])


def _stored(moment: Moment, id_: ItemId) -> StoredItem:
    return moment.reference.items[id_]


def _buttons(found: Reading) -> tuple[tuple[Button, ...], ...]:
    """A tap for every section that says something, then the whole as a list and as a workbook."""
    digest = found.digest
    sections = (
        ("turned", zh.TURNED_RED, len(digest.turned_red)),
        ("red", zh.RED_LIGHTS, digest.counts[Light.RED]),
        ("late", zh.LATE, digest.late),
        ("nodes", zh.NODES, found.lists[Section.NODES].total),
        ("pressing", zh.PRESSING, found.lists[Section.PRESSING].total),
        ("blockers", zh.BLOCKERS, len(found.blockers)),
        ("amended", zh.AMENDED, len(found.amendments)),
    )
    args: dict[str, Json] = {**scopes.to_args(found.scope), "page": 0}
    args["after"] = found.since.turns_through if found.since else None
    taps = [
        Button(zh.part_button(head, count), "digest.part", {**args, "part": part})
        for part, head, count in sections
        if count
    ]
    older = [
        Button(
            zh.of_year(year),
            "digest.year",
            {**scopes.to_args(replace(found.scope, year=year)), "kind": found.kind.value},
        )
        for year, _, _ in found.closing
    ]
    return rows([*taps, *older, Button(zh.LEDGER, "digest.ledger", scopes.to_args(found.scope))], 3)


def _picture(moment: Moment, found: Reading, title: str) -> Drawing:
    boards = [board.name for board in moment.rules.boards if any(each.board == board.name for each in found.tallies)]
    shown = {moment.reference.units[unit].short: row for unit, row in cells(found.tallies).items()}
    return Drawing("grid", {"title": title, "boards": boards, "rows": shown}, f"{found.kind.value}.png")

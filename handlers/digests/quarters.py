"""季度表: plan beside result by the end of each quarter, as districts publish it."""

from datetime import date, timedelta
from decimal import Decimal

from documents.quarters_out import QuarterRow, QuarterSheet
from domain.digest import Scope
from domain.items import Item, Kind, Stage
from domain.pace import plan_shown
from domain.progress import Standing, nodes_reached
from domain.secrecy import PERSONAL, personal
from handlers.digests import scopes
from handlers.digests.words import digests as digest_words
from handlers.digests.words import quarters as zh
from handlers.kernel.messages import Card, Drawing, say
from handlers.kernel.registry import registry
from handlers.kernel.turn import Answer, Moment, Turn
from handlers.lights import judging
from handlers.lights.judging import Judged
from storage.items import StoredItem

KIND = "quarters"
# The months that end a quarter.
ENDS = (3, 6, 9, 12)


@registry.command("quarters", ("季度表",), "导出季度推进表 Excel，如“季度表 大建设”", scopes.READERS, takes_long=True)
def wanted(turn: Turn) -> Answer:
    """`季度表`, `季度表 大建设`, `季度表 2026年`."""
    _, scope = scopes.named(turn)
    found = quarter_sheet(turn, scope)
    if not found.rows:
        return [say(digest_words.NOTHING, tells=PERSONAL)]
    name = scopes.name_of(turn, scope)
    drawing = Drawing(KIND, found.to_json(), zh.file_name(name, turn.today))
    tells = personal(*(each.item for each in _within(turn.showing(scope.year), scope)))
    return [Card(lines=(zh.told(name, len(found.rows)),), drawing=drawing, tells=tells)]


def quarter_sheet(moment: Moment, scope: Scope) -> QuarterSheet:
    """The scope's signed items by board and code."""
    moment = moment.showing(scope.year)
    order = {board.name: at for at, board in enumerate(moment.rules.boards)}
    found = sorted(_within(moment, scope), key=lambda each: (order.get(each.item.board, len(order)), each.item.code))
    return QuarterSheet(
        title=zh.title(scopes.name_of(moment, scope), scope.year),
        subtitle=zh.subtitle(moment.district.name, moment.today),
        rows=tuple(_row(moment, each) for each in judging.look(moment, found)),
    )


def _within(moment: Moment, scope: Scope) -> list[StoredItem]:
    every = moment.reference.everything
    return [each for each in every if each.item.stage is Stage.OPEN and scope.holds(each.item)]


def _row(moment: Moment, judged: Judged) -> QuarterRow:
    item, standing = judged.stored.item, judged.standing
    ends = [_end(item.year, month) for month in ENDS]
    counted = item.kind is not Kind.MILESTONE
    calendar = moment.reference.calendar
    return QuarterRow(
        name=item.name,
        measure=item.measure_unit,
        before=item.baseline,
        target=item.target if counted else None,
        plans=tuple(plan_shown(item, day, calendar) if counted else None for day in ends),
        results=tuple(_result(item, standing, day, moment.today) for day in ends),
        light=judged.state.light.word,
        unit=moment.reference.unit_name(item.unit),
        leader=item.leader,
        words="" if counted else zh.nodes(nodes_reached(item, standing), len(item.milestones)),
    )


def _result(item: Item, standing: Standing, end: date, today: date) -> Decimal | None:
    """The last total of a quarter that has begun by then; of one that has not, and of an item of stages, none."""
    begun = end.replace(day=1) - timedelta(days=62)
    if item.kind is Kind.MILESTONE or begun.replace(day=1) > today:
        return None
    told = [point for point in standing.history if point.as_of <= end]
    return told[-1].total if told else None


def _end(year: int, month: int) -> date:
    return date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)

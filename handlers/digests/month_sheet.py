"""台账模板: the month's sheet of a unit, or of a whole board, to be filled in and sent back."""

from datetime import date

from documents.month_sheet_out import MonthRow, MonthSheet
from domain.cadence import due_of, period_of
from domain.calendar import DAY
from domain.digest import Scope
from domain.items import Cadence, Kind, Stage
from domain.pace import plan_shown
from domain.people import UNIT_ROLES
from domain.progress import Standing, milestone_reached
from domain.secrecy import PERSONAL, personal
from handlers.digests import scopes
from handlers.digests.words import digests as digest_words
from handlers.digests.words import month_sheet as zh
from handlers.kernel.messages import Card, Drawing, say
from handlers.kernel.registry import registry
from handlers.kernel.turn import Answer, Moment, Turn
from handlers.kernel.words import notation
from storage.items import StoredItem

KIND = "month_sheet"


@registry.command("template", ("台账模板",), "要一张填报用的 Excel，如“台账模板 大建设”", takes_long=True)
def wanted(turn: Turn) -> Answer:
    """`台账模板`, `台账模板 大建设`: a clerk's own unit, for others what their digest may tell of."""
    _, scope = scopes.named(turn)
    found = month_sheet(turn, scope)
    if not found.rows:
        return [say(digest_words.NOTHING, tells=PERSONAL)]
    name = scopes.name_of(turn, scope)
    drawing = Drawing(KIND, found.to_json(), zh.file_name(name, found.as_of))
    own = turn.person.role in UNIT_ROLES
    tells = personal(*(each.item for each in _within(turn.showing(scope.year), scope)))
    return [Card(lines=(zh.told(name, len(found.rows), own=own),), drawing=drawing, tells=tells)]


def month_sheet(moment: Moment, scope: Scope) -> MonthSheet:
    """The scope's signed items by board and code, with what the plan asks for and what was told last."""
    moment = moment.showing(scope.year)
    day = _as_of(moment)
    order = {board.name: at for at, board in enumerate(moment.rules.boards)}
    found = sorted(_within(moment, scope), key=lambda each: (order.get(each.item.board, len(order)), each.item.code))
    standings = moment.standings(found)
    return MonthSheet(
        title=zh.title(scopes.name_of(moment, scope), scope.year),
        as_of=day,
        first=date(scope.year, 1, 1),
        how=zh.HOW,
        hint=zh.HINT,
        refusal=zh.REFUSAL,
        rows=tuple(_row(moment, each, standings[each.id], day) for each in found),
    )


def _within(moment: Moment, scope: Scope) -> list[StoredItem]:
    every = moment.reference.everything
    return [each for each in every if each.item.stage is Stage.OPEN and scope.holds(each.item)]


def _as_of(moment: Moment) -> date:
    """The day a sheet is for: the end of last month while its report may still come in time, else today."""
    today = moment.today
    before = period_of(Cadence.MONTH, today.replace(day=1) - DAY)
    due = due_of(before, moment.rules.due[Cadence.MONTH.value], moment.reference.calendar).day
    return before.end if today <= due and before.end.year == today.year else today


def _row(moment: Moment, stored: StoredItem, standing: Standing, day: date) -> MonthRow:
    item, latest = stored.item, standing.latest
    in_words = item.kind is Kind.MILESTONE
    ahead = [at for at in range(len(item.milestones)) if not milestone_reached(item, standing, at)]
    return MonthRow(
        code=item.code,
        name=item.name,
        unit=moment.reference.unit_name(item.unit),
        measure=item.measure_unit,
        target=None if in_words else item.target,
        planned=None if in_words else plan_shown(item, day, moment.reference.calendar),
        last=latest.total if latest is not None and not in_words else None,
        last_on=standing.reported_as_of if in_words else latest.as_of if latest else None,
        stands=notation.stage(item, standing) if in_words else "",
        choices=(*(notation.done(item, at) for at in ahead), notation.UNCHANGED) if in_words else (),
    )

"""台账: the items of a scope as a workbook, with what is done and what comes next."""

from collections.abc import Sequence

from documents.ledger_out import Ledger, LedgerRow
from domain.digest import Scope
from domain.items import Direction, Item, Kind, Stage
from domain.pace import needed_rate, pace
from domain.progress import completion, milestone_reached
from domain.secrecy import PERSONAL, personal, together
from handlers.digests import lines, scopes, views
from handlers.digests.lines import Line
from handlers.digests.words import digests as digest_words
from handlers.digests.words import ledger as zh
from handlers.kernel.messages import Card, Drawing, say
from handlers.kernel.registry import registry
from handlers.kernel.turn import Answer, Moment, Turn
from handlers.kernel.words import notation
from handlers.kernel.words import set_aside as aside_words
from handlers.lights import judging
from handlers.lights.judging import Judged
from handlers.lights.words.reasons import rate
from handlers.lights.words.reasons import reason as why
from storage.items import StoredItem
from wording.said import joined

# A workbook in a chat; `zeren export ledger` knows no bound.
MOST_ROWS = 2000


@registry.command("ledger", ("台账",), "导出台账 Excel，如“台账 大建设”", scopes.READERS, takes_long=True)
def exported(turn: Turn) -> Answer:
    """`台账`, `台账 大建设`, `台账 姚家街道`."""
    _, scope = scopes.named(turn)
    return [_card(turn, scope)]


@registry.action("digest.ledger", takes_long=True)
def tapped(turn: Turn) -> Answer:
    """The ledger behind a digest."""
    return [_card(turn, scopes.from_args(turn, turn.args))]


def _card(turn: Turn, scope: Scope) -> Card:
    found = ledger(turn, scope, MOST_ROWS)
    if not found.rows:
        return say(digest_words.NOTHING, tells=PERSONAL)
    name = scopes.name_of(turn, scope)
    line = zh.told(name, len(found.rows), found.note)
    named = zh.file_name(name, turn.today, scope.year if scope.year != turn.reference.running else None)
    drawing = Drawing("ledger", found.to_json(), named)
    shown = turn.showing(scope.year)
    of_decided = [each for _, each in lines.decided(shown, views.decided(shown, scope))]
    tells = together((personal(*(each.item for each in _within(shown, scope))), *of_decided))
    return Card(lines=(line,), drawing=drawing, tells=tells)


def _within(moment: Moment, scope: Scope) -> list[StoredItem]:
    every = moment.reference.everything
    return [each for each in every if each.item.stage is not Stage.CLOSED and scope.holds(each.item)]


def ledger(moment: Moment, scope: Scope, most: int | None = None) -> Ledger:
    """The scope's items by board and code, judged as of now; the note counts those beyond `most` and those set aside."""
    moment = moment.showing(scope.year)
    stored = _within(moment, scope)
    order = {board.name: at for at, board in enumerate(moment.rules.boards)}
    stored.sort(key=lambda each: (order.get(each.item.board, len(order)), each.item.code))
    shown = stored[:most]
    judged = judging.look(moment, shown)
    counts: dict[str, int] = {}
    for each in judged:
        counts[each.state.light.word] = counts.get(each.state.light.word, 0) + 1
    name = scopes.name_of(moment, scope)
    return Ledger(
        title=zh.title(name, scope.year),
        subtitle=zh.subtitle(moment.district.name, moment.today, counts),
        rows=tuple(_row(moment, each) for each in judged),
        note=_note(
            len(stored) - len(shown), views.aside(moment, scope), lines.decided(moment, views.decided(moment, scope))
        ),
    )


def _note(beyond: int, aside: int, decided: Sequence[Line]) -> str:
    told = [zh.left_out(beyond)] * (beyond > 0) + [joined("", (aside_words.left_out(aside), "。"))] * (aside > 0)
    return joined("", [*told, *(joined("", (line, "。")) for line, _ in decided)])


def _row(moment: Moment, judged: Judged) -> LedgerRow:
    item, reference, latest = judged.stored.item, moment.reference, judged.standing.latest
    counted = item.kind is not Kind.MILESTONE
    goal, total = (item.target, latest.total if latest else None) if counted else (None, None)
    return LedgerRow(
        board=item.board,
        code=item.code,
        name=item.name,
        target=_target(item),
        done=_done(judged),
        light=judged.state.light.word,
        # What keeps an item from being judged may be its plan.
        plan="" if judged.old else _plan(moment, judged.stored, judged),
        lead=reference.unit_name(item.unit),
        co_units=tuple(reference.unit_name(unit) for unit in item.co_units),
        leader=item.leader,
        due="" if item.due else zh.VAGUE,
        measure=item.measure_unit,
        goal=goal,
        falling=item.direction is Direction.DOWN,
        total=total,
        share=completion(item, total) if total is not None and item.kind is Kind.QUANTITY else None,
        as_of=latest.as_of if total is not None and latest else judged.standing.reported_as_of,
        due_on=item.due,
        own=tuple((each.heading, each.text) for each in item.own),
    )


def _target(item: Item) -> str:
    """What stands for a target that is no figure."""
    if item.target is None:
        return zh.VAGUE
    return zh.BY_NODES if item.kind is Kind.MILESTONE else ""


def _done(judged: Judged) -> str:
    """Where an item stands that is told in words, and why the light is what it is."""
    item, standing = judged.stored.item, judged.standing
    in_words = standing.reported_as_of is not None and (item.kind is Kind.MILESTONE or standing.latest is None)
    return zh.row([notation.stands(item, standing) if in_words else "", why(judged.state.reason)])


def _plan(moment: Moment, stored: StoredItem, judged: Judged) -> str:
    """The next node, and what 倒逼 asks for."""
    item, parts = stored.item, []
    for index, node in enumerate(item.milestones):
        if not milestone_reached(item, judged.standing, index):
            parts.append(zh.next_node(notation.day(node.date), node.text))
            break
    speed = pace(item, judged.standing, moment.today, moment.reference.calendar)
    if speed is not None and speed.needed is not None:
        parts.append(zh.needed(rate(needed_rate(speed.needed), item.measure_unit)))
    return zh.row(parts)

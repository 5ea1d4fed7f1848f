"""One item: its card, its history and its curve."""

from domain.access import may_see
from domain.agreements import missing_parts
from domain.errors import DomainError
from domain.items import Stage
from domain.pace import pace, plan_curve, plan_value
from domain.progress import milestone_reached
from domain.quantities import show
from domain.reasons import cause
from domain.secrecy import figures
from domain.understanding.short_names import short_name
from handlers.items import list_lines, sections
from handlers.items.access import named, tapped
from handlers.items.sections import Place
from handlers.items.words import areas as path_words
from handlers.items.words import items as zh
from handlers.kernel.manner import Manner
from handlers.kernel.messages import Button, Card, Drawing, Json, rows
from handlers.kernel.registry import registry
from handlers.kernel.turn import Answer, Moment, Turn
from handlers.kernel.words import fields, notation
from handlers.kernel.words import notation as figure_words
from handlers.lights import judging
from handlers.lights.judging import Judged
from handlers.lights.words.pace import working
from handlers.lights.words.reasons import reason as why
from storage import people, reports
from storage.items import StoredItem
from wording.said import joined


@registry.command("item", ("事项",), "看一个事项，如“事项 JS-010”")
def one(turn: Turn) -> Answer:
    """`事项 JS-010`."""
    return [item_card(turn, named(turn, "事项"))]


@registry.action("item.show")
def show_item(turn: Turn) -> Answer:
    """One item, tapped in a list."""
    return [item_card(turn, tapped(turn))]


@registry.action("item.curve")
def curve(turn: Turn) -> Answer:
    """Plan and actual as a picture."""
    stored = tapped(turn)
    judged = judging.look_at(turn, stored)
    item, calendar = stored.item, turn.reference.calendar
    planned = plan_curve(item, calendar)
    if not planned and not judged.standing.history:
        raise DomainError("nothing_to_draw", zh.ACTUAL_NONE)
    drawing = Drawing(
        "curve",
        {
            "title": notation.called(item.name, item.code),
            "unit": item.measure_unit,
            "plan": [[point.as_of.isoformat(), str(point.total)] for point in planned],
            "actual": [[point.as_of.isoformat(), str(point.total)] for point in judged.standing.history],
            "today": turn.today.isoformat(),
            "target": None if item.target is None else str(item.target),
            "subtitle": zh.under_curve(judged.state.light.word, why(cause(judged.state.reason))),
        },
        f"{item.code}.png",
    )
    head = zh.list_head(judged.state.light.mark, "", short_name(item.name), item.code)
    line = zh.list_line(head, why(judged.state.reason), list_lines.as_of(judged))
    return [Card(lines=(line,), drawing=drawing, tells=figures(item))]


@registry.action("item.history")
def history(turn: Turn) -> Answer:
    """Every report of an item with what became of it."""
    stored = tapped(turn)
    item = stored.item
    lines = []
    for report in reports.of_item(turn.store, stored.id):
        who = people.by_id(turn.store, report.person)
        said, as_of = notation.told(item, report), notation.day(report.as_of)
        name = joined("", (who.name if who else "", figure_words.by_others(report)))
        lines.append(zh.history_line(as_of, said, name, report.state.word))
    title = zh.history_title(item.code, item.name)
    return [Card(title=title, lines=tuple(lines) or (zh.NO_HISTORY,), tells=figures(item))]


def item_card(turn: Turn, stored: StoredItem) -> Card:
    """Everything about one item that helps to report or to judge it."""
    judged = judging.look_at(turn, stored)
    item = stored.item
    lines = [
        *_promise(turn, stored),
        *_progress(turn, judged),
        _light(judged),
        *_ahead(turn, judged),
        *sections.lines(turn, stored),
        *judging.consequences_of(turn, stored.id),
    ]
    once = [*_pace(turn, judged), zh.definition(item, item.cadence.value)]
    args: dict[str, Json] = {"item": stored.id}
    buttons = [Button(zh.CURVE, "item.curve", args), Button(zh.HISTORY, "item.history", args)]
    if item.stage is Stage.OPEN and turn.reference.holds(item, turn.today):
        first, then, last = (sections.taps(turn, stored, place, judged) for place in Place)
        buttons = [*first, *buttons, *then, *last]
    buttons += [
        Button(zh.of_year(twin.item.year), "item.show", {"item": twin.id})
        for twin in (shown.called(item.code) for shown in turn.begun())
        if twin is not None and twin.id != stored.id and may_see(turn.person, twin.item)
    ]
    title = f"{judged.state.light.mark} {turn.code(item)} {item.name}"
    manner = Manner(folded=len(lines))
    return Card(title=title, lines=(*lines, *once), buttons=rows(buttons), manner=manner, tells=figures(item))


def _light(judged: Judged) -> str:
    state = judged.state
    as_of = list_lines.as_of(judged)
    return zh.light(state.light.mark, state.light.word, why(state.reason), as_of, state.provisional)


def _promise(moment: Moment, stored: StoredItem) -> list[str]:
    item, reference = stored.item, moment.reference
    if item.target is None or item.due is None:
        first = zh.missing(fields.lacking(item, missing_parts(item)))
    else:
        due = notation.day(item.due)
        first = zh.target(item, f"{show(item.target)}{item.measure_unit}", due)
    co_units = [reference.unit_name(unit) for unit in item.co_units]
    lines = [first, zh.owners(reference.unit_name(item.unit), co_units, item.leader)]
    tree = reference.of_item(item).areas
    paths = [tree.path(area.code) for area in tree.areas_of(item.code)]
    return [*lines, path_words.item_line(paths)] if paths else lines


def _progress(moment: Moment, judged: Judged) -> list[str]:
    item = judged.stored.item
    last = reports.latest_live(moment.store, [judged.stored.id]).get(judged.stored.id)
    if last is None:
        return [zh.NO_REPORT_YET]
    share = notation.share(item, last.total) if last.total is not None else ""
    said, same = notation.said(item, last), figure_words.no_change(last)
    as_of, phoned = notation.day(last.as_of), figure_words.by_others(last)
    before = notation.before(item, last, judged.standing)
    lines = [zh.last(said, share, same, as_of, last.state.word + phoned, before)]
    planned = plan_value(item, moment.today, moment.reference.calendar)
    if planned is not None and last.total is not None and last.milestone is None:
        lines.append(zh.plan(notation.amount(item, round(planned, 1)), notation.day(moment.today)))
    return lines


def _pace(moment: Moment, judged: Judged) -> tuple[str, ...]:
    """正推 and 倒逼 with their working, where a rate says something."""
    found = pace(judged.stored.item, judged.standing, moment.today, moment.reference.calendar)
    return working(judged.stored.item, found) if found else ()


def _ahead(moment: Moment, judged: Judged) -> list[str]:
    item, lines = judged.stored.item, []
    for index, node in enumerate(item.milestones):
        if not milestone_reached(item, judged.standing, index):
            lines.append(zh.next_node(notation.day(node.date), node.text))
            break
    if judged.state.report_due is not None:
        due = notation.due(judged.state.report_due, confirmed=judged.state.report_due_confirmed)
        lines.append(zh.next_report(due))
    return lines

"""Items as people see them: lists with what is due first, one item's card, its history and its curve."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date

from domain import plan
from domain.access import (
    may_draft_notice,
    may_nudge,
    may_report,
    may_request_notice,
    may_see,
    may_show_in_group,
    sees_all,
)
from domain.agreements import missing_parts
from domain.calls import Call
from domain.colours import Light
from domain.errors import DomainError
from domain.items import Item, ItemId, Stage
from domain.pace import pace
from domain.people import Person, Role
from domain.progress import can_stay, milestone_reached
from domain.quantities import show
from domain.urgency import Order, order
from handlers import consequences, judging, matters
from handlers.judging import Judged
from handlers.messages import Button, Card, Drawing, Json, rows, say
from handlers.registry import registry
from handlers.reports import figures
from handlers.reports.ask import unchanged_taps
from handlers.reports.submit import due_words
from handlers.turn import Answer, Moment, Turn
from handlers.wording.zh import areas as area_words
from handlers.wording.zh import common
from handlers.wording.zh import items as zh
from handlers.wording.zh import notices as notice_words
from handlers.wording.zh import reports as report_words
from storage import people, reports
from storage.items import StoredItem

PAGE = 8
MOST_OBSTACLES = 2


@registry.command("items", ("我的事项", "事项清单"), "看负责的事项和亮灯", chip=True)
def mine(turn: Turn) -> Answer:
    """The unit's items, a leader's portfolio, or everything for the district's offices; what is due comes first."""
    return [list_card(turn, _kind(turn), 0)]


@registry.command("red", ("红灯",), "看红灯事项")
def red(turn: Turn) -> Answer:
    """Red items within what the person may see."""
    return [list_card(turn, "red", 0)]


@registry.command("late", ("谁没报", "逾期未报"), "看逾期未报的事项")
def late(turn: Turn) -> Answer:
    """Items whose report is overdue, within what the person may see."""
    return [list_card(turn, "late", 0)]


@registry.command("item", ("事项",), "看一个事项，如“事项 JS-010”")
def one(turn: Turn) -> Answer:
    """`事项 JS-010`."""
    if not turn.words:
        raise DomainError("usage", zh.WHICH)
    stored = turn.reference.by_code.get(turn.words.upper())
    return [item_card(turn, visible(turn, stored))]


@registry.action("items.list")
def list_(turn: Turn) -> Answer:
    """A list, tapped in a digest."""
    return [list_card(turn, str(turn.args["kind"]), 0)]


@registry.action("items.page")
def page(turn: Turn) -> Answer:
    """Another page of a list."""
    return [list_card(turn, str(turn.args["kind"]), int(turn.args["page"])).edited()]


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
    planned = plan.plan_curve(item, calendar)
    if not planned and not judged.standing.history:
        raise DomainError("nothing_to_draw", zh.ACTUAL_NONE)
    drawing = Drawing(
        "curve",
        {
            "title": f"{item.code} {item.name}",
            "unit": item.measure_unit,
            "plan": [[point.as_of.isoformat(), str(point.total)] for point in planned],
            "actual": [[point.as_of.isoformat(), str(point.total)] for point in judged.standing.history],
            "today": turn.today.isoformat(),
            "target": None if item.target is None else str(item.target),
            "subtitle": f"{judged.state.light.word}灯：{judged.state.reason}",
        },
        f"{item.code}.png",
    )
    line = f"{judged.state.light.mark} {item.code} {item.name}：{judged.state.reason}"
    return [Card(lines=(line,), drawing=drawing, public=may_show_in_group(item))]


@registry.action("item.history")
def history(turn: Turn) -> Answer:
    """Every report of an item with what became of it."""
    stored = tapped(turn)
    item = stored.item
    lines = []
    for report in reports.of_item(turn.connection, stored.id):
        who = people.by_id(turn.connection, report.person)
        said, as_of = figures.told(item, report), report_words.day(report.as_of)
        name = f"{who.name if who else ''}{report_words.by_phone(report.caller)}"
        lines.append(zh.history_line(as_of, said, name, report.state.word))
    title = zh.history_title(item.code, item.name)
    return [Card(title=title, lines=tuple(lines) or (zh.NO_HISTORY,), public=may_show_in_group(item))]


def visible(turn: Turn, stored: StoredItem | None) -> StoredItem:
    """The item if this person may see it here; the same refusal whether it does not exist or is not for these eyes."""
    if stored is None or not may_see(turn.person, stored.item):
        raise DomainError("no_such_item", zh.NOT_SEEN)
    return stored


def tapped(turn: Turn) -> StoredItem:
    """The item that a button or a form carries, if this person may see it."""
    return visible(turn, turn.reference.items.get(ItemId(int(turn.args["item"]))))


def to_supervise(turn: Turn, stored: StoredItem, may: Callable[[Person, Item], bool]) -> StoredItem:
    """The item if this person may take that step about it and somebody works on it: looked at anew when the tap comes."""
    if not may(turn.person, stored.item):
        raise DomainError("not_allowed", common.NOT_ALLOWED)
    if stored.item.stage is not Stage.OPEN:
        raise DomainError("item_not_open", zh.not_open(stored.item.stage))
    return stored


def list_card(turn: Turn, kind: str, page_number: int) -> Card:
    """One page of a list of items, what is due first."""
    found = [judged for judged in judging.look(turn, scope(turn)) if _belongs(kind, judged, turn.today)]
    if not found:
        return say(zh.NO_ITEMS if kind in ("mine", "portfolio") else zh.list_title(kind, 0))
    return page_card(turn, found, (zh.list_title(kind, len(found)),), page_number, ("items.page", {"kind": kind}))


def page_card(
    turn: Turn, found: list[Judged], head: tuple[str, ...], page_number: int, paging: tuple[str, Mapping[str, Json]]
) -> Card:
    """One page of items, one's own and what is due first. `head` is the title and lines under it; `paging` the action and the
    arguments that a tap on another page carries beside its `page`.
    """
    found = sorted(found, key=lambda judged: _order(turn, judged))
    named = whose(turn, found)
    shown = found[page_number * PAGE : (page_number + 1) * PAGE]
    choices = [Button(judged.stored.item.code, "item.show", {"item": judged.stored.id}) for judged in shown]
    return Card(
        title=head[0],
        lines=(*head[1:], *(_list_line(turn, judged, named(judged.stored.item)) for judged in shown)),
        buttons=(*rows(choices, 4), *page_turns(page_number, len(found), paging)),
        # A line under the title tells about all of them.
        public=all(may_show_in_group(judged.stored.item) for judged in (found if head[1:] else shown)),
    )


def whose(turn: Turn, found: Sequence[Judged]) -> Callable[[Item], str]:
    """What to call an item's unit in a list of these items: its short name where there are several, nothing for one's own."""
    several = len({judged.stored.item.unit for judged in found}) > 1
    known = turn.reference.units

    def name(item: Item) -> str:
        return known[item.unit].short if several and item.unit != turn.person.unit and item.unit in known else ""

    return name


def page_turns(
    page_number: int, count: int, paging: tuple[str, Mapping[str, Json]], size: int = PAGE
) -> tuple[tuple[Button, ...], ...]:
    """The buttons to the pages before and after, in one row, if there are any."""
    action, args = paging
    turns = []
    if page_number > 0:
        turns.append(Button(common.PREVIOUS_PAGE, action, {**args, "page": page_number - 1}))
    if (page_number + 1) * size < count:
        turns.append(Button(common.NEXT_PAGE, action, {**args, "page": page_number + 1}))
    return (tuple(turns),) if turns else ()


def item_card(turn: Turn, stored: StoredItem) -> Card:
    """Everything about one item that helps to report or to judge it."""
    judged = judging.look_at(turn, stored)
    item = stored.item
    lines = [
        *_promise(turn, stored),
        *_progress(turn, judged),
        zh.light(judged.state.light.mark, judged.state.light.word, judged.state.reason, judged.state.provisional),
        *_pace(turn, judged),
        *_ahead(turn, judged),
        *matters.item_lines(turn, stored.id, MOST_OBSTACLES),
        *consequences.lines(turn, stored.id),
        zh.definition(item, item.cadence.value),
    ]
    args: dict[str, Json] = {"item": stored.id}
    buttons = []
    if may_report(turn.person, item) and item.stage is Stage.OPEN:
        buttons.append(Button(zh.REPORT, "report.open", args))
        if can_stay(item, judged.standing):
            buttons += unchanged_taps("report.unchanged", args)
    buttons += [Button(zh.CURVE, "item.curve", args), Button(zh.HISTORY, "item.history", args)]
    if item.stage is Stage.OPEN:
        buttons += supervising(turn, item, args)
        if may_report(turn.person, item, Call(item.unit)):
            buttons.append(Button(report_words.PHONE, "phone.item", args))
    title = f"{judged.state.light.mark} {item.code} {item.name}"
    return Card(title=title, lines=tuple(lines), buttons=rows(buttons), public=may_show_in_group(item))


def supervising(turn: Turn, item: Item, args: dict[str, Json]) -> list[Button]:
    """What an inspector or the item's leader may do about it."""
    found = [Button(zh.NUDGE, "nudge.item", args)] if may_nudge(turn.person, item) else []
    if may_draft_notice(turn.person):
        found.append(Button(notice_words.DRAW_UP, "notice.draft", args))
    elif may_request_notice(turn.person, item):
        found.append(Button(notice_words.REQUEST, "notice.request", args))
    return found


def _promise(moment: Moment, stored: StoredItem) -> list[str]:
    item, reference = stored.item, moment.reference
    if item.target is None or item.due is None:
        first = zh.missing(missing_parts(item))
    else:
        due = report_words.day(item.due)
        first = zh.target(item, f"{show(item.target)}{item.measure_unit}", due)
    co_units = [reference.unit_name(unit) for unit in item.co_units]
    lines = [first, zh.owners(reference.unit_name(item.unit), co_units, item.leader)]
    paths = [reference.areas.path(area.code) for area in reference.areas.areas_of(item.code)]
    return [*lines, area_words.item_line(paths)] if paths else lines


def _progress(moment: Moment, judged: Judged) -> list[str]:
    item = judged.stored.item
    last = reports.latest_live(moment.connection, [judged.stored.id]).get(judged.stored.id)
    if last is None:
        return [zh.NO_REPORT_YET]
    share = figures.share(item, last.total) if last.total is not None else ""
    reached, same = figures.reached(item, last, judged.standing), report_words.no_change(last)
    phoned = report_words.by_phone(last.caller)
    lines = [zh.last(reached, share, same, report_words.day(last.as_of), last.state.word, phoned)]
    planned = plan.plan_value(item, moment.today, moment.reference.calendar)
    if planned is not None and last.total is not None and last.milestone is None:
        lines.append(zh.plan(figures.amount(item, round(planned, 1)), report_words.day(moment.today)))
    return lines


def _pace(moment: Moment, judged: Judged) -> tuple[str, ...]:
    """正推 and 倒逼 with their working, where a rate says something."""
    found = pace(judged.stored.item, judged.standing, moment.today, moment.reference.calendar)
    return found.working if found else ()


def _ahead(moment: Moment, judged: Judged) -> list[str]:
    item, lines = judged.stored.item, []
    for index, node in enumerate(item.milestones):
        if not milestone_reached(item, judged.standing, index):
            lines.append(zh.next_node(report_words.day(node.date), node.text))
            break
    if judged.state.report_due is not None:
        due = due_words(judged.state.report_due, confirmed=judged.state.report_due_confirmed)
        lines.append(zh.next_report(due))
    return lines


def _list_line(turn: Turn, judged: Judged, unit: str) -> str:
    item, state = judged.stored.item, judged.state
    figure = figures.stands(item, judged.standing) or zh.NO_REPORT_YET
    owed = ""
    if state.report_due is not None:
        late = turn.reference.calendar.late_by(state.report_due, turn.today)
        owed = zh.owed(due_words(state.report_due, confirmed=state.report_due_confirmed), late)
    return zh.list_line(state.light.mark, unit, item.code, item.name, figure, owed)


def _kind(turn: Turn) -> str:
    return "portfolio" if turn.person.role is Role.LEADER else "mine"


def scope(turn: Turn, *, whole: bool = False) -> tuple[StoredItem, ...]:
    """What a person's lists are about: a leader's portfolio (`whole`: everything the leader may see), else all one may see."""
    if turn.person.role is Role.LEADER and not whole:
        return turn.reference.of_leader(turn.person.post)
    if sees_all(turn.person):
        return tuple(turn.reference.items.values())
    return turn.reference.of_unit(turn.person.unit)


def _belongs(kind: str, judged: Judged, today: date) -> bool:
    if kind == "red":
        return judged.state.light is Light.RED
    if kind == "late":
        return judged.state.report_due is not None and judged.state.report_due < today
    return True


def _order(turn: Turn, judged: Judged) -> Order:
    item, state = judged.stored.item, judged.state
    return order(item.code, state.report_due, state.light, turn.today, own=item.unit == turn.person.unit)

"""The weekly digest: leaders get their portfolio, inspectors everything; what turned red, who owes reports."""

from collections.abc import Sequence
from datetime import date, timedelta

from domain import reminders
from domain.absence import Duty
from domain.access import has_digest, sees_all
from domain.colours import Light
from domain.digest import Digest, Line, compile_digest
from domain.items import ItemId
from domain.people import Person, Role
from domain.set_aside import Kind
from handlers import judging, set_aside
from handlers.audience import duty_on
from handlers.items import late_by
from handlers.messages import Button, Card, Drawing, say
from handlers.registry import registry
from handlers.turn import Answer, Moment, Turn
from handlers.wording.zh import digests as zh
from handlers.wording.zh import set_aside as aside_words
from storage import asks, marks, people, supervision
from storage.items import StoredItem
from storage.outbox import MessageKind

KIND = "weekly"
MOST_TURNED = 5
MOST_UNITS = 5
MOST_NAMES = 8
READERS = frozenset({Role.LEADER, Role.INSPECTOR, Role.ADMIN})


@registry.command("digest", ("周报", "通报"), "看亮灯、转红和逾期未报", READERS, chip=True)
def now(turn: Turn) -> Answer:
    """The digest as of this moment, compared with the last one that was sent."""
    scope = portfolio(turn, turn.person)
    if not scope:
        return [say(zh.NOTHING)]
    return [_card(turn, turn.person, scope, _lines(turn, turn.person, scope))]


def send_due(moment: Moment) -> int:
    """Sends this week's digests once, from the first working day's push time on; returns how many were queued."""
    week = occurrence(moment.today)
    if marks.nothing_due(moment.connection) is not None:
        return 0
    done = marks.get(moment.connection, marks.DIGESTED) == week
    if (done and not set_aside.ready(moment, Kind.DIGEST)) or not _is_time(moment):
        return 0
    duty = duty_on(moment, moment.today)
    readers: dict[int, Person] = {
        person.id: person for person in people.with_roles(moment.connection, [Role.LEADER, Role.INSPECTOR])
    }

    def work(some: Sequence[int], _: date) -> list[bool]:
        return [_send_to(moment, readers[id_], duty, week) for id_ in some if id_ in readers]

    sent = set_aside.again(moment, Kind.DIGEST, work)
    if not done:
        sent += set_aside.each(moment, Kind.DIGEST, list(readers), moment.today, work)
        marks.put(moment.connection, marks.DIGESTED, week)
    return sum(sent)


def take_as_sent(moment: Moment) -> None:
    """Counts this week's digests as sent if their time has come: after a restore nobody knows better."""
    if _is_time(moment):
        marks.put(moment.connection, marks.DIGESTED, occurrence(moment.today))


def occurrence(day: date) -> str:
    """The name of a local day's week: 2026-W26."""
    year, week, _ = day.isocalendar()
    return f"{year}-W{week:02}"


def portfolio(moment: Moment, person: Person) -> tuple[StoredItem, ...]:
    """A leader's items by post; everything for the district's offices."""
    if person.role is Role.LEADER:
        return moment.reference.of_leader(person.post)
    return tuple(moment.reference.items.values()) if sees_all(person) else ()


def _is_time(moment: Moment) -> bool:
    """From the push time of the week's first working day on; on a rest day it waits for the next working day."""
    calendar, zone = moment.reference.calendar, moment.district.zone
    if not calendar.is_workday(moment.today) or reminders.in_quiet_hours(moment.now, moment.rules, zone):
        return False
    return moment.now >= reminders.push_time(moment.today, moment.rules, zone)


def _send_to(moment: Moment, person: Person, duty: Duty, week: str) -> bool:
    scope = portfolio(moment, person) if has_digest(person) else ()
    told = duty.told(person, None)
    # Who is away without a stand-in finds it with 周报 on return; the week counts as told by nobody.
    return bool(scope) and told is not None and _send(moment, person, told.person, scope, week)


def _send(moment: Moment, person: Person, told: Person, scope: Sequence[StoredItem], week: str) -> bool:
    """Sends a person's digest to the person, or to who stands in."""
    lines = _lines(moment, person, scope)
    lights = {line.id: line.light for line in lines}
    if not supervision.put_digest(moment.connection, person.id, KIND, week, lights, moment.now):
        return False
    card = _card(moment, person, scope, lines)
    return moment.post.push(told.id, card, MessageKind.DIGEST, f"digest:{KIND}:{week}:{person.id}")


def _lines(moment: Moment, person: Person, scope: Sequence[StoredItem]) -> list[Line]:
    last = supervision.last_digest(moment.connection, person.id, KIND, moment.now)
    before = last.lights if last else {}
    calendar = moment.reference.calendar
    # An item that cannot be judged must not keep the others from being told.
    aside = set_aside.of(moment, Kind.JUDGE)
    return [
        Line(
            id=judged.stored.id,
            item=judged.stored.item,
            light=judged.state.light,
            reason=judged.state.reason,
            before=before.get(ItemId(judged.stored.id)),
            report_due=judged.state.report_due,
            late=late_by(judged.state.report_due, moment.today, calendar),
        )
        for judged in judging.look(moment, [stored for stored in scope if stored.id not in aside])
    ]


def _card(moment: Moment, person: Person, scope: Sequence[StoredItem], lines: list[Line]) -> Card:
    digest = compile_digest(lines, moment.today, moment.today + timedelta(days=7))
    name = person.post if person.role is Role.LEADER else moment.district.name
    week = moment.today.isocalendar()[1]
    everything = "portfolio" if person.role is Role.LEADER else "mine"
    kinds = ((zh.RED, "red"), (zh.LATE, "late"), (zh.ALL, everything))
    buttons = tuple(Button(label, "items.list", {"kind": kind}) for label, kind in kinds)
    return Card(
        title=zh.title(name, week),
        lines=(*_text(moment, person, digest, lines), *_left_out(scope, lines)),
        buttons=(buttons,),
        drawing=_picture(moment, scope, lines, zh.title(name, week)),
    )


def _text(moment: Moment, person: Person, digest: Digest, lines: list[Line]) -> list[str]:
    text = [zh.counts(digest.counts, digest.change)]
    for head, found in ((zh.TURNED_RED, digest.turned_red), (zh.WORSE, digest.worse), (zh.BETTER, digest.better)):
        text += _turned(moment, head, found)
    red = [line for line in lines if line.light is Light.RED and line not in digest.turned_red]
    text += _turned(moment, zh.STILL_RED if digest.change else zh.RED_LIGHTS, red)
    text += _late(moment, digest.late)
    if len(text) == 1:
        text.append(zh.ALL_WELL)
    if person.role is Role.INSPECTOR:
        text += _asked(moment)
        lost = people.unreachable(moment.connection)
        if lost:
            names = "、".join(each.name for each in lost[:MOST_NAMES])
            text.append(zh.unreachable(len(lost), names + ("等" if len(lost) > MOST_NAMES else "")))
    return text


def _left_out(scope: Sequence[StoredItem], lines: Sequence[Line]) -> list[str]:
    missing = len(scope) - len(lines)
    return [aside_words.left_out(missing)] if missing else []


def _asked(moment: Moment) -> list[str]:
    """How often units were asked this month (减负), and how many may be asked no more."""
    asked, most = asks.of_month(moment.connection, moment.today), moment.rules.asks.per_unit_month
    spent = sum(times >= most for times in asked.values())
    return [zh.asked(sum(asked.values()), len(asked), spent)] if asked else []


def _turned(moment: Moment, head: str, found: Sequence[Line]) -> list[str]:
    if not found:
        return []
    unit = moment.reference.unit_name
    told = [
        zh.turned(line.light.mark, line.item.code, line.item.name, unit(line.item.unit), line.reason)
        for line in found[:MOST_TURNED]
    ]
    rest = [zh.more(len(found) - MOST_TURNED)] if len(found) > MOST_TURNED else []
    return [zh.section(head, len(found)), *told, *rest]


def _late(moment: Moment, found: Sequence[Line]) -> list[str]:
    if not found:
        return []
    by_unit: dict[str, list[int]] = {}
    for line in found:
        by_unit.setdefault(line.item.unit, []).append(line.late)
    worst = sorted(by_unit.items(), key=lambda pair: (-max(pair[1]), -len(pair[1]), pair[0]))
    told = [zh.late(moment.reference.unit_name(unit), len(late), max(late)) for unit, late in worst[:MOST_UNITS]]
    rest = sum(len(late) for _, late in worst[MOST_UNITS:])
    return [zh.section(zh.LATE, len(found)), *told, *([zh.more(rest)] if rest else [])]


def _picture(moment: Moment, scope: Sequence[StoredItem], lines: list[Line], title: str) -> Drawing:
    boards = [board.name for board in moment.rules.boards if any(each.item.board == board.name for each in scope)]
    cells: dict[str, dict[str, dict[str, int]]] = {}
    for line in lines:
        unit = moment.reference.units[line.item.unit]
        name = unit.short_names[0] if unit.short_names else unit.name
        board = cells.setdefault(name, {}).setdefault(line.item.board, {})
        board[line.light.value] = board.get(line.light.value, 0) + 1
    return Drawing("grid", {"title": title, "boards": boards, "rows": cells}, "weekly.png")

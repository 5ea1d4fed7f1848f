"""What is looked at after every step of the year: each push, each occurrence, each ladder."""

import re
from collections import defaultdict
from datetime import date, datetime, time

from sqlalchemy import select

from domain import access, reminders
from domain.cadence import due_of, period_of
from domain.calendar import DAY, WorkCalendar
from domain.hours import push_time
from domain.items import ItemId, Stage
from domain.keys.due import Owed, ReportPeriod, Subject, parse_occurrence
from domain.notices.model import NoticeState
from domain.people import UNIT_ROLES, Person, PersonId
from domain.progress import is_finished
from domain.reports import ReportId
from handlers.kernel.turn import Moment
from handlers.lights import judging
from handlers.reminders import tick as supervise
from handlers.reminders.outdated import notice_of
from storage import people, supervision
from storage.outbox import MessageKind
from storage.standings import standings_of
from storage.tables import notices, outbox, reminded, withheld
from tests.support.world import World

PUSHES = (MessageKind.REMINDER.value, MessageKind.DIGEST.value, MessageKind.INFO.value)
CODE = re.compile(r"(?<![A-Za-z])[A-Z]{2}-\d{3}(?!\d)")
OVER = frozenset({NoticeState.CLOSED, NoticeState.WITHDRAWN})


class Watch:
    """Keeps its own book of what was reported, and compares it with what is pushed."""

    calendar: WorkCalendar

    def __init__(self, world: World) -> None:
        self._world = world
        self._live: dict[ItemId, dict[ReportId, date]] = defaultdict(dict)
        self._seen = 0
        self._last: datetime | None = None
        self._offsets: dict[tuple[ItemId, Subject], list[int]] = defaultdict(list)
        self.asked: dict[tuple[str, date], set[date]] = defaultdict(set)
        self.bundles: set[tuple[PersonId, date]] = set()
        self.pushes = self.told = self.kept_back = 0

    def note(self, item: ItemId, report: ReportId, as_of: date) -> None:
        """A report is live."""
        self._live[item][report] = as_of

    def forget(self, item: ItemId, report: ReportId) -> None:
        """A report is superseded or returned."""
        self._live[item].pop(report, None)

    def expected(self, moment: Moment) -> set[Owed]:
        """What the pure rules say of every item, asked without the table of next reminders, if a push is due now."""
        since, rules = judging.pushed_through(moment), moment.rules
        time_has_come = moment.now >= push_time(moment.today, rules, moment.district.zone)
        if since == moment.today or not time_has_come or self._rests(moment, moment.now):
            return set()
        found = list(moment.reference.items.values())
        standings = standings_of(moment.store, found, moment.district.zone)
        holds = supervision.holds_of(moment.store, [stored.id for stored in found])
        calendar = moment.reference.calendar
        return {
            Owed(stored.id, each.key)
            for stored in found
            for each in reminders.occurrences(
                stored.item, standings[stored.id], since, moment.today, rules, calendar, holds.get(stored.id, {})
            )
        }

    def look(self, moment: Moment, ticked: supervise.Ticked, expected: set[Owed]) -> None:
        """After a tick: what was told, what was kept back, and every message that was queued since the last look."""
        who = {person.id: person for person in people.active(moment.store)}
        rows = moment.store.execute(select(reminded).where(reminded.c.at == moment.now)).all()
        keys = {row: Owed(row.item_id, parse_occurrence(row.occurrence)) for row in rows}
        ladders = [row for row, key in keys.items() if notice_of(key) is None]
        kept = moment.store.execute(select(withheld).where(withheld.c.at == moment.now)).all()
        told: set[Owed] = {keys[row] for row in ladders}
        back: set[Owed] = {Owed(row.item_id, parse_occurrence(row.occurrence)) for row in kept}
        self.told += len(told)
        self.kept_back += len(back - told)
        if told | back != expected:
            missing, strange = expected - told - back, (told | back) - expected
            self._fault(moment, f"not told {list(missing)[:3]}, told without reason {list(strange)[:3]}")
        self._steps(moment, told)
        for row in ladders:
            person, item = who[row.person_id], moment.reference.items[row.item_id].item
            if person.role in UNIT_ROLES:
                self.asked[item.unit, moment.today.replace(day=1)].add(moment.today)
        self._notices(moment, {number for key in keys.values() if (number := notice_of(key)) is not None})
        self._messages(moment, who)
        if rows and ticked.held:
            self._fault(moment, f"told while held: {ticked.held}")

    def _steps(self, moment: Moment, told: set[Owed]) -> None:
        """Nothing about finished, withdrawn or reported matters; each ladder only climbs."""
        stored = [moment.reference.items[id_] for id_ in sorted({each.item for each in told})]
        standings = standings_of(moment.store, stored, moment.district.zone)
        for owed in sorted(told, key=lambda one: (one.item, one.occurrence.text())):
            id_, key = owed.item, owed.occurrence
            item, subject, offset = moment.reference.items[id_].item, key.subject, key.offset
            if item.stage is not Stage.OPEN or is_finished(item, standings[id_]):
                self._fault(moment, f"{item.code} is over, told {key}")
            if isinstance(subject, ReportPeriod) and self._is_answered(moment, id_, subject.due):
                self._fault(moment, f"{item.code} was reported, told {key}")
            before = self._offsets[id_, subject]
            if before and offset <= before[-1]:
                self._fault(moment, f"{item.code} {subject}: {offset} after {before}")
            before.append(offset)

    def _is_answered(self, moment: Moment, id_: ItemId, due: date) -> bool:
        """By the book: a live report as of the period's end, or the allowed days before."""
        item, rules = moment.reference.items[id_].item, moment.rules
        latest = max(self._live[id_].values(), default=None)
        rule = rules.due[item.cadence.value]
        period = period_of(item.cadence, due)
        for _ in range(3):
            if item.due is not None and period.start <= item.due < period.end:
                period = type(period)(period.start, item.due)
            if due_of(period, rule, self.calendar).day == due:
                return latest is not None and (period.end - latest).days <= rule.early_days
            period = period_of(item.cadence, period.start - DAY)
        return False

    def _notices(self, moment: Moment, told: set[int]) -> None:
        """No clock of a notice that is over."""
        states = dict(moment.store.execute(select(notices.c.id, notices.c.state)).all())
        for number in told:
            if NoticeState(states[number]) in OVER:
                self._fault(moment, f"notice {number} is {states[number]}")

    def _messages(self, moment: Moment, who: dict[PersonId, Person]) -> None:
        zone = moment.district.zone
        query = select(outbox).where(outbox.c.id > self._seen, outbox.c.kind.in_(PUSHES)).order_by(outbox.c.id)
        for row in moment.store.execute(query):
            self._seen = row.id
            self.pushes += 1
            leaves = row.not_before or row.created_at
            day = leaves.astimezone(zone).date()
            if self._rests(moment, leaves):
                self._fault(moment, f"{row.key} leaves at {leaves}")
            if row.kind == MessageKind.REMINDER.value:
                if (row.person_id, day) in self.bundles:
                    self._fault(moment, f"{row.key}: a second bundle on a day")
                self.bundles.add((row.person_id, day))
            person = who[row.person_id]
            for code in set(CODE.findall("\n".join(row.payload["lines"]))):
                if not access.may_see(person, moment.reference.by_code[code].item):
                    self._fault(moment, f"{row.key} shows {code} to {person.name}")

    def _rests(self, moment: Moment, at: datetime) -> bool:
        """Whether pushes rest: on a rest day, and from 20:00 to 08:00 as the default pack says."""
        local = at.astimezone(moment.district.zone)
        return not self.calendar.is_workday(local.date()) or not time(8) <= local.time() < time(20)

    def _fault(self, moment: Moment, what: str) -> None:
        raise AssertionError(f"{moment.now:%m-%d %H:%M}Z {what}")

"""Whether a notice has reached the unit: a line on the card of those who must see to it."""

from datetime import datetime

from domain.keys.messages import NewsKey
from domain.keys.news import NoticeStep
from domain.notices.model import Action, Notice, NoticeState
from domain.notices.names import NoticeId
from domain.people import Role
from handlers.kernel.turn import Moment, Turn
from handlers.service.words import deliveries as zh
from storage import delivery, notices, people
from storage.delivery import Push
from storage.outbox import MessageState

WATCH = frozenset({Role.INSPECTOR, Role.ADMIN})
# The steps by which the notice itself goes to the unit.
SERVED = frozenset({Action.SEND, Action.REASSIGN})
# Who has got it is counted; who has not, or may not have, is told by name.
WELL = frozenset({MessageState.ACCEPTED})


def in_doubt(moment: Moment, since: datetime) -> set[NoticeId]:
    """Notices sent since then that may have reached nobody of their unit: cut on the way, or held up by an outage.

    Whom a message surely did not reach the inspectors are told at once, and serve the notice another way.
    """
    told = [push.about for push in delivery.in_doubt(moment.store, since, moment.now)]
    steps = {key.news for key in told if isinstance(key, NewsKey) and isinstance(key.news, NoticeStep)}
    return {step.notice for step in steps if _is_service(moment, step) and not _has_arrived(moment, step)}


def _is_service(moment: Moment, step: NoticeStep) -> bool:
    """Whether by this event the notice went to the unit that has it now."""
    served = [event.id for event in notices.events(moment.store, step.notice) if event.action in SERVED]
    return served[-1:] == [step.event]


def _has_arrived(moment: Moment, step: NoticeStep) -> bool:
    """Whether anybody of the unit has got it for sure."""
    notice = notices.by_id(moment.store, step.notice)
    staff = people.with_roles(moment.store, list(Role), [notice.unit]) if notice else ()
    ends = delivery.ends_of(moment.store, [NewsKey(step, person.id) for person in staff])
    return any(push.state is MessageState.ACCEPTED for push in ends.values())


def lines(turn: Turn, notice: Notice) -> list[str]:
    """What became of the messages that brought the notice to the unit, by the last way each went; nothing before it was sent."""
    if turn.person.role not in WATCH or notice.sent_on is None:
        return []
    served = [event.id for event in notices.events(turn.store, notice.id) if event.action in SERVED]
    if not served:
        return []
    # Stand-ins too, whatever their role in the unit.
    staff = people.with_roles(turn.store, list(Role), [notice.unit])
    keys = {NewsKey(NoticeStep(notice.id, served[-1]), person.id): person.name for person in staff}
    ends = delivery.ends_of(turn.store, list(keys))
    if not ends:
        return []
    told = [zh.of_notice(len(ends), _by_word(turn, [(keys[key], push) for key, push in ends.items()]))]
    states = {push.state for push in ends.values()}
    rests = MessageState.UNKNOWN in states and MessageState.ACCEPTED not in states
    return [*told, zh.RESTS] if rests and notice.state is NoticeState.SENT else told


def _by_word(turn: Turn, ends: list[tuple[str, Push]]) -> list[tuple[str, list[str], bool]]:
    """Names by what became of their message, in the usual order; True where the names must be told."""
    district = turn.district
    ended = ((push.state, district.way(push.channel), (name, push.state not in WELL)) for name, push in ends)
    found = zh.by_word(ended, district.ways.values())
    return [(word, [name for name, _ in some], some[0][1]) for word, some in found]

"""Whether a notice has reached the unit: a line on the card of those who must see to it."""

from domain.keys.messages import NewsKey
from domain.keys.news import NoticeStep
from domain.notices.model import Action, Notice
from domain.people import Role
from handlers.kernel.turn import Turn
from handlers.service.words import deliveries as zh
from storage import delivery, notices, people
from storage.delivery import Push
from storage.outbox import MessageState

WATCH = frozenset({Role.INSPECTOR, Role.ADMIN})
# The steps by which the notice itself goes to the unit.
SERVED = frozenset({Action.SEND, Action.REASSIGN})
# Nobody has to act on these; the others are told by name.
WELL = frozenset({MessageState.PENDING, MessageState.SENDING, MessageState.ACCEPTED})


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
    return [zh.of_notice(len(ends), _by_word(turn, [(keys[key], push) for key, push in ends.items()]))]


def _by_word(turn: Turn, ends: list[tuple[str, Push]]) -> list[tuple[str, list[str], bool]]:
    """Names by what became of their message, in the usual order; True where the names must be told."""
    district = turn.district
    ended = ((push.state, district.way(push.channel), (name, push.state not in WELL)) for name, push in ends)
    found = zh.by_word(ended, district.ways.values())
    return [(word, [name for name, _ in some], some[0][1]) for word, some in found]

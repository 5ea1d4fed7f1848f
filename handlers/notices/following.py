"""What an item's progress does to its notices: a draft without a cause is dropped, a finished item chases nobody."""

from collections.abc import Sequence
from datetime import date

from domain.items import ItemId
from domain.notices import causes
from domain.notices.causes import Facts
from domain.notices.clocks import next_on
from domain.notices.model import Action, NoticeState, moved
from domain.progress import is_finished
from handlers.kernel.turn import Moment
from storage import notices


def follow(moment: Moment, judged: Sequence[tuple[ItemId, Facts]], pushed: date) -> None:
    """Follows items that were just judged, in the same transaction; `pushed` is the last day whose reminders have left."""
    facts = dict(judged)
    rule, calendar, store = moment.rules.notices, moment.reference.calendar, moment.store
    for notice in notices.open_on(store, [item for item, _ in judged]):
        known = facts[notice.item]
        if notice.state is not NoticeState.DRAFT:
            over = is_finished(known.item, known.standing)
            notices.set_remind_on(store, notice.id, None if over else next_on(notice, pushed, rule, calendar))
        elif causes.is_over(notice.occasion, known):
            after = moved(notice, Action.DROP, moment.today, rule, calendar)
            notices.move(store, notice, after, Action.DROP, None, "", moment.now, None)

"""What an item's progress does to its notices: a draft without a cause is dropped, notices of a finished item remind nobody."""

from collections.abc import Sequence

from domain.notices import causes
from domain.notices.causes import Facts
from domain.notices.clocks import next_on
from domain.notices.model import Action, NoticeState
from domain.progress import owes_nothing
from handlers.kernel.turn import Moment
from handlers.lights import judging
from handlers.lights.judging import Judged
from handlers.notices.steps import step_unless_moved
from storage import notices


@judging.JUDGED.follow
def follow(moment: Moment, judged: Sequence[Judged]) -> None:
    """Follows items that were just judged, in the same transaction."""
    facts = {each.stored.id: _facts(each) for each in judged}
    rule, calendar, pushed = moment.rules.notices, moment.reference.calendar, judging.pushed_through(moment)
    for notice in notices.open_on(moment.store, list(facts)):
        known = facts[notice.item]
        if notice.state is not NoticeState.DRAFT:
            over = owes_nothing(known.item, known.standing)
            upcoming = None if over else next_on(notice, pushed, rule, calendar)
            notices.set_remind_on(moment.store, notice.id, upcoming)
        elif causes.is_over(notice.occasion, known):
            # Whoever was faster has sent the draft or dropped it: then there is none to follow.
            step_unless_moved(moment, notice, Action.DROP, None)


def _facts(judged: Judged) -> Facts:
    return Facts(judged.stored.item, judged.standing, judged.state.light, judged.state.report_due)

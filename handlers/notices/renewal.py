"""A draft whose reason was taken from a light that says something else by now."""

from dataclasses import replace
from datetime import date
from zlib import crc32

from domain.keys.occasions import TurnedRed
from domain.notices.model import Action, Grounds, Notice, NoticeState, Source
from domain.reasons import Code, Reason, to_json
from handlers.kernel.turn import Moment
from handlers.lights import judging
from handlers.notices.steps import Given, item_of, step


def renewed(moment: Moment, notice: Notice) -> Notice:
    """The draft with today's light for its reason if its own is out of date; the very same notice if nothing changes.

    What an inspector wrote stays. The paper must be true on the day it is sent.
    """
    if notice.state is not NoticeState.DRAFT or not notice.grounds.follow_the_light:
        return notice
    found = judging.look(moment, [item_of(moment, notice)])
    if not found:
        return notice
    state, on = found[0].state, _red_on(notice)
    today = Reason(Code.LIGHT_NOW, (state.light, state.reason))
    still = {today, Reason(Code.TURNED_RED, (on, state.reason))} if on else {today}
    if notice.grounds.reason in still:
        return notice
    renewed = Given(also=lambda draft: replace(draft, grounds=Grounds(today, Source.LIGHT)))
    return step(moment, notice, Action.AMEND, None, given=renewed)[0]


def seal(notice: Notice) -> int:
    """What a card's button carries, so that nothing is sent that the card does not say."""
    return crc32(to_json(notice.grounds.reason).encode())


def _red_on(notice: Notice) -> date | None:
    """The local day on which the light turned red that made the draft, if one did."""
    return notice.occasion.on if isinstance(notice.occasion, TurnedRed) else None

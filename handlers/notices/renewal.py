"""A draft whose reason was taken from a light that says something else by now."""

from datetime import date
from zlib import crc32

from domain.colours import Light
from domain.keys.occasions import TurnedRed
from domain.notices.model import Action, Notice, NoticeState
from handlers.kernel.turn import Moment
from handlers.kernel.words import days
from handlers.lights import judging
from handlers.notices.steps import item_of, step
from handlers.notices.words import notices as zh


def renewed(moment: Moment, notice: Notice) -> Notice:
    """The draft with today's light for its reason if its own is out of date; the very same notice if nothing changes.

    What an inspector wrote stays. The paper must be true on the day it is sent.
    """
    if notice.state is not NoticeState.DRAFT or not _is_of_a_light(notice):
        return notice
    found = judging.look(moment, [item_of(moment, notice)])
    if not found:
        return notice
    state, on = found[0].state, _red_on(notice)
    today = zh.light(state.light.word, state.reason)
    still = {today, zh.turned_red(days.day(on), state.reason)} if on else {today}
    if notice.reason in still:
        return notice
    return step(moment, notice, Action.AMEND, None, changes={"reason": today})[0]


def seal(notice: Notice) -> int:
    """What a card's button carries, so that nothing is sent that the card does not say."""
    return crc32(notice.reason.encode())


def _is_of_a_light(notice: Notice) -> bool:
    on = _red_on(notice)
    heads = [zh.light(light.word, "") for light in Light]
    return notice.reason.startswith(tuple([*heads, zh.turned_red(days.day(on), "")] if on else heads))


def _red_on(notice: Notice) -> date | None:
    """The local day on which the light turned red that made the draft, if one did."""
    return notice.occasion.on if isinstance(notice.occasion, TurnedRed) else None

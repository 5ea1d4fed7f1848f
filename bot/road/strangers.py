"""Somebody whom nobody knows is answered once in a while; what they send is neither kept nor fetched."""

from collections import OrderedDict
from datetime import datetime, timedelta

from handlers.kernel.messages import Incoming

PERIOD = timedelta(hours=1)
# Answers a period: one sentence that says how to be let in, and one each for so many tries of an invitation.
ANSWERS, TRIES = 1, 5
# Identities remembered; when there are more, those longest unheard are forgotten, and may be answered again.
REMEMBERED = 10_000
# A channel, who speaks there, and whether an invitation was brought.
Who = tuple[str, str, bool]


class Strangers:
    """Remembers in memory which messages of strangers were answered, and when."""

    def __init__(self) -> None:
        self._answered: OrderedDict[Who, dict[str, datetime]] = OrderedDict()

    def may_be_answered(self, incoming: Incoming, now: datetime, *, invited: bool) -> bool:
        """Whether a stranger's message is dealt with at all; the same message is again, when its transaction was taken back.

        `invited`: it brings an invitation, whether a good one or not. `now` is UTC.
        """
        if not incoming.private and not invited:
            return False
        who = (incoming.channel, incoming.sender, invited)
        before = {name: at for name, at in self._answered.get(who, {}).items() if now - PERIOD < at <= now}
        if incoming.external_id not in before and len(before) >= (TRIES if invited else ANSWERS):
            return False
        self._answered[who] = {incoming.external_id: now, **before}
        self._answered.move_to_end(who)
        if len(self._answered) > REMEMBERED:
            self._answered.popitem(last=False)
        return True

"""What to do after a send failed: a pure decision (DESIGN G4, faults F12-F18)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import Enum

# A message that surely did not leave is tried again after these pauses, the last one for ever more until TRIES.
PAUSES = tuple(timedelta(seconds=seconds) for seconds in (1, 3, 10, 30, 60, 300))
TRIES = 40
# The second try of what may have arrived waits so long at least, and then for a good answer of the platform.
REPEAT_AFTER = timedelta(seconds=2)


class Failure(Enum):
    """What is known after a failed send.

    NOT_SENT: it surely did not leave, try again. REFUSED: this message will never be taken. UNREACHABLE: the chat is gone or
    takes nothing from the bot. UNKNOWN: it may have arrived (cut answer).
    """

    NOT_SENT = "not_sent"
    REFUSED = "refused"
    UNREACHABLE = "unreachable"
    UNKNOWN = "unknown"


class Cause(Enum):
    """Why a message did not arrive, may not have arrived or was taken back. Stored by value; handlers make the words."""

    # The chat takes nothing.
    BLOCKED = "blocked"
    ACCOUNT_GONE = "account_gone"
    REMOVED = "removed"
    CHAT_GONE = "chat_gone"
    NO_RIGHT = "no_right"
    FORBIDDEN = "forbidden"
    NO_ADDRESS = "no_address"
    ENDED = "ended"
    # The platform never takes this message.
    TOO_LONG = "too_long"
    TOO_BIG = "too_big"
    REFUSED = "refused"
    # Our own failures, before any call.
    OURS = "ours"
    DRAWING = "drawing"
    # It surely did not leave: a later try may.
    RATE = "rate"
    NETWORK = "network"
    STORE = "store"
    PLATFORM_DOWN = "platform_down"
    BAD_TOKEN = "bad_token"  # noqa: S105 - a name
    MIGRATED = "migrated"
    # It may have arrived.
    NO_ANSWER = "no_answer"
    CUT = "cut"
    UNREADABLE = "unreadable"
    DIED = "died"
    STOPPED = "stopped"
    RESTORED = "restored"
    # Taken back on purpose.
    OVER = "over"
    LEFT = "left"
    MOVED = "moved"

    @property
    def is_ours(self) -> bool:
        """Whether the mistake is the program's own: an error in the log, and for somebody to mend."""
        return self in OWN

    @property
    def is_of_the_way(self) -> bool:
        """Whether it tells of the platform or the network rather than of the message: another message may meet the same."""
        return self in OF_THE_WAY

    @property
    def came_before_the_call(self) -> bool:
        """Whether the platform was never asked, or its answer not waited for: it says nothing of the platform."""
        return self in NO_CALL


OWN = frozenset({Cause.OURS, Cause.DRAWING})
OF_THE_WAY = frozenset({Cause.NETWORK, Cause.PLATFORM_DOWN, Cause.NO_ANSWER, Cause.CUT, Cause.UNREADABLE})
# While a message waits for one of these nothing else of its channel leaves, either.
HOLDS_ALL = OF_THE_WAY | {Cause.BAD_TOKEN}
NO_CALL = OWN | {Cause.STORE, Cause.DIED, Cause.STOPPED}

# What is known after a send that failed for a cause. Causes that no send ends with are not in it.
KNOWN_AFTER: Mapping[Cause, Failure] = {
    **dict.fromkeys(
        (Cause.BLOCKED, Cause.ACCOUNT_GONE, Cause.REMOVED, Cause.CHAT_GONE, Cause.NO_RIGHT, Cause.FORBIDDEN),
        Failure.UNREACHABLE,
    ),
    **dict.fromkeys((Cause.TOO_LONG, Cause.TOO_BIG, Cause.REFUSED, Cause.OURS, Cause.DRAWING), Failure.REFUSED),
    **dict.fromkeys(
        (Cause.RATE, Cause.NETWORK, Cause.STORE, Cause.PLATFORM_DOWN, Cause.BAD_TOKEN, Cause.MIGRATED), Failure.NOT_SENT
    ),
    **dict.fromkeys((Cause.NO_ANSWER, Cause.CUT, Cause.UNREADABLE, Cause.DIED, Cause.STOPPED), Failure.UNKNOWN),
}


class Next(Enum):
    """What becomes of the message."""

    AGAIN = "again"
    FAILED = "failed"
    UNREACHABLE = "unreachable"
    UNKNOWN = "unknown"


# Surely not arrived: a push that ends so goes to another chat of the person, if there is one. UNKNOWN may have arrived.
NOT_ARRIVED = frozenset({Next.FAILED, Next.UNREACHABLE})


@dataclass(frozen=True, slots=True)
class Decision:
    """`after` is the pause before the next try when `next` is AGAIN."""

    next: Next
    after: timedelta = timedelta(0)


def decide(
    failure: Failure,
    *,
    attempts: int,
    repeated: bool,
    is_digest: bool,
    retry_after: timedelta | None = None,
    alone: bool = True,
) -> Decision:
    """The next step for a message that was tried `attempts` times; `repeated`: an unknown outcome was sent again before.

    An unknown outcome may have arrived: replies, reminders and notices are sent once more with the same visible reference,
    a digest never by itself. What may have arrived once stays unknown whatever the second try came to. `alone`: the platform
    answered others meanwhile; a message is given up only then, never for an outage.
    """
    if failure in (Failure.UNREACHABLE, Failure.REFUSED):
        if repeated:
            return Decision(Next.UNKNOWN)
        return Decision(Next.UNREACHABLE if failure is Failure.UNREACHABLE else Next.FAILED)
    if failure is Failure.UNKNOWN:
        if is_digest or repeated:
            return Decision(Next.UNKNOWN)
        return Decision(Next.AGAIN, REPEAT_AFTER)
    if retry_after is not None:
        # The platform said when: that is no failure of ours and counts no try.
        return Decision(Next.AGAIN, retry_after)
    if alone and attempts >= TRIES:
        return Decision(Next.UNKNOWN if repeated else Next.FAILED)
    return Decision(Next.AGAIN, PAUSES[min(attempts, len(PAUSES)) - 1])


def by_preference(channels: Sequence[str], prefer: Sequence[str]) -> list[int]:
    """The order in which ways to a person are tried: positions in `channels`, the preferred first, else as they stand."""
    rank = {channel: place for place, channel in enumerate(prefer)}
    return sorted(range(len(channels)), key=lambda at: rank.get(channels[at], len(rank)))

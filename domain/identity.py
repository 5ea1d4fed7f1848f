"""Who holds an identity: how a binding ends, what makes an invitation void, and when somebody else must look first."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum

from domain.people import UNIT_ROLES, Role


class Ended(Enum):
    """Why a chat speaks for a person no more.

    LEFT: the person left. REBOUND: another chat of the channel took its place, or the chat another person. LOGGED_OUT: the person
    said so there. DEVICE: the person ended it from another chat. HANDED_ON: somebody else was bound in the same browser. IDLE:
    unused for longer than the role allows, with nothing that opens it again. GUESSED: too many wrong tries to open it again.
    RESTORED: a restore would have revived it.
    """

    LEFT = "left"
    REBOUND = "rebound"
    LOGGED_OUT = "logged_out"
    DEVICE = "device"
    HANDED_ON = "handed_on"
    IDLE = "idle"
    GUESSED = "guessed"
    RESTORED = "restored"


class Void(Enum):
    """Why an invitation cannot be used though nobody used it.

    REPLACED: a newer one was made. LEFT: the person left. GROUP: it was seen in a group. STRANGER: somebody else, who is bound
    already, came with it. REFUSED: the second person refused it. CHANGED: role or unit are not what it was made for. RESTORED: a
    restore makes all of them void.
    """

    REPLACED = "replaced"
    LEFT = "left"
    GROUP = "group"
    STRANGER = "stranger"
    REFUSED = "refused"
    CHANGED = "changed"
    RESTORED = "restored"


# Wrong tries in a row that end a browser which was left alone.
MOST_TRIES = 5


@dataclass(frozen=True, slots=True)
class IdleLimits:
    """How long a browser may stay unused before it is put out: for those who see the whole district, and for a unit's people."""

    district: timedelta
    unit: timedelta

    def of(self, role: Role) -> timedelta:
        """The limit of a role."""
        return self.unit if role in UNIT_ROLES else self.district

    def is_over(self, role: Role, used: datetime, now: datetime) -> bool:
        """Whether a browser last used at a moment has been left alone too long."""
        return now - used > self.of(role)


def needs_second(role: Role) -> bool:
    """Whether a role is worth stealing: everything above a clerk confirms, verifies, supervises or runs the service."""
    return role is not Role.REPORTER

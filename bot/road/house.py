"""What every transaction is given."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.base.channel import Channel
from bot.base.clock import Clock
from domain.packs import RulePack
from domain.record import Fact
from domain.secrecy import Gate
from handlers.kernel.turn import District
from storage.engine import Database


@dataclass(frozen=True)
class House:
    """What the program was set up with."""

    database: Database
    channels: Mapping[str, Channel]
    clock: Clock
    district: District
    rules: RulePack
    # Channels in the order pushes try them; those not named come last.
    prefer: tuple[str, ...] = ()
    # What may leave by which way; nothing is inside unless it is said.
    gate: Gate = field(default_factory=Gate)
    # What is put on record at the start, where it differs from what was in force before.
    in_force: tuple[Fact, ...] = ()

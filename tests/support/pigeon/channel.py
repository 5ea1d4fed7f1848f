"""Birds that leave with a slip of paper and come with one."""

from collections.abc import Sequence
from datetime import timedelta

from bot.base.channel import Abilities, Cause, Deaf, DeliveryError, Knows, Outgoing, Receive
from handlers.kernel.messages import Incoming

NAME = "pigeon"


class PigeonChannel:
    """See Channel. A test lets birds come with `come`; `sent` is what left; `weather` is why nothing can fly, if so."""

    name = NAME
    trouble: Deaf | None = None
    needs_seat = False
    # A pigeon carries no buttons, and waits at its loft for three days.
    abilities = Abilities(
        push=True,
        buttons=False,
        edit=False,
        files=False,
        groups=True,
        text_limit=2000,
        keeps_for=timedelta(hours=72),
    )

    def __init__(self) -> None:
        self.sent: list[Outgoing] = []
        self.menus: list[tuple[str, Sequence[tuple[str, str]]]] = []
        self.weather: DeliveryError | None = None
        self._receive: Receive | None = None

    def silent_for(self) -> float | None:
        """See Channel."""
        return None

    def text_length(self, text: str) -> int:
        """Characters."""
        return len(text)

    def is_group(self, chat: str) -> bool:
        """A flock."""
        return chat.startswith("flock:")

    async def set_menu(self, chat: str, commands: Sequence[tuple[str, str]]) -> None:
        """See Channel."""
        self.menus.append((chat, commands))

    async def ask(self, chat: str) -> None:
        """Whether birds fly."""
        if self.weather is not None:
            raise self.weather

    async def start(self, receive: Receive, knows: Knows) -> None:
        """See Channel."""
        self._receive = receive

    async def stop(self) -> None:
        """See Channel."""
        self._receive = None

    async def send(self, outgoing: Outgoing) -> str | None:
        """See Channel."""
        if self.weather is not None:
            raise self.weather
        self.sent.append(outgoing)
        return outgoing.key

    async def come(self, incoming: Incoming) -> None:
        """A bird comes in; returns when what it brought is committed."""
        assert self._receive is not None
        await self._receive(incoming)


def storm() -> DeliveryError:
    """What a loft says that has too many birds in the air."""
    return DeliveryError(Cause.RATE, "45009 api freq out of limit")

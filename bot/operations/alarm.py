"""What the admins are told when the store keeps nothing any more: sent past the outbox, to where they were last seen."""

import asyncio
from collections.abc import Mapping

import structlog

from bot.base.channel import Channel, DeliveryError, Outgoing
from domain.people import Role
from storage import people
from storage.engine import Database
from storage.store import Store

log = structlog.get_logger()

# Longer than a platform in order takes; nobody waits for one that does not answer.
PATIENCE = 5.0


class Alarm:
    """Keeps in mind where the admins are, so that they can be told when nothing can be read."""

    def __init__(self, database: Database, channels: Mapping[str, Channel]) -> None:
        self._database = database
        self._channels = channels
        self._chats: list[tuple[str, str]] = []

    async def refresh(self) -> None:
        """Looks up where the admins are now."""
        self._chats = await self._database.read(_admins)

    async def sound(self, line: str) -> None:
        """Sends one line to every admin's chats; what fails is logged."""
        known = [(channel, chat) for channel, chat in self._chats if channel in self._channels]
        await asyncio.gather(*(self._send(channel, chat, line) for channel, chat in known))

    async def _send(self, channel: str, chat: str, line: str) -> None:
        try:
            async with asyncio.timeout(PATIENCE):
                await self._channels[channel].send(Outgoing(key=f"alarm:{chat}", chat=chat, lines=(line,)))
        except (DeliveryError, TimeoutError) as failure:
            log.warning("admin not told", channel=channel, reason=type(failure).__name__)


def _admins(store: Store) -> list[tuple[str, str]]:
    admins = people.with_roles(store, [Role.ADMIN])
    ways = people.addresses(store, [admin.id for admin in admins])
    return [(way.channel, way.chat) for admin in admins for way in ways.get(admin.id, ()) if way.reachable]

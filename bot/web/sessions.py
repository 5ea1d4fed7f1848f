"""Browsers that speak for a person, as the store knows them."""

import asyncio
from collections.abc import Collection
from dataclasses import dataclass

from bot.channels.web.channel import NAME
from bot.road.dispatch import Dispatch
from bot.web.pin import hashed, is_right
from bot.web.ports import Session
from domain.identity import MOST_TRIES, Ended, IdleLimits
from domain.people import Person
from handlers.kernel.turn import Moment
from handlers.people import devices
from handlers.people.words import devices as zh
from storage import bindings
from storage.bindings import Binding
from storage.store import Author


class Sessions:
    """See ChatStore."""

    def __init__(self, dispatch: Dispatch, idle: IdleLimits) -> None:
        self._dispatch = dispatch
        self._idle = idle

    async def session(self, identity: str, *, acting: bool) -> Session | None:
        """See ChatStore."""
        found = await self._dispatch.look(lambda moment: self._found(moment, identity))
        if found is None or not found.session.locked:
            if found is not None and acting and found.worth_noting:
                await self._dispatch.moment(lambda moment: bindings.use(moment.store, found.binding, moment.now))
            return None if found is None else found.session
        if found.session.has_pin:
            return found.session
        await self.end(identity, Ended.IDLE)
        return None

    async def unlock(self, identity: str, pin: str) -> bool:
        """See ChatStore."""
        found = await self._dispatch.look(lambda moment: self._found(moment, identity))
        if found is None or found.binding.pin is None:
            return False
        right = await asyncio.to_thread(is_right, pin, found.binding.pin)

        def work(moment: Moment) -> bool:
            # Asked anew: others may have tried meanwhile.
            now = self._found(moment, identity)
            return now is not None and now.binding.pin == found.binding.pin and _tried(moment, now.binding, right=right)

        return await self._dispatch.moment(work)

    async def set_pin(self, identity: str, pin: str) -> None:
        """See ChatStore."""
        kept = await asyncio.to_thread(hashed, pin)

        def work(moment: Moment) -> None:
            found = self._found(moment, identity)
            if found is not None and not found.session.locked:
                bindings.set_pin(moment.store, found.binding, kept)

        await self._dispatch.moment(work)

    async def still_open(self, identities: Collection[str]) -> set[str]:
        """See ChatStore."""

        def look(moment: Moment) -> set[str]:
            found = bindings.live(moment.store, NAME, identities)
            return {identity for identity, each in found.items() if not self._is_over(moment, each)}

        return await self._dispatch.look(look)

    async def end(self, identity: str, why: Ended) -> None:
        """See ChatStore."""

        def work(moment: Moment) -> None:
            found = bindings.live(moment.store, NAME, [identity]).get(identity)
            if found is not None:
                moment.store.author = Author(found[1].id, NAME)
                devices.end(moment, found[0], why)

        await self._dispatch.moment(work)

    def _found(self, moment: Moment, identity: str) -> "_Found | None":
        found = bindings.live(moment.store, NAME, [identity]).get(identity)
        if found is None:
            return None
        binding, person = found
        about = zh.about(person, moment.reference.unit_name(person.unit))
        locked, has_pin = self._is_over(moment, found), binding.pin is not None
        session = Session(identity, person.name, about, locked, has_pin)
        return _Found(session, binding, bindings.worth_noting(binding, moment.now))

    def _is_over(self, moment: Moment, found: tuple[Binding, Person]) -> bool:
        return self._idle.is_over(found[1].role, found[0].used, moment.now)


@dataclass(frozen=True, slots=True)
class _Found:
    """`worth_noting`: the last use that was noted is some time ago."""

    session: Session
    binding: Binding
    worth_noting: bool


def _tried(moment: Moment, binding: Binding, *, right: bool) -> bool:
    """What a try to open it again comes to."""
    if right:
        bindings.count_try(moment.store, binding, 0)
        bindings.use(moment.store, binding, moment.now)
        return True
    bindings.count_try(moment.store, binding, binding.pin_tries + 1)
    if binding.pin_tries + 1 >= MOST_TRIES:
        devices.end(moment, binding, Ended.GUESSED)
    return False

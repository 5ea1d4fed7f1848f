"""Who comes in: a browser that an invitation has bound, by a cookie that the service has made itself.

Each binding has a cookie of its own, made in the answer that binds; the store knows its digest alone. A browser without one that
works has no chat: nothing that it sends is kept but a try to bind itself.
"""

from typing import Protocol

from starlette.requests import Request
from starlette.responses import Response

from bot.channels.web.channel import WebChannel
from bot.web.asked import COOKIE, UNKNOWN, Refused, browser_identity, give_cookie, sample_identity, take_cookie
from bot.web.pin import is_fit
from bot.web.ports import ChatStore, Session
from bot.web.watching import PageWatch
from domain.identity import Ended
from handlers.people.words import devices as zh

# An open stream of a browser that was put out ends within so many seconds.
LOOK_EVERY = 2.0


class Door(Protocol):
    """Which chat a request is about."""

    async def identity(self, request: Request, named: object, *, acting: bool = False) -> str:
        """The chat; raises Refused. `acting`: a person did something, so that the browser is not idle."""
        ...


class SampleDoor:
    """In the demonstration a visitor says who the visitor is."""

    async def identity(self, _request: Request, named: object, *, acting: bool = False) -> str:
        """See Door."""
        identity = sample_identity(named)
        if identity is None:
            raise Refused(400, UNKNOWN)
        return identity


class CookieDoor:
    """In the service the browser's cookie tells who it is, as long as its binding holds."""

    def __init__(self, store: ChatStore, channel: WebChannel) -> None:
        self._store = store
        self._channel = channel
        self._pages = PageWatch(channel, "streams not looked after")

    async def session(self, request: Request, *, acting: bool = False) -> Session | None:
        """Who is logged in."""
        identity = browser_identity(request)
        return await self._store.session(identity, acting=acting) if identity is not None else None

    async def open(self, request: Request) -> bool:
        """Whether somebody is logged in and here."""
        session = await self.session(request)
        return session is not None and not session.locked

    async def identity(self, request: Request, named: object, *, acting: bool = False) -> str:
        """See Door."""
        session = await self.session(request, acting=acting)
        if session is None:
            raise Refused(403, zh.LOGGED_OUT)
        if session.locked:
            raise Refused(423, zh.LOCKED)
        return session.identity

    async def unlock(self, request: Request, pin: str) -> None:
        """The person is back; raises Refused."""
        session = await self.session(request)
        if session is None:
            raise Refused(403, zh.LOGGED_OUT)
        if not await self._store.unlock(session.identity, pin):
            raise Refused(403, zh.WRONG_PIN)

    async def set_pin(self, request: Request, pin: str) -> None:
        """The person chooses a PIN for this browser; raises Refused."""
        identity = await self.identity(request, None, acting=True)
        if not is_fit(pin):
            raise Refused(400, zh.PIN_RULE)
        await self._store.set_pin(identity, pin)

    async def let_in(self, request: Request, response: Response, session: Session, secret: str) -> None:
        """The browser belongs to this binding from now on; whoever had it before is logged out."""
        before = browser_identity(request)
        if before is not None:
            await self._store.end(before, Ended.HANDED_ON)
        give_cookie(request, response, secret)

    async def put_out(self, request: Request, response: Response) -> None:
        """退出登录."""
        identity = browser_identity(request)
        if identity is not None:
            await self._store.end(identity, Ended.LOGGED_OUT)
            self._channel.end(identity)
        take_cookie(response)

    async def renew(self, request: Request, response: Response) -> None:
        """Whoever opens the page keeps the cookie for as long again."""
        session = await self.session(request, acting=True)
        if session is not None and not session.locked:
            give_cookie(request, response, request.cookies[COOKIE])

    async def shown(self, request: Request) -> dict[str, object] | None:
        """Who is logged in, for the page."""
        session = await self.session(request)
        return None if session is None else {"name": session.name, "about": session.about, "pin": session.has_pin}

    def watch(self) -> None:
        """Streams are looked after from now on, as long as there are any."""
        self._pages.watch(LOOK_EVERY, self._look)

    async def _look(self) -> None:
        open_chats = self._channel.open_chats
        for identity in open_chats - await self._store.still_open(open_chats):
            self._channel.end(identity)

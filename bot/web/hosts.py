"""Under which names the pages are served: a name of somebody else's that leads here must show nothing.

A page from evil.example whose name is made to lead to this machine's address is of one origin with the chat (DNS rebinding).
An address and a name without a dot are nobody's to lead elsewhere.
"""

from collections.abc import Collection, Iterable
from ipaddress import ip_address
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.routing import BaseRoute, Match
from starlette.types import Receive, Scope, Send

REFUSED = "This name is not served here. Whoever runs the service adds it to web.hosts in the settings.\n"


def is_known(host: str, named: Collection[str]) -> bool:
    """Whether a Host header names this service: by an address, by a name without a dot, or by one of the settings."""
    try:
        name = (urlsplit(f"//{host}").hostname or "").rstrip(".")
    except ValueError:
        return False
    return bool(name) and (name in {each.lower() for each in named} or "." not in name or _is_address(name))


def _is_address(name: str) -> bool:
    try:
        ip_address(name)
    except ValueError:
        return False
    return True


def behind_names(routes: Iterable[BaseRoute], named: Collection[str]) -> list[BaseRoute]:
    """The routes, answered under known names alone."""
    return [_Behind(route, named) for route in routes]


class _Behind(BaseRoute):
    def __init__(self, route: BaseRoute, named: Collection[str]) -> None:
        self._route = route
        self._named = named

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        return self._route.matches(scope)

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        if is_known(Headers(scope=scope).get("host", ""), self._named):
            await self._route.handle(scope, receive, send)
        else:
            await PlainTextResponse(REFUSED, status_code=421)(scope, receive, send)

"""The acts and findings of a test over HTTP, for servers in a process of their own."""

import base64
import json
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from tests.support.bot_api.faults import Fault
from tests.support.bot_api.limits import Limits
from tests.support.bot_api.world import Sent

if TYPE_CHECKING:
    from tests.support.bot_api.runner import BotApi

FAULTS: dict[str, Callable[..., Fault]] = {
    "flood": Fault.flood,
    "server_error": Fault.server_error,
    "gateway": Fault.gateway,
    "cut": Fault.cut,
    "garbage": Fault.garbage,
    "strange": Fault.strange,
    "slow": Fault.slow,
    "conflict": Fault.conflict,
    "blocked": Fault.blocked,
    "chat_not_found": Fault.chat_not_found,
    "unauthorized": Fault.unauthorized,
    "refuse": Fault.refuse,
}
ACTS = (
    "say",
    "edit",
    "press",
    "press_data",
    "block",
    "unblock",
    "expel",
    "invite",
    "migrate",
    "raw",
    "turn_around",
    "forge",
)


def routes(api: "BotApi") -> list[Route]:
    """POST /control/ACT with the act's arguments as JSON; POST send_file, know, fail, limits, wait; GET sent, state."""
    controls = Controls(api)
    own = (controls.send_file, controls.know, controls.fail, controls.limits, controls.wait)
    asked = (controls.sent, controls.state)
    return [
        *(Route(f"/control/{name}", controls.act(name), methods=["POST"]) for name in ACTS),
        *(Route(f"/control/{each.__name__}", each, methods=["POST"]) for each in own),
        *(Route(f"/control/{each.__name__}", each, methods=["GET"]) for each in asked),
    ]


class Controls:
    """What a test in another process may ask for; each method is one path of that name."""

    def __init__(self, api: "BotApi") -> None:
        self._api = api

    def act(self, name: str) -> Callable[[Request], Awaitable[Response]]:
        """One of ACTS: what a person does."""

        async def run(request: Request) -> Response:
            return JSONResponse({"result": getattr(self._api, name)(**await request.json())})

        return run

    async def send_file(self, request: Request) -> Response:
        """As the act of that name; `content` is base64."""
        given = await request.json()
        content = base64.b64decode(given.pop("content"))
        return JSONResponse({"result": self._api.send_file(content=content, **given)})

    async def know(self, request: Request) -> Response:
        """{"chats": [...]}"""
        self._api.know(*(await request.json())["chats"])
        return JSONResponse({"result": True})

    async def fail(self, request: Request) -> Response:
        """{"method", "fault", "times", "chat", and the fault's own arguments}; "fault" is a key of FAULTS."""
        given = await request.json()
        method, kind = given.pop("method"), given.pop("fault")
        times, chat = given.pop("times", 1), given.pop("chat", None)
        self._api.fail(method, FAULTS[kind](**given), times=times, chat=chat)
        return JSONResponse({"result": True})

    async def limits(self, request: Request) -> Response:
        """{"on": true | false}: the sliding windows."""
        self._api.limit(Limits() if (await request.json())["on"] else None)
        return JSONResponse({"result": True})

    async def sent(self, request: Request) -> Response:
        """?chat=ID, or all of them."""
        chat = request.query_params.get("chat")
        return JSONResponse([_shown(each) for each in self._api.sent(int(chat) if chat else None)])

    async def wait(self, request: Request) -> Response:
        """{"chat", "contains", "count", "timeout"}: until the chat shows so many messages with these words."""
        given = await request.json()
        chat, words = given.get("chat"), given.get("contains", "")

        def there() -> list[dict[str, Any]] | None:
            found = [_shown(each) for each in self._api.sent(chat) if words in each.text]
            return found if len(found) >= given.get("count", 1) else None

        try:
            return JSONResponse(await self._api.wait_for(there, given.get("timeout", 10.0)))
        except TimeoutError as failure:
            return JSONResponse({"error": str(failure)}, 504)

    async def state(self, _request: Request) -> Response:
        """See BotApi.state."""
        return Response(json.dumps(self._api.state(), ensure_ascii=False), media_type="application/json")


def _shown(sent: Sent) -> dict[str, Any]:
    return {
        "chat": sent.chat,
        "message_id": sent.message_id,
        "method": sent.method,
        "text": sent.text,
        "buttons": sent.labels,
        "file_name": sent.file_name,
        "size": len(sent.content) if sent.content is not None else None,
        "edits": sent.edits,
    }

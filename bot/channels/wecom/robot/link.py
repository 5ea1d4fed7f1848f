"""The long connection: opened, kept alive, opened again; calls over it wait for their answers.

https://developer.work.weixin.qq.com/document/path/101463
"""

import asyncio
import contextlib
import itertools
import json
import time
from collections.abc import Callable, Mapping
from urllib.request import getproxies

import aiohttp
import structlog

from bot.base.channel import Cause, Deaf, DeliveryError
from bot.base.logs import described
from bot.channels.wecom.failures import OK, Refused

log = structlog.get_logger()

SUBSCRIBE, PING = "aibot_subscribe", "ping"
MESSAGE, EVENT = "aibot_msg_callback", "aibot_event_callback"
# Another process took the robot over: who comes back at once takes it back, and so on.
TAKEN_OVER = "disconnected_event"
HEARTBEAT = 25.0
ANSWER = 10.0
FIRST_PAUSE, LONGEST_PAUSE, PAUSE_WHEN_TAKEN, PAUSE_WHEN_REFUSED = 1.0, 60.0, 300.0, 60.0
MOST_FRAME = 4 * 1024 * 1024

Frame = Mapping[str, object]
Take = Callable[[str, str, Frame], None]


class Link:
    """One robot's connection. `take` is given each callback: its command, its req_id and its body.

    `trouble` says why nothing can be received until somebody mends it; `last_good` is the monotonic time of the last frame.
    """

    def __init__(self, url: str, robot: str, secret: str, take: Take) -> None:
        self._url = url
        self._robot = robot
        self._secret = secret
        self._take = take
        self._socket: aiohttp.ClientWebSocketResponse | None = None
        self._numbers = itertools.count(1)
        self._waiting: dict[str, asyncio.Future[Frame]] = {}
        self._stopping = asyncio.Event()
        self._taken_over = False
        self.trouble: Deaf | None = None
        self.last_good = time.monotonic()

    def stop(self) -> None:
        """Ends `run`."""
        self._stopping.set()

    async def run(self) -> None:
        """Stays connected until `stop`; a network that is down is waited for, for ever (F11)."""
        self._stopping.clear()
        pause = FIRST_PAUSE
        async with aiohttp.ClientSession(trust_env=bool(getproxies())) as session:
            while not self._stopping.is_set():
                began = time.monotonic()
                try:
                    await self._connected(session)
                except Refused as refused:
                    self.trouble = Deaf.BAD_TOKEN
                    log.error(Deaf.BAD_TOKEN.told, reason=str(refused))
                    pause = PAUSE_WHEN_REFUSED
                except (aiohttp.ClientError, OSError, TimeoutError, DeliveryError) as failure:
                    log.warning("long connection ended", reason=described(failure, (self._secret,)), next_try=pause)
                if self._taken_over:
                    self.trouble, pause = Deaf.OTHER_POLLER, PAUSE_WHEN_TAKEN
                    log.error(Deaf.OTHER_POLLER.told)
                elif time.monotonic() - began > LONGEST_PAUSE:
                    pause = FIRST_PAUSE
                await self._rest(pause)
                pause = min(pause * 2, LONGEST_PAUSE)

    async def call(self, command: str, body: Frame, req_id: str | None = None) -> Frame:
        """Sends a frame and gives what the platform answers; raises Refused, or DeliveryError as far as its way is known."""
        socket = self._socket
        if socket is None or socket.closed:
            raise DeliveryError(Cause.NETWORK, "the long connection is down")
        # What answers a callback bears that one's number, so that two of them are told apart by nothing: they take turns.
        number = req_id or f"{command}_{next(self._numbers)}"
        answer: asyncio.Future[Frame] = asyncio.get_running_loop().create_future()
        self._waiting[number] = answer
        try:
            await socket.send_str(json.dumps({"cmd": command, "headers": {"req_id": number}, "body": dict(body)}))
            said = await asyncio.wait_for(answer, ANSWER)
        except TimeoutError as failure:
            raise DeliveryError(Cause.NO_ANSWER, f"no answer to {command}") from failure
        except (aiohttp.ClientError, ConnectionError) as failure:
            raise DeliveryError(Cause.CUT, described(failure, (self._secret,))) from failure
        finally:
            if self._waiting.get(number) is answer:
                del self._waiting[number]
        code = said.get("errcode", OK)
        if code != OK:
            raise Refused(code if isinstance(code, int) else -1, str(said.get("errmsg", "")))
        inner = said.get("body")
        return inner if isinstance(inner, Mapping) else {}

    async def _connected(self, session: aiohttp.ClientSession) -> None:
        """One connection from its beginning to its end."""
        self._taken_over = False
        async with session.ws_connect(self._url, max_msg_size=MOST_FRAME, autoping=True) as socket:
            self._socket = socket
            reading = asyncio.ensure_future(self._read(socket))
            beating = asyncio.ensure_future(self._beat(socket))
            ending = asyncio.ensure_future(self._stopping.wait())
            try:
                await self.call(SUBSCRIBE, {"bot_id": self._robot, "secret": self._secret})
                self.trouble, self.last_good = None, time.monotonic()
                log.info("long connection open")
                await asyncio.wait({reading, beating, ending}, return_when=asyncio.FIRST_COMPLETED)
            finally:
                self._socket = None
                for task in (reading, beating, ending):
                    task.cancel()
                await asyncio.gather(reading, beating, ending, return_exceptions=True)
                for answer in self._waiting.values():
                    if not answer.done():
                        answer.set_exception(ConnectionResetError("the long connection ended"))

    async def _read(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        async for message in socket:
            if message.type is not aiohttp.WSMsgType.TEXT:
                continue
            self.last_good = time.monotonic()
            frame = _frame(message.data)
            number = _number(frame)
            command = frame.get("cmd")
            body = frame.get("body")
            if command in (MESSAGE, EVENT) and isinstance(body, Mapping):
                if _event(body) == TAKEN_OVER:
                    self._taken_over = True
                    return
                self._take(str(command), number, body)
            elif (answer := self._waiting.get(number)) is not None and not answer.done():
                answer.set_result(frame)

    async def _beat(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        """A beat that is not answered ends the connection: it is dead without having been told so."""
        while not socket.closed:
            await asyncio.sleep(HEARTBEAT)
            await self.call(PING, {})

    async def _rest(self, seconds: float) -> None:
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._stopping.wait(), seconds)


def _frame(text: str) -> Frame:
    try:
        frame = json.loads(text)
    except ValueError:
        return {}
    return frame if isinstance(frame, dict) else {}


def _number(frame: Frame) -> str:
    headers = frame.get("headers")
    return str(headers.get("req_id", "")) if isinstance(headers, Mapping) else ""


def _event(body: Frame) -> str:
    event = body.get("event")
    return str(event.get("eventtype", "")) if isinstance(event, Mapping) else ""

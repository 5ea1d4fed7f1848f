"""The WeCom channel: a self-built app that is called back, and speaks by its interface."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime

import structlog
from starlette.routing import Route

from bot.base.channel import Abilities, Deaf, Knows, Outgoing, Receive
from bot.base.locks import KeyedLocks
from bot.base.logs import described
from bot.channels.wecom import incoming, render
from bot.channels.wecom.account import Account
from bot.channels.wecom.api import Api
from bot.channels.wecom.callback import Callback
from bot.channels.wecom.envelope import Envelope
from bot.channels.wecom.incoming import FileToFetch
from bot.channels.wecom.outgoing import Speaker
from bot.channels.wecom.spec import NAME
from domain.files import Trouble
from handlers.kernel.messages import Attached

log = structlog.get_logger()

ABILITIES = Abilities(push=True, buttons=True, edit=True, files=True, groups=False, text_limit=render.TEXT_LIMIT)
# Files are held in memory until their message is stored.
FILES_AT_ONCE = 4


class WecomChannel:
    """Implements bot.base.channel.Channel. A chat is a member of the enterprise, by the UserID that the platform verified."""

    name = NAME
    abilities = ABILITIES
    needs_seat = False
    trouble: Deaf | None = None

    def __init__(
        self, account: Account, *, max_file_bytes: int, now: Callable[[], datetime] = lambda: datetime.now(UTC)
    ) -> None:
        self._account = account
        self._max_file_bytes = max_file_bytes
        self._api = Api(account)
        self._speaker = Speaker(self._api, account.agent)
        self._callback = Callback(Envelope(account.callback_token, account.callback_key, account.corp), now)
        self._order = KeyedLocks()
        self._hands = asyncio.Semaphore(FILES_AT_ONCE)
        self._borrowers = 0
        self._core: tuple[Receive, Knows] | None = None

    def routes(self) -> list[Route]:
        """Where the platform calls."""
        return self._callback.routes()

    def silent_for(self) -> float | None:
        """See Channel: nothing is polled."""
        return None

    def text_length(self, text: str) -> int:
        """Bytes of UTF-8."""
        return render.length(text)

    def is_group(self, chat: str) -> bool:
        """See Channel: an app speaks to members only."""
        return False

    async def start(self, receive: Receive, knows: Knows) -> None:
        """See Channel."""
        self._core = receive, knows
        self._callback.take = self._take

    async def stop(self) -> None:
        """Takes no more; what was begun is finished."""
        self._callback.take = None
        await self._callback.idle()

    async def send(self, outgoing: Outgoing) -> str | None:
        """See Channel; also before `start` and after `stop`."""
        async with self._client():
            return await self._speaker.send(outgoing)

    async def set_menu(self, chat: str, commands: Sequence[tuple[str, str]]) -> None:
        """See Channel: an app has one menu for all its members, which its admin page makes."""

    async def ask(self, chat: str) -> None:
        """See Channel."""
        async with self._client():
            await self._speaker.ask()

    @contextlib.asynccontextmanager
    async def _client(self) -> AsyncIterator[None]:
        """Keeps the client open while somebody uses it, so that `stop` cuts nothing that is on its way."""
        self._borrowers += 1
        try:
            await self._api.open()
            yield
        finally:
            self._borrowers -= 1
            if self._borrowers == 0:
                await self._api.close()

    async def _take(self, said: dict[str, str]) -> None:
        """One callback, after those of the same member that came before it; returns after the commit."""
        called = incoming.read(said, self._account.agent)
        if called is None or self._core is None:
            return
        receive, knows = self._core
        told = called.incoming
        if called.response_code and told.message is not None:
            self._speaker.note_code(told.message, called.response_code)
        async with self._order.hold(told.sender):
            if called.wanted is not None:
                told = replace(told, file=await self._fetched(called.wanted, told.sender, knows))
            await receive(told)

    async def _fetched(self, wanted: FileToFetch, sender: str, knows: Knows) -> Attached:
        """The file with its bytes, or with the reason why there are none."""
        trouble = wanted.trouble
        if trouble is None and not await knows(NAME, sender):
            trouble = Trouble.STRANGER
        if trouble is not None:
            return Attached(wanted.name, wanted.media_type, 0, None, trouble)
        async with self._hands, self._client():
            try:
                found = await self._api.download(wanted.media_id, self._max_file_bytes)
            except Exception as failure:
                log.warning("file not fetched", reason=described(failure, self._api.secrets))
                return Attached(wanted.name, wanted.media_type, 0, None, Trouble.UNREACHABLE)
        name = found.name or wanted.name
        if found.content is None:
            return Attached(name, found.media_type, 0, None, Trouble.TOO_LARGE, self._max_file_bytes)
        return Attached(name, found.media_type, len(found.content), found.content)

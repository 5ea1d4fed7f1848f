"""An own long-polling loop: an update is confirmed only after it was received (faults F1, F4-F6, F8, F11)."""

import asyncio
import contextlib
import json
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypedDict, cast
from urllib.parse import urlencode

import structlog
from telegram.error import Conflict, InvalidToken, RetryAfter
from telegram.request import BaseRequest

from bot.base.channel import Deaf
from bot.channels.telegram.failures import describe, retry_after
from bot.channels.telegram.incoming import ALLOWED_UPDATES, chat_of

log = structlog.get_logger()


class Raw(TypedDict):
    """An update as it came: JSON that holds at least its number."""

    update_id: int


BATCH = 100
FIRST_PAUSE = 0.5
LONGEST_PAUSE = 30.0
FAILURES_BEFORE_FRESH_CLIENT = 3
LAST_CONFIRMATION = 1.0
# Both ends of a change of pollers meet for a moment; longer is somebody else's process (seconds).
OVERLAP = 60.0
# What the platform says with status 409 (lower case) where it is no other poller: https://core.telegram.org/bots/api#getupdates
WEBHOOK_SET = "webhook is active"


@dataclass(frozen=True, slots=True)
class Patience:
    """Seconds: the first pause after a failure, the pause while another process polls or a webhook is set, how much longer than
    the poll itself its answer may take, and how long a webhook that somebody set is left alone.
    """

    first_pause: float = FIRST_PAUSE
    conflict_pause: float = 10 * FIRST_PAUSE
    margin: float = 10.0
    webhook_grace: float = 360 * FIRST_PAUSE


class Poller:
    """Fetches batches and hands each update to `take`, in order in each chat, until `stop`."""

    def __init__(
        self,
        *,
        url: str,
        token: str,
        poll_seconds: float,
        new_request: Callable[[], BaseRequest],
        take: Callable[[Mapping[str, object]], Awaitable[None]],
        patience: Patience,
    ) -> None:
        self._url = url
        self._token = token
        self._poll_seconds = poll_seconds
        self._new_request = new_request
        self._take = take
        self._patience = patience
        self._request = new_request()
        self._offset = 0
        # Taken, but behind one that failed, so not confirmed yet.
        self._done: set[int] = set()
        self._stopping = asyncio.Event()
        self._failures = 0
        # Batches in a row of which nothing could be taken.
        self.setbacks = 0
        self._in_conflict: Deaf | None = None
        # When the webhook in the way was first met, or last taken away.
        self._webhook_since = 0.0
        self.last_good = time.monotonic()
        self.fresh_clients = 0

    def stop(self) -> None:
        """Asks the loop to end: no new batch; what was begun is finished."""
        self._stopping.set()

    async def run(self) -> None:
        """Polls until `stop`; raises InvalidToken when Telegram does not know the token, and nothing else."""
        try:
            while not self._stopping.is_set():
                batch = await self._fetch_or_stop()
                if batch is None:
                    break
                pause = await self._handle(batch) if isinstance(batch, list) else batch
                if pause:
                    await self._rest(pause)
            await self._confirm_last()
        finally:
            await self._request.shutdown()

    async def _fetch_or_stop(self) -> list[Raw] | float | None:
        """A batch, or how long to wait after a failure, or None when asked to stop meanwhile."""
        fetching = asyncio.create_task(self._fetch(), name="telegram-poll")
        stopping = asyncio.create_task(self._stopping.wait())
        try:
            await asyncio.wait({fetching, stopping}, return_when=asyncio.FIRST_COMPLETED)
            return fetching.result() if fetching.done() else None
        finally:
            for task in (fetching, stopping):
                task.cancel()
            await asyncio.gather(fetching, stopping, return_exceptions=True)

    async def _fetch(self) -> list[Raw] | float:
        await self._request.initialize()
        try:
            limit = self._poll_seconds + self._patience.margin
            batch = await asyncio.wait_for(self._get_updates(self._poll_seconds, BATCH), limit + 1)
        except InvalidToken:
            raise
        except Exception as failure:
            # Also what no library promises: a loop that dies silently would be worse than any error.
            return await self._after_failure(failure)
        if self._in_conflict is not None:
            log.info("polls are answered again", after=self._in_conflict.value)
        self._failures, self._in_conflict = 0, None
        self.last_good = time.monotonic()
        return batch

    async def _get_updates(self, wait: float, limit: int) -> list[Raw]:
        query: dict[str, str | float] = {"timeout": int(wait), "limit": limit}
        if self._offset:
            query["offset"] = self._offset
        query["allowed_updates"] = json.dumps(ALLOWED_UPDATES)
        url = f"{self._url}/getUpdates?{urlencode(query)}"
        answer = await self._request.post(url, read_timeout=wait + self._patience.margin)
        batch = answer if isinstance(answer, list) else []
        return [cast("Raw", raw) for raw in batch if isinstance(raw, dict) and isinstance(raw.get("update_id"), int)]

    async def _after_failure(self, failure: Exception) -> float:
        """Says how long to wait. After some failures in a row the client itself is suspected and replaced (F5)."""
        if isinstance(failure, Conflict):
            return await self._after_conflict(failure)
        self._failures += 1
        log.warning("poll failed", failures=self._failures, reason=describe(failure, self._token))
        if self._failures % FAILURES_BEFORE_FRESH_CLIENT == 0:
            await self._renew()
        if isinstance(failure, RetryAfter):
            return retry_after(failure)
        return self.pause_after(self._failures)

    async def _after_conflict(self, failure: Conflict) -> float:
        """Another poller is waited for; a webhook that stays for `webhook_grace` is taken away, dropping nothing that waits."""
        now = time.monotonic()
        met = Deaf.FOREIGN_WEBHOOK if WEBHOOK_SET in str(failure).lower() else Deaf.OTHER_POLLER
        if self._in_conflict is not met:
            log.warning(met.told, next_try=self._patience.conflict_pause)
            self._in_conflict, self._webhook_since = met, now
        if met is Deaf.FOREIGN_WEBHOOK and now - self._webhook_since >= self._patience.webhook_grace:
            log.warning("the webhook is taken away, as at the start")
            self._webhook_since = now
            try:
                await self._request.post(f"{self._url}/deleteWebhook?{urlencode({'drop_pending_updates': 'false'})}")
            except Exception as refused:
                log.warning("the webhook stays", reason=describe(refused, self._token))
        return self._patience.conflict_pause

    @property
    def deaf(self) -> Deaf | None:
        """Why polls bring nothing, if it is not the network."""
        if self._in_conflict is Deaf.OTHER_POLLER and time.monotonic() - self.last_good < OVERLAP:
            return None
        return self._in_conflict

    def pause_after(self, setbacks: int) -> float:
        """Seconds to wait after so many setbacks in a row: doubled each time, up to LONGEST_PAUSE."""
        return min(self._patience.first_pause * 2.0 ** min(setbacks - 1, 20), LONGEST_PAUSE)

    async def _renew(self) -> None:
        old, self._request = self._request, self._new_request()
        self.fresh_clients += 1
        with contextlib.suppress(Exception):
            await asyncio.wait_for(old.shutdown(), 1.0)
        log.warning("poll client replaced", silent_seconds=round(time.monotonic() - self.last_good))

    async def _handle(self, batch: Sequence[Raw]) -> float:
        """Takes the batch and moves the offset to the first update that was not taken; says how long to rest (seconds)."""
        # The offset confirms everything below it: an order that is not by number must not move it past an open one.
        batch = sorted(batch, key=_number)
        chains: dict[str, list[Raw]] = {}
        for raw in batch:
            if raw["update_id"] not in self._done:
                # Without a chat there is no order to keep.
                chains.setdefault(chat_of(raw) or f"#{raw['update_id']}", []).append(raw)
        taken = len(self._done)
        await asyncio.gather(*(self._take_chain(chain) for chain in chains.values()))
        advanced = len(self._done) > taken
        for raw in batch:
            if raw["update_id"] not in self._done:
                break
            # It may fall: after a week of silence Telegram begins anew at any number.
            self._offset = raw["update_id"] + 1
        self._done = {number for number in self._done if number >= self._offset}
        if not batch or self._offset > batch[-1]["update_id"]:
            self.setbacks = 0
            return 0.0
        self.setbacks = 1 if advanced else self.setbacks + 1
        return self.pause_after(self.setbacks)

    async def _take_chain(self, chain: list[Raw]) -> None:
        """One chat's updates in order; after a failed one the later ones wait for it."""
        for raw in chain:
            try:
                await self._take(raw)
            except Exception as failure:
                reason = describe(failure, self._token)
                log.warning("update not taken, will be fetched again", update=raw["update_id"], reason=reason)
                return
            self._done.add(raw["update_id"])

    async def _confirm_last(self) -> None:
        """Tells Telegram what was taken, so that the next start is not given it again; best effort."""
        if self._offset:
            with contextlib.suppress(Exception):
                await asyncio.wait_for(self._get_updates(0, 1), LAST_CONFIRMATION)

    async def _rest(self, pause: float) -> None:
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._stopping.wait(), pause)


def _number(raw: Raw) -> int:
    return raw["update_id"]

"""Delivers updates to the webhook: in order in each chat, again until 2xx."""

import asyncio
from collections.abc import Callable

import httpx

from tests.support.bot_api.answers import Json
from tests.support.bot_api.world import World

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"


class Deliverer:
    """One task a chat at most; up to max_connections at a time. `timeout` and `pause` are in seconds."""

    def __init__(self, world: World, timeout: float = 30.0, pause: float = 0.05) -> None:
        self._world = world
        self._timeout = timeout
        self._pause = pause
        self._busy: dict[str, asyncio.Task[None]] = {}
        self._tried: dict[int, int] = {}
        self.attempts: list[tuple[int, int]] = []

    async def run(self) -> None:
        """Delivers for ever."""
        async with httpx.AsyncClient(timeout=self._timeout, trust_env=False) as client:
            try:
                while True:
                    self._begin(client)
                    await self._world.changed.next()
            finally:
                for task in list(self._busy.values()):
                    task.cancel()
                await asyncio.gather(*self._busy.values(), return_exceptions=True)

    def _begin(self, client: httpx.AsyncClient) -> None:
        if not self._world.webhook.url:
            return
        seen: set[str] = set()
        for update in self._world.updates:
            key = _chat(update)
            if key in seen or key in self._busy or len(self._busy) >= self._world.webhook.max_connections:
                continue
            seen.add(key)
            task = asyncio.create_task(self._deliver(client, update), name=f"hook-{update['update_id']}")
            self._busy[key] = task
            task.add_done_callback(self._over(key))

    def _over(self, key: str) -> Callable[[asyncio.Task[None]], None]:
        def over(_task: asyncio.Task[None]) -> None:
            self._busy.pop(key, None)
            self._world.changed.ring()

        return over

    async def _deliver(self, client: httpx.AsyncClient, update: Json) -> None:
        hook, number = self._world.webhook, update["update_id"]
        secret = hook.secret if self._world.forged is None else self._world.forged
        headers = {SECRET_HEADER: secret} if secret else {}
        try:
            status = (await client.post(hook.url, json=update, headers=headers)).status_code
        except httpx.HTTPError as failure:
            hook.last_error, status = type(failure).__name__, 0
        self.attempts.append((number, status))
        if 200 <= status < 300:
            self._world.updates = [each for each in self._world.updates if each["update_id"] != number]
            return
        if status:
            hook.last_error = f"Wrong response from the webhook: {status}"
        self._tried[number] = self._tried.get(number, 0) + 1
        await asyncio.sleep(self._pause * min(self._tried[number], 10))


def _chat(update: Json) -> str:
    for content in update.values():
        if isinstance(content, dict):
            holder = content if "chat" in content else content.get("message", {})
            return str(holder.get("chat", {}).get("id", update["update_id"]))
    return str(update["update_id"])

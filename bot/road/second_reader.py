"""A second reader for lines that the rules could not read: a model behind an OpenAI-compatible address, off unless one is set.

It is asked after the message was answered and committed, beside everything else, and only about items that are 公开. What it says
becomes a card with a button. A proposal that is lost with the process is not made again: the rules have asked already.
"""

import asyncio
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import aiohttp
import structlog

from bot.road.dispatch import Dispatch
from bot.road.outcomes import Puzzled
from domain.quantities import show
from domain.understanding.second import Proposal, proposal_in
from handlers.front import second
from storage.items import StoredItem

log = structlog.get_logger()

# Questions on their way, and those that wait: more are not asked.
AT_ONCE, MOST_WAITING = 2, 20
# A model that runs on is cut off.
MOST_TOKENS = 200
# Items that one question lists, and bytes of an answer that are read.
MOST_ITEMS, MOST_BYTES = 40, 100_000
TASK = (
    "你帮助读懂干部汇报工作进度的一句话。下面是可能涉及的事项（代码、名称、计量单位、目标）和原话。"
    '只输出一个 JSON 对象：{"code": 事项代码, "figure": 原话里的数字及单位, "day": 原话里的截至日期}。'
    "figure 和 day 必须逐字摘自原话，原话没有就留空；看不出是哪一项时 code 留空。不要推算，不要补充。"
)


@dataclass(frozen=True, slots=True)
class Model:
    """Where it is asked: the address up to and with /v1, the model's name, the key if it wants one, seconds to wait."""

    url: str
    name: str
    key: str = ""
    seconds: float = 20.0


class SecondReader:
    """Asks, and shows what was proposed."""

    def __init__(self, dispatch: Dispatch, model: Model, committed: Callable[[], None]) -> None:
        """`committed` is called when a proposal waits to be sent."""
        self._dispatch = dispatch
        self._model = model
        self._committed = committed
        self._asking: set[asyncio.Task[None]] = set()
        self._turns = asyncio.Semaphore(AT_ONCE)

    def offer(self, puzzled: Puzzled) -> None:
        """Begins to ask about a line, unless too many wait."""
        if puzzled.incoming.text and len(self._asking) < MOST_WAITING:
            task = asyncio.create_task(self._ask(puzzled), name="second-reader")
            self._asking.add(task)
            task.add_done_callback(self._asking.discard)

    async def stop(self) -> None:
        """What is on its way is given up."""
        for task in self._asking:
            task.cancel()
        await asyncio.gather(*self._asking, return_exceptions=True)

    async def _ask(self, puzzled: Puzzled) -> None:
        incoming, person, asked = puzzled.incoming, puzzled.person, puzzled.card
        async with self._turns:
            try:
                items = await self._dispatch.look(
                    lambda moment: second.candidates(moment, person, incoming.text, asked)
                )
                proposal = await self._proposed(incoming.text, items[:MOST_ITEMS]) if items else None
                if proposal is not None:
                    await self._dispatch.moment(
                        lambda moment: second.propose(moment, incoming, person, asked, proposal)
                    )
                    self._committed()
            except (aiohttp.ClientError, TimeoutError, ValueError) as failure:
                log.warning("second reader", reason=f"{type(failure).__name__}: {failure}"[:200])

    async def _proposed(self, line: str, items: Sequence[StoredItem]) -> Proposal | None:
        listed = [_listed(each) for each in items]
        body = {
            "model": self._model.name,
            "temperature": 0,
            "max_tokens": MOST_TOKENS,
            "response_format": {"type": "json_object"},
            "messages": [
                {"role": "system", "content": TASK},
                {"role": "user", "content": json.dumps({"事项": listed, "原话": line}, ensure_ascii=False)},
            ],
        }
        headers = {"Authorization": f"Bearer {self._model.key}"} if self._model.key else {}
        timeout = aiohttp.ClientTimeout(total=self._model.seconds)
        async with (
            aiohttp.ClientSession(timeout=timeout, headers=headers) as session,
            session.post(f"{self._model.url.rstrip('/')}/chat/completions", json=body) as response,
        ):
            response.raise_for_status()
            said = json.loads(await response.content.read(MOST_BYTES))
        return proposal_in(_answer(said), line, {each.item.code for each in items})


def _listed(stored: StoredItem) -> Mapping[str, str]:
    item = stored.item
    target = "" if item.target is None else show(item.target)
    return {"code": item.code, "name": item.name, "unit": item.measure_unit, "target": target}


def _answer(said: object) -> Mapping[str, object]:
    """The object in what a model answered; raises ValueError for anything else."""
    try:
        found = json.loads(said["choices"][0]["message"]["content"])  # type: ignore[index]
    except (KeyError, IndexError, TypeError) as odd:
        raise ValueError("no answer in it") from odd
    if not isinstance(found, dict):
        raise ValueError("the answer is no object")
    return found

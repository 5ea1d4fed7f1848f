"""What a line and a tap cost in steps of the interpreter (bytecode, libraries included): the same on a busy machine as on an idle
one, so what a change adds or saves shows at once. What is done in C, SQLite's work above all, counts as the step that calls it.
"""

import sys
import tempfile
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Self

from sqlalchemy import select

from benchmarks.district import Clerk, found, open_house, sqlite_url
from bot.road.dispatch import Dispatch
from handlers.kernel.messages import Incoming
from handlers.kernel.turn import Moment
from storage.tables import buttons

if TYPE_CHECKING:
    from _typeshed import TraceFunction

CHATS = 60
# Reports of each clerk before the one that is counted: nothing is read or imported for the first time.
BEFORE = 3
CHANNEL = "telegram"


@dataclass(frozen=True)
class Steps:
    """Of one message in a batch of `CHATS`."""

    line: float
    tap: float


class Counter:
    """Counts the steps of everything that is called within its block; the block itself must be called into, not entered."""

    def __init__(self) -> None:
        self.steps = 0

    def __enter__(self) -> Self:
        sys.settrace(self._called)
        return self

    def __exit__(self, *_failure: object) -> None:
        sys.settrace(None)

    def _called(self, frame: FrameType, _event: str, _argument: object) -> "TraceFunction":
        frame.f_trace_lines, frame.f_trace_opcodes = False, True
        return self._stepped

    def _stepped(self, _frame: FrameType, event: str, _argument: object) -> "TraceFunction":
        self.steps += event == "opcode"
        return self._stepped


async def steps() -> Steps:
    """A line and a tap of clerks who report again and again."""
    with tempfile.TemporaryDirectory() as name:
        url = sqlite_url(Path(name))
        clerks = await found(url, CHATS)
        house = await open_house(url)
        dispatch, line, tap = Dispatch(house), Counter(), Counter()
        for number in range(1, BEFORE + 2):
            lines = [_said(clerk, f"{clerk.item.code} {number}", f"{number}-{clerk.chat}") for clerk in clerks]
            line = await _counted(dispatch, lines)
            taps = [await _tapped(dispatch, clerk, f"{number}+{clerk.chat}") for clerk in clerks]
            tap = await _counted(dispatch, taps)
        await house.database.close()
        return Steps(line.steps / CHATS, tap.steps / CHATS)


async def _counted(dispatch: Dispatch, batch: list[Incoming]) -> Counter:
    with Counter() as counter:
        failures = await dispatch.messages(batch)
    if any(failures):
        raise RuntimeError(f"a message failed: {failures}")
    return counter


def _said(clerk: Clerk, text: str, number: str, button: str | None = None) -> Incoming:
    at = datetime.now(UTC) - timedelta(seconds=1)
    return Incoming(CHANNEL, number, str(clerk.chat), str(clerk.chat), at, text, button=button, message=number)


async def _tapped(dispatch: Dispatch, clerk: Clerk, number: str) -> Incoming:
    return _said(clerk, "", number, await dispatch.look(partial(_token, chat=str(clerk.chat))))


def _token(moment: Moment, chat: str) -> str:
    query = select(buttons.c.token).where(buttons.c.chat == chat, buttons.c.label == "确认提交")
    return str(moment.store.execute(query.order_by(buttons.c.expires_at.desc()).limit(1)).scalar_one())

"""What nobody means, through the real dispatch: too long, of letters no store takes, of figures no column holds.

`python -m tests.support.hostile 10000` compares both databases over so many messages by hand; the suite does it over a few.
"""

import asyncio
import random
import sys
import tempfile
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from bot.base import logs
from domain.people import Role
from handlers.kernel.messages import Attached, Incoming
from tests.support.postgres import start_server
from tests.support.stores import new_database, new_file
from tests.support.world import make_world

PARTS = (
    "JS-010 ",
    "帮助",
    "请假 ",
    "堵点 ",
    "AB角 ",
    "/start ",
    "我的事项",
    "取消",
    "22座",
    "-5",
    "9" * 30,
    "1E+999",
    "²",
    "\x00",
    "\ud800",
    "\uffff",
    "\U0001f600",
    "\u202e",
    "6月25日",
    "a" * 300,
    "字" * 700,
    "\n" * 50,
    "'; DROP TABLE people; --",
    "%s%n",
)
LENGTHS = (1, 20, 99, 100, 101, 150, 151, 200, 201, 5000)
NOON = datetime(2026, 6, 24, 4, tzinfo=UTC)
CLERK = "填报人"


def messages(seed: int, count: int) -> list[Incoming]:
    """Messages of a clerk and of strangers."""
    chance = random.Random(seed)
    return [_message(chance, number) for number in range(count)]


def _message(chance: random.Random, number: int) -> Incoming:
    known = chance.random() < 0.7
    chat = CLERK if known else chance.choice("生人") * chance.choice(LENGTHS) + chance.choice(("", "\x00", "\ud800"))
    said = "".join(chance.choices(PARTS, k=chance.randint(0, 4)))
    id_ = f"{number}-" + "u" * chance.choice(LENGTHS)
    message = Incoming("test", id_, chat, chat, NOON, text=said)
    if chance.random() < 0.3:
        name, kind = ("n" * chance.choice(LENGTHS) + ".pdf", "t/" + "y" * chance.choice(LENGTHS))
        message = replace(message, file=Attached(name, kind, 5, b"%PDF-"))
    if chance.random() < 0.1:
        message = replace(message, button="b" * chance.choice(LENGTHS), message="m" * chance.choice(LENGTHS))
    if chance.random() < 0.05:
        message = replace(
            message, event=chance.choice(("blocked", "unblocked", "migrated", "undecodable")), moved_to=said
        )
    return message


async def outcomes(url: str, folder: Path, sent: list[Incoming]) -> list[str]:
    """What each message made the bot say, or how it failed, on one database."""
    world = await make_world(folder, url=url)
    world.clock.local(6, 24)
    await world.settle()
    await world.hire(CLERK, Role.REPORTER, "BM28")
    found: list[str] = []
    for message in sent:
        failures = await world.dispatch.messages([message])
        said = [f"{type(failure).__name__}" for failure in failures if failure is not None]
        found.append("\n".join([*said, *(shown.text for shown in await world.new_in(message.chat))]))
    await world.database.close()
    return found


def _by_hand(count: int) -> None:
    logs.configure("error", "text")
    sent = messages(17, count)
    with tempfile.TemporaryDirectory() as place, start_server(Path(place) / "pg") as server:
        here = Path(place)
        one = asyncio.run(outcomes(new_file(here / "x.db"), here, sent))
        other = asyncio.run(outcomes(new_database(server), here, sent))
    unlike = [number for number in range(count) if one[number] != other[number]]
    failed = [number for number in range(count) if "Error" in one[number]]
    print(
        f"{count} messages: {len(unlike)} unlike on the two databases {unlike[:5]}, {len(failed)} failed {failed[:5]}"
    )


if __name__ == "__main__":
    _by_hand(int(sys.argv[1]))

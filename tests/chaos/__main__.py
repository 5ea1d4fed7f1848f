"""A storm by hand: `make chaos ARGS="--seed 7 --reports 2000"`. Exit code 1 and the seed if something was lost or doubled."""

import argparse
import asyncio
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from tests.chaos import checks
from tests.chaos.ailments import beside_the_true_time, sickness
from tests.chaos.storm import Blow, Plan, Storm, signals
from tests.e2e.service import Program
from tests.support.bot_api import BotApi, Limits
from tests.support.postgres import fresh_database, start_server

# What strikes, for a program.
BLOWS: dict[str, Callable[[Program], Blow]] = {
    "signals": lambda _program: signals,
    "sickness": lambda _program: sickness,
    "clock": lambda program: beside_the_true_time(program).blow,
}


async def blow(plan: Plan, url: str | None, folder: Path, kind: str) -> None:
    """One storm of a kind of blows, and what it was like."""
    begun = time.monotonic()
    async with BotApi(limits=Limits()) as api:
        program = Program(folder, api, url)
        storm = Storm(program, api, plan, BLOWS[kind](program))
        await checks.weather(storm)
    repeated = await program.query("SELECT count(*) FROM outbox WHERE repeated")
    unknown = await program.query("SELECT count(*) FROM outbox WHERE state = 'unknown'")
    blows = ", ".join(f"{count} {name}" for name, count in Counter(storm.blows).items())
    print(
        f"seed {plan.seed}: {sum(storm.done.values())} reports of {plan.chats} chats, {len(api.world.given)} updates, {blows}, "
        f"{storm.failed_calls} failing calls, "
        f"{len(storm.away)} outages of {sum(storm.away):.0f} s in all; marked repeats {repeated[0][0]}, unknown {unknown[0][0]}, "
        f"typed again {storm.silences}; {time.monotonic() - begun:.0f} s"
    )


def main() -> None:
    """See the module."""
    given = argparse.ArgumentParser(prog="make chaos", description=__doc__)
    given.add_argument("--seed", type=int, default=int(time.time()) % 100_000)
    given.add_argument("--chats", type=int, default=200)
    given.add_argument("--reports", type=int, default=2000)
    given.add_argument("--blows", type=int, default=40)
    given.add_argument("--seconds", type=float, default=8.0, help="longest time between two blows")
    given.add_argument("--faults", type=int, default=400)
    given.add_argument("--outages", type=int, default=6, help="how often the whole platform is away")
    given.add_argument("--longest", type=float, default=40.0, help="longest outage, in seconds")
    given.add_argument("--blow", choices=sorted(BLOWS), default="signals", help="what strikes; sickness wants SQLite")
    given.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    asked = given.parse_args()
    sizes = (asked.seed, asked.chats, asked.reports, asked.blows, asked.seconds, asked.faults)
    plan = Plan(*sizes, asked.outages, asked.longest)
    print(f"seed {plan.seed} on {asked.database}, {asked.blow}", flush=True)
    with tempfile.TemporaryDirectory(prefix="zchaos") as name:
        folder = Path(name)
        if asked.database == "sqlite":
            asyncio.run(blow(plan, None, folder, asked.blow))
            return
        with start_server(folder / "pg") as server:
            url = fresh_database(server)
            asyncio.run(blow(plan, url, folder, asked.blow))


if __name__ == "__main__":
    main()

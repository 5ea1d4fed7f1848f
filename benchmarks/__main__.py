"""All benchmarks, one table: `make bench`, or `make bench ARGS="road latency"` for some. Writes docs/benchmarks.md."""

import asyncio
import os
import platform as machine
import statistics
import sys
import tempfile
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path

from benchmarks import digests, growth, pushes, record, road, start, steps, ticks
from benchmarks.district import sqlite_url
from benchmarks.process import ROOT
from tests.support.postgres import fresh_database, start_server

PAGE = ROOT / "docs" / "benchmarks.md"
ROUNDS = 3
CHATS, REPORTS = 500, 4
# One person told in each unit: as many reminders as items due.
UNITS = 49

Url = Callable[[Path], str]
# What was measured, the figure, the bar, and whether it was met (None: no bar).
Row = tuple[str, str, str, bool | None]


async def throughput(postgres: Url) -> list[Row]:
    """The durable road against both echoes, in turn, medians of three rounds."""
    stock, fast, lite, post = [], [], [], []
    for _ in range(ROUNDS):
        stock.append(await road.saturated_echo("stock", CHATS, REPORTS * 2))
        fast.append(await road.saturated_echo("fast", CHATS, REPORTS * 2))
        lite.append(await road.saturated_reports(sqlite_url, CHATS, REPORTS))
        post.append(await road.saturated_reports(postgres, CHATS, REPORTS))
    rates = {
        name: statistics.median(run.rate for run in runs)
        for name, runs in (("stock", stock), ("fast", fast), ("sqlite", lite), ("postgresql", post))
    }
    cpu = {
        name: statistics.median(run.cpu_ms for run in runs)
        for name, runs in (("fast", fast), ("sqlite", lite), ("postgresql", post))
    }
    rows: list[Row] = [
        ("echo, stock python-telegram-bot, one at a time", f"{rates['stock']:.0f}/s", "", None),
        ("echo, the product's HTTP client, 64 at a time", f"{rates['fast']:.0f}/s, {cpu['fast']:.2f} ms CPU", "", None),
    ]
    for name, label, bar in (("sqlite", "SQLite (WAL, FULL)", 0.5), ("postgresql", "PostgreSQL", 0.35)):
        share, against = cpu["fast"] / cpu[name], rates[name] / rates["stock"]
        rows.append((f"durable road, {label}", f"{rates[name]:.0f} updates/s, {cpu[name]:.2f} ms CPU", "", None))
        # By processor time: what else runs on the machine changes the rates of the two by more than that.
        rows.append((f"of the echo with the same client, {label}", f"{share:.2f}", f"≥ {bar:.2f}", share >= bar))
        rows.append((f"of the stock echo, {label}", f"{against:.2f}", "≥ 1.0", against >= 1.0))
    return rows


async def latency(postgres: Url) -> list[Row]:
    """A line to its confirm card, at a fixed rate."""
    rows: list[Row] = []
    for name, url in (("SQLite", sqlite_url), ("PostgreSQL", postgres)):
        for rate in (30, 200):
            run = await road.paced_reports(url, CHATS, rate, 10)
            figure = f"p50 {run.p50:.1f} ms, p99 {run.p99:.1f} ms"
            rows.append((f"latency at {rate}/s, {name}", figure, "p99 ≤ 50 ms", run.p99 <= 50))
    return rows


async def pushing(_postgres: Url) -> list[Row]:
    """3,000 pushes at the platform's pace."""
    alone, beside = await pushes.pushed()
    limit = pushes.PUSHES / pushes.PER_SECOND
    share = alone.seconds / limit
    return [
        (
            f"{pushes.PUSHES} pushes at {pushes.PER_SECOND}/s",
            f"{alone.seconds:.1f} s = {share:.3f} x the limit, {alone.refused} times 429",
            "≤ 1.05 x, no 429",
            share <= 1.05 and not alone.refused,
        ),
        (
            "a reply meanwhile, one a second",
            f"p50 {beside.reply_p50:.0f} ms, p99 {beside.reply_p99:.0f} ms, {beside.refused} times 429",
            "p99 ≤ 2 s",
            beside.reply_p99 <= 2000,
        ),
    ]


async def ticking(postgres: Url) -> list[Row]:
    """Many due, and many stored."""
    rows: list[Row] = []
    for name, url in (("SQLite", sqlite_url), ("PostgreSQL", postgres)):
        tick = await ticks.many_due(url, 10_000, UNITS)
        figure = f"{tick.ms / 1000:.2f} s, {tick.reminders} reminders in {tick.messages} bundles"
        met = tick.ms <= 500 and tick.reminders >= 10_000
        rows.append((f"10,000 reminders due at once, {name}", figure, "≤ 0.5 s, none lost", met))
        rows.append(
            (f"event loop held meanwhile, {name}", f"{tick.loop_held_ms:.0f} ms", "≤ 50 ms", tick.loop_held_ms <= 50)
        )
        crowd = await ticks.many_due(url, 10_000, 10 * UNITS)
        figure = f"{crowd.ms / 1000:.2f} s, {crowd.reminders} reminders in {crowd.messages} bundles"
        rows.append((f"the same with ten people told of each, {name}", figure, "", None))
        few = await ticks.many_stored(url, 10_000, 500)
        many = await ticks.many_stored(url, 1_000_000, 500)
        rows.append(
            (
                f"tick with 500 due, 10^6 stored against 10^4, {name}",
                f"{many:.0f} / {few:.0f} ms = {many / few:.2f}",
                "≤ 1.5",
                many / few <= 1.5,
            )
        )
    return rows


async def digesting(postgres: Url) -> list[Row]:
    """An inspector's digest over very many items."""
    rows: list[Row] = []
    for name, url in (("SQLite", sqlite_url), ("PostgreSQL", postgres)):
        few, many = await digests.digest(url, 10_000), await digests.digest(url, 100_000)
        figure = f"{many.ms / 1000:.2f} s, {many.queries} queries (10^4 items: {few.ms:.0f} ms, {few.queries})"
        met = many.ms <= 2000 and many.queries == few.queries
        rows.append((f"a digest of 10^5 items, {name}", figure, "≤ 2 s, as many queries", met))
    return rows


async def living(_postgres: Url) -> list[Row]:
    """Start, memory, stop."""
    lives = [await start.life() for _ in range(ROUNDS)]
    first = statistics.median(life.to_first_poll for life in lives)
    idle = statistics.median(life.idle_megabytes for life in lives)
    full = statistics.median(life.backlog_megabytes for life in lives)
    stop = statistics.median(life.to_stop for life in lives)
    return [
        ("spawn to first poll, 5,000 items stored", f"{first:.2f} s", "≤ 1 s", first <= 1),
        ("resident, 5,000 items, idle", f"{idle:.0f} MB", "≤ 130 MB", idle <= 130),
        ("resident, 8,000 updates waiting", f"{full:.0f} MB", "≤ 130 MB", full <= 130),
        ("SIGTERM to the end with that backlog", f"{stop:.2f} s", "≤ 2 s", stop <= 2),
    ]


async def recording(postgres: Url) -> list[Row]:
    """A million entries verified, and what an update costs with and without the record."""
    rows: list[Row] = []
    for name, done in (await record.audits(postgres)).items():
        figure = f"{done.seconds:.1f} s ({done.processor:.1f} s of processor time), {done.megabytes:.0f} MB"
        met = done.seconds <= 30 and done.megabytes <= 200
        rows.append((f"{done.entries} entries of the record verified, {name}", figure, "≤ 30 s, ≤ 200 MB", met))
    for name, url in (("SQLite", sqlite_url), ("PostgreSQL", postgres)):
        with_record, without = await record.cost(url, CHATS, REPORTS, ROUNDS)
        share = with_record / without - 1
        figure = f"{share:.1%} ({with_record:.2f} ms, {without:.2f} ms without)"
        rows.append((f"processor time the record adds to an update, {name}", figure, "≤ 5 %", share <= 0.05))
    return rows


async def stepping(_postgres: Url) -> list[Row]:
    """What a message costs whatever else the machine does."""
    found = await steps.steps()
    figure = f"{found.line:,.0f} / {found.tap:,.0f}"
    return [(f"steps of the interpreter, a line / a tap in a batch of {steps.CHATS}, SQLite", figure, "", None)]


async def growing(_postgres: Url) -> list[Row]:
    """What must not grow with the district, by processor time."""
    rows: list[Row] = []
    for size in growth.SIZES:
        found, name = await growth.growth(size), f"{size.items:,} items"
        firsts = (found.first_item, found.first_unit, found.first_area)
        more = " / ".join(f"{first:+.1f}" for first in firsts)
        rows += [
            (f"{name}: a line alone, after another's report", f"{found.line:.2f} ms", "≤ 2.5 ms", found.line <= 2.5),
            (f"{name}: a tap alone", f"{found.tap:.2f} ms", "", None),
            (
                f"{name}: the first line after an item / unit / area changed",
                f"{more} ms",
                "≤ 5 ms more",
                max(firsts) <= 5,
            ),
            (f"{name}: an idle tick", f"{found.idle_tick:.1f} ms", "≤ 5 ms", found.idle_tick <= 5),
            (
                f"{name}: a new day judges all",
                f"{found.new_day / 1000:.2f} s, worst transaction {found.worst:.0f} ms",
                "≤ 50 ms",
                found.worst <= 50,
            ),
            (f"{name}: loading the reference", f"{found.load:.0f} ms", "", None),
            (
                f"{name}: resident with all judged / after the day's push",
                f"{found.judged_megabytes:.0f} / {found.pushed_megabytes:.0f} MB",
                "≤ 250 MB",
                found.judged_megabytes <= 250,
            ),
        ]
    return rows


SUITES: dict[str, Callable[[Url], Awaitable[list[Row]]]] = {
    "road": throughput,
    "latency": latency,
    "pushes": pushing,
    "ticks": ticking,
    "digests": digesting,
    "start": living,
    "record": recording,
    "growth": growing,
    "steps": stepping,
}


async def measure(names: list[str], postgres: Url) -> list[Row]:
    """The chosen suites, told as they come."""
    rows: list[Row] = []
    for name in names:
        found = await SUITES[name](postgres)
        for row in found:
            print(" | ".join(str(part) for part in row), flush=True)
        rows += found
    return rows


def write(rows: list[Row]) -> None:
    """The page: the rows that were measured, beside those of other suites as they were measured before."""
    python = f"Python {sys.version.split()[0]}, {os.cpu_count()} cores, {machine.machine()}, {machine.system()}"
    lines = [
        "# Benchmarks",
        "",
        f"Written by `make bench`: {python}. The databases, the bot and the platform (a fast Bot API on the loopback) share the",
        "machine with whatever else ran. Only ratios of one run mean something; each row names the day it was measured on.",
        "",
        "A report is two updates: a line, answered with its confirm card, and a tap, answered by replacing that card. Each is",
        "understood, judged and stored with everything the product does; a tap costs one more call, which an echo does not make.",
        "Throughput is answered updates a second with 500 chats waiting, medians of three rounds in turn.",
        "",
        "| what | measured | bar | met | on |",
        "|---|---|---|---|---|",
    ]
    table = _kept()
    for what, figure, bar, met in rows:
        verdict = "" if met is None else "yes" if met else "**no**"
        table[what] = f"| {what} | {figure} | {bar} | {verdict} | {datetime.now(UTC):%Y-%m-%d} |"
    notes = ROOT / "benchmarks" / "notes.md"
    PAGE.write_text("\n".join([*lines, *table.values()]) + "\n\n" + notes.read_text("utf-8"), "utf-8")


def _kept() -> dict[str, str]:
    """The rows of the page by what they measure."""
    rows = [line for line in PAGE.read_text("utf-8").splitlines() if line.startswith("| ")][1:]
    return {line.split(" | ")[0].removeprefix("| "): line for line in rows}


def main() -> None:
    """See the module. With names of suites only those run, and only their rows of the page are written."""
    names = sys.argv[1:] or list(SUITES)
    with tempfile.TemporaryDirectory(prefix="zbench") as name, start_server(Path(name) / "pg") as server:
        rows = asyncio.run(measure(names, lambda _folder: fresh_database(server)))
    write(rows)


if __name__ == "__main__":
    main()

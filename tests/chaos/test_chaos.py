"""Small storms for every run of the tests; `make chaos` brings large ones."""

import asyncio
import os
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.chaos import ailments, checks
from tests.chaos.storm import Blow, Plan, Storm
from tests.e2e.service import Program
from tests.support.bot_api import BotApi, Limits
from tests.support.postgres import fresh_database

SEED = int(os.environ.get("ZEREN_CHAOS_SEED", "1"))
SMALL = Plan(seed=SEED, chats=20, reports=100, blows=4)
# A platform that is away again and again, while the process is struck.
RAINY = Plan(seed=SEED, chats=10, reports=40, blows=2, faults=10, outages=2, longest=5.0)

# What makes a store ill or moves the clock is slower than a signal.
SLOW = Plan(seed=SEED, chats=5, reports=25, blows=3, seconds=2.0, faults=5)


@pytest.fixture
async def api() -> AsyncIterator[BotApi]:
    async with BotApi(limits=Limits()) as api:
        yield api


async def storm(program: Program, api: BotApi, plan: Plan = SMALL, blow: Blow | None = None) -> Storm:
    """Runs it and checks everything."""
    storm = Storm(program, api, plan, blow)
    await checks.weather(storm)
    return storm


@pytest.mark.timeout(240)
async def test_a_hundred_reports_survive_signals_and_failing_calls_on_sqlite(tmp_path: Path, api: BotApi) -> None:
    """F1, F12, F13: killed at random moments while calls are cut; every report is there once."""
    await storm(Program(tmp_path, api), api)


@pytest.mark.timeout(240)
async def test_a_hundred_reports_survive_signals_and_failing_calls_on_postgresql(
    tmp_path: Path, api: BotApi, postgres: str
) -> None:
    url = await asyncio.to_thread(fresh_database, postgres)
    await storm(Program(tmp_path, api, url), api)


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest) -> str | None:
    """A PostgreSQL database of its own, or None for the program's file."""
    return fresh_database(request.getfixturevalue("postgres")) if request.param == "postgresql" else None


@pytest.mark.timeout(600)
async def test_reports_survive_a_platform_that_is_away_again_and_again(
    tmp_path: Path, api: BotApi, url: str | None
) -> None:
    """T1: gateway pages, errors and cut connections for seconds, with kills in between."""
    assert (await storm(Program(tmp_path, api, url), api, RAINY)).away


@pytest.mark.timeout(240)
async def test_a_store_that_falls_ill_again_and_again_loses_no_report(tmp_path: Path, api: BotApi) -> None:
    """A7, A11, F33: full disks, a file that is gone, damaged pages."""
    await storm(Program(tmp_path, api), api, SLOW, ailments.sickness)


@pytest.mark.timeout(240)
@pytest.mark.skipif(not ailments.FAKETIME, reason="Debian's package faketime moves the clock of a process")
async def test_a_clock_that_is_moved_to_and_fro_loses_and_doubles_no_report(tmp_path: Path, api: BotApi) -> None:
    """A14: by seconds and by hours, both ways."""
    program = Program(tmp_path, api)
    await storm(program, api, SLOW, ailments.beside_the_true_time(program).blow)

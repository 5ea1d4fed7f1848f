"""Small storms for every run of the tests; `make chaos` brings large ones."""

import asyncio
import os
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.chaos import checks
from tests.chaos.storm import Plan, Storm
from tests.e2e.service import Program
from tests.support.bot_api import BotApi, Limits
from tests.support.postgres import fresh_database

SEED = int(os.environ.get("ZEREN_CHAOS_SEED", "1"))
SMALL = Plan(seed=SEED, chats=20, reports=100, blows=4)
# A platform that is away again and again, while the process is struck.
RAINY = Plan(seed=SEED, chats=10, reports=40, blows=2, faults=10, outages=3, longest=8.0)


@pytest.fixture
async def api() -> AsyncIterator[BotApi]:
    async with BotApi(limits=Limits()) as api:
        yield api


async def storm(program: Program, api: BotApi, plan: Plan = SMALL) -> Storm:
    """Runs it and checks everything."""
    storm = Storm(program, api, plan)
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


@pytest.mark.timeout(240)
@pytest.mark.parametrize("database", ["sqlite", "postgresql"])
async def test_reports_survive_a_platform_that_is_away_again_and_again(
    tmp_path: Path, api: BotApi, database: str, request: pytest.FixtureRequest
) -> None:
    """T1: gateway pages, errors and cut connections for seconds, with kills in between."""
    url = None
    if database == "postgresql":
        url = await asyncio.to_thread(fresh_database, request.getfixturevalue("postgres"))
    assert (await storm(Program(tmp_path, api, url), api, RAINY)).away

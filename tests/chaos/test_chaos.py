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
RAINY = Plan(seed=SEED, chats=10, reports=40, blows=2, faults=10, outages=2, longest=5.0)


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

"""The date box's routes: who may move the clock, and what is taken."""

from datetime import UTC, datetime

import httpx
import pytest

from bot.web.travel import MOST_BYTES
from tests.support.fake_web import CLERK, INSPECTOR, FakeHouse, FakeTravel, make_site

HEADERS = {"x-zeren-chat": "1"}
WEEK = {"to": "2026-07-08T09:00", "way": "walk"}


def client_of(travel: FakeTravel | None) -> httpx.AsyncClient:
    """A browser without a browser."""
    transport = httpx.ASGITransport(make_site(FakeHouse(), travel=travel))
    return httpx.AsyncClient(transport=transport, base_url="http://chat.test", headers=HEADERS)


async def test_the_clock_is_shown_in_the_districts_zone() -> None:
    async with client_of(FakeTravel()) as client:
        shown = (await client.get("/chat/clock")).json()
    assert (shown["now"], shown["local"]) == ("2026-07-01T01:30:00+00:00", "2026-07-01T09:30")
    assert shown["last"] == "2027-01-31T23:59"
    assert shown["presets"] == [{"label": "+1 周", "local": "2026-07-08T09:30"}]
    assert (shown["walking"], shown["done"], shown["total"], shown["said"]) == (False, 2, 8, 31)


@pytest.mark.parametrize(("way", "day_by_day"), [("walk", True), ("jump", False)])
async def test_a_local_time_is_gone_to_in_the_way_that_was_asked(way: str, day_by_day: bool) -> None:
    travel = FakeTravel()
    async with client_of(travel) as client:
        answer = await client.post("/chat/clock/move", data={**WEEK, "way": way})
    assert (answer.status_code, answer.json()["walking"]) == (200, True)
    assert travel.moves == [(datetime(2026, 7, 8, 1, tzinfo=UTC), day_by_day)]


async def test_what_travel_refuses_is_said_and_nothing_moves() -> None:
    travel = FakeTravel()
    async with client_of(travel) as client:
        answer = await client.post("/chat/clock/move", data={**WEEK, "to": "2026-06-01T09:00"})
    assert (answer.status_code, answer.json()) == (409, {"error": "只能往后跳。"})
    assert travel.moves == []


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"to": "", "way": "walk"}, 400),
        ({"to": "next week", "way": "walk"}, 400),
        ({"to": "2026-02-30T09:00", "way": "walk"}, 400),
        ({"to": "2026-07-08T09:00", "way": "fly"}, 400),
        ({"to": "2026-07-08T09:00"}, 400),
        ({"to": "9" * (MOST_BYTES + 200_000), "way": "walk"}, 413),
    ],
)
async def test_an_incomplete_wish_moves_nothing(fields: dict[str, str], status: int) -> None:
    travel = FakeTravel()
    async with client_of(travel) as client:
        assert (await client.post("/chat/clock/move", data=fields)).status_code == status
    assert travel.moves == []


@pytest.mark.parametrize("headers", [{"x-zeren-chat": ""}, {"origin": "https://elsewhere.example"}])
async def test_another_site_can_neither_move_the_clock_nor_stop_it(headers: dict[str, str]) -> None:
    travel = FakeTravel()
    async with client_of(travel) as client:
        for path in ("/chat/clock/move", "/chat/clock/halt"):
            assert (await client.post(path, data=WEEK, headers=headers)).status_code == 403
            assert (await client.get(path)).status_code == 405
    assert (travel.moves, travel.halted) == ([], 0)


async def test_a_walk_is_stopped_on_the_way() -> None:
    travel = FakeTravel()
    async with client_of(travel) as client:
        await client.post("/chat/clock/move", data=WEEK)
        answer = await client.post("/chat/clock/halt")
    assert (answer.json()["walking"], answer.json()["outcome"], travel.halted) == (False, "已到。", 1)


async def test_without_a_journey_there_is_no_date_box() -> None:
    async with client_of(None) as client:
        assert (await client.get("/chat/clock")).status_code == 404
        assert (await client.post("/chat/clock/move", data=WEEK)).status_code == 404
        assert (await client.post("/chat/clock/halt")).status_code == 404
        assert "travel" not in (await client.get("/chat")).text
    async with client_of(FakeTravel()) as client:
        page = (await client.get("/chat")).text
    assert 'id="travel"' in page
    assert f'data-tour="{INSPECTOR}|{CLERK}"' in page

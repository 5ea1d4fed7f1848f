"""Films and places that somebody sends by Telegram, as they reach the core."""

import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

import pytest

from bot.channels.telegram.channel import TelegramChannel
from documents.places import GEOJSON
from domain.files import Trouble
from domain.places import place_named
from handlers.kernel.messages import Incoming
from tests.support.bot_api import BotApi
from tests.support.bot_api.bench import Listener, listening
from tests.support.pictures import film

Bench = tuple[BotApi, TelegramChannel, Listener]
GROUP = -50
MEGABYTE = 1024 * 1024
POINT = {"latitude": 36.66512, "longitude": 117.1203449}


@pytest.fixture
async def bench() -> AsyncIterator[Bench]:
    async with BotApi() as api, listening(api, max_file_bytes=MEGABYTE) as (channel, listener):
        yield api, channel, listener


async def one(bench: Bench, update: int) -> Incoming:
    """What became of one update; it is confirmed, too."""
    api, _, listener = bench
    await api.wait_for(lambda: update not in api.pending)
    return next(incoming for incoming in listener.got if incoming.external_id == str(update))


async def test_a_film_comes_with_its_bytes_up_to_the_limit(bench: Bench) -> None:
    api, _, _ = bench
    got = await one(bench, api.send_film(7, film(), caption="18座"))
    assert got.file is not None
    assert (got.text, got.file.content, got.file.media_type) == ("18座", film(), "video/mp4")
    assert got.file.name.endswith(".mp4")
    large = await one(bench, api.send_film(7, film(), claimed_size=21 * MEGABYTE))
    assert large.file is not None
    assert (large.file.content, large.file.trouble, large.file.limit) == (None, Trouble.TOO_LARGE, MEGABYTE)
    assert len(api.calls("getFile")) == 1, "what is too large is not asked for"


@pytest.mark.parametrize(
    ("more", "named"),
    [
        ({"location": POINT}, "geo:36.665120,117.120345;at=20260624T023105Z"),
        ({"location": POINT | {"horizontal_accuracy": 11.2}}, "geo:36.665120,117.120345;u=12;at=20260624T023105Z"),
        (
            {"location": POINT | {"live_period": 900, "horizontal_accuracy": 0}},
            "geo:36.665120,117.120345;u=0;at=20260624T023105Z;live",
        ),
        (
            {"venue": {"location": POINT, "title": "万象城", "address": "经十路"}, "location": POINT},
            "geo:36.665120,117.120345;at=20260624T023105Z",
        ),
        (
            {
                "location": POINT,
                "forward_origin": {
                    "type": "hidden_user",
                    "sender_user_name": "王工",
                    "date": int(datetime(2026, 6, 23, tzinfo=UTC).timestamp()),
                },
            },
            "geo:36.665120,117.120345;at=20260623T000000Z;relayed",
        ),
    ],
)
async def test_a_place_is_a_file_that_maps_read_and_its_name_tells_it(
    bench: Bench, more: dict[str, Any], named: str
) -> None:
    moment = int(datetime(2026, 6, 24, 2, 31, 5, tzinfo=UTC).timestamp())
    api, _, _ = bench
    got = await one(bench, api.send_place(7, **more, date=moment))
    assert got.file is not None
    assert (got.text, got.file.name, got.file.media_type, got.file.made) == ("", named, GEOJSON, True)
    told = json.loads(got.file.content or b"")
    assert told["geometry"] == {"type": "Point", "coordinates": [117.120345, 36.66512]}
    place = place_named(named)
    assert place is not None
    assert (told["properties"]["at"], told["properties"]["within_m"]) == (place.at.isoformat(), place.within)


async def test_a_place_in_group_chatter_is_nobodys_evidence(bench: Bench) -> None:
    assert (await one(bench, bench[0].send_place(7, GROUP, location=POINT))).file is None

"""The product's service as `zeren run` builds it, without the platform's pace, so that the road itself is measured.

python -m benchmarks.bots.durable DATABASE_URL API_URL TOKEN [PER_SECOND]
"""

import asyncio
import os
import sys

import structlog

from bot.app import Service, run_until_signal
from bot.base.clock import SystemClock
from bot.base.logs import configure
from bot.base.pace import Limits
from bot.channels.spec import ChannelWithLimits
from bot.configured import build_channels
from bot.routes import build_routes
from bot.settings import load
from bot.setup import make_house


async def serve(url: str, api: str, token: str, per_second: float | None) -> None:
    """Runs until it is told to stop."""
    os.environ |= {
        "ZEREN_DATABASE__URL": url,
        "ZEREN_TELEGRAM__TOKEN": token,
        "ZEREN_TELEGRAM__API_URL": api,
        "ZEREN_WEB__PORT": "0",
    }
    settings = load(None)
    configure(settings.log.level, settings.log.format)
    lines = build_channels(settings)
    if per_second is None:
        lines = {name: ChannelWithLimits(line.channel, Limits()) for name, line in lines.items()}
    house = make_house(settings, {name: line.channel for name, line in lines.items()}, SystemClock())
    service = Service(house, lines, settings)
    service.web.add_routes(build_routes(settings, service))
    await run_until_signal(service, ready=lambda: structlog.get_logger().info("ready"))


if __name__ == "__main__":
    given = sys.argv[1:]
    asyncio.run(serve(given[0], given[1], given[2], float(given[3]) if len(given) > 3 else None))

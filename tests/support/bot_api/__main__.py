"""`python -m tests.support.bot_api --port 8081`: the server in a process of its own, driven over /control/."""

import argparse
import asyncio

from tests.support.bot_api import BotApi, Limits


async def serve(port: int, limits: Limits | None) -> None:
    """Serves until killed; the first line of output says where, and with which token."""
    async with BotApi(port=port, limits=limits) as api:
        print(f"{api.url} {api.token}", flush=True)
        await asyncio.Event().wait()


def main() -> None:
    """Reads the arguments."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--no-limits", action="store_true", help="do not count sends against Telegram's windows")
    given = parser.parse_args()
    try:
        asyncio.run(serve(given.port, None if given.no_limits else Limits()))
    except KeyboardInterrupt:
        return


if __name__ == "__main__":
    main()

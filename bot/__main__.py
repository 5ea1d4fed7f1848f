"""`zeren`, and `python -m bot`, which is the same."""

import gc
import sys


def start() -> None:
    """Loads the program and runs it. While it loads, nothing becomes garbage: looking for some would take a fifth of the time."""
    gc.disable()
    from bot.cli import build_app, run

    app = build_app(next(iter(sys.argv[1:]), None))
    gc.freeze()
    gc.enable()
    run(app)


if __name__ == "__main__":
    start()

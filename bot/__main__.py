"""`zeren`, and `python -m bot`, which is the same."""

import gc
import os
import sys

# structlog and httpx load these wherever they are installed (typer brings them), for tracebacks and a command line that nobody
# here uses: a tenth of the time to start, and 6 MB. The help of our own commands loads them when it is asked for.
PRETTY = ("rich", "pygments")
# What is written holds what people said: databases, backups and exports are for the service's account alone.
PRIVATE = 0o077


def start() -> None:
    """Loads the program and runs it. While it loads, nothing becomes garbage: looking for some would take a fifth of the time."""
    gc.disable()
    os.umask(PRIVATE)
    import typer  # noqa: F401 - finds out whether it can print prettily before that is hidden

    # A module that is None there is taken for one that is not installed; see sys.modules.
    sys.modules |= dict.fromkeys(PRETTY)  # type: ignore[arg-type]
    from bot.cli import build_app, run

    app = build_app(next(iter(sys.argv[1:]), None))
    for name in PRETTY:
        del sys.modules[name]
    gc.freeze()
    gc.enable()
    run(app)


if __name__ == "__main__":
    start()

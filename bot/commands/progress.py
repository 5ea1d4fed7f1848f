"""How far a long file is read, on the terminal."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

import typer

from bot.road.dispatch import Dispatch

# Seconds before anything is shown, and between two looks.
FIRST, EVERY = 1.0, 0.2
WIDTH = 40


@contextmanager
def told_of_reading(dispatch: Dispatch) -> Iterator[None]:
    """A bar on standard error while files are read inside, once that takes longer than a moment; nothing where nobody looks."""
    if not sys.stderr.isatty():
        yield
        return
    begun = shown = time.monotonic()

    def listen(share: float) -> None:
        nonlocal shown
        now = time.monotonic()
        if now - begun >= FIRST and now - shown >= EVERY:
            shown = now
            typer.echo(f"\r{bar(share)}", err=True, nl=False)

    dispatch.readings.on_progress = listen
    try:
        yield
    finally:
        if shown > begun:
            typer.echo(f"\r{' ' * len(bar(1.0))}\r", err=True, nl=False)


def bar(share: float) -> str:
    """As `reading [#####-----]  50%`."""
    done = round(share * WIDTH)
    return f"reading [{'#' * done}{'-' * (WIDTH - done)}] {share:>4.0%}"

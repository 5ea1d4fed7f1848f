"""The process that reads what people send, so that a large or hostile file costs nobody else an answer.

It takes (reading, name, bytes) and tells how far it is, then what was read: pickles one after the other on standard input and
output, both ends being ours.
"""

import gc
import os
import pickle
import sys
import time
from typing import BinaryIO

from documents.pace import heard_by
from documents.readings import Reading, without_pauses

# Bytes before each pickle that say how long it is.
LENGTH = 8
# Seconds between two words on how far it is.
EVERY = 0.2


def main() -> None:
    """Reads until there is no more to be read."""
    out = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    # What a library prints must not stand between the pickles.
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    while (asked := _received(sys.stdin.buffer)) is not None:
        reading, name, content = asked
        _answer(out, reading, name, content)
        gc.collect()


def _answer(out: BinaryIO, reading: Reading[object], name: str, content: bytes) -> None:
    told = time.monotonic()

    def listen(share: float) -> None:
        nonlocal told
        if time.monotonic() - told >= EVERY:
            told = time.monotonic()
            _send(out, share)

    with heard_by(listen), without_pauses():
        found = reading.of(content, name)
    # In an envelope, so that it is told apart from a share whatever it is.
    _send(out, (found,))


def _received(source: BinaryIO) -> tuple[Reading[object], str, bytes] | None:
    head = source.read(LENGTH)
    if len(head) < LENGTH:
        return None
    reading, name, content = pickle.loads(source.read(int.from_bytes(head, "big")))  # noqa: S301 - from our own process
    return reading, name, content


def _send(out: BinaryIO, value: object) -> None:
    data = pickle.dumps(value, pickle.HIGHEST_PROTOCOL)
    out.write(len(data).to_bytes(LENGTH, "big") + data)
    out.flush()


if __name__ == "__main__":
    main()

"""Ports that nobody uses."""

import random
import socket
from contextlib import closing


def free_port() -> int:
    """A TCP port of 127.0.0.1 that was free a moment ago."""
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def free_pair(apart: int = 10_000) -> int:
    """A port that is free with the one so far above it: SeaweedFS takes the second for itself."""
    while True:
        port = random.randrange(20_000, 30_000)
        if _is_free(port) and _is_free(port + apart):
            return port


def _is_free(port: int) -> bool:
    with closing(socket.socket()) as probe:
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True

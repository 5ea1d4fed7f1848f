"""HTTP for clients that say what they want: a request that is not sent to its end in time loses its connection."""

import asyncio

from uvicorn.protocols.http.h11_impl import H11Protocol

# Seconds for a request's head, and for its body: 20 MB within three minutes is a slow telephone's speed.
HEAD_SECONDS, BODY_SECONDS = 10.0, 180.0


class HurriedProtocol(H11Protocol):
    """uvicorn's own reading of HTTP, with a clock for each half of a request; uvicorn itself waits for ever."""

    _waits: float | None = None
    _hurry: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """A connection from which nothing came yet owes a head."""
        if isinstance(transport, asyncio.Transport):
            super().connection_made(transport)
            self._watch()

    def data_received(self, data: bytes) -> None:
        """More of a request."""
        super().data_received(data)
        self._watch()

    def connection_lost(self, exc: Exception | None) -> None:
        """Nothing is owed any more."""
        self._set_clock(None)
        super().connection_lost(exc)

    def _watch(self) -> None:
        """One clock a half: what trickles in does not wind it up again."""
        waits = self._owed()
        if waits != self._waits:
            self._set_clock(waits)

    def _owed(self) -> float | None:
        """The time for what the client has not sent; None once the request is whole."""
        if self.cycle is None or self.cycle.response_complete:
            return HEAD_SECONDS
        return BODY_SECONDS if self.cycle.more_body else None

    def _set_clock(self, seconds: float | None) -> None:
        if self._hurry is not None:
            self._hurry.cancel()
        self._waits = seconds
        self._hurry = self.loop.call_later(seconds, self.transport.close) if seconds is not None else None

"""From the outbox to people: one paced worker a channel, replies before pushes, order kept in each chat.

A message is marked SENDING, and that is committed, before the call; so after a crash it is known which may have arrived.
"""

import asyncio
import contextlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import structlog

from bot.base.channel import Cause, Channel, DeliveryError, Failure, Outgoing
from bot.base.clock import Clock
from bot.base.logs import described
from bot.base.pace import Limits, Pacer
from bot.base.pulse import Pulse
from bot.out.drawings import illustrated
from bot.out.fallback import Elsewhere, reroute
from bot.out.forms import BUILT_IN, Forms
from bot.out.lookout import Lookout
from bot.out.payload import file_of, to_outgoing
from bot.out.stored import fetch
from bot.out.weather import Leave, Weather
from domain.delivery import PAUSES, Next, decide
from storage import backlog, chats, outbox, people, sight
from storage.engine import Database
from storage.outbox import Lane, Message, MessageKind
from storage.outbox import MessageState as State
from storage.soundness import is_store_failure
from storage.store import Store

log = structlog.get_logger()

# Enough for a platform's 30 a second even when each call takes a second; the pace, not this, is the limit.
SENDERS = 32
IDLE_POLL = 1.0
# What could leave belongs to chats that rest.
RESTING_POLL = 0.2
# What became of a call is written down with what leaves next, or this much later by itself (seconds).
SETTLE_WITHIN = 0.05
GRACE = 2.0


@dataclass(frozen=True, slots=True)
class Sent:
    """What became of one call: the platform's message id, or the failure.

    `alone`: no other call had failed before, so that it is no outage that it met.
    """

    message: Message
    external: str | None
    failure: DeliveryError | None
    alone: bool = True


class Sender:
    """The worker of one channel."""

    def __init__(  # noqa: PLR0913 - what it is wired to, all by name
        self,
        database: Database,
        channel: Channel,
        clock: Clock,
        limits: Limits,
        pulse: Pulse,
        *,
        renewed: Callable[[Store, Message], Message | None],
        post_in: Callable[[Store], Elsewhere],
        in_doubt: Callable[[Store, Message], None],
        weather: Weather | None = None,
        forms: Forms = BUILT_IN,
    ) -> None:
        """`renewed` is asked in the transaction that marks a push as leaving: what of it is still so, or None (fault F30).

        `post_in` gives the post of a transaction, for what must go another way (fault F16). `in_doubt` is told of a digest that
        may have arrived and is not sent again.
        """
        self._pulse = pulse
        self._renewed_in = renewed
        self._post_in = post_in
        self._in_doubt = in_doubt
        self._database = database
        self._channel = channel
        self._clock = clock
        self._forms = forms
        self._pacer = Pacer(limits, channel.is_group)
        self.bell = asyncio.Event()
        self._lookout = Lookout(database, channel, clock, weather or Weather(), self.bell.set)
        self._in_flight: dict[int, tuple[Message, asyncio.Task[Sent]]] = {}
        self._finished: list[Sent] = []
        # More may wait than could leave, so whoever is answered makes room.
        self._crowded = False
        self._settling: asyncio.TimerHandle | None = None
        self._worker: asyncio.Task[None] | None = None
        self._stopping = False

    async def start(self) -> None:
        """Settles what a dead process left on its way, then begins to send."""
        left, taken = await self._database.write(self._left_behind)
        for chat in taken:
            self._pacer.spent(chat, asyncio.get_running_loop().time())
        cut = DeliveryError(Cause.DIED, "the process died while sending")
        # What this process sent itself, and could not write down when it lost the store, is known.
        known = {sent.message.id for sent in self._finished}
        self._finished += [Sent(message, None, cut) for message in left if message.id not in known]
        self._stopping = False
        self._worker = asyncio.create_task(self._work(), name=f"delivery-{self._channel.name}")

    def _left_behind(self, store: Store) -> tuple[tuple[Message, ...], set[str]]:
        """What a dead process left on its way, and the chats that it wrote to until just now."""
        backlog.wait_at_most(store, self._channel.name, self._clock.now() + PAUSES[-1])
        name, since = self._channel.name, self._clock.now() - timedelta(seconds=self._pacer.longest_rest)
        left = outbox.left_sending(store, name)
        return left, outbox.taken_since(store, name, since) | {message.chat for message in left}

    async def stop(self) -> None:
        """Takes no more, lets what is on its way arrive (at most GRACE seconds), writes down the outcome."""
        self._stopping = True
        self.bell.set()
        if self._worker is not None:
            await self._worker
            self._worker = None

    async def _work(self) -> None:
        knocked = False
        while not self._stopping:
            try:
                pause = await self._round(knocked=knocked)
            except Exception as failure:
                log.error("delivery round failed", channel=self._channel.name, exc_info=failure)
                pause = IDLE_POLL
            knocked = await self._rest(pause)
        await self._lookout.stop()
        tasks = [task for _, task in self._in_flight.values()]
        if tasks:
            await asyncio.wait(tasks, timeout=GRACE)
        for message, task in list(self._in_flight.values()):
            if not task.done():
                task.cancel()
                await asyncio.gather(task, return_exceptions=True)
                cut = DeliveryError(Cause.STOPPED, "the service stopped while sending")
                self._finished.append(Sent(message, None, cut))
        try:
            if self._finished:
                await self._turnover(self._finished, 0, [], Leave.NOTHING)
                self._finished.clear()
        except Exception as failure:
            log.error("outcomes not written down yet", channel=self._channel.name, exc_info=failure)

    async def _round(self, *, knocked: bool) -> float:
        """Writes down what has arrived, takes what may leave, and says how long to rest (seconds).

        Whoever has queued something knocks: then nothing need be asked before it is taken.
        """
        now = asyncio.get_running_loop().time()
        leave = self._lookout.leave(now)
        free = self._room(leave, now)
        name = self._channel.name
        self._crowded = free <= 0
        due = free > 0 and (
            bool(self._finished)
            or knocked
            or await self._database.read(lambda store: outbox.anything_due(store, name, self._clock.now()))
        )
        if not due and not self._finished:
            return await self._asked(now) or self._pacer.wait(now) or IDLE_POLL
        arrived = list(self._finished)
        claimed, leaving = await self._turnover(arrived, free if due else 0, self._busy(now), leave)
        del self._finished[: len(arrived)]
        self._crowded = claimed >= free
        for message in leaving:
            self._begin(message)
        if self._crowded:
            # The pace opens the next slot; if all senders are busy, the first that is done rings.
            return self._pacer.wait(asyncio.get_running_loop().time()) or (0.0 if claimed else RESTING_POLL)
        return (await self._asked(now) if due and not claimed else None) or RESTING_POLL

    def _room(self, leave: Leave, now: float) -> int:
        """How many messages may leave now, by the platform's pace and by the weather."""
        free = self._pacer.open_slots(now, SENDERS - len(self._in_flight))
        if leave is Leave.ONE:
            return 0 if self._in_flight else min(free, 1)
        return 0 if leave is Leave.NOTHING else free

    async def _asked(self, now: float) -> float | None:
        """See Lookout.ask."""
        return await self._lookout.ask(self._busy(now), now, flying=bool(self._in_flight))

    def _busy(self, now: float) -> list[str]:
        return [message.chat for message, _ in self._in_flight.values()] + self._pacer.resting(now)

    def _begin(self, message: Message) -> None:
        self._pacer.took(message.chat, asyncio.get_running_loop().time())
        task = asyncio.create_task(self._send(message), name=f"send-{message.id}")
        self._in_flight[message.id] = (message, task)
        task.add_done_callback(self._done(message.id))

    def _done(self, id_: int) -> Callable[[asyncio.Task[Sent]], None]:
        def done(task: asyncio.Task[Sent]) -> None:
            self._in_flight.pop(id_, None)
            self._pacer.answered(asyncio.get_running_loop().time())
            if not task.cancelled():
                sent = task.result()
                self._finished.append(sent)
                self._lookout.heard(sent.message.chat, sent.failure)
                if sent.failure and sent.failure.everyone and sent.failure.retry_after is not None:
                    self._pacer.halt(sent.failure.retry_after, asyncio.get_running_loop().time())
            if self._crowded or self._stopping:
                self.bell.set()
            elif self._settling is None:
                self._settling = asyncio.get_running_loop().call_later(SETTLE_WITHIN, self._settle_soon)

        return done

    def _settle_soon(self) -> None:
        self._settling = None
        if self._finished:
            self.bell.set()

    async def _rest(self, pause: float) -> bool:
        """Waits so long, or until the bell; says whether it has rung."""
        if pause <= 0 or self._stopping:
            await asyncio.sleep(0)
        else:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self.bell.wait(), pause)
        rung = self.bell.is_set()
        self.bell.clear()
        return rung

    async def _turnover(
        self, arrived: list[Sent], free: int, busy: list[str], leave: Leave
    ) -> tuple[int, list[Message]]:
        """Writes down what became of calls, and marks what leaves next, in one transaction.

        Gives how many were taken from what waits, and those of them that leave.
        """

        def work(store: Store) -> tuple[list[str], int, list[Message]]:
            results = [self._settle(store, sent) for sent in arrived]
            if free == 0:
                return results, 0, []
            claimed = self._claimed(store, free, busy, leave)
            renewed = (self._renewed(store, message) for message in claimed)
            return results, len(claimed), [message for message in renewed if message is not None]

        results, claimed, leaving = await self._database.write(work, brief=True)
        for result in results:
            self._pulse.deliveries[self._channel.name, result] += 1
        return claimed, leaving

    def _claimed(self, store: Store, free: int, busy: list[str], leave: Leave) -> tuple[Message, ...]:
        """What leaves next. Unless the platform is known to answer, what may be sent again without harm goes first."""
        name, now = self._channel.name, self._clock.now()
        if leave is Leave.ALL:
            return outbox.claim(store, name, busy, free, now)
        carefree = outbox.claim(store, name, busy, free, now, carefree=True)
        return carefree or (outbox.claim(store, name, busy, free, now) if leave is Leave.ONE else ())

    def _renewed(self, store: Store, message: Message) -> Message | None:
        if "invite" in message.payload:
            # Its token is never written down.
            return self._renewed_in(store, message)
        if message.lane is not Lane.PUSH:
            return message
        answers: list[Message | None] = []
        failure = store.attempt(lambda: answers.append(self._renewed_in(store, message)))
        if failure is not None:
            # One message must not keep all the others of the channel; told late is better than never.
            log.error("leaves without being looked over", key=message.key, exc_info=failure)
            return message
        renewed = answers[0]
        if renewed is None:
            outbox.settle(store, message.id, State.WITHDRAWN, self._clock.now(), cause=Cause.OVER)
        elif renewed is not message:
            outbox.rewrite(store, message.id, renewed.payload)
        return renewed

    def _settle(self, store: Store, sent: Sent) -> str:
        message, failure, now = sent.message, sent.failure, self._clock.now()
        if failure is None:
            outbox.settle(store, message.id, State.ACCEPTED, now, message=sent.external)
            return State.ACCEPTED.value
        log.warning("not delivered", key=message.key, cause=failure.cause.value, reason=failure.reason)
        self._pulse.failures[message.channel, failure.cause.value] += 1
        if failure.moved_to is not None:
            chats.move(store, message.channel, message.chat, failure.moved_to, now)
        wait = None if failure.retry_after is None else timedelta(seconds=failure.retry_after)
        decision = decide(
            failure.failure,
            attempts=message.attempts,
            repeated=message.repeated,
            is_digest=message.kind is MessageKind.DIGEST,
            retry_after=wait,
            alone=sent.alone,
        )
        if decision.next is Next.AGAIN:
            repeat = failure.failure is Failure.UNKNOWN
            later = now + decision.after
            outbox.postpone(store, message.id, later, failure.cause, failure.reason, repeat=repeat)
            return str(decision.next.value)
        if failure.failure is Failure.UNREACHABLE:
            people.mark_unreachable(store, message.channel, message.chat, now, failure.cause)
        ended = State(decision.next.value)
        outbox.settle(store, message.id, ended, now, cause=failure.cause, error=failure.reason)
        reroute(self._post_in(store), store, message, decision.next, failure, now)
        if ended is State.UNKNOWN and message.kind is MessageKind.DIGEST:
            broken = store.attempt(lambda: self._in_doubt(store, message))
            if broken is not None:
                log.error("cannot be offered", key=message.key, exc_info=broken)
        return str(decision.next.value)

    async def _send(self, message: Message) -> Sent:
        alone = self._lookout.fair
        try:
            return Sent(message, await self._call(message), None)
        except Exception as failure:
            ours = DeliveryError(Cause.OURS, described(failure))
            told = failure if isinstance(failure, DeliveryError) else ours
            if told.cause.is_ours:
                log.error("our own failure", key=message.key, cause=told.cause.value, exc_info=failure)
            return Sent(message, None, told, alone)

    async def _call(self, message: Message) -> str | None:
        if message.kind is MessageKind.MENU:
            await self._channel.set_menu(message.chat, [(name, says) for name, says in message.payload["menu"]])
            return None
        try:
            outgoing = await self._outgoing(message)
        except Exception as failure:
            if is_store_failure(failure):
                raise DeliveryError(Cause.STORE, described(failure)) from failure
            raise
        return await self._channel.send(outgoing)

    async def _outgoing(self, message: Message) -> Outgoing:
        """The message as the channel sends it, with its picture drawn and its file read."""
        if "drawing" in message.payload and message.kind is MessageKind.REPLY:
            # A picture or a document takes a while: meanwhile the person sees that something comes.
            with contextlib.suppress(DeliveryError):
                await self._channel.ask(message.chat)
        message = await illustrated(self._database, message, self._clock, self._forms)
        file = file_of(message.payload)
        found = await fetch(self._database, file.sha256) if file is not None else None
        content = found[1] if found else None
        unpins = await self._unpins(message)
        return to_outgoing(
            message, self._channel.abilities, file if found else None, content, self._clock.now(), unpins
        )

    async def _unpins(self, message: Message) -> tuple[str, ...]:
        """Messages of the chat that need not stay in sight any more."""
        why = message.payload.get("manner", {}).get("unpinned")
        if not isinstance(why, str):
            return ()
        where = (message.channel, message.chat, why)
        return await self._database.read(lambda store: sight.pinned(store, *where))

"""What surely did not arrive goes to another chat of the person, in the transaction that writes the failure down (fault F16)."""

from datetime import datetime
from typing import Protocol

import structlog

from bot.base.channel import DeliveryError, Failure
from domain.delivery import NOT_ARRIVED, Next
from storage import outbox
from storage.outbox import Lane, Message, MessageState
from storage.store import Store

log = structlog.get_logger()


class Elsewhere(Protocol):
    """The post of a transaction; see bot.out.outbox_post.OutboxPost.elsewhere."""

    def elsewhere(self, message: Message) -> bool: ...


def reroute(
    post: Elsewhere, store: Store, message: Message, became: Next, failure: DeliveryError, now: datetime
) -> None:
    """Sends a lost push another way, and with it whatever else waits for a chat that is gone, in its order.

    A reply stays: it answers what was said in that chat. What may have arrived stays: it is tried again with its visible
    reference, and elsewhere it would be told twice as new. What has no other way stays too, and is tried in its turn: the
    person may be back by then.
    """
    moved = 0
    if became in NOT_ARRIVED and message.lane is Lane.PUSH:
        moved += _moved(post, store, message)
    if failure.failure is Failure.UNREACHABLE:
        for waiting in outbox.waiting_in(store, message.channel, message.chat):
            if not waiting.repeated and _moved(post, store, waiting):
                outbox.settle(
                    store, waiting.id, MessageState.UNREACHABLE, now, cause=failure.cause, error=failure.reason
                )
                moved += 1
    if moved:
        log.info("sent another way", key=message.key, messages=moved)


def _moved(post: Elsewhere, store: Store, message: Message) -> bool:
    """Whether the message goes another way. One that cannot be made anew ends where it is: what it came to is written down."""
    moved: list[bool] = []
    failure = store.attempt(lambda: moved.append(post.elsewhere(message)))
    if failure is not None:
        log.error("cannot be sent another way", key=message.key, exc_info=failure)
    return failure is None and moved[0]

"""A digest of which nobody knows whether it arrived: it is offered once, and shown as it was made, to its reader alone."""

from dataclasses import replace

from domain.delivery import Cause
from domain.keys.messages import DigestKey
from domain.people import Role
from handlers.digests import again
from handlers.kernel.turn import Moment
from storage import outbox
from storage.outbox import MessageKind, MessageState
from tests.support.digests import digests_of, leader_of, morning
from tests.support.world import Shown, Talk, World


async def doubted(world: World, talk: Talk) -> Shown:
    """The digest of a Monday, cut on its way; whoever sent it tells of that, here twice."""
    await morning(world, 6, 29)
    (digest,) = await digests_of(talk)
    key = digest.message.pushed.about
    assert isinstance(key, DigestKey)

    def settle(moment: Moment) -> None:
        outbox.settle(moment.store, digest.message.id, MessageState.UNKNOWN, moment.now, cause=Cause.CUT)
        for _ in range(2):
            again.offer(moment, talk.id, key)

    await world.dispatch.moment(settle)
    return digest


async def test_it_is_offered_once_and_shown_as_it_was_made(world: World) -> None:
    leader = await leader_of(world)
    digest = await doubted(world, leader)
    (offer,) = await leader.pushed()
    assert offer.text == "周报（第27周）已发出，是否送达不明。如未收到，请点“看本期”。"
    assert offer.message.kind is MessageKind.INFO, "an offer may be sent again when its own fate is unknown"
    world.clock.local(7, 2, 9)
    (shown,) = await leader.press("看本期")
    assert (shown.text, shown.labels, shown.has_file) == (digest.text, digest.labels, True)
    assert shown.message.payload["drawing"] == digest.message.payload["drawing"]
    (part,) = await leader.tap(shown.token(shown.labels[0]))
    assert part.text, "its buttons work"


async def test_nobody_else_is_shown_it(world: World) -> None:
    leader = await leader_of(world)
    inspector = await world.hire("督查员", Role.INSPECTOR)
    await doubted(world, leader)
    (offer,) = await leader.pushed()
    tap = replace(world.update("test", inspector.name), button=offer.token("看本期"), message="m1")
    await inspector.pushed()
    (refused,) = await world.receive(tap)
    assert "第27周" not in refused.text

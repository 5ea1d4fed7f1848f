"""What the web chat shows of the past is what was said."""

from datetime import UTC, datetime

from bot.web.store import OutboxChatStore
from storage import outbox
from storage.outbox import Delivery, MessageKind
from tests.support.world import World

NOW = datetime(2026, 6, 24, 2, 0, tzinfo=UTC)


async def test_what_was_taken_back_before_it_left_is_not_in_the_history(world: World) -> None:
    for key, state in (("told", Delivery.ACCEPTED), ("taken back", Delivery.WITHDRAWN)):
        card = {"title": key, "lines": [], "buttons": []}
        await world.database.write(
            lambda connection, key=key, card=card, state=state: outbox.put(
                connection, key, "web", "browser", None, MessageKind.REMINDER, card, NOW, state=state
            )
        )
    shown = await OutboxChatStore(world.dispatch).history("browser", None, 10)
    assert [message.title for message in shown] == ["told"]

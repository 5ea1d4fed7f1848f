"""A chat as a whole: what every table knows of it."""

from datetime import datetime

from storage import buttons, dialogs, outbox, people
from storage.store import Store


def move(store: Store, channel: str, old: str, new: str, now: datetime) -> None:
    """A group has a new id on its platform: what waits, who is bound, open forms and buttons go along, all at once (F17).

    What was said and sent in the old chat stays there, as on the platform.
    """
    outbox.move_chat(store, channel, old, new)
    people.move_chat(store, channel, old, new, now)
    dialogs.move_chat(store, channel, old, new)
    buttons.move_chat(store, old, new)

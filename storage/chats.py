"""A chat as a whole: what every table knows of it."""

from sqlalchemy import Connection

from storage import buttons, dialogs, outbox, people
from storage.ledger import ledger


def move(connection: Connection, channel: str, old: str, new: str) -> None:
    """A group has a new id on its platform: what waits, who is bound, open forms and buttons go along, all at once (F17).

    What was said and sent in the old chat stays there, as on the platform.
    """
    ledger(connection).flush(connection)
    outbox.move_chat(connection, channel, old, new)
    people.move_chat(connection, channel, old, new)
    dialogs.move_chat(connection, channel, old, new)
    buttons.move_chat(connection, old, new)

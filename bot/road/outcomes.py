"""How it may end with a message otherwise than done."""

from dataclasses import dataclass

from domain.people import Person
from handlers.kernel.messages import Card, Incoming


class Held(Exception):
    """Not tried: an earlier message of the same chat failed, and order holds in a chat."""


class NotBrief(Exception):
    """Nothing was done: the messages need a transaction that may take long."""


class TakenBack(Exception):
    """The transaction must be taken back: a message was refused after it had changed rows."""


@dataclass(frozen=True, slots=True)
class Puzzled:
    """A message that the rules could not read, who sent it, and the card that says so or asks which item is meant."""

    incoming: Incoming
    person: Person
    card: Card

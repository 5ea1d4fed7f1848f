"""Keys of messages for tests to which it is all the same what a message is about."""

from domain.keys.messages import NewsKey
from domain.keys.news import Raised
from domain.keys.updates import Update
from domain.people import PersonId


def news(name: str, person: PersonId) -> NewsKey:
    """Some news for a person, told apart from others by a name."""
    return NewsKey(Raised(Update("test", name)), person)

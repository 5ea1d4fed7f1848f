"""Chats of platforms that number groups and people alike, so that a number alone does not tell which it is."""

from dataclasses import dataclass

from domain.keys.text import UnknownKey, parser


@dataclass(frozen=True, slots=True)
class GroupChat:
    """A group, by its number at the platform."""

    number: str

    def text(self) -> str:
        """As group:wrkSFfCgAA."""
        return f"group:{self.number}"


@parser
def parse_group(text: str) -> GroupChat:
    """A group; UnknownKey for a person's chat."""
    head, colon, number = text.partition(":")
    if head != "group" or not (colon and number):
        raise UnknownKey(text)
    return GroupChat(number)


def group_of(chat: str) -> GroupChat | None:
    """The group that a chat is, if it is one."""
    try:
        return parse_group(chat)
    except UnknownKey:
        return None

"""What came in, and the answers to it."""

from dataclasses import dataclass

from domain.keys.text import UnknownKey, number, parser

FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Update:
    """One update of a platform, by the channel it came through and the id that is unique there, of any characters."""

    channel: str
    external_id: str

    def text(self) -> str:
        """As telegram:4711."""
        return f"{self.channel}:{self.external_id}"


@parser
def parse_update(text: str) -> Update:
    """An update; UnknownKey for a text that names no channel."""
    channel, colon, external_id = text.partition(":")
    if not (channel and colon):
        raise UnknownKey(text)
    return Update(channel, external_id)


@dataclass(frozen=True, slots=True)
class PageMessage:
    """What a page in a browser sends: whose page it is, and the page's own id of the message, which has no colon."""

    identity: str
    sent: str

    def text(self) -> str:
        """As web-0a1b:7f, the id of the update."""
        return f"{self.identity}:{self.sent}"


@parser
def parse_page_message(text: str) -> PageMessage:
    """A message of a page; UnknownKey for any other text."""
    identity, colon, sent = text.rpartition(":")
    if not colon:
        raise UnknownKey(text)
    return PageMessage(identity, sent)


@dataclass(frozen=True, slots=True)
class Reply:
    """One card of the answer to an update, by its number from 0; None for the apology when the update failed for good."""

    update: Update
    card: int | None

    def text(self) -> str:
        """As telegram:4711:0."""
        return f"{self.update.text()}:{FAILED if self.card is None else self.card}"


@parser
def parse_reply(text: str) -> Reply:
    """An answer; UnknownKey for any other text."""
    update, _, card = text.rpartition(":")
    return Reply(parse_update(update), None if card == FAILED else number(card))

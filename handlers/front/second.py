"""What a second reader proposes for a line that the rules could not read: a card whose tap has it read by the rules."""

from dataclasses import replace

from domain.items import ItemId, Secrecy
from domain.keys.messages import Reply
from domain.people import Person
from domain.secrecy import PERSONAL
from domain.understanding.second import Proposal, names_any
from handlers.front import routes
from handlers.front.words import second as zh
from handlers.kernel.messages import Button, Card, Incoming, Spot
from handlers.kernel.registry import registry
from handlers.kernel.turn import Answer, Moment, Turn
from storage.items import StoredItem

# The card of its answer that the proposal is: an answer has never so many.
NUMBER = 200
CHOICE = "report.item"


def candidates(moment: Moment, person: Person, line: str, asked: Card) -> list[StoredItem]:
    """The items that may be meant: those asked about, or else the unit's; none if the line may be about one that is not 公开."""
    reference, unit = moment.reference, person.unit
    of_unit = reference.of_unit(unit) if unit is not None else ()
    taps = choices(asked)
    offered = [stored for button in taps if (stored := _offered(moment, button)) is not None]
    found = offered if taps else list(of_unit)
    if names_any(line, (each.item for each in (*of_unit, *found) if each.item.secrecy is not Secrecy.PUBLIC)):
        return []
    return [each for each in found if each.item.secrecy is Secrecy.PUBLIC]


def choices(asked: Card) -> list[Button]:
    """The taps of a card that asks which item is meant."""
    return [button for row in asked.buttons for button in row if button.action == CHOICE]


def _offered(moment: Moment, choice: Button) -> StoredItem | None:
    item = choice.args["item"]
    return moment.reference.items.get(ItemId(item)) if isinstance(item, int) else None


def propose(moment: Moment, incoming: Incoming, person: Person, asked: Card, proposal: Proposal) -> None:
    """Shows it under the line: a tap on the item where only that was asked, else one that has the line read by the rules."""
    offered = ((button, _offered(moment, button)) for button in choices(asked))
    taps = [button for button, stored in offered if stored is not None and stored.item.code == proposal.code]
    take = taps[0] if taps else Button(zh.TAKE, "second.take", {"line": proposal.line})
    told = zh.item(take.label) if taps else zh.line(proposal.line)
    card = Card(title=zh.TITLE, lines=(told, zh.CHECK), buttons=((take,),), tells=PERSONAL)
    spot = Spot(incoming.thread, incoming.message, always=True, language=person.language)
    moment.post.reply(incoming.channel, incoming.chat, person.id, card, Reply(incoming.name, NUMBER), spot=spot)


@registry.action("second.take")
def take(turn: Turn) -> Answer:
    """The proposal is read as if the person had written it; it is asked about and confirmed as any line."""
    return routes.read_as_text(replace(turn, words=turn.text("line"), args={}))

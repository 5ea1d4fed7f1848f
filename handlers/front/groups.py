"""What somebody says in a group: who reads along sees what a group may see, the rest goes on in the speaker's private chat."""

from dataclasses import replace

from domain.errors import DomainError
from domain.keys.messages import Reply
from domain.keys.updates import parse_update
from domain.secrecy import OPEN
from handlers.front import routes
from handlers.kernel.manner import Manner
from handlers.kernel.messages import Brief, Button, Card, Json, Onward, say
from handlers.kernel.registry import registry
from handlers.kernel.turn import Answer, Handler, Home, Turn, at_home
from handlers.kernel.words import common as zh
from storage import people


def answer(turn: Turn, run: Handler) -> Answer:
    """The answer of `run`: whole in the group, or whole in private with one line in the group.

    It goes private if a form was begun, since the group answers no question of it, or if one of its cards may not be shown to a
    group. Raises DomainError, and nothing is done, where the private chat cannot be written to.
    """
    turn = replace(turn, home=_home(turn))
    private = replace(turn, incoming=replace(turn.incoming, private=True, chat=turn.home.chat if turn.home else ""))
    left = routes.opened(private) if turn.home else None
    cards = run(turn)
    begun = turn.home is not None and turn.home.opened
    where = (turn.incoming.channel, turn.incoming.chat)
    if not begun and all(turn.post.lets(*where, card) for card in cards):
        return cards
    home = at_home(turn.home, turn.district)
    said = [[turn.incoming.chat, turn.incoming.message]]
    # What a changed message began is replaced by what it says now.
    if begun and left is not None and not (turn.incoming.edited and left.data.get("messages") == said):
        cards = left.after(private, cards)
    told = Card(
        lines=(zh.SENT_IN_PRIVATE,),
        brief=Brief.WORD,
        onward=_onward(turn, home, cards),
        manner=_quietly(begun=begun),
        tells=OPEN,
    )
    return [*(replace(card, chat=home.chat, edit=False) for card in cards), told]


def _onward(turn: Turn, home: Home, cards: Answer) -> Onward | None:
    """The button that opens the private chat and shows there what was said; an invitation is shown but once."""
    if not turn.district.link:
        return None
    shown = 0 if any(card.invite for card in cards) else len(cards)
    args: dict[str, Json] = {"update": turn.incoming.name.text(), "cards": shown}
    return Onward(Button(zh.OPEN_PRIVATE, "group.onward", args), turn.district.link, home.chat)


@registry.action("group.onward")
def onward(turn: Turn) -> Answer:
    """What was begun or asked in a group, shown once more in the private chat that the button opened."""
    asked = parse_update(turn.text("update"))
    said = (turn.post.again(turn.person.id, Reply(asked, number)) for number in range(turn.number("cards")))
    shown = [card for cards in said for card in cards]
    if not shown:
        raise DomainError("stale_button", zh.STALE_BUTTON)
    drafts = {draft for card in shown for row in card.buttons for each in row if (draft := each.args.get("draft"))}
    form = turn.dialog()
    if drafts and (form is None or form.data.get("token") not in drafts):
        return [say(zh.FORM_OVER, tells=OPEN)]
    return shown


def _quietly(*, begun: bool) -> Manner:
    """A report that was begun is marked where it was said; what is withheld has a way to it."""
    return Manner(quiet=True, mark=begun)


def _home(turn: Turn) -> Home | None:
    """The chat in which the speaker is bound, unless the platform said that nothing reaches it."""
    known = people.addresses(turn.store, [turn.person.id]).get(turn.person.id, ())
    here = (turn.incoming.channel, turn.incoming.sender)
    found = next((each for each in known if (each.channel, each.external_id) == here), None)
    return Home(found.chat) if found is not None and found.reachable and found.chat != turn.incoming.chat else None

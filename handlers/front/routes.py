"""Whose turn is it, and what for: a tap, a command, an open form, a file, or free words."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from domain.errors import DomainError
from domain.people import Person
from handlers.front import free_text, start
from handlers.kernel.messages import Incoming, say
from handlers.kernel.registry import Command, registry
from handlers.kernel.turn import Answer, Moment, Turn
from handlers.kernel.words import common as zh
from handlers.notices import wishing
from handlers.reports import interrupted
from handlers.reports.draft import FLOW, items_in
from storage import buttons as stored_buttons
from storage import dialogs, notices, states, supervision
from storage.buttons import Tapped
from storage.dialogs import Dialog
from storage.standings import standings_of

# The one command that is about the open form and says itself what becomes of it.
CANCEL = "cancel"


def stranger(moment: Moment, incoming: Incoming) -> Answer:
    """An unbound identity may do one thing: bind itself with an invitation."""
    if not incoming.private:
        return []
    return start.bind_stranger(moment, incoming)


def foresee(moment: Moment, speaking: Sequence[Person], tapped: Sequence[str]) -> None:
    """Reads for several people at once what their messages will ask for one by one: forms, buttons, their units' items, and
    of what they are about to confirm the lights, what holds its ladders, and the notices on it.
    """
    store = moment.store
    forms = dialogs.of_people(store, [person.id for person in speaking])
    stored_buttons.recall(store, tapped)
    units = {person.unit for person in speaking if person.unit}
    owned = {stored.id: stored for unit in sorted(units) for stored in moment.reference.of_unit(unit)}
    standings_of(store, list(owned.values()), moment.district.zone)
    if tapped:
        confirmed = [item for form in forms if form.flow == FLOW for item in items_in(form.data)]
        states.of_items(store, confirmed)
        supervision.holds_of(store, confirmed)
        notices.open_on(store, confirmed)


def answer(turn: Turn, *, buttons: bool) -> Answer:
    """What to say to a bound person. `buttons` is False on a channel where choices are typed as numbers."""
    incoming = turn.incoming
    if incoming.button is not None:
        return _tap(turn, stored_buttons.find(turn.store, incoming.button))
    text = incoming.text.strip()
    dialog = turn.dialog()
    found = registry.find(text)
    if found and found[0].name == CANCEL:
        return _command(turn, *found)
    if found:
        return _beside(turn, dialog, lambda: _command(turn, *found))
    if not buttons and text.isdigit():
        shown = stored_buttons.newest(turn.store, turn.person.id, incoming.chat, turn.now)
        if 1 <= int(text) <= len(shown):
            return _tap(turn, shown[int(text) - 1])
    turn = replace(turn, words=text)
    if dialog is not None and dialog.flow in registry.flows:
        cards = registry.flows[dialog.flow](replace(turn, args=dialog.data))
        if cards is not None:
            return interrupted.put_away(turn, dialog, cards)
    return _beside(turn, dialog, lambda: _free(turn))


def _free(turn: Turn) -> Answer:
    if turn.incoming.file is not None:
        return free_text.file(turn)
    return free_text.text(turn) if turn.words else [say(zh.EMPTY, public=True)]


def _beside(turn: Turn, open_form: Dialog | None, answered: Callable[[], Answer]) -> Answer:
    """An answer to what is not for the open form, and what becomes of a report or a request that is being made there."""
    try:
        return wishing.put_away(turn, open_form, interrupted.told(turn, open_form, answered()))
    except DomainError as refusal:
        raise interrupted.refused(turn, open_form, refusal) from refusal


def _command(turn: Turn, command: Command, rest: str) -> Answer:
    if turn.person.role not in command.roles:
        raise DomainError("not_allowed", zh.NOT_ALLOWED)
    if command.name != CANCEL:
        interrupted.step_aside(turn)
    return command.run(replace(turn, words=rest))


def _tap(turn: Turn, tapped: Tapped | None) -> Answer:
    if tapped is None or tapped.expires_at <= turn.now or tapped.action not in registry.actions:
        raise DomainError("stale_button", zh.STALE_BUTTON)
    if tapped.person != turn.person.id or tapped.chat != turn.incoming.chat:
        raise DomainError("not_your_button", zh.NOT_YOUR_BUTTON)
    before = turn.dialog()
    cards = registry.actions[tapped.action](replace(turn, args=tapped.args, words=""))
    # A button of a draft's own card says by itself what becomes of the draft.
    cards = cards if "draft" in tapped.args else interrupted.told(turn, before, cards)
    return wishing.put_away(turn, before, cards, tapped.action)

"""Whose turn is it, and what for: a tap, a command, an open form, a file, or free words.

What a feature does with them is registered; no feature is known here by name.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TypeVar

from domain.access import may_see
from domain.edits import Kind, Made
from domain.errors import DomainError
from domain.people import Person
from domain.secrecy import OPEN
from domain.understanding import SIGNS, Intent, Order, Understanding, asks_besides, order_of
from domain.understanding.labels import MOST_LABEL, MOST_LATIN, Reading, choice_meant, label_meant, says_itself
from handlers.front import start
from handlers.front.words import advice as advice_words
from handlers.kernel.forms import Opened
from handlers.kernel.messages import Incoming, say
from handlers.kernel.registry import GLUED, LABELS, Command, registry
from handlers.kernel.turn import Answer, Moment, Turn
from handlers.kernel.words import common as zh
from handlers.people import invitations
from handlers.reports.build import read
from handlers.reports.draft import items_in
from handlers.reports.offered import offered
from handlers.reports.quoted import read_quoted
from storage import chats
from storage.chats import Tapped
from storage.items import StoredItem
from storage.store import Store

_GLUED = re.compile(r"[^\x00-\x7f]+(?=[0-9A-Za-z])")


def stranger(moment: Moment, incoming: Incoming) -> Answer:
    """An unbound identity may do one thing: bind itself with an invitation."""
    if not incoming.private:
        return []
    return start.bind_stranger(moment, incoming)


def exposed(moment: Moment, incoming: Incoming) -> None:
    """Voids an invitation that is said in a group, whether to the bot or not: others saw it."""
    invitations.seen_in_group(moment, incoming)


def brings_invitation(incoming: Incoming) -> bool:
    """Whether a message is meant to bind its sender."""
    return bool(start.token_of(incoming.text))


def says_long(incoming: Incoming) -> bool:
    """Whether a message by itself tells that its work takes longer than others may wait: a file, or such a command."""
    found = find(incoming.text) if incoming.button is None else None
    return incoming.file is not None or (found is not None and found[0].takes_long)


def taps_long(store: Store, incoming: Incoming) -> bool:
    """Whether the work of a tap takes longer than others may wait."""
    tapped = chats.button(store, incoming.button) if incoming.button is not None else None
    action = registry.actions.get(tapped.action) if tapped else None
    return action is not None and action.takes_long


def foresee(moment: Moment, speaking: Sequence[Person], tapped: Sequence[str]) -> None:
    """Reads for several people at once what their messages will ask for one by one: forms, buttons, their units' items, and
    where buttons were tapped what the forms say that these ask for.
    """
    store = moment.store
    forms = chats.forms_of(store, [person.id for person in speaking])
    units = {person.unit for person in speaking if person.unit}
    owned = {stored.id: stored for unit in sorted(units) for year in moment.begun() for stored in year.of_unit(unit)}
    moment.standings(list(owned.values()))
    if tapped:
        chats.buttons_of(store, tapped)
        for flow in dict.fromkeys(form.flow for form in forms):
            if flow in registry.forms:
                registry.forms[flow].foresee(moment, [form.data for form in forms if form.flow == flow])


def opened(turn: Turn) -> Opened | None:
    """The person's open form in this chat."""
    dialog = turn.dialog()
    form = registry.forms.get(dialog.flow) if dialog is not None else None
    return Opened(form, dialog.data) if form is not None and dialog is not None else None


def find(text: str) -> tuple[Command, str] | None:
    """The command a text begins with and the rest: `/items`, `我的事项`, `事项 JS-010`, `事项JS-010`."""
    text = text.strip()
    head, _, rest = text.partition(" ")
    slash = head.startswith("/")
    command = registry.by_word.get(head.removeprefix("/").lower() if slash else head)
    if command is not None and (slash or not head.isascii()):
        return command, rest.strip()
    glued = _GLUED.match(text)
    command = registry.by_word.get(glued[0]) if glued else None
    return (command, text.removeprefix(glued[0])) if glued and command and command.name in GLUED else None


T = TypeVar("T")


def answer(turn: Turn, *, buttons: bool) -> Answer:
    """What to say to a bound person. `buttons` is False on a channel where choices are typed as numbers."""
    incoming = turn.incoming
    if incoming.button is not None:
        return _tap(turn, chats.button(turn.store, incoming.button))
    text, form = incoming.text.strip(), opened(turn)
    if incoming.forwarded is not None and turn.others_words:
        return _others_words(turn.saying(text), form)
    if not buttons and (chosen := _numbered(turn, text)) is not None:
        return _tap(turn, chosen)
    found = find(text)
    if found:
        command, rest = found
        if command.name in LABELS and not rest and (tapped := _typed(turn, text, form)) is not None:
            return _tap(turn, tapped)
        if form is None or command.of_form:
            return _command(turn, command, rest)
        return form.beside(turn, lambda: _command(turn, command, rest), command=True)
    if incoming.quoted and turn.quoted:
        # What answers a card is about it, whatever else is asked.
        turn = turn.saying(text)
        return _free(turn) if form is None else form.beside(turn, lambda: _free(turn), command=False)
    short = len(text) <= MOST_LABEL or (text.isascii() and len(text) <= MOST_LATIN)
    if short and not any(map(str.isdigit, text)) and (tapped := _typed(turn, text, form)) is not None:
        return _tap(turn, tapped)
    turn = turn.saying(text)
    if form is None:
        return _free(turn)
    cards = _noting(turn, lambda: form.taken(turn))
    if cards is None:
        return form.beside(turn, lambda: _free(turn), command=False)
    return [*_asked_besides(turn, form), *cards] if form.form.nods and asks_besides(text) else cards


def _numbered(turn: Turn, text: str) -> Tapped | None:
    """The button of the newest card that a number means, typed alone or as the card says it: 回复 1."""
    number = choice_meant(text)
    if number is None:
        return None
    shown = chats.newest_buttons(turn.store, turn.person.id, turn.incoming.chat, turn.now)
    return shown[number - 1] if 1 <= number <= len(shown) else None


# What a text that somebody else wrote may mean: the rest is done in one's own name, and so in one's own words.
TOLD_BY_OTHERS = frozenset({Intent.REPORT, Intent.CORRECTION})
ASKED_BY_OTHERS = frozenset({Intent.QUERY, Intent.HELP, Intent.SMALLTALK})


def _others_words(turn: Turn, form: Opened | None) -> Answer:
    """A forwarded text: no command, no order, and no answer but to the form that marks it."""
    takes = form is None or form.form.takes_others_words
    cards = form.taken(turn) if form is not None and takes and not turn.quoted else None
    if cards is not None:
        return cards

    # Of two forms one would be put away, for words that nobody said.
    may_mean = (TOLD_BY_OTHERS if takes else frozenset[Intent]()) | ASKED_BY_OTHERS

    def read_it() -> Answer:
        understood = read_quoted(turn) if turn.quoted else read(turn, turn.words)
        if understood.intent not in may_mean or find(turn.words) or order_of(turn.words) is not None:
            return [say(zh.OTHERS_WORDS, tells=OPEN)]
        return _meant(turn, understood)

    return read_it() if form is None else form.beside(turn, read_it, command=False)


def _typed(turn: Turn, text: str, form: Opened | None) -> Tapped | None:
    """The button whose label the line is: of the newest card of the open form, where it has buttons, else of the newest card."""
    if not text or turn.incoming.file is not None or turn.incoming.edited:
        return None
    if SIGNS.search(text) and order_of(text) is not None:
        return None
    if form is None and says_itself(text):
        return None
    actions = registry.taps_of(form.form) if form is not None else ()
    shown = chats.newest_buttons(turn.store, turn.person.id, turn.incoming.chat, turn.now, actions)
    reading = Reading.LOOSELY if form is None else Reading.AS_ANSWER if form.form.nods else Reading.STRICTLY
    meant = label_meant(text, [each.label for each in shown], reading)
    return shown[meant] if meant is not None else None


def _free(turn: Turn) -> Answer:
    """A line or a file that is for no form."""
    if turn.incoming.file is not None:
        return _file(turn)
    return read_as_text(turn) if turn.words else [say(zh.EMPTY, tells=OPEN)]


def _command(turn: Turn, command: Command, rest: str) -> Answer:
    if turn.person.role not in command.roles:
        raise DomainError("not_allowed", zh.NOT_ALLOWED)
    return _noting(turn, lambda: command.run(turn.saying(rest)))


def _noting(turn: Turn, work: Callable[[], T]) -> T:
    """Does the work; if it puts something on record that the message is not put down for, an edit may not do it again."""
    before = turn.store.facts
    cards = work()
    if not turn.made and turn.store.facts != before:
        turn.made.append(Made(Kind.DONE))
    return cards


def _tap(turn: Turn, tapped: Tapped | None) -> Answer:
    action = registry.actions.get(tapped.action) if tapped is not None else None
    if tapped is None or action is None or tapped.expires_at <= turn.now:
        raise DomainError("stale_button", zh.STALE_BUTTON)
    if tapped.person != turn.person.id or tapped.chat != turn.incoming.chat:
        raise DomainError("not_your_button", zh.NOT_YOUR_BUTTON)
    form = opened(turn)
    cards = action.run(turn.saying("", tapped.args))
    return cards if form is None or form.form.flow == action.of else form.after(turn, cards)


def read_as_text(turn: Turn) -> Answer:
    """One line of chat."""
    ordered = order_of(turn.words) if SIGNS.search(turn.words) else None
    if ordered is not None and (cards := _ordered(turn, *ordered)) is not None:
        return cards
    return _meant(turn, read_quoted(turn) if turn.incoming.quoted and turn.quoted else read(turn, turn.words))


def _file(turn: Turn) -> Answer:
    """A photo or a file: by its caption where that means something a file may come with, else by who sends it."""
    taken = registry.files[turn.person.role]
    if turn.words and taken.after_caption:
        understood = read_quoted(turn) if turn.incoming.quoted and turn.quoted else read(turn, turn.words)
        if understood.intent in registry.meanings and registry.meanings[understood.intent].with_file(understood):
            return _meant(turn, understood)
    return taken.run(turn)


def _meant(turn: Turn, understood: Understanding) -> Answer:
    """What is registered for the meaning; where nothing is, or it has no answer, what the person can type instead."""
    meaning = registry.meanings.get(understood.intent)
    run = meaning.by_role.get(turn.person.role) if meaning else None
    answered = _answered(turn, understood) if understood.asks else []
    cards = run(turn, understood) if run else None
    if cards is not None:
        return [*answered, *cards, *(offered(turn, understood.beside) if understood.beside else ())]
    head = meaning.instead(understood) if meaning else ""
    card = start.card(turn, turn.person, advice_words.instead(head or advice_words.NOT_UNDERSTOOD))
    return [replace(card, puzzled=not head)]


def _asked_besides(turn: Turn, form: Opened) -> Answer:
    """The answer to the question in a line that an open report took: 错了，是6，排第几. It is about the report's item, if one."""
    mine = [turn.reference.items[id_].item for id_ in items_in(form.data) if id_ in turn.reference.items]
    understood = read(turn, turn.words, mine[0] if len(mine) == 1 else None)
    return _answered(turn, understood) if understood.asks else []


def _answered(turn: Turn, understood: Understanding) -> Answer:
    """The answer to the question that a report holds as well; what cannot be answered does not keep the report back."""
    run = registry.meanings[Intent.QUERY].by_role.get(turn.person.role)
    try:
        return (run(turn, replace(understood, intent=Intent.QUERY)) if run else None) or []
    except DomainError:
        return []


def _ordered(turn: Turn, order: Order, rest: str) -> Answer | None:
    """撤回, 退回 and 通过 lead to the report that is meant, where a tap does it; None where nothing is ordered that this person
    may do.
    """
    roles, run = registry.orders[order]
    if turn.person.role not in roles:
        return None
    stored = _named(turn, rest) if rest else None
    if order is Order.PROMISE:
        # Without a name it is about whatever is owed.
        return run(turn, stored or _named(turn, turn.words))
    return run(turn, stored) if stored is not None or not rest else None


def _named(turn: Turn, words: str) -> StoredItem | None:
    named = {(each.item, each.year) for each in read(turn, words).entries}
    stored = turn.reference.called(*named.pop()) if len(named) == 1 else None
    return stored if stored is not None and may_see(turn.person, stored.item) else None

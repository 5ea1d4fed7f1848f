"""Binding a chat identity to a person, leaving a form, and help: the few things the role does daily, each with an example from
the person's own items.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import ROUND_UP, Decimal

from domain.items import Basis, Direction, Item, Kind, Stage
from domain.people import UNIT_ROLES, Person, Role
from domain.secrecy import FIGURES, OPEN, PERSONAL, figures
from domain.understanding import Intent, Understanding
from handlers.front.words import advice as zh
from handlers.kernel.manner import PLAIN, Manner
from handlers.kernel.messages import Button, Card, Incoming, say
from handlers.kernel.registry import registry
from handlers.kernel.turn import Answer, Moment, Turn
from handlers.kernel.words import common, notation
from handlers.people import binding
from handlers.people.words import staff as people_words
from storage import people
from storage.items import StoredItem
from wording.said import typed

STARTED = "已开工"
# A figure for an example where nothing was reported yet: this part of the target, rounded up.
PART = Decimal(10)
# Beside help.
MOST_WORDS = 3
Example = tuple[str, str]
# Telegram sends what follows the link's ?start= this way; elsewhere it is typed.
_START = re.compile(r"(?:/start|开始) +(?P<token>.*)", re.DOTALL)


def bind_stranger(moment: Moment, incoming: Incoming) -> Answer:
    """`/start TOKEN` binds; anything else gets a short explanation and nothing more."""
    token = token_of(incoming.text)
    if not token:
        return [say(common.STRANGER, tells=PERSONAL)]
    return [_bind(moment, incoming, token)]


@registry.command("start", ("开始",), "绑定身份")
def start(turn: Turn) -> Answer:
    """A bound person who comes with a new invitation is bound anew; without one gets a greeting."""
    if turn.words:
        return [_bind(turn, turn.incoming, turn.words, turn.person)]
    # Whoever comes back to a bot that was blocked presses Start: pushes go there again.
    people.mark_reachable(turn.store, turn.incoming.channel, turn.incoming.chat)
    turn.post.menu(turn.person.id)
    return [welcome(turn, turn.person, common.WELCOME_BACK)]


@registry.command("help", ("帮助", "怎么用"), "最常用的几项，各有一例", chip=True)
def help_(turn: Turn) -> Answer:
    """What the person's role does daily, on one phone screen; the rest is one tap away."""
    return [card(turn, turn.person, zh.HELP_TITLE, titled=True)]


@registry.meaning(Intent.HELP)
def asked_for_help(turn: Turn, _understood: Understanding) -> Answer:
    """怎么报, in words."""
    return help_(turn)


@registry.command("commands", ("全部命令",), "看全部命令")
def everything(turn: Turn) -> Answer:
    """The commands of the person's role."""
    lines = [
        people_words.menu_line(
            typed(command.words[0] if command.words else f"/{command.name}", f"/{command.name}"), command.help
        )
        for command in registry.menu_of(turn.person)
    ]
    return [Card(title=zh.ALL, lines=tuple(lines), tells=OPEN)]


@registry.action("help.all")
def everything_tapped(turn: Turn) -> Answer:
    """全部命令, tapped under the examples."""
    return everything(turn)


@registry.command("cancel", ("取消", "退出", "算了"), "离开当前填报", of_form=True)
def cancel(turn: Turn) -> Answer:
    """Leaves the open form; nothing of it is stored."""
    return [say(common.CANCELLED if turn.close_dialog() else common.NOTHING_TO_CANCEL, tells=OPEN)]


def token_of(text: str) -> str:
    """The token of `/start TOKEN`; empty for anything else."""
    found = _START.fullmatch(text.strip())
    return found["token"].strip() if found else ""


def _bind(moment: Moment, incoming: Incoming, token: str, speaker: Person | None = None) -> Card:
    bound = binding.bind(moment, incoming, token, speaker)
    if isinstance(bound, Card):
        return bound
    unit = moment.reference.unit_name(bound.unit)
    return welcome(moment, bound, people_words.bound(bound.name, bound.role.word, unit))


def welcome(moment: Moment, person: Person, head: str) -> Card:
    """The examples, and the words that the role types most, to be had at the typing box from now on."""
    menu = [command for command in registry.short_menu_of(person) if command.words][:MOST_WORDS]
    words = tuple(typed(command.words[0], f"/{command.name}") for command in menu)
    manner = Manner(words=(*words, zh.HELP), asks=zh.like(a_report(moment, person)))
    return replace(card(moment, person, head), buttons=(), manner=manner)


def card(moment: Moment, person: Person, head: str, *, titled: bool = False) -> Card:
    """The examples under a sentence or a title, with a tap to everything else and one that copies the report among them."""
    buttons = ((Button(zh.ALL, "help.all"),),)
    title, first = (head, ()) if titled else ("", (head,))
    stored = _item(moment, person)
    report = _report(moment, stored) if person.role in UNIT_ROLES else []
    told = tuple(zh.line(*example) for example in _examples(person, stored, report))
    more = zh.FOR_ADMINS if person.role is Role.ADMIN else ()
    manner = Manner(copied=(zh.COPY_EXAMPLE, report[0][0])) if report else PLAIN
    return Card(title=title, lines=(*first, *told, *more), buttons=buttons, manner=manner, tells=FIGURES)


def _examples(person: Person, stored: StoredItem | None, report: list[Example]) -> list[Example]:
    """The three things that the role does most, word for word as the person can type them now.

    Only items that may be shown in a group are named.
    """
    if person.role is Role.REPORTER:
        return [*report, zh.ITEMS, zh.NOTICES]
    if person.role is Role.UNIT_HEAD:
        return [zh.VERIFY_OURS, *report, zh.NOTICES]
    if person.role is Role.LEADER:
        return [zh.DIGEST, zh.RED, *([zh.left(stored.item.code)] if stored else [])]
    if person.role is Role.INSPECTOR:
        return [zh.VERIFY, zh.LATE, *([zh.notice(stored.item.code)] if stored else [])]
    return [zh.UNIT_LIGHTS, zh.DELIVERY]


def examples(moment: Moment, person: Person) -> list[Example]:
    """What the card shows: each line with what it is for."""
    stored = _item(moment, person)
    return _examples(person, stored, _report(moment, stored) if person.role in UNIT_ROLES else [])


def a_report(moment: Moment, person: Person) -> str:
    """A report that the person could send; empty where there is none."""
    found = _report(moment, _item(moment, person))
    return found[0][0] if found else ""


def _item(moment: Moment, person: Person) -> StoredItem | None:
    """One of the person's items that can be reported in a figure, if there is one."""
    reference = moment.reference
    mine: Sequence[StoredItem]
    if person.role is Role.LEADER:
        mine = reference.of_leader(person.post)
    elif person.role in UNIT_ROLES:
        mine = reference.of_unit(person.unit, lead_only=True) or reference.of_unit(person.unit)
    else:
        mine = reference.everything
    shown = [each for each in mine if figures(each.item) == FIGURES and each.item.stage is Stage.OPEN]
    return next((each for each in shown if each.item.kind is Kind.QUANTITY), shown[0] if shown else None)


def _report(moment: Moment, stored: StoredItem | None) -> list[Example]:
    if stored is None:
        return []
    latest = moment.standings([stored])[stored.id].latest
    figure = notation.amount(stored.item, latest.total) if latest else _figure(stored.item)
    return [zh.report(stored.item.code, figure, notation.day(moment.today))]


def _figure(item: Item) -> str:
    """A figure that the item could have."""
    if item.kind is Kind.MILESTONE or item.target is None:
        return STARTED
    whole = item.basis is Basis.RATE or item.direction is Direction.DOWN
    return notation.amount(item, item.target if whole else (item.target / PART).to_integral_value(ROUND_UP))

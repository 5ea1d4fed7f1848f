"""Binding a chat identity to a person, help, and leaving a form."""

import re

from domain.errors import DomainError
from domain.understanding import Intent, Understanding
from handlers.front import advice
from handlers.front.words import advice as advice_words
from handlers.kernel.messages import Card, Incoming, say
from handlers.kernel.registry import registry
from handlers.kernel.turn import Answer, Moment, Turn
from handlers.kernel.words import common
from handlers.people.words import staff as zh
from storage import invitations, people

# Telegram sends what follows the link's ?start= this way; elsewhere it is typed.
_START = re.compile(r"(?:/start|开始) +(?P<token>.*)", re.DOTALL)


def bind_stranger(moment: Moment, incoming: Incoming) -> Answer:
    """`/start TOKEN` binds; anything else gets a short explanation and nothing more."""
    token = token_of(incoming.text)
    if not token:
        return [say(common.STRANGER)]
    return [_bind(moment, incoming, token)]


@registry.command("start", ("开始",), "绑定身份")
def start(turn: Turn) -> Answer:
    """A bound person who comes with a new invitation is bound anew; without one gets a greeting."""
    if turn.words:
        return [_bind(turn, turn.incoming, turn.words)]
    # Whoever comes back to a bot that was blocked presses Start: pushes go there again.
    people.mark_reachable(turn.store, turn.incoming.channel, turn.incoming.chat)
    turn.post.menu(turn.person.id)
    return [advice.card(turn, turn.person, common.WELCOME_BACK)]


@registry.command("help", ("帮助", "怎么用"), "最常用的几项，各有一例", chip=True)
def help_(turn: Turn) -> Answer:
    """What the person's role does daily, on one phone screen; the rest is one tap away."""
    return [advice.card(turn, turn.person, advice_words.HELP_TITLE, titled=True)]


@registry.meaning(Intent.HELP)
def asked_for_help(turn: Turn, _understood: Understanding) -> Answer:
    """怎么报, in words."""
    return help_(turn)


@registry.command("commands", ("全部命令",), "看全部命令")
def everything(turn: Turn) -> Answer:
    """The commands of the person's role."""
    lines = [
        zh.menu_line(command.words[0] if command.words else f"/{command.name}", command.help)
        for command in registry.menu_of(turn.person)
    ]
    return [Card(title=advice_words.ALL, lines=tuple(lines), public=True)]


@registry.action("help.all")
def everything_tapped(turn: Turn) -> Answer:
    """全部命令, tapped under the examples."""
    return everything(turn)


@registry.command("cancel", ("取消", "退出", "算了"), "离开当前填报", of_form=True)
def cancel(turn: Turn) -> Answer:
    """Leaves the open form; nothing of it is stored."""
    return [say(common.CANCELLED if turn.close_dialog() else common.NOTHING_TO_CANCEL, public=True)]


def token_of(text: str) -> str:
    """The token of `/start TOKEN`; empty for anything else."""
    found = _START.fullmatch(text.strip())
    return found["token"].strip() if found else ""


def _bind(moment: Moment, incoming: Incoming, token: str) -> Card:
    if not incoming.private:
        raise DomainError("bind_in_private", common.PRIVATE_ONLY)
    invitation = invitations.by_token(moment.store, token, moment.now)
    person = people.by_id(moment.store, invitation.person) if invitation else None
    if invitation is None or person is None or not invitation.fits(person):
        raise DomainError("invite_invalid", common.INVITE_INVALID)
    invitations.use(moment.store, invitation, moment.now)
    chat = (incoming.channel, incoming.sender, incoming.chat)
    people.bind(moment.store, person.id, *chat, moment.now, invitation.name)
    moment.post.menu(person.id)
    unit = moment.reference.unit_name(person.unit)
    return advice.card(moment, person, zh.bound(person.name, person.role.word, unit))

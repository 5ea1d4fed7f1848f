"""我的设备, 退出登录: the chats that speak for a person, seen and ended by the person."""

from datetime import datetime

from domain.errors import DomainError
from domain.identity import Ended
from domain.secrecy import PERSONAL
from handlers.kernel.manner import Style
from handlers.kernel.messages import Button, Card, say
from handlers.kernel.registry import registry
from handlers.kernel.turn import Answer, Moment, Turn
from handlers.kernel.words import common, notation
from handlers.people.words import devices as zh
from storage import bindings
from storage.bindings import Binding


@registry.command("devices", ("我的设备",), "看在哪些设备上登录，可逐一结束")
def devices(turn: Turn) -> Answer:
    """Every chat that speaks for the person, with a tap to end each."""
    lines, buttons = [], []
    for number, binding in enumerate(bindings.of_person(turn.store, turn.person.id), start=1):
        way, here = turn.district.way(binding.channel).label, _is_here(turn, binding)
        used = bindings.last_said(turn.store, binding) or binding.used
        lines.append(zh.device(number, way, here=here, bound=_at(turn, binding.bound_at), used=_at(turn, used)))
        ends = Button(zh.end(number, way), "devices.end", {"binding": binding.id})
        buttons.append((Button(zh.LOGOUT, "devices.leave") if here else ends,))
    return [Card(title=zh.TITLE, lines=(*lines, zh.HINT), buttons=tuple(buttons), tells=PERSONAL)]


@registry.action("devices.end")
def end_other(turn: Turn) -> Answer:
    """The person ends one of the own chats."""
    wanted = turn.number("binding")
    own = {each.id: each for each in bindings.of_person(turn.store, turn.person.id)}
    if wanted not in own:
        raise DomainError("not_yours", zh.NOT_YOURS)
    end(turn, own[wanted], Ended.DEVICE)
    return [say(zh.ENDED, tells=PERSONAL).edited()]


@registry.command("logout", ("退出登录",), "在本机退出登录")
def ask(turn: Turn) -> Answer:
    """`退出登录`: asks once, for coming back takes a new invitation."""
    if not turn.incoming.private:
        raise DomainError("in_private", common.PRIVATE_ONLY)
    return [Card(lines=(zh.ASK_LOGOUT,), buttons=((Button(zh.SURE_LOGOUT, "devices.logout"),),), tells=PERSONAL)]


@registry.action("devices.leave")
def ask_tapped(turn: Turn) -> Answer:
    """退出登录, tapped in the list."""
    return ask(turn)


@registry.action("devices.logout", style=Style.DANGER)
def logout(turn: Turn) -> Answer:
    """This chat speaks for the person no more."""
    for binding in bindings.of_person(turn.store, turn.person.id):
        if _is_here(turn, binding):
            end(turn, binding, Ended.LOGGED_OUT)
    return [say(zh.BYE, tells=PERSONAL).edited()]


def end(moment: Moment, binding: Binding, why: Ended) -> None:
    """The chat speaks for nobody any more, and what waits for it goes another way."""
    if bindings.end(moment.store, binding, why, moment.now):
        moment.post.forsake(binding.channel, binding.chat)


def _is_here(turn: Turn, binding: Binding) -> bool:
    return (binding.channel, binding.external_id) == (turn.incoming.channel, turn.incoming.sender)


def _at(turn: Turn, moment: datetime) -> str:
    return notation.moment(moment.astimezone(turn.district.zone))

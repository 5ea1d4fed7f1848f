"""终止事项, 移交事项, 拆分事项, 合并事项, 恢复事项: decided by an admin with a line and a tap."""

import re
from datetime import date

from domain.access import may_administer
from domain.decisions import Decided
from domain.errors import DomainError
from domain.items import ItemId
from domain.people import Role
from domain.secrecy import personal
from domain.understanding.day_words import span_in
from handlers.changes import items as changing
from handlers.changes.items import Plan
from handlers.changes.words import items as zh
from handlers.kernel.messages import Button, Card, Json, rows, say
from handlers.kernel.registry import registry
from handlers.kernel.turn import Answer, Turn
from handlers.kernel.words import common, notation
from storage.items import StoredItem

ADMIN = frozenset({Role.ADMIN})
CODE = re.compile(r"[\s、，,]*(?P<said>(?:(?P<year>20\d\d)年)?(?P<code>[A-Za-z]{1,6}-?\d{1,6}))(?![A-Za-z0-9-])")
INTO = re.compile(r"\s*[为成入到→]\s*(?=[A-Za-z2])")
FROM = re.compile(r"[\s，,]*自(\S+?)起[\s，,]*")
UNIT = re.compile(r"\s*(\S+)")
MOST = 20


@registry.command("end_items", ("终止事项",), "事项终止，如“终止事项 JS-010 项目取消”", ADMIN)
def end(turn: Turn) -> Answer:
    """`终止事项 JS-010 项目取消`, `终止事项 JS-010 自6月20日起 项目取消`: asks once, as the others do."""
    return _ask(turn, Decided.ENDED)


@registry.command("move_items", ("移交事项",), "事项移交另一单位，如“移交事项 JS-010 区住建局 职责划转”", ADMIN)
def move(turn: Turn) -> Answer:
    """`移交事项 JS-010 JS-011 区住建局 职责划转`."""
    return _ask(turn, Decided.MOVED)


@registry.command("split_item", ("拆分事项",), "一项拆为几项，如“拆分事项 JS-010 为 JS-040 JS-041 分期建设”", ADMIN)
def split(turn: Turn) -> Answer:
    """`拆分事项 JS-010 为 JS-040 JS-041 分期建设`; what it is split into was imported before."""
    return _ask(turn, Decided.SPLIT)


@registry.command("merge_items", ("合并事项",), "几项并入一项，如“合并事项 JS-010 JS-011 为 JS-040 统一推进”", ADMIN)
def merge(turn: Turn) -> Answer:
    """`合并事项 JS-010 JS-011 为 JS-040 统一推进`."""
    return _ask(turn, Decided.MERGED)


@registry.command("restore_items", ("恢复事项",), "撤回误办的终止、拆分或合并，如“恢复事项 JS-010 误办终止”", ADMIN)
def restore(turn: Turn) -> Answer:
    """`恢复事项 JS-010 误办终止`: what took its place stays, and is ended by a decision of its own."""
    return _ask(turn, Decided.RESTORED)


@registry.action("items.decide")
def sure(turn: Turn) -> Answer:
    """The admin is sure; looked at anew."""
    if not may_administer(turn.person):
        raise DomainError("not_allowed", common.NOT_ALLOWED)
    some, heirs = (_numbered(turn, name) for name in ("item", "heir"))
    decided, day = Decided(turn.text("decided")), turn.day("on")
    plan = Plan(decided, some, day, turn.text("reason"), turn.text_or_none("unit"), heirs)
    done = changing.carry_out(turn, plan, turn.person.id)
    return [say(*done, tells=personal(*(each.item for each in (*some, *heirs)))).edited()]


def _ask(turn: Turn, decided: Decided) -> Answer:
    plan = _said(turn, decided)
    changing.check(turn, plan)
    to = turn.reference.unit_name(plan.to_unit) if plan.to_unit else ""
    named = [
        f"{turn.code(each.item)} {each.item.name}（{turn.reference.unit_name(each.item.unit)}）" for each in plan.items
    ]
    heirs = [f"{turn.code(each.item)} {each.item.name}" for each in plan.heirs]
    lines = zh.ask(named, decided, notation.day(plan.on), plan.wish.reason, to, heirs)
    args: dict[str, Json] = {"decided": decided.value, "on": plan.on.isoformat(), "reason": plan.wish.reason}
    args |= {"unit": plan.to_unit} if plan.to_unit else {}
    args |= {f"item{at}": each.id for at, each in enumerate(plan.items)}
    args |= {f"heir{at}": each.id for at, each in enumerate(plan.heirs)}
    tap = Button(zh.SURE[decided], "items.decide", args)
    more = (*changing.mismatch(plan), *changing.open_notices(turn, plan.items))
    tells = personal(*(each.item for each in (*plan.items, *plan.heirs)))
    return [Card(lines=(*lines[:-1], *more, lines[-1]), buttons=rows([tap]), tells=tells)]


def _said(turn: Turn, decided: Decided) -> Plan:
    """What the line wishes; refuses what is not understood."""
    some, rest = _items(turn, turn.words)
    heirs: tuple[StoredItem, ...] = ()
    unit = None
    into = INTO.match(rest) if decided in (Decided.SPLIT, Decided.MERGED) else None
    if into is not None:
        heirs, rest = _items(turn, rest[into.end() :])
    if decided is Decided.MOVED and (word := UNIT.match(rest)) is not None:
        known = turn.reference.unit_named(word[1])
        if some and known is None:
            raise DomainError("unknown_unit", common.unknown_unit(word[1]))
        unit, rest = known.code if known else None, rest[word.end() :]
    day, rest = _from(turn, rest)
    lacking = not some or (decided is Decided.MOVED and unit is None) or (into is None and decided not in PLAIN)
    if lacking or not rest.strip():
        raise DomainError("usage", zh.USAGE[decided])
    return Plan(decided, some, day, rest.strip(" ，,。"), unit, heirs)


PLAIN = frozenset({Decided.ENDED, Decided.MOVED, Decided.RESTORED})


def _items(turn: Turn, words: str) -> tuple[tuple[StoredItem, ...], str]:
    """The items whose codes the words begin with, each once, and the rest."""
    found: dict[ItemId, StoredItem] = {}
    while (code := CODE.match(words)) is not None and len(found) < MOST:
        stored = turn.item_named(code["code"], int(code["year"]) if code["year"] else None)
        if stored is None and found and turn.reference.unit_named(code["said"]) is not None:
            break
        if stored is None:
            raise DomainError("no_such_item", zh.no_item(code["said"]))
        found[stored.id] = stored
        words = words[code.end() :]
    return tuple(found.values()), words


def _from(turn: Turn, words: str) -> tuple[date, str]:
    """From which day it holds, today unless the words say so (自6月20日起), and the words without it."""
    told = FROM.match(words)
    span = span_in(told[1], turn.today) if told else None
    if told is None or span is None:
        return turn.today, words
    return span.first, words[told.end() :]


def _numbered(turn: Turn, name: str) -> tuple[StoredItem, ...]:
    """The items that a button carries under a name."""
    ids: list[ItemId] = []
    while (number := turn.number_or_none(f"{name}{len(ids)}")) is not None:
        ids.append(ItemId(number))
    known = turn.stored(ids)
    return tuple(known[id_] for id_ in ids if id_ in known)

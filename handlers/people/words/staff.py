"""Sentences about people: binding, help, the menu."""

from domain.people import Person
from domain.quoting import quoted
from wording.said import worded


def bound(name: str, role: str, unit: str) -> str:
    """After a successful binding."""
    return worded("绑定成功：{name}，{role}，{unit}。可以这样用：", name=name, role=role, unit=unit)


NOT_ADMIN = "只有管理员可以办理。"
SURE_LEAVE = "确认离岗"


def left(name: str) -> str:
    """Somebody has left."""
    return worded("{name}已离岗，所有绑定即时失效；其历史报送保留。", name=name)


def ask_leave(who: str) -> str:
    """Before taking every access away."""
    return worded("{who}将立即失去全部权限，未用的邀请一并作废。是否确认？", who=who)


def menu_line(words: str, help_line: str) -> str:
    """One line of the help card."""
    return worded("{words} — {help_line}", words=words, help_line=help_line)


def who(person: Person, unit: str) -> str:
    """A person in one line."""
    post = worded("，{post}", post=person.post) if person.post else ""
    return worded("{name}（{word}，{unit}{post}）", name=person.name, word=person.role.word, unit=unit, post=post)


INVITE_USAGE = "请写明邀请谁，例如“邀请 中央商务区填报人”。"
LEAVE_USAGE = "请写明谁离岗，例如“离岗 中央商务区填报人”。"


def nobody(words: str) -> str:
    """No such person."""
    return worded("没有找到{words}。", words=quoted(words))


def several(words: str) -> str:
    """More than one person fits."""
    return worded("{words}有多人，请选一位：", words=quoted(words))


def which(words: str) -> str:
    """More than one person fits, and a choice cannot be offered here."""
    return worded("{words}有多人，请写人员编号（管理员可查）。", words=quoted(words))

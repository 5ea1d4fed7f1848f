"""People and their roles."""

from dataclasses import dataclass
from enum import Enum
from typing import NewType

PersonId = NewType("PersonId", int)


class Role(Enum):
    """What a person is in the district's supervision; DESIGN section 1."""

    REPORTER = "reporter"
    UNIT_HEAD = "unit_head"
    INSPECTOR = "inspector"
    LEADER = "leader"
    ADMIN = "admin"

    @property
    def word(self) -> str:
        """The role as it is called in Chinese."""
        return _WORDS[self]


# Who owes a unit's reports; the other roles look at the whole district.
UNIT_ROLES = frozenset({Role.REPORTER, Role.UNIT_HEAD})

_WORDS = {
    Role.REPORTER: "填报人",
    Role.UNIT_HEAD: "单位负责人",
    Role.INSPECTOR: "督查员",
    Role.LEADER: "分管区领导",
    Role.ADMIN: "管理员",
}


class Language(Enum):
    """What a person is written to in; what people, items and papers are called stays as it is."""

    CHINESE = "zh"
    ENGLISH = "en"


@dataclass(frozen=True, slots=True)
class Person:
    """A person who may talk to the bot.

    `unit` is a unit code, None for the district's own offices (leaders, inspectors); `post` is the post as printed in
    agreements (责任领导). `language` is None as long as the person has chosen none.
    """

    id: PersonId
    name: str
    role: Role
    unit: str | None
    post: str = ""
    active: bool = True
    language: Language | None = None

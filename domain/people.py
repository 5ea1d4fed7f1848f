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


@dataclass(frozen=True, slots=True)
class Person:
    """A person who may talk to the bot. `unit` is a unit code; `post` is the post as printed in agreements (责任领导)."""

    id: PersonId
    name: str
    role: Role
    unit: str
    post: str = ""
    active: bool = True

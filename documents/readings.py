"""A file read as one thing or another, as values: so a reading can be done in another process, kept, and known again."""

import gc
from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Generic, TypeVar

from documents.calendar_in import CalendarRead, read_calendar
from documents.workbook import (
    AgreementsRead,
    AreasRead,
    Choices,
    Fault,
    ProgressRead,
    UnitsRead,
    read_agreements,
    read_areas,
    read_progress,
    read_units,
)
from domain.areas import Area
from domain.units import Unit

Read_co = TypeVar("Read_co", covariant=True)
NO_CHOICES = Choices()
# Why a reading was not finished.
TOO_LONG = "文件读了两分钟还没有读完，请拆分后再导入"
NO_PROCESS = "服务器暂时不能读取文件，请过一会儿再发"
TOO_LARGE = "文件读取时占用内存过多，请删去无关内容或拆分后再导入"


class Reading(ABC, Generic[Read_co]):
    """What a file is read as, with all that the reading needs to know. Equal ones give the same of the same file."""

    @abstractmethod
    def of(self, content: bytes, name: str) -> Read_co:
        """Reads the file. Never raises for a bad one."""

    @abstractmethod
    def refused(self, name: str, reason: str) -> Read_co:
        """What stands for the reading where it could not be finished."""


@dataclass(frozen=True, slots=True)
class AsAgreements(Reading[AgreementsRead]):
    """See read_agreements; `boards` are pairs of name and prefix."""

    units: tuple[Unit, ...]
    boards: tuple[tuple[str, str], ...]
    year: int | None
    choices: Choices = NO_CHOICES

    def of(self, content: bytes, name: str) -> AgreementsRead:
        """See Reading."""
        return read_agreements(content, name, self.units, dict(self.boards), self.year, self.choices)

    def refused(self, name: str, reason: str) -> AgreementsRead:
        """See Reading."""
        return AgreementsRead(None, (), (_whole(name, reason),), ())


@dataclass(frozen=True, slots=True)
class AsUnits(Reading[UnitsRead]):
    """See read_units."""

    known: tuple[Unit, ...]

    def of(self, content: bytes, name: str) -> UnitsRead:
        """See Reading."""
        return read_units(content, name, self.known)

    def refused(self, name: str, reason: str) -> UnitsRead:
        """See Reading."""
        return UnitsRead((), (_whole(name, reason),))


@dataclass(frozen=True, slots=True)
class AsAreas(Reading[AreasRead]):
    """See read_areas."""

    stored: tuple[Area, ...]
    items: frozenset[str]

    def of(self, content: bytes, name: str) -> AreasRead:
        """See Reading."""
        return read_areas(content, name, self.stored, self.items)

    def refused(self, name: str, reason: str) -> AreasRead:
        """See Reading."""
        return AreasRead((), {}, (_whole(name, reason),))


@dataclass(frozen=True, slots=True)
class AsCalendar(Reading[CalendarRead]):
    """See read_calendar."""

    def of(self, content: bytes, name: str) -> CalendarRead:
        """See Reading."""
        return read_calendar(content, name)

    def refused(self, name: str, reason: str) -> CalendarRead:
        """See Reading."""
        return CalendarRead((), (_whole(name, reason),))


@dataclass(frozen=True, slots=True)
class AsProgress(Reading[ProgressRead]):
    """See read_progress."""

    def of(self, content: bytes, name: str) -> ProgressRead:
        """See Reading."""
        return read_progress(content, name)

    def refused(self, name: str, reason: str) -> ProgressRead:
        """See Reading: it is no month's sheet."""
        return ProgressRead()


@contextmanager
def without_pauses() -> Iterator[None]:
    """Nothing that a reading makes goes in circles while it is made: looking for circles takes a quarter of its time."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def _whole(name: str, reason: str) -> Fault:
    return Fault("", 0, "", "", name, reason)

"""Checking a table of a pack: pydantic finds the mistakes, here they are told in English."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from difflib import get_close_matches
from enum import Enum
from typing import Literal, TypeVar, get_args, get_origin

from pydantic import ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails

from bot.packs.faults import Fault, PackError, Path, shown
from bot.packs.fields import SENTENCE, Table, one_of

Checked = TypeVar("Checked", bound=Table)


def validated(table: type[Checked], data: object, at: Path, fault: Callable[[Path, str], Fault]) -> Checked:
    """The table that stands at `at`; raises PackError with every mistake, made into a Fault by its path and sentence."""
    try:
        return table.model_validate(data)
    except ValidationError as error:
        errors = [each for each in error.errors(include_url=False) if not _empty_by_mistakes(each)]
        raise PackError(fault((*at, *_path(each, data)), _sentence(table, each)) for each in errors) from None


def _empty_by_mistakes(error: ErrorDetails) -> bool:
    """Whether a list counts as too short only because each of its members is wrong."""
    return error["type"] == "too_short" and bool(error["input"])


def no_such_key(key: str, known: Iterable[str]) -> str:
    """What is said of a key that nobody reads: the nearest one, or else all that are known."""
    names = list(known)
    near = get_close_matches(key, names, n=1)
    return f"no such key; do you mean {near[0]}?" if near else f"no such key; known are {', '.join(names)}"


def _path(error: ErrorDetails, data: object) -> Iterator[str | int]:
    """Where the mistake lies in the data: pydantic also names the member of a union, or that a key is meant."""
    for part in error["loc"]:
        inside = data if isinstance(data, Mapping) else dict(enumerate(data)) if isinstance(data, list) else {}
        if part not in inside and error["type"] != "missing":
            return
        data = inside.get(part)
        yield part


def _sentence(table: type[Table], error: ErrorDetails) -> str:
    around, wanted = _wanted(table, error["loc"])
    match error["type"]:
        case kind if kind == SENTENCE:
            return error["msg"]
        case "missing":
            return f"it is missing; {wanted} is needed"
        case "extra_forbidden":
            return no_such_key(str(error["loc"][-1]), _fields(around))
        case _:
            return f"{wanted} is needed, not {shown(error['input'])}"


def _wanted(table: type[Table], path: Path) -> tuple[type[Table], str]:
    """The innermost table on the way to a place, and in English what is needed there."""
    wanted = "a table"
    for part in path:
        field = _fields(table).get(str(part))
        if isinstance(part, int) and wanted == "a list of tables":
            wanted = "a table"
        elif field:
            wanted = _description(field)
            table = _inner(field.annotation) or table
    return table, wanted


def _fields(table: type[Table]) -> dict[str, FieldInfo]:
    return {field.alias or name: field for name, field in table.model_fields.items()}


def _description(field: FieldInfo) -> str:
    kind = field.annotation
    if field.description:
        return field.description
    if isinstance(kind, type) and issubclass(kind, Enum):
        return one_of(kind)
    if get_origin(kind) is Literal:
        return f"one of {', '.join(get_args(kind))}"
    return "a list of tables" if get_origin(kind) is tuple else "a table"


def _inner(annotation: object) -> type[Table] | None:
    """The table of an annotation such as `tuple[RungTable, ...]` or `PeersTable | None`."""
    if isinstance(annotation, type) and issubclass(annotation, Table):
        return annotation
    return next((found for each in get_args(annotation) if (found := _inner(each))), None)

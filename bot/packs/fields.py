"""The kinds of values that a pack may hold. A field's description says in English what is needed there."""

from collections.abc import Callable, Iterable, Iterator
from datetime import date, time
from decimal import Decimal
from enum import Enum
from types import EllipsisType
from typing import Annotated, Any, TypeVar

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationError,
    ValidationInfo,
    ValidatorFunctionWrapHandler,
    WrapValidator,
)
from pydantic_core import InitErrorDetails, PydanticCustomError

from bot.packs.faults import shown
from domain.colours import Light
from domain.people import Role

ALARMS = (Light.YELLOW, Light.RED)
Rule = TypeVar("Rule")
# The type of the errors whose text is a sentence already; the others are told by the field's description.
SENTENCE = "sentence"


class Table(BaseModel):
    """A table of a pack: a key that it does not know is a mistake."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    def made(self, rule: Callable[..., Rule], **others: object) -> Rule:
        """The domain's rule with the values of this table, but for those that are given."""
        return rule(**{**vars(self), **others})


def wrong(sentence: str) -> PydanticCustomError:
    """A mistake that lies in more than one value."""
    return _error(SENTENCE, sentence)


def _error(kind: str, sentence: str) -> PydanticCustomError:
    # Braces in a template are names, so the sentence is handed over as a value.
    return PydanticCustomError(kind, "{sentence}", {"sentence": sentence})


def one_of(kinds: Iterable[Enum]) -> str:
    """What is needed where a member of an enumeration stands."""
    return f"one of {', '.join(kind.value for kind in kinds)}"


def whole(least: int, most: int, default: int | EllipsisType | None = ...) -> Any:
    """The field of a whole number within its bounds, both included."""
    wanted = f"a whole number from {least} to {most}"
    return Field(default, strict=True, ge=least, le=most, validate_default=True, description=wanted)


def _clock(value: object) -> object:
    moment = time.fromisoformat(value) if isinstance(value, str) else value
    if not isinstance(moment, time) or moment.tzinfo is not None:
        raise ValueError
    return moment


def _alarm(light: Light) -> Light:
    if light not in ALARMS:
        raise ValueError
    return light


Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1), Field(description="a text")]
Words = Annotated[str, Field(description="a text, which may be empty")]
Flag = Annotated[bool, Field(strict=True, description="true or false")]
Day = Annotated[date, Field(strict=True, description="a day such as 2026-07-01")]
NUMBER = 'a number such as "-5.1"'
Number = Annotated[Decimal, Field(description=NUMBER)]
Figure = Annotated[Decimal, Field(ge=0, description='a figure of at least 0 such as "5"')]
Clock = Annotated[time, BeforeValidator(_clock), Field(description='a local time of day such as "09:00"')]
ALARM = one_of(ALARMS)
Alarm = Annotated[Light, AfterValidator(_alarm), Field(description=ALARM)]
Member = TypeVar("Member")
T = TypeVar("T")
Some = Annotated[tuple[Member, ...], Field(min_length=1)]
Audience = Annotated[Some[Role], Field(description=f"a list of {', '.join(role.value for role in Role)}")]


def at_least(other: str) -> AfterValidator:
    """For a figure that is never smaller than another one, which stands before it in the table's definition."""

    def check(value: Decimal, info: ValidationInfo) -> Decimal:
        lower = info.data.get(other, value)
        if value < lower:
            raise wrong(f"{value} is smaller than {other}, {lower}")
        return value

    return AfterValidator(check)


def once(*keys: str) -> WrapValidator:
    """For a list of tables: no two of them have the same value under one of the keys."""

    def check(value: object, inner: ValidatorFunctionWrapHandler) -> object:
        return together(inner, value, [fault for key in keys for fault in _twice(value, key)])

    return WrapValidator(check)


def together(inner: Callable[[object], T], value: object, faults: list[InitErrorDetails]) -> T:
    """What is checked by `inner`, unless it has mistakes of its own or is given some."""
    try:
        found = inner(value)
    except ValidationError as error:
        raise ValidationError.from_exception_data("table", [*_again(error), *faults]) from None
    if faults:
        raise ValidationError.from_exception_data("table", faults)
    return found


def column(tables: object, key: str) -> list[str | int | None]:
    """The values under a key of a list of tables as written; None for what can be no name or number."""
    rows = tables if isinstance(tables, list) else []
    values = [row.get(key) if isinstance(row, dict) else None for row in rows]
    return [value.strip() if isinstance(value, str) else value if isinstance(value, int) else None for value in values]


def _twice(tables: object, key: str) -> Iterator[InitErrorDetails]:
    values = column(tables, key)
    for at, value in enumerate(values):
        if value is not None and value in values[:at]:
            yield InitErrorDetails(type=wrong(f"{shown(value)} is used twice"), loc=(at, key), input=value)


def _again(error: ValidationError) -> Iterator[InitErrorDetails]:
    for each in error.errors(include_url=False):
        yield InitErrorDetails(type=_error(each["type"], each["msg"]), loc=each["loc"], input=each["input"])

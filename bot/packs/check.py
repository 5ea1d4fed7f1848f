"""What `zeren rules check` says of a pack: every mistake in it and in its worked examples, or a summary."""

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import TypeVar

from bot.packs.examples import (
    ClimbExample,
    DueExample,
    Example,
    ExtensionExample,
    FollowsExample,
    LightExample,
    NoticeExample,
    PushExample,
    RollupExample,
)
from bot.packs.faults import Fault, PackError, Path
from bot.packs.file import Source, parsed, read_source
from bot.packs.stories import StoryExample
from bot.packs.validation import no_such_key, validated
from domain.notices.rules import Family
from domain.packs import RulePack

T = TypeVar("T")

KINDS: Mapping[str, type[Example]] = {
    "due": DueExample,
    "push": PushExample,
    "light": LightExample,
    "story": StoryExample,
    "follows": FollowsExample,
    "notice": NoticeExample,
    "extension": ExtensionExample,
    "climb": ClimbExample,
    "rollup": RollupExample,
}


def check_file(name_or_path: str) -> str:
    """Sums up a pack that is right; raises PackError with every mistake in it and in its worked examples."""
    source = read_source(name_or_path)
    faults: list[Fault] = []
    pack = _noting(faults, lambda: parsed(source))
    counted = 0
    for kind, number, row in _written(source, faults):
        at: Path = ("examples", kind, number)
        example = _noting(faults, partial(validated, KINDS[kind], row, at, source.fault))
        counted += 1
        if pack and example and (wrong := _disagreement(example, pack)):
            faults.append(source.fault((*at, *wrong[0]), wrong[1]))
    if faults or not pack:
        raise PackError(faults)
    return "\n".join([_counted(pack, counted), *(_family(pack, family) for family in pack.notices.families)])


def _noting(faults: list[Fault], work: Callable[[], T]) -> T | None:
    """What the work gives, or None once its mistakes are noted."""
    try:
        return work()
    except PackError as error:
        faults += error.faults
        return None


def _written(source: Source, faults: list[Fault]) -> Iterator[tuple[str, int, object]]:
    """The worked examples as they stand in the pack's own file: kind, number from 0, table."""
    written = source.own.data.get("examples", {})
    if not isinstance(written, Mapping):
        faults.append(source.fault(("examples",), "a table is needed"))
        return
    for kind, rows in written.items():
        if kind not in KINDS:
            faults.append(source.fault(("examples", kind), no_such_key(kind, KINDS)))
        elif not isinstance(rows, list):
            faults.append(source.fault(("examples", kind), "a list of tables is needed"))
        else:
            yield from ((kind, number, row) for number, row in enumerate(rows))


def _disagreement(example: Example, pack: RulePack) -> tuple[Path, str] | None:
    """What is wrong with an example, and where in it; None if the rules come to what is written."""
    try:
        found = example.computed(pack)
    except (ValueError, LookupError, ArithmeticError) as error:
        return (), f"cannot be computed: {error}"
    expected = getattr(example, example.answer)
    return (
        None
        if found == expected
        else ((example.answer,), f"computed {_shown(found)}, the pack says {_shown(expected)}")
    )


def _shown(answer: object) -> str:
    return (", ".join(answer) if isinstance(answer, tuple) else str(answer)) or "nothing"


def _counted(pack: RulePack, examples: int) -> str:
    return f"{pack.id} {pack.version}: {len(pack.boards)} boards, {examples} worked examples agree"


def _family(pack: RulePack, family: Family) -> str:
    kinds = " -> ".join(f"{kind.name} ({kind.reply_days} working days)" for kind in family.kinds)
    used = "used" if family.id == pack.notices.family else "known"
    return f"notices {family.id} ({used}), {family.number}: {kinds}"

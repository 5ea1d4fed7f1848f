"""Whether a made line was read as it was meant."""

from dataclasses import dataclass

from domain.understanding import Catalogue, Context, Intent, understand
from tests.support.lines.parts import Line

STORING = (Intent.REPORT, Intent.CORRECTION)


@dataclass(frozen=True, slots=True)
class Judged:
    """`silent`: something would be stored unasked that was not meant, or that had to be asked about."""

    line: Line
    right: bool
    silent: bool
    got: str


def judged(line: Line, catalogue: Catalogue) -> Judged:
    """Reads a line and holds the reading against what was meant."""
    understood = understand(line.text, catalogue, Context(line.today, line.unit))
    read = [(each.item, each.value, each.value_kind, each.as_of) for each in understood.entries]
    wanted = [(each.item, each.value, each.kind, each.as_of) for each in line.meant]
    told = [each for each in read if each[1] is not None]
    if line.intent is Intent.REPORT:
        same = understood.intent is Intent.REPORT and read == wanted
        right = understood.must_ask if line.doubtful else same and not understood.must_ask
    else:
        # Of a question over several units no item is named (排第几).
        right = understood.intent is line.intent and {each[0] for each in read} <= {each[0] for each in wanted}
    stored = understood.intent in STORING and not understood.must_ask
    wrong = line.doubtful or any(each not in wanted for each in told) or len(told) < len(wanted)
    silent = stored and wrong and (line.intent is Intent.REPORT or bool(told))
    asks = ",".join(f"{each.ask.reason.value}{each.ask.figures}" for each in understood.entries if each.ask)
    shown = [(item, str(value), kind and kind.value, str(day)) for item, value, kind, day in read]
    return Judged(line, right, silent, f"{understood.intent.value} {shown} {asks}")

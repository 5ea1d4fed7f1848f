"""What an official paper says: a notice, a 通报; apart from its drawing, whose Word library is loaded only when one is drawn."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass

from pydantic import TypeAdapter


@dataclass(frozen=True, slots=True)
class OfficialPaper:
    """What is printed, every part as it shall stand.

    `urgency` (特急, 加急) may be empty. `body` are paragraphs; one of the form (heading, text) begins with its heading in 黑体.
    `notes` is the 附注 without its brackets, `copies` the units in the 抄送 line.
    """

    masthead: str
    number: str
    title: str
    addressee: str
    body: tuple[tuple[str, str], ...]
    signer: str
    dated: str
    notes: str = ""
    urgency: str = ""
    copies: str = ""
    issued: str = ""
    # 信函格式 instead of the red head of a 文件; `masthead` is the name of the organ alone then.
    letter: bool = False

    def as_json(self) -> dict[str, object]:
        """The same as JSON values."""
        return {**asdict(self), "body": [list(part) for part in self.body]}

    @staticmethod
    def from_json(data: Mapping[str, object]) -> "OfficialPaper":
        """The paper of JSON values; raises ValueError for another shape."""
        return TypeAdapter(OfficialPaper).validate_python(data)

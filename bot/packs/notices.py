"""What `[notices]` may say."""

from typing import Annotated

from pydantic import AfterValidator, ModelWrapValidatorHandler, model_validator
from pydantic_core import InitErrorDetails

from bot.packs.faults import shown
from bot.packs.fields import Flag, Some, Table, Text, column, once, together, whole, wrong
from bot.packs.ladders import Ladder, rungs
from domain.notices.rules import Consequence, Family, NoticeKind, NoticeRule, PaperForm, Trigger

MOST_DAYS = 250
DISTRICT = "{district}"


class ConsequenceTable(Table):
    on: Trigger
    times: int = whole(1, 100, 1)
    record: Text
    text: Text


class KindTable(Table):
    id: Text
    name: Text
    mark: Text = ""
    reply_days: int = whole(1, MOST_DAYS)
    urgent_reply_days: int | None = whole(1, MOST_DAYS, None)
    demand: Text
    consequences: Some[ConsequenceTable] = ()

    def rule(self) -> NoticeKind:
        urgent = self.urgent_reply_days or self.reply_days
        follow = tuple(each.made(Consequence) for each in self.consequences)
        return self.made(NoticeKind, urgent_reply_days=urgent, consequences=follow)


def _numbered(text: str) -> str:
    rest = text.replace("{year}", "", 1).replace("{number}", "", 1)
    if "{year}" not in text or "{number}" not in text or set(rest) & set("{}"):
        raise wrong(f"a text with {{year}} and {{number}}, each once, is needed, not {shown(text)}")
    return text


def _printed(text: str) -> str:
    if set(text.replace(DISTRICT, "")) & set("{}"):
        raise wrong(f"only {DISTRICT} may stand in braces")
    return text


class FamilyTable(Table):
    id: Text
    name: Text
    number: Annotated[Text, AfterValidator(_numbered)]
    urgent_skips: int = whole(0, 5)
    kinds: Annotated[Some[KindTable], once("id", "name")]

    def rule(self) -> Family:
        return self.made(Family, kinds=tuple(kind.rule() for kind in self.kinds))


class NoticesTable(Table):
    family: Text
    form: PaperForm = PaperForm.RED_HEAD
    masthead: Annotated[Text, AfterValidator(_printed)]
    signer: Annotated[Text, AfterValidator(_printed)]
    receipt_days: int = whole(1, MOST_DAYS)
    objection_days: int = whole(1, MOST_DAYS)
    verdict_days: int = whole(1, MOST_DAYS)
    return_days: int = whole(1, MOST_DAYS)
    extension_times: int = whole(0, 20)
    extension_days: int = whole(1, MOST_DAYS)
    feedback_day: int = whole(1, 28)
    draft_on_red: Flag = False
    receipt: Ladder
    reply: Ladder
    feedback: Ladder
    verdict: Ladder
    families: Annotated[Some[FamilyTable], once("id", "number")]

    @model_validator(mode="wrap")
    @classmethod
    def _known(cls, data: object, inner: ModelWrapValidatorHandler["NoticesTable"]) -> "NoticesTable":
        table = data if isinstance(data, dict) else {}
        family, known = table.get("family"), [id_ for id_ in column(table.get("families"), "id") if id_]
        if not isinstance(family, str) or not known or family.strip() in known:
            return inner(data)
        unknown = wrong(f"one of the families' ids, {', '.join(map(str, known))}, is needed, not {shown(family)}")
        return together(inner, data, [InitErrorDetails(type=unknown, loc=("family",), input=family)])

    def rule(self) -> NoticeRule:
        ladders = {key: rungs(getattr(self, key)) for key in ("receipt", "reply", "feedback", "verdict")}
        return self.made(NoticeRule, families=tuple(each.rule() for each in self.families), **ladders)

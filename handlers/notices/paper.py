"""The Word document of a notice: the same data as its card, drawn by delivery outside the transaction."""

from documents.levels import fitted, is_numbered
from documents.official_paper import OfficialPaper
from domain.errors import DomainError
from domain.notices.model import Action, Notice
from domain.notices.rules import PaperForm, Trigger
from domain.people import Role
from domain.quantities import show
from handlers.kernel.messages import Drawing
from handlers.kernel.turn import Moment
from handlers.notices.steps import item_of
from handlers.notices.words import notices as words
from handlers.notices.words import paper as zh
from handlers.notices.words.reasons import reason as why
from storage import notice_records, notices, people

KIND = "notice"


def drawing(moment: Moment, notice: Notice) -> Drawing:
    """The document to come, named by its number."""
    return Drawing(KIND, paper(moment, notice).as_json(), f"{notice.printed}.docx")


def paper(moment: Moment, notice: Notice) -> OfficialPaper:
    """What is printed, as it was when the notice was sent or reassigned: later limits and consequences do not change it."""
    life = notices.events(moment.store, notice.id)
    limits = [event.reply_by for event in life if event.action in (Action.SEND, Action.REASSIGN) and event.reply_by]
    if notice.sent_on is None or not limits:
        raise DomainError("not_sent", words.NOT_SENT_YET)
    item, rule = item_of(moment, notice).item, moment.rules.notices
    target = f"{show(item.target)}{item.measure_unit}" if item.target is not None else ""
    parent = notices.by_id(moment.store, notice.parent) if notice.parent else None
    called_down = notice_records.consequences_of(moment.store, notice.id)
    follows = "".join(each.text for each in called_down if each.trigger is Trigger.SENT)
    objection = moment.reference.calendar.add(notice.sent_on, rule.objection_days)
    sender = people.by_id(moment.store, notice.sent_by) if notice.sent_by else None
    leaders = {person.post for person in people.with_roles(moment.store, [Role.LEADER])}
    letter = rule.form is PaperForm.LETTER
    return OfficialPaper(
        masthead=(rule.signer if letter else rule.masthead).format(district=moment.district.name),
        number=notice.printed,
        title=zh.title(item.name, notice.kind_name),
        addressee=moment.reference.unit_name(notice.unit),
        body=(
            zh.item(item.code, item.name, target, item.due, item.leader),
            zh.reason(why(notice.grounds.reason), parent.printed if parent else ""),
            *_demand(notice.demand, follows),
            zh.limits(limits[-1], objection, rule.feedback_day),
        ),
        signer=rule.signer.format(district=moment.district.name),
        dated=zh.full(notice.sent_on),
        notes=zh.contact(sender.name) if sender else "",
        urgency=zh.URGENCY if notice.urgent else "",
        copies=item.leader if item.leader in leaders else "",
        issued=zh.issued(notice.sent_on),
        letter=letter,
    )


def _demand(typed: str, follows: str) -> list[tuple[str, str]]:
    """What is asked: numbered demands on lines of their own, a level below the paper's headings; what follows stands last."""
    first, *more = fitted(typed)
    if not more:
        return [zh.demand(first, follows)]
    opening = ["", first] if is_numbered(first) else [first]
    parts = [*opening, *more, *([follows] if follows else [])]
    return [zh.demands(parts[0]), *(("", part) for part in parts[1:])]

"""The admins are told of a form of the office that did not serve: once a day and form."""

from documents.forms.filling import Kind, Trouble
from domain.keys.news import FormFailed
from domain.secrecy import PERSONAL
from handlers.kernel import audience
from handlers.kernel.messages import say
from handlers.kernel.turn import Moment
from handlers.service.words import forms as zh
from storage import form_failures


def tell(moment: Moment) -> int:
    """Tells of the forms that failed since the last telling; how many."""
    found = form_failures.taken(moment.store, [kind.value for kind in Kind])
    for each in found:
        line = zh.failed(Kind(each.kind), Trouble(each.trouble), each.names)
        audience.tell(moment, audience.admins(moment), say(line, tells=PERSONAL), FormFailed(each.kind, moment.today))
    return len(found)

"""What is asked of the sealer when 材料列表 is handed in: an application, a precheck, or what was asked for."""

from __future__ import annotations

from rules import forms
from rules.items import Audience
from rules.notify import NotifyBy
from ui.answers import Answers, Task
from ui.services import HandIn
from wire.messages import Submit, SubmitPrecheck, SubmitSupplement


def handed_in(answers: Answers) -> HandIn | None:
    """The request; None while item or office are not known."""
    item, office = answers.item, answers.office
    if item is None:
        return None
    if answers.task is Task.SUPPLEMENT:
        return SubmitSupplement(about=answers.about, item=item.key, card=answers.card,
                                attachments=answers.attachments())
    if office is None:
        return None
    if answers.task is Task.PRECHECK:
        # its answer is looked at by its number: there is nobody to be told
        return SubmitPrecheck(item=item.key, office=office.key, card=answers.card, attachments=answers.attachments(),
                              notify=NotifyBy.WEBSITE.value,
                              credit_code=answers.credit_code if item.audience is Audience.ENTERPRISE else "")
    form = forms.given(item.form, {**answers.form, **forms.prefilled(item.form, answers.identity)})
    return Submit(item=item.key, office=office.key, card=answers.card, answers=form,
                  attachments=answers.attachments(), notify=answers.notify, contact=answers.contact,
                  signature=tuple(answers.strokes) if item.signature else ())

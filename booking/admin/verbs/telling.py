"""Verbs of which the patient reads something: shown before it is sent, and not sent by looking."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, ClassVar

from django.http import HttpResponse

from booking import mails, workflow
from booking.admin import sentences
from booking.admin.forms import VerbForm
from booking.admin.verbs.base import LOOKING, Verb
from booking.models import Message

STEPS = {"csrfmiddlewaretoken", "seen", "preview", *LOOKING}


@dataclass(frozen=True)
class Reading:
    """A mail as the patient reads it, or the words for the phone. Neither: nothing goes out."""

    subject: str = ""
    body: str = ""
    on_phone: str = ""


class Telling(Verb):
    """`preview` in what is sent asks for the mail as the patient would read it: the verb itself is one more
    button. Both look at the same answers, which the page of the mail carries along."""

    previews: ClassVar[bool] = True

    def go_on(self, form: VerbForm) -> HttpResponse:
        if "preview" not in self.request.POST:
            return super().go_on(form)
        message = workflow.rehearse(self.appointment, partial(self.act, form.cleaned_data))
        return self.page(form, template="preview", reading=self.reading(message), carried=carried(form))

    def reading(self, message: Message | None) -> Reading:
        if message is None:
            return Reading()
        if message.channel == Message.Channel.PHONE:
            return Reading(on_phone=sentences.to_say(message))
        subject, body = mails.as_read(message, self.appointment.contact)
        return Reading(subject=subject, body=body)


class Reasoned(Telling):
    """With a reason, typed or picked from ready-made ones: those stand behind what is typed already."""

    template = "reason"

    @property
    def ready(self) -> Sequence[str]:
        raise NotImplementedError

    def make_form(self, data: Any = None) -> VerbForm:
        picked = self.picked(data) if data is not None else ""
        if not picked:
            return super().make_form(data)
        data = data.copy()
        typed = data.get("reason", "").strip()
        data["reason"] = typed if picked in typed else f"{typed} {picked}".strip()
        form = super().make_form(data)
        form.fields["reason"].widget.attrs["autofocus"] = True
        return form

    def picked(self, data: Any) -> str:
        number = data.get("ready", "")
        return next((words for one, words in enumerate(self.ready) if str(one) == number), "")


def carried(form: VerbForm) -> list[tuple[str, str]]:
    """All answers, for hidden fields."""
    return [
        (name, value)
        for name in form.data
        if name not in STEPS
        for value in form.data.getlist(name)  # type: ignore[attr-defined]
    ]

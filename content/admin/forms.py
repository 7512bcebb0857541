from collections.abc import Sequence
from datetime import datetime
from typing import Any, cast

from django import forms
from django.contrib.admin.widgets import AdminTextareaWidget
from django.core.exceptions import ValidationError
from django.forms.utils import from_current_timezone
from django.http import QueryDict
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy as _

from clinic.body import cleaned
from clinic.moments import validate_day
from content.addresses import refuse_taken
from content.admin.body_editor import BodyEditor
from content.checks import Finding, Kind, findings, said
from content.errors import ContentError
from content.models import OUT, Article, Picture
from content.versions import who_saved

OUT_OF_DATE = {
    name: _("This page is out of date. Open it again.")
    for name in ("required", "invalid", "min_value", "max_value")
}
# The browser's own: they say AM and PM, and know nothing of other time zones.
DAY_INPUT = forms.DateInput({"type": "date"}, format="%Y-%m-%d")
TIME_INPUT = forms.TimeInput({"type": "time"}, format="%H:%M")


def seen_field() -> forms.IntegerField:
    """The edition that the page showed."""
    return forms.IntegerField(
        min_value=0, max_value=2**31 - 1, widget=forms.HiddenInput, error_messages=OUT_OF_DATE
    )


class ArticleForm(forms.ModelForm):
    """Where a colleague has saved since the page was opened, nothing is saved: `overtaken` says so, and
    differences() what stands there now. Saved once more from the page that shows it, it is."""

    overtaken = False
    notes: Sequence[str] = ()  # what was left out of the text that words cannot show
    signing: Sequence[Finding] = ()  # what whoever saves it answers for
    seen = seen_field()
    sign_off = forms.BooleanField(
        label=_("I answer for the words that the checks ask about"),
        help_text=_("Of an article that readers have already. Those of a draft are signed off one by one."),
        required=False,
    )

    class Meta:
        model = Article
        fields = [
            "title", "slug", "topic", "summary", "body", "picture", "author", "is_about_pain", "reviewed_by",
            "reviewed_on", "review_due_on", "change_note",
        ]  # fmt: skip
        widgets = {
            "body": BodyEditor,
            "summary": AdminTextareaWidget({"rows": 3}),
            "reviewed_on": DAY_INPUT,
            "review_due_on": DAY_INPUT,
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["seen"].initial = self.instance.edition
        self.fields["seen"].required = self.instance.pk is not None
        self.initial["change_note"] = ""  # each version has its own
        if picture := self.fields.get("picture"):
            picture.queryset = Picture.objects.defer("small", "large")  # type: ignore[attr-defined]

    def clean_body(self) -> str:
        html, self.notes = cleaned(self.cleaned_data["body"])
        return html

    def clean_slug(self) -> str:
        slug: str = self.cleaned_data["slug"]
        try:
            refuse_taken(slug, self.instance)
        except ContentError as refusal:
            raise ValidationError(list(refusal.sentences)) from refusal
        return slug

    def clean(self) -> dict[str, Any] | None:
        answers = super().clean()
        if self.instance.pk and self.cleaned_data.get("seen", self.instance.edition) != self.instance.edition:
            self.overtaken = True
            self.add_error(None, who_saved(self.instance))
        return answers

    def _post_clean(self) -> None:
        """What readers have already is published by saving it: the same things hold it."""
        super()._post_clean()  # type: ignore[misc]
        if self.errors or self.instance.state not in OUT:
            return
        held = [one for one in findings(self.instance) if one.holds]
        if self.cleaned_data["sign_off"]:
            self.signing = [one for one in held if one.kind == Kind.ASKS]
        for one in held:
            if one not in self.signing:
                self.add_error(None, said(one))

    def differences(self) -> list[tuple[str, Any, bool]]:
        """Label and saved value of each field that says something else than what was typed; and whether it is
        HTML."""
        saved = Article.objects.select_related("topic", "picture").get(pk=self.instance.pk)
        saved.body = mark_safe(saved.body)  # noqa: S308 - sanitized when it was saved
        return [
            (str(field.label), getattr(saved, name), name == "body")
            for name, field in self.fields.items()
            if name not in ("seen", "sign_off", "change_note")
            and field.has_changed(self.initial.get(name), self.typed(name))
        ]

    def typed(self, name: str) -> Any:
        return self.cleaned_data.get(name) if name == "body" else self[name].data

    def overwrite_next_time(self) -> None:
        """Both texts are on the page now."""
        data = cast("QueryDict", self.data).copy()
        data["seen"] = str(self.instance.edition)
        self.data = data


class VerbForm(forms.Form):
    use_required_attribute = False
    seen = seen_field()

    def __init__(self, *args: Any, article: Article, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})


class ScheduleForm(VerbForm):
    """On the clinic's clock."""

    day = forms.DateField(
        label=_("Day"),
        widget=DAY_INPUT,
        validators=[validate_day],
        error_messages={"required": _("Choose a day.")},
    )
    time = forms.TimeField(
        label=_("Time"), widget=TIME_INPUT, error_messages={"required": _("Choose a time of day.")}
    )

    def clean(self) -> dict[str, Any]:
        answers = super().clean() or {}
        if "day" in answers and "time" in answers:
            # Refuses what the clock leaves out or says twice on the nights when it is changed.
            answers["at"] = from_current_timezone(datetime.combine(answers["day"], answers["time"]))
        return answers


class RetireForm(VerbForm):
    moved_to = forms.ModelChoiceField(
        Article.objects.none(),
        label=_("Read instead"),
        required=False,
        empty_label=_("other articles on its topic"),
    )

    def __init__(self, *args: Any, article: Article, **kwargs: Any) -> None:
        super().__init__(*args, article=article, **kwargs)
        field = self.fields["moved_to"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = Article.objects.published(timezone.now()).exclude(pk=article.pk)

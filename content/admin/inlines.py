"""What hangs on an article, on its own page."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db import models
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from content.admin.forms import DAY_INPUT
from content.models import Correction, Source


class NamedRows(forms.BaseInlineFormSet):
    """The fields of every row have the same labels: each says which row it is in."""

    new: str | Promise

    def add_fields(self, form: Any, index: int | None) -> None:
        super().add_fields(form, index)
        row = str(form.instance) if form.instance.pk else str(self.new)
        for field in form.fields.values():
            if not field.widget.is_hidden:
                field.widget.attrs["aria-label"] = _("%(row)s: %(field)s") % {
                    "row": row,
                    "field": field.label,
                }


class Sources(NamedRows):
    new = gettext_lazy("Another source")


class Corrections(NamedRows):
    new = gettext_lazy("Another correction")

    def add_fields(self, form: Any, index: int | None) -> None:
        super().add_fields(form, index)
        form.fields["made_on"].initial = timezone.localdate


class CorrectionForm(forms.ModelForm):
    def has_changed(self) -> bool:
        """The day alone was not typed, and is another one where the page was opened yesterday."""
        changed = self.changed_data
        return bool(changed) and not (self.instance.pk is None and changed == ["made_on"])


class SourceInline(admin.StackedInline):
    model = Source
    formset = Sources
    fields = [("title", "publisher"), ("url", "position")]
    extra = 1
    formfield_overrides = {models.URLField: {"assume_scheme": "https"}}
    verbose_name_plural = gettext_lazy("Sources")


class CorrectionInline(admin.StackedInline):
    model = Correction
    form = CorrectionForm
    formset = Corrections
    fields = ["made_on", "text"]
    extra = 1  # without JavaScript none could be added
    formfield_overrides = {models.DateField: {"widget": DAY_INPUT}}
    verbose_name_plural = gettext_lazy("Corrections, which readers see below the text")

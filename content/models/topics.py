from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from clinic.text import LineField
from clinic.traces.changes import tracked


@tracked()
class Topic(models.Model):
    name = LineField(_("name"), max_length=60, help_text=_("A few words, as patients would say them."))
    slug = models.SlugField(_("address"), max_length=60, unique=True)
    summary = LineField(
        _("summary"), max_length=200, blank=True, help_text=_("One sentence at the top of the topic's page.")
    )

    class Meta:
        verbose_name = _("topic")
        verbose_name_plural = _("topics")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("content:topic", args=[self.slug])

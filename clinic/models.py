from typing import ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from phonenumber_field.modelfields import PhoneNumberField

from clinic.traces.changes import tracked


@tracked()
class Practice(models.Model):
    """The practice's own facts: one row, made by the first migration.

    What is not known stays empty and is shown nowhere; nothing about the clinic is invented.
    """

    name = models.CharField(_("name"), max_length=100, default="Knecht Chiropractic Center")
    phone = PhoneNumberField(_("phone"), default="+19197775242")
    street = models.CharField(_("street address"), max_length=200, blank=True)
    city = models.CharField(_("town"), max_length=100, default="Sanford")
    state = models.CharField(_("state"), max_length=100, default="North Carolina")
    postal_code = models.CharField(_("ZIP code"), max_length=20, blank=True)
    google_review_url = models.URLField(
        _("Google review page"),
        blank=True,
        default="https://search.google.com/local/writereview?placeid=ChIJ1RLeoBqnrIkR3Nywwbe2reM",
    )
    yelp_review_url = models.URLField(
        _("Yelp review page"),
        blank=True,
        default="https://www.yelp.com/writeareview/biz/zZ6rzHVtJpjZ_U2eF9TN0g",
    )
    hours_confirmed = models.BooleanField(
        _("the opening hours are right"),
        default=False,
        help_text=_(
            "Tick this once the hours of every provider are the real ones. Until then the site shows "
            "no hours, and a site that is live on the internet offers no online times, only the phone."
        ),
    )
    time_zone = models.CharField(max_length=64, blank=True, editable=False)
    starters_loaded_at = models.DateTimeField(null=True, editable=False)

    # By this process: for the page that says that the database is away.
    last_known: ClassVar["Practice | None"] = None

    class Meta:
        verbose_name = verbose_name_plural = _("practice")
        constraints = [
            # A second row would make "the practice" mean two things.
            models.CheckConstraint(condition=models.Q(pk=1), name="practice_is_one"),
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        if not self.phone:
            raise ValidationError({"phone": _("Enter the phone number that patients call.")})

    def phone_in_a_sentence(self) -> str:
        """On one line, wherever the sentence breaks."""
        return str(self.phone.as_national).replace(" ", "\N{NO-BREAK SPACE}")

    @classmethod
    def load(cls) -> "Practice":
        cls.last_known = cls.objects.get_or_create(pk=1)[0]
        return cls.last_known

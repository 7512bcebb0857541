"""What patients may say beyond name and contact. Empty: they did not say."""

from django.db import models
from django.utils.translation import gettext_lazy as _

# Fields of Contact.
NEEDS = ("preferred_channel", "voicemail", "without_insurance", "access_needs", "interpreter")


class PreferredChannel(models.TextChoices):
    """HL7 FHIR R4 ContactPoint.system."""

    PHONE = "phone", _("Phone call")
    EMAIL = "email", _("Email")


class Voicemail(models.TextChoices):
    YES = "yes", _("Yes")
    NO = "no", _("No")


class WithoutInsurance(models.TextChoices):
    """Whoever was asked and does not know: HL7 FHIR R4 data-absent-reason."""

    YES = "yes", _("Yes")
    NO = "no", _("No")
    UNSURE = "asked-unknown", _("I’m not sure")

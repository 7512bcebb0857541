"""What the front desk types, made into clean values."""

from booking.admin.forms.answers import AcceptForm, CancelForm, CloseForm, DeclineForm, NoneSuitsForm
from booking.admin.forms.base import VerbForm
from booking.admin.forms.caller import BookForm
from booking.admin.forms.contact import CONTACT_FIELDS, CorrectContactForm, contact_as_typed
from booking.admin.forms.places import MoveForm, OfferForm

__all__ = [
    "CONTACT_FIELDS",
    "AcceptForm",
    "BookForm",
    "CancelForm",
    "CloseForm",
    "CorrectContactForm",
    "DeclineForm",
    "MoveForm",
    "NoneSuitsForm",
    "OfferForm",
    "VerbForm",
    "contact_as_typed",
]

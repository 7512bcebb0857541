"""What the front desk types, made into clean values."""

from booking.admin.forms.answers import (
    AcceptForm,
    CancelForm,
    CloseForm,
    ConfirmForm,
    DeclineForm,
    NoneSuitsForm,
)
from booking.admin.forms.base import VerbForm
from booking.admin.forms.caller import BookForm
from booking.admin.forms.contact import CONTACT_FIELDS, CorrectContactForm, ReachForm, contact_as_typed
from booking.admin.forms.notes import NoteForm
from booking.admin.forms.places import MoveForm, OfferForm

__all__ = [
    "CONTACT_FIELDS",
    "AcceptForm",
    "BookForm",
    "CancelForm",
    "CloseForm",
    "ConfirmForm",
    "CorrectContactForm",
    "DeclineForm",
    "MoveForm",
    "NoneSuitsForm",
    "NoteForm",
    "OfferForm",
    "ReachForm",
    "VerbForm",
    "contact_as_typed",
]

"""What the front desk can do with a request: one class a verb, each one workflow call.

GET shows what will happen and asks for what is missing; only POST changes anything. A refusal comes back
as the workflow's own sentence, beside what was typed.
"""

from booking.admin.verbs.answering import Cancel, Confirm, Decline
from booking.admin.verbs.base import Verb
from booking.admin.verbs.contact import Close, CorrectContact, Reach, record_call, tick_off
from booking.admin.verbs.keep import Keep
from booking.admin.verbs.offered import Accept, NoneSuits
from booking.admin.verbs.picking import Move, Offer
from booking.admin.verbs.trying import record_try
from booking.admin.verbs.visit import Arrive, Fulfil, NoShow, Undo

VERBS: list[type[Verb]] = [
    Confirm,
    Accept,
    NoneSuits,
    Arrive,
    Fulfil,
    NoShow,
    Undo,
    Offer,
    Move,
    Keep,
    Decline,
    Cancel,
    CorrectContact,
    Reach,
    Close,
]

__all__ = ["VERBS", "Verb", "record_call", "record_try", "tick_off"]

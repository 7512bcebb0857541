"""What can happen to an appointment: one function a verb, and the only writer of its status.

Each verb runs in one transaction under the diary's locks, adds 1 to the appointment's revision, and writes
the messages that tell of it. Refusals raise BookingError with a sentence for whoever asked.

`by` is the member of staff who acts, None for the patient. `seen` is the revision that the page showed:
where the appointment has moved on since, the verb refuses and says who was first. `now` is aware.
"""

from booking.workflow.agreeing import KEEP_IT, unserved, unusual
from booking.workflow.answering import (
    close,
    confirm,
    correct_contact,
    decline,
    propose,
    reschedule,
)
from booking.workflow.asking import accept, ask_for_time, cancel, join_waitlist, refuse_offers, request
from booking.workflow.notes import record_call, record_try, tick_off, write_note
from booking.workflow.phone import book
from booking.workflow.rehearsing import rehearse
from booking.workflow.touched import keep, settle, touch, was_offered_others
from booking.workflow.visit import arrive, fulfil, noshow, undo

__all__ = [
    "KEEP_IT",
    "accept",
    "arrive",
    "ask_for_time",
    "book",
    "cancel",
    "close",
    "confirm",
    "correct_contact",
    "decline",
    "fulfil",
    "join_waitlist",
    "keep",
    "noshow",
    "propose",
    "record_call",
    "record_try",
    "refuse_offers",
    "rehearse",
    "request",
    "reschedule",
    "settle",
    "tick_off",
    "touch",
    "undo",
    "unserved",
    "unusual",
    "was_offered_others",
    "write_note",
]

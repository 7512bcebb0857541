"""Facts that the database itself guarantees.

What is tracked leaves a trace of each change (clinic.traces.changes). These are not: a Hold follows its
appointment and its times, which are; a Draft is a patient's before it is sent, and is thrown away; a
LinkRequest lives for seconds, and the Message that answers it is tracked; a TaskFailure is the worker's own.

Only workflow.py assigns a status, only diary.py writes Holds, only messages.py writes Messages.
"""

from booking.models.appointments import Appointment, PartOfDay, Status
from booking.models.contacts import Contact
from booking.models.drafts import Draft
from booking.models.failures import TaskFailure
from booking.models.holds import Hold, ProposedTime
from booking.models.links import Link, LinkRequest
from booking.models.messages import Message
from booking.models.needs import PreferredChannel, Voicemail, WithoutInsurance
from booking.models.notes import Note
from booking.models.schedule import Closure, ExtraOpening, Provider, VisitType, WeeklyHours

__all__ = [
    "Appointment",
    "Closure",
    "Contact",
    "Draft",
    "ExtraOpening",
    "Hold",
    "Link",
    "LinkRequest",
    "Message",
    "Note",
    "PartOfDay",
    "PreferredChannel",
    "ProposedTime",
    "Provider",
    "Status",
    "TaskFailure",
    "VisitType",
    "Voicemail",
    "WeeklyHours",
    "WithoutInsurance",
]

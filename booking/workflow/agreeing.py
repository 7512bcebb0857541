from datetime import datetime

from booking import diary, messages
from booking.models import Appointment, Provider, Status
from booking.workflow.moves import owe_nothing, place, set_status


def agree(
    appointment: Appointment, provider: Provider, starts_at: datetime, *, told: bool, now: datetime
) -> None:
    """Booked at this time, and nothing else is on the table. Of a booked visit it is a move."""
    booked = appointment.status == Status.BOOKED
    set_status(appointment, Status.BOOKED)
    owe_nothing(appointment)
    place(appointment, provider, starts_at)
    appointment.calendar_sequence += booked
    appointment.save()
    diary.book(appointment, provider, starts_at, now)
    (messages.moved if booked else messages.confirmed)(appointment, told=told, now=now)

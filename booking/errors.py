"""Refusals. Each carries a sentence that the page shows as it is."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class BookingError(Exception):
    def __init__(self, sentence: str | Promise) -> None:
        super().__init__(sentence)
        self.sentence = sentence


class TimeTaken(BookingError):
    """Somebody else has the time, or it can no longer be had. diary.nearest_free() has others around it."""

    def __init__(self) -> None:
        super().__init__(_("That time has just been taken. Choose another one."))


class OutsideHours(BookingError):
    """Nobody else has the time, but it is outside the hours, or sooner than patients can ask for."""


class Overtaken(BookingError):
    """Somebody else answered first, or the same button was pressed twice."""


class Busy(BookingError):
    def __init__(self) -> None:
        super().__init__(_("The diary was busy for a moment, and nothing was changed. Send it once more."))

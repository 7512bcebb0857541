"""The front desk, in the Django admin."""

from booking.admin import appointments, schedule

__all__ = ["appointments", "schedule"]

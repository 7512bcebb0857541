"""What happens to a database, done on purpose."""

from datetime import datetime
from typing import Any

import psycopg2
from django.db import connection
from django.db.models.functions import Now

from booking.models import Appointment, Hold, Message, Provider


def write_hold(
    appointment: Appointment, provider: Provider, starts_at: datetime, ends_at: datetime, **fields: Any
) -> Hold:
    """As a shell or another program would, past the diary."""
    fields = {"kind": "asked", "expires_at": ends_at, **fields}
    return Hold.objects.create(
        appointment=appointment, provider=provider, starts_at=starts_at, ends_at=ends_at, **fields
    )


def end_the_lease(message: Message) -> None:
    """As if two minutes had passed."""
    Message.objects.filter(pk=message.pk, leased_until__isnull=False).update(leased_until=Now())


def hang_up_on_everybody() -> None:
    """As a restart of the server does, seen from its clients. Of this database alone."""
    with psycopg2.connect(**connection.get_connection_params()) as own, own.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database()"
            " AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
        )
    own.close()

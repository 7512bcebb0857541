import pytest
from django.contrib.auth.models import User

from booking.models import Provider
from clinic.traces.accounts import Account
from clinic.traces.tests.reading import events_of
from lib.make_ready import make_ready


@pytest.mark.django_db
def test_what_it_makes_bears_its_name(settings, capsys):
    settings.DEBUG = True  # no static files

    make_ready()

    made = [Account.objects.get(pk=User.objects.get().pk), Provider.objects.get()]
    contexts = [event.pgh_context for record in made for event in events_of(record)]
    assert contexts
    assert [one for one in contexts if one != {"actor": "script/server"}] == []

"""What has to be there before patients book."""

from datetime import date

import pytest

from booking import settled
from booking.models import Closure, Message, Provider, VisitType, WeeklyHours
from clinic.models import Practice

pytestmark = pytest.mark.django_db

PROVIDERS, VISIT_TYPES = "/admin/booking/provider/", "/admin/booking/visittype/"
CLOSURES = "/admin/booking/closure/"


def schedule():
    return [(step.done, step.url) for step in settled.schedule()]


def test_nobody_works_here_yet():
    assert schedule() == [(True, PROVIDERS), (False, PROVIDERS), (False, VISIT_TYPES), (False, CLOSURES)]


def test_a_sample_is_none_of_us(provider):
    assert schedule() == [(True, PROVIDERS), (True, PROVIDERS), (True, VISIT_TYPES), (False, CLOSURES)]
    Provider.objects.update(is_sample=True)
    assert schedule()[0] == (False, f"{PROVIDERS}{provider.pk}/change/")
    Provider.objects.update(is_active=False)
    assert schedule() == [(True, PROVIDERS), (False, PROVIDERS), (False, VISIT_TYPES), (False, CLOSURES)]


def test_hours_and_a_visit_online(provider):
    WeeklyHours.objects.all().delete()
    VisitType.objects.update(online=False)
    assert [done for done, _url in schedule()] == [True, False, False, False]


def test_days_on_which_the_clinic_is_closed(now):
    """Those that are over say nothing of the next holiday."""
    closure = Closure.objects.create(first_day=date(2026, 5, 30), last_day=date(2026, 5, 31))
    assert schedule()[-1] == (False, CLOSURES)
    closure.last_day = date(2026, 6, 1)
    closure.save()
    assert schedule()[-1] == (True, CLOSURES)


def test_mails(make_appointment, settings, now):
    """Those to patients say nothing: they may have been kept as files."""

    def tried():
        [step] = settled.mails()
        assert (step.url, step.button) == ("/admin/clinic/practice/test-mail/", True)
        return step.done

    make_appointment()
    Message.objects.update(sent_at=now)
    assert not tried()
    Practice.load()
    Practice.objects.update(mail_tried_at=now)
    assert tried()
    settings.EMAIL_BACKEND = "clinic.mail.FileBackend"
    assert not tried()

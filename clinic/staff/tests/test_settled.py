"""Who has to be there before going live."""

import pytest
from allauth.mfa.models import Authenticator

from clinic.staff import roles, settled
from conftest import make_staff

pytestmark = pytest.mark.django_db


def test_a_second_manager(manager, receptionist):
    def done():
        [step] = settled.managers()
        return step.done

    assert not done()
    second = make_staff("second", "Sam Head", roles.MANAGER)
    assert done()

    Authenticator.objects.filter(user=second).update(type=Authenticator.Type.RECOVERY_CODES)
    assert not done()

    Authenticator.objects.filter(user=second).update(type=Authenticator.Type.WEBAUTHN)
    assert done()
    second.is_active = False
    second.save()
    assert not done()

import gzip
import re

import pytest
from django.conf import settings

from content import starter

pytestmark = pytest.mark.django_db

# One round trip (RFC 6928): ten packets.
FIRST_VIEW = 14 * 1024


@pytest.mark.parametrize("address", ["/", "/articles/", "/articles/myofascial-release-vs-massage/", "/book/"])
def test_first_view_is_one_round_trip(client, address):
    starter.load()
    html = client.get(address).content.decode()
    sheets = re.findall(r'<link rel="stylesheet" href="/static/([^"]+)">', html)

    assert 2 <= len(sheets) <= 4
    packed = [len(gzip.compress((settings.STATIC_ROOT / sheet).read_bytes())) for sheet in sheets]
    assert sum(packed, len(gzip.compress(html.encode()))) <= FIRST_VIEW

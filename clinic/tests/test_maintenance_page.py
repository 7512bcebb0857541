"""deploy/maintenance.html: what the proxy serves while the site does not answer. Nobody renders it, so it is
compared with what it is a copy of."""

import base64
import hashlib
import re

from django.conf import settings

from clinic.models import Practice

DEPLOY = settings.BASE_DIR / "deploy"
PAGE = (DEPLOY / "maintenance.html").read_text(encoding="utf-8")
PROXY = (DEPLOY / "nginx.conf.example").read_text(encoding="utf-8")


def test_it_gives_name_and_phone():
    practice = Practice()

    assert f"<header>{practice.name}</header>" in PAGE
    assert f'<a href="{practice.phone.as_rfc3966}">{practice.phone.as_national}</a>' in PAGE


def test_it_stands_alone():
    assert re.findall(r'(?:src|href)="([^"]*)"', PAGE) == [Practice().phone.as_rfc3966]
    assert "url(" not in PAGE
    assert "<script" not in PAGE
    assert " style=" not in PAGE


def test_the_proxy_lets_its_style_in():
    style = PAGE.partition("<style>")[2].partition("</style>")[0]
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()

    assert f"style-src 'sha256-{digest}'" in PROXY
    assert "error_page 502 503 504 =503 /maintenance.html;" in PROXY

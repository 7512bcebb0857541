"""HTTPS alone, for how much of the domain: settings, read as a start reads them."""

import os
import subprocess
import sys

import pytest

ASKED = (
    "from clinic import settings; "
    "print(settings.SECURE_HSTS_SECONDS > 0, settings.SECURE_HSTS_INCLUDE_SUBDOMAINS, end=' '); "
    "print(settings.SECURE_HSTS_PRELOAD)"
)


@pytest.mark.parametrize(
    ("changes", "bound"),
    [
        ({"SITE_URL": "https://clinic.example"}, "True False False"),
        (
            {"SITE_URL": "https://clinic.example", "HSTS_INCLUDE_SUBDOMAINS": "true", "HSTS_PRELOAD": "true"},
            "True True True",
        ),
        ({"SITE_URL": "http://localhost:8000", "HSTS_INCLUDE_SUBDOMAINS": "true"}, "False False False"),
    ],
)
def test_the_rest_of_the_domain_is_bound_only_where_it_is_asked_for(
    changes: dict[str, str], bound: str
) -> None:
    others = {name: value for name, value in os.environ.items() if not name.startswith("HSTS_")}
    run = subprocess.run(
        [sys.executable, "-c", ASKED], env=others | changes, capture_output=True, text=True, check=True
    )

    assert run.stdout.strip() == bound

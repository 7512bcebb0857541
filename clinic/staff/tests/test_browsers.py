import pytest

from clinic.staff.browsers import called

WEBKIT = "AppleWebKit/537.36 (KHTML, like Gecko)"
CHROME = f"{WEBKIT} Chrome/140.0.0.0 Safari/537.36"
FIREFOX = "Gecko/20100101 Firefox/140.0"


@pytest.mark.parametrize(
    ("system", "browser", "name"),
    [
        ("Windows NT 10.0; Win64; x64; rv:140.0", FIREFOX, "Firefox, Windows"),
        ("X11; Linux x86_64; rv:140.0", FIREFOX, "Firefox, Linux"),
        ("Windows NT 10.0; Win64; x64", CHROME, "Chrome, Windows"),
        ("Windows NT 10.0; Win64; x64", f"{CHROME} Edg/140.0.0.0", "Edge, Windows"),
        ("Windows NT 10.0; Win64; x64", f"{CHROME} OPR/120.0.0.0", "Opera, Windows"),
        ("Linux; Android 10; K", CHROME, "Chrome, Android"),
        ("X11; CrOS x86_64 14541.0.0", CHROME, "Chrome, Chromebook"),
        ("Macintosh; Intel Mac OS X 10_15_7", f"{WEBKIT} Version/18.5 Safari/605.1.15", "Safari, Mac"),
        ("iPhone; CPU iPhone OS 18_5 like Mac OS X", f"{WEBKIT} CriOS/140.0 Safari/604.1", "Chrome, iPhone"),
        ("something", "else", "A browser"),
    ],
)
def test_as_its_person_would_call_it(system, browser, name):
    assert called(f"Mozilla/5.0 ({system}) {browser}") == name

import os
from pathlib import Path

import pytest

from lib import browser

SAYS_WHAT_IT_IS = "#!/bin/sh\necho Chromium 156.0.8078.79 built on Debian\n"
# What Ubuntu puts in its place where there is no snap.
WRAPPER = "#!/bin/sh\necho 'chromium-browser requires the chromium snap to be installed' >&2\nexit 1\n"
# A download for another machine, or one without its libraries.
DOES_NOT_RUN = "\x7fELF\n"


@pytest.fixture(autouse=True)
def bare_machine(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A home and a PATH of its own, both empty."""
    for name in ("CHROME_PATH", "PLAYWRIGHT_BROWSERS_PATH", "XDG_CACHE_HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    monkeypatch.setattr(browser, "OF_A_MAC", [])


def put(path: Path, text: str = SAYS_WHAT_IT_IS) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    path.chmod(0o755)
    return path


def test_none_is_found_where_there_is_none():
    assert browser.find() is None


@pytest.mark.parametrize("name", browser.NAMES)
def test_found_in_path(tmp_path, name):
    assert browser.find() is None
    path = put(tmp_path / "bin" / name)
    assert browser.find() == path


def test_chrome_path_goes_first(monkeypatch, tmp_path):
    put(tmp_path / "bin" / "chromium")
    own = put(tmp_path / "own browser" / "chrome")
    monkeypatch.setenv("CHROME_PATH", str(own))
    assert browser.find() == own


@pytest.mark.parametrize("text", [WRAPPER, DOES_NOT_RUN, "#!/bin/sh\n", "#!/bin/sh\necho Firefox 150\n"])
def test_what_does_not_start_is_passed_over(monkeypatch, tmp_path, text):
    monkeypatch.setenv("CHROME_PATH", str(tmp_path / "gone"))
    put(tmp_path / "bin" / "chromium", text)
    assert browser.find() is None
    works = put(tmp_path / "bin" / "chromium-browser")
    assert browser.find() == works


def test_newest_download_of_playwright_is_found(monkeypatch, tmp_path):
    monkeypatch.setenv("PLAYWRIGHT_BROWSERS_PATH", str(tmp_path))
    put(tmp_path / "chromium-999" / "chrome-linux" / "chrome")
    new = put(tmp_path / "chromium-1255" / "chrome-linux64" / "chrome")
    put(tmp_path / "chromium_headless_shell-1300" / "chrome-linux64" / "chrome")
    assert browser.find() == new


def test_command_that_takes_too_long_is_ended(monkeypatch):
    monkeypatch.setenv("PATH", os.defpath)
    assert browser.runs(["true"])
    assert not browser.runs(["false"])
    assert not browser.runs(["sleep", "60"], seconds=0.1)

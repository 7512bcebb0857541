"""Finds a Chromium or Chrome for the browser tests, and installs one where there is none."""

import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from lib import environment, processes
from lib.environment import ROOT

NAMES = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"]
OF_A_MAC = [
    Path("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"),
    Path("/Applications/Chromium.app/Contents/MacOS/Chromium"),
]
# In the folder that Playwright downloads to.
DOWNLOADED = ["chromium-*/chrome-linux*/chrome", "chromium-*/chrome-mac*/*.app/Contents/MacOS/*"]

PLAYWRIGHT = [str(environment.PYTHON), "-m", "playwright"]
APT_UPDATE = ["apt-get", "-q", "-o", "Acquire::http::Timeout=10", "update"]
APT_INSTALL = ["apt-get", "-q", "install", "-y", "--no-install-recommends", "chromium"]
# A closed network is to cost seconds, a slow one may take its time.
QUICK_TO_GIVE_UP = {"PLAYWRIGHT_DOWNLOAD_CONNECTION_TIMEOUT": "10000", "DEBIAN_FRONTEND": "noninteractive"}
TO_INSTALL = 300  # seconds, for each command
TO_START = 20

NONE_RAN = """
**********************************************************************
BROWSER TESTS DID NOT RUN: there is no Chromium or Chrome here that starts.
Install one (Debian: apt install chromium), or name one:
CHROME_PATH=/path/to/chrome script/test
**********************************************************************"""


def find() -> Path | None:
    return next(filter(starts, candidates()), None)


def candidates() -> Iterator[Path]:
    if path := os.environ.get("CHROME_PATH"):
        yield Path(path)
    for name in NAMES:
        if found := shutil.which(name):
            yield Path(found)
    yield from OF_A_MAC
    folder = downloads()
    yield from sorted((path for pattern in DOWNLOADED for path in folder.glob(pattern)), key=revision)


def downloads() -> Path:
    """Where Playwright puts its browsers."""
    if path := os.environ.get("PLAYWRIGHT_BROWSERS_PATH"):
        return Path(path)
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Caches" / "ms-playwright"
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "ms-playwright"


def revision(path: Path) -> int:
    """The newest sorts first."""
    numbers = re.findall(r"/chromium-(\d+)/", str(path))
    return -int(numbers[-1]) if numbers else 0


def starts(path: Path) -> bool:
    """It says what it is. Ubuntu's wrapper without its snap and a download without its libraries do not."""
    try:
        said = subprocess.run([path, "--version"], capture_output=True, timeout=TO_START, text=True)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return said.returncode == 0 and "Chrom" in said.stdout


def install() -> Path | None:
    """Playwright's own, else, as root, Debian's package."""
    print("--- no Chromium or Chrome here: installing one for the browser tests", flush=True)
    root = os.geteuid() == 0
    if runs([*PLAYWRIGHT, "install", "--no-shell", "chromium"]):
        if root and not find():
            runs([*PLAYWRIGHT, "install-deps", "chromium"])
        if found := find():
            return found
    if root and shutil.which("apt-get") and runs(APT_UPDATE):
        runs(APT_INSTALL)
    return find()


def runs(command: list[str], seconds: float = TO_INSTALL) -> bool:
    """Whether it ended well and in time."""
    child = processes.start(
        command[0], command, cwd=ROOT, env=os.environ | QUICK_TO_GIVE_UP, stop_signal=signal.SIGINT
    )
    try:
        return child.process.wait(seconds) == 0
    except subprocess.TimeoutExpired:
        return False
    finally:
        processes.stop([child], patience=10)

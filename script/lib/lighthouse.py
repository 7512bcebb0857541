"""script/lighthouse: Google's Lighthouse on production's web server, with a database that is thrown away."""

import json
import os
import shutil
import signal
import socket
import sys
import tempfile
from pathlib import Path
from statistics import median
from typing import Any

from lib import browser, checks, environment, processes
from lib.environment import ROOT
from lib.serving import Site

HELP = """\
script/lighthouse    marks for the home page, the first article and the start of booking, as on a phone

The median of 5 runs on slow 4G, as Lighthouse simulates it. Fails where a mark is below 100, the largest
paint comes after 1.0 s, or anything moves. The reports are in var/lighthouse/. Needs npm, which fetches
Lighthouse, and the Chromium or Chrome of CHROME_PATH or of this machine. Let nothing else run beside it."""

PAGES = {"home": "/", "article": "/articles/myofascial-release-vs-massage/", "booking": "/book/"}
RUNS = 5
TRIES = 3  # Lighthouse now and then loses the browser's trace (NO_NAVSTART), which says nothing of the page
REPORTS = ROOT / "var" / "lighthouse"
LIGHTHOUSE = ["npx", "--yes", "lighthouse@12"]
CHROME_FLAGS = "--headless=new --no-sandbox --disable-gpu --no-first-run"

MARKS = ["performance", "accessibility", "best-practices", "seo"]
LARGEST_PAINT, SHIFT = "largest-contentful-paint", "cumulative-layout-shift"
LATEST_PAINT = 1000  # milliseconds

Figures = dict[str, float]


def main(arguments: list[str]) -> None:
    if arguments:
        print(HELP)
        return
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    try:
        environment.enter("requirements.txt")
        if not shutil.which("npx"):
            sys.exit("There is no npm here, which Lighthouse comes by. On Debian: apt install npm")
        chrome = browser.find()
        if not chrome:
            sys.exit("There is no Chromium or Chrome here that starts. CHROME_PATH can name one.")
        sys.exit(0 if measure(chrome) else 1)
    except KeyboardInterrupt:
        sys.exit(130)


def measure(chrome: Path) -> bool:
    """Whether every page is as good as it must be."""
    tools = dict(os.environ) | {"CHROME_PATH": str(chrome)}
    REPORTS.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="clinic-lighthouse-", ignore_cleanup_errors=True) as name:
        if os.geteuid() == 0:
            Path(name).chmod(0o711)  # PostgreSQL passes through under another account
        site = throwaway_site(Path(name) / "site")
        try:
            site.folder.take()
            site.start()
            found = {
                page: figures(page, f"http://localhost:{site.port}{PAGES[page]}", tools) for page in PAGES
            }
        finally:
            site.stop()
            site.folder.release()
    print_table(found)
    return all(is_good(one) for one in found.values())


def throwaway_site(folder: Path) -> Site:
    """On nobody's settings but these."""
    kept = checks.environment_of_checks()
    os.environ.clear()
    os.environ.update(kept | {"DATA_DIR": str(folder), "PORT": str(free_port())})
    return Site(debug=False)


def free_port() -> int:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        port: int = listening.getsockname()[1]
        return port


def figures(page: str, url: str, env: dict[str, str]) -> Figures:
    """The median of each, over all runs."""
    reports = [run(url, REPORTS / f"{page}-{number}.json", env) for number in range(1, RUNS + 1)]
    return {name: median(report[name] for report in reports) for name in reports[0]}


def run(url: str, path: Path, env: dict[str, str]) -> Figures:
    options = ["--quiet", "--output=json", f"--output-path={path}", f"--chrome-flags={CHROME_FLAGS}"]
    if all(processes.run([*LIGHTHOUSE, url, *options], cwd=ROOT, env=env) for _ in range(TRIES)):
        sys.exit("Lighthouse failed; it says above why.")
    report: dict[str, Any] = json.loads(path.read_text())
    marks = {name: 100 * (report["categories"][name]["score"] or 0) for name in MARKS}
    return marks | {name: report["audits"][name]["numericValue"] for name in (LARGEST_PAINT, SHIFT)}


def is_good(one: Figures) -> bool:
    # Rounded, as 100 times a fraction may be a hair less than 100.
    return (
        all(round(one[name]) == 100 for name in MARKS)
        and one[LARGEST_PAINT] < LATEST_PAINT
        and one[SHIFT] == 0
    )


def print_table(found: dict[str, Figures]) -> None:
    columns = [*MARKS, "paint", "shift"]
    print("\n" + " ".join([f"{'':10}", *[f"{name:>14}" for name in columns]]))
    for page, one in found.items():
        marks = [f"{one[name]:14.0f}" for name in MARKS]
        print(" ".join([f"{page:10}", *marks, f"{one[LARGEST_PAINT] / 1000:12.2f} s", f"{one[SHIFT]:14.3f}"]))

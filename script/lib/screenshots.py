"""script/screenshots: pictures of every page and state, on a PostgreSQL of its own that is thrown away."""

import shutil
import signal
import sys

from lib import browser, checks, environment
from lib.environment import ROOT

HELP = """\
script/screenshots             pictures of every page and state, into var/screenshots/, and those of the docs
script/screenshots STATE ...   only of these: script/screenshots times booked
script/screenshots --docs      only those that README.md and docs/handbook.md show, in docs/images/

They are named STATE-WIDTH.png, with -dark and -print behind the width: 360, 768 and 1280 pixels wide in
light, 360 and 1280 in dark; pages of the front desk 768 and 1280 in light, 1280 in dark. The states are those
of tests/browser/*states.py in each app.

They are made by the Chromium or Chrome of CHROME_PATH or of this machine. Where there is none, it
installs one."""

FOLDER = ROOT / "var" / "screenshots"
# Not named like a test, so that script/test leaves it alone.
PICTURES = "clinic/tests/browser/pictures.py"


def main(arguments: list[str]) -> None:
    if arguments in (["-h"], ["--help"]):
        print(HELP)
        return
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's background job ignores it
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    try:
        environment.enter("requirements.txt", "requirements-dev.txt")
        sys.exit(take(arguments))
    except KeyboardInterrupt:
        sys.exit(130)


def take(arguments: list[str]) -> int:
    chrome = browser.find() or browser.install()
    if not chrome:
        sys.exit("There is no Chromium or Chrome here that starts. CHROME_PATH can name one.")
    docs = arguments == ["--docs"]
    chosen = ["readme", "handbook"] if docs else ["pictures", "staff_pictures"]
    tests = [f"{PICTURES}::test_{name}" for name in chosen]
    if not arguments:
        shutil.rmtree(FOLDER, ignore_errors=True)  # of states that there are no longer
        tests = [PICTURES]
    command = [*checks.TESTS[1], *tests, "-q", "-n", str(checks.CORES)]
    with checks.database() as env:
        env |= {"CHROME_PATH": str(chrome), "STATES": "" if docs else " ".join(arguments)}
        for name, step in (checks.STATIC_FILES, ("pictures", command)):
            if not checks.passes(name, step, env):
                return 1
    print(f"The pictures are in {ROOT / 'docs' / 'images' if docs else FOLDER}")
    return 0

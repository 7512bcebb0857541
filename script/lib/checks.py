"""script/test: every check, on a PostgreSQL of its own that is thrown away."""

import atexit
import os
import secrets
import signal
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from lib import browser, environment, postgres, processes
from lib.environment import ROOT

HELP = """\
script/test             all that CI checks: lint, format, types, migrations, deployment, tests
script/test ARGUMENTS   only the tests, with these arguments for pytest:
                        script/test booking/tests/test_cancel.py -x
script/test --fix       mend with ruff what it can mend, and format

The browser tests take the Chromium or Chrome of CHROME_PATH or of this machine. Where there is none,
script/test installs one; script/test ARGUMENTS leaves them out. With CI set their absence is a failure."""

# What any program needs. The developer's own settings do not reach the checks, DATABASE_URL least of all.
FROM_OUTSIDE = {"PATH", "HOME", "USER", "TMPDIR", "LANG", "LC_ALL", "TERM", "COLUMNS", "NO_COLOR"}

Step = tuple[str, list[str], dict[str, str]]  # its name, its command, the environment it runs in

PYTHON = str(environment.PYTHON)
# Python without the ending by which ruff would find it.
SCRIPTS = ["script/lighthouse", "script/screenshots", "script/server", "script/test"]
CORES = len(os.sched_getaffinity(0)) if sys.platform == "linux" else os.cpu_count() or 1

LINT = ("lint", [PYTHON, "-m", "ruff", "check", ".", *SCRIPTS])
FORMAT = ("format", [PYTHON, "-m", "ruff", "format", "--check", ".", *SCRIPTS])
TYPES = ("types", [PYTHON, "-m", "mypy", "."])
MIGRATIONS = ("migrations", [PYTHON, "manage.py", "makemigrations", "--check", "--dry-run"])
DEPLOYMENT = ("deployment", [PYTHON, "manage.py", "check", "--deploy", "--fail-level", "WARNING"])
# The tests want hashed file names, as in production.
STATIC_FILES = ("static files", [PYTHON, "manage.py", "collectstatic", "--noinput", "--verbosity", "0"])
TESTS = ("tests", [PYTHON, "-m", "pytest"])


def main(arguments: list[str]) -> None:
    if arguments in (["-h"], ["--help"]):
        print(HELP)
        return
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's background job ignores it
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    try:
        environment.enter("requirements.txt", "requirements-dev.txt")
        failed = fix() if arguments == ["--fix"] else check(arguments)
    except KeyboardInterrupt:
        sys.exit(130)
    if failed:
        sys.exit(f"Failed: {', '.join(failed)}")


def fix() -> list[str]:
    env = environment_of_checks()
    steps = [
        ("lint", [PYTHON, "-m", "ruff", "check", "--fix", ".", *SCRIPTS]),
        ("format", [PYTHON, "-m", "ruff", "format", ".", *SCRIPTS]),
    ]
    return [name for name, command in steps if not passes(name, command, env)]


def check(arguments: list[str]) -> list[str]:
    """The names of the checks that failed. One failure does not hide the next."""
    started = time.monotonic()
    chrome = browser.find() or (None if arguments else browser.install())
    if not arguments and not chrome:
        atexit.register(print, browser.NONE_RAN, flush=True)  # behind all else, also what sys.exit says
    with database() as env:
        if chrome:
            env["CHROME_PATH"] = str(chrome)  # without it pytest leaves the browser tests out
        # As in production; the tests themselves run on the defaults.
        deployed = env | {"SITE_URL": "https://clinic.example"}
        if arguments:
            before = [(*STATIC_FILES, env)]
        else:
            before = [
                (*LINT, env),
                (*FORMAT, env),
                (*TYPES, env),
                (*MIGRATIONS, env),
                (*DEPLOYMENT, deployed),
                (*STATIC_FILES, env),
            ]
        failed = failures_of(before)
        if not passes(TESTS[0], [*TESTS[1], *(arguments or ["-n", str(CORES)])], env):
            failed.append(TESTS[0])
    if not arguments and not chrome and os.environ.get("CI"):
        failed.append("browser tests")
    if not arguments and not failed:
        print(f"All checks passed in {time.monotonic() - started:.0f} s.")
    return failed


@contextmanager
def database() -> Iterator[dict[str, str]]:
    with tempfile.TemporaryDirectory(prefix="clinic-test-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        if os.geteuid() == 0:
            folder.chmod(0o711)  # PostgreSQL passes through under another account
        with postgres.throwaway(folder) as server:
            yield environment_of_checks() | {
                "DATABASE_URL": server.url,
                "DATABASE_OWNER_URL": server.owner_url,
                "SECRET_KEY": secrets.token_urlsafe(50),
                "DATA_DIR": name,
            }


def environment_of_checks() -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name in FROM_OUTSIDE}
    return kept | {"PYTHONUNBUFFERED": "1"}


def failures_of(steps: list[Step]) -> list[str]:
    """The names of those that failed. They run side by side; what each says comes in one piece, in order."""
    failed = []
    with ExitStack() as stack:
        started = []
        for name, command, env in steps:
            log = stack.enter_context(tempfile.TemporaryFile())
            child = processes.start(name, command, cwd=ROOT, env=env, stop_signal=signal.SIGINT, log=log)
            stack.callback(processes.stop, [child], patience=5)
            started.append((child, log))
        for child, log in started:
            code = child.process.wait()
            log.seek(0)
            print(f"--- {child.name}\n{log.read().decode(errors='replace')}", end="")
            print(f"--- {child.name}: {'ok' if code == 0 else 'FAILED'}", flush=True)
            if code:
                failed.append(child.name)
    return failed


def passes(name: str, command: list[str], env: dict[str, str]) -> bool:
    print(f"--- {name}", flush=True)
    started = time.monotonic()
    code = processes.run(command, cwd=ROOT, env=env)
    print(f"--- {name}: {'ok' if code == 0 else 'FAILED'} in {time.monotonic() - started:.1f} s", flush=True)
    return code == 0

"""What script/test says where there is no browser: in a process of its own, with its checks made quick."""

import os
import subprocess
import sys

import pytest

from lib.environment import ROOT

# No Chromium is found, none can be installed, and each check passes.
CHECK = """
from lib import browser, checks
browser.NAMES, browser.OF_A_MAC = [], []
browser.PLAYWRIGHT = browser.APT_UPDATE = ["false"]
passing = ["true"]
for name in ("LINT", "FORMAT", "TYPES", "MIGRATIONS", "DEPLOYMENT", "STATIC_FILES"):
    setattr(checks, name, (name, passing))
checks.TESTS = ("tests", ["echo", "pytest"])
{change}
print("failed:", checks.check({arguments}))
"""
DID_NOT_RUN = "BROWSER TESTS DID NOT RUN"


def check(tmp_path, arguments: list[str], change: str = "", **env: str) -> str:
    clean = {name: os.environ[name] for name in ("PATH", "LANG") if name in os.environ}
    return subprocess.run(
        [sys.executable, "-c", CHECK.format(arguments=arguments, change=change)],
        cwd=ROOT,
        env={**clean, "PYTHONPATH": "script", "HOME": str(tmp_path), **env},
        capture_output=True,
        text=True,
        check=True,
    ).stdout


@pytest.mark.parametrize(("env", "failed"), [({}, []), ({"CI": "true"}, ["browser tests"])])
def test_without_a_browser_all_checks_fail_in_ci_alone(tmp_path, env, failed):
    said = check(tmp_path, [], **env)

    assert f"failed: {failed}" in said
    assert said.rindex(DID_NOT_RUN) > said.index("failed:")  # the last word


def test_chosen_tests_do_without_one(tmp_path):
    said = check(tmp_path, ["script/lib/tests"], CI="true")

    assert "failed: []" in said
    assert DID_NOT_RUN not in said


def test_one_failure_does_not_hide_the_next(tmp_path):
    broken = """
checks.LINT = ("lint", ["sh", "-c", "echo a line too long; exit 1"])
checks.STATIC_FILES = ("static files", ["sh", "-c", "echo no such file; exit 1"])
checks.TESTS = ("tests", ["false"])
"""
    said = check(tmp_path, [], broken)

    assert "--- lint\na line too long\n--- lint: FAILED\n--- FORMAT\n--- FORMAT: ok\n" in said
    assert "failed: ['lint', 'static files', 'tests']" in said

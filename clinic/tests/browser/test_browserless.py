import os
import re
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent


def run_pytest(*arguments: str) -> str:
    """As where no browser was found."""
    run = subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", *arguments],
        cwd=HERE,
        env={name: value for name, value in os.environ.items() if name != "CHROME_PATH"},
        capture_output=True,
        text=True,
    )
    assert run.returncode == 0, run.stdout
    return run.stdout


def test_without_a_browser_what_needs_one_is_left_out_and_the_rest_runs():
    said = run_pytest("test_watching.py", "../test_visitors.py")
    assert re.search(r"= [1-9]\d* passed, [1-9]\d* skipped in ", said)
    assert "no browser: CHROME_PATH is not set" in said


def test_what_asks_for_a_page_is_marked():
    said = run_pytest("test_watching.py", "../test_visitors.py", "-m", "browser", "--collect-only", "-q")
    found = {line.partition("::")[0] for line in said.splitlines() if "::" in line}
    assert found == {"clinic/tests/browser/test_watching.py"}

"""Until the fixtures of clinic/tests/browser are there; then this file goes."""

import os
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Playwright
from pytest_django.live_server_helper import LiveServer


@pytest.fixture(scope="session")
def playwright(playwright: Playwright) -> Playwright:
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    return playwright


@pytest.fixture(scope="session")
def live_server() -> Iterator[LiveServer]:
    server = LiveServer("localhost", start=False)
    server.thread.static_handler = lambda application: application  # type: ignore[assignment]
    server.start()
    yield server
    server.stop()


@pytest.fixture(scope="session")
def base_url(live_server: LiveServer) -> str:
    return live_server.url


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    quiet = ["background-networking", "component-update", "sync", "gpu"]
    arguments = ["--no-sandbox", "--no-first-run", *(f"--disable-{one}" for one in quiet)]
    return {**browser_type_launch_args, "executable_path": os.environ["CHROME_PATH"], "args": arguments}

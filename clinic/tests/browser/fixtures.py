"""pytest-playwright's fixtures for this site: ask for `page`, and the site is behind page.goto("/").

Python's frozen clock (`now`) is also the site's; the browser's own goes on: page.clock sets that one.
"""

import os
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Playwright, expect
from pytest_django.live_server_helper import LiveServer

from clinic.tests.browser import watching
from clinic.tests.browser.accessibility import Accessibility

TIMEOUT = 10_000  # milliseconds for one action; a page of this site takes a tenth of a second

# The address bar's menu is a page of its own, loaded for every window: a quarter of the time. The others are
# Playwright's, whose flag ours replaces.
LEFT_OUT = [
    *("WebUIOmniboxPopup", "WebUIOmniboxFullPopup", "WebUIOmniboxAimPopup"),
    *("DestroyProfileOnBrowserClose", "HttpsUpgrades", "HttpsFirstBalancedModeAutoEnable", "MediaRouter"),
    *("OptimizationHints", "PaintHolding", "AvoidUnnecessaryBeforeUnloadCheckSync"),
]
QUIET = [
    f"--disable-features={','.join(LEFT_OUT)}",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    # Nothing leaves this machine, not even a look-up.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost",
]


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> Iterator[None]:
    browserless = pytest.mark.skip(reason="no browser: CHROME_PATH is not set; script/test sets it")
    for item in items:
        if needs_browser(item):
            item.add_marker("browser")
            if not os.environ.get("CHROME_PATH"):
                item.add_marker(browserless)
    yield
    # Last, because Playwright leaves an event loop behind in the main thread: see `playwright`. Of these the
    # longest first, those on the stage, so that two workers end together.
    items.sort(key=lambda item: (needs_browser(item), needs_browser(item) and not is_on_stage(item)))


def needs_browser(item: pytest.Item) -> bool:
    return "playwright" in getattr(item, "fixturenames", [])


def is_on_stage(item: pytest.Item) -> bool:
    return "stage" in getattr(item, "fixturenames", [])


@pytest.fixture(scope="session")
def playwright(playwright: Playwright) -> Playwright:
    """From here to the end its event loop counts as running in this thread, where Django refuses queries."""
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    expect.set_options(timeout=TIMEOUT)
    return playwright


@pytest.fixture(scope="session")
def live_server() -> Iterator[LiveServer]:
    """On http://localhost:PORT: passkeys refuse 127.0.0.1.

    Whitenoise serves the hashed files, as in production. pytest-django's own handler knows only the
    names that they have in the source.
    """
    server = LiveServer("localhost", start=False)
    server.thread.static_handler = lambda application: application  # type: ignore[assignment]
    server.start()
    yield server
    server.stop()


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    # No sandbox: Chromium has none for root, and Playwright asks for none for anybody.
    return {**browser_type_launch_args, "executable_path": os.environ["CHROME_PATH"], "args": QUIET}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    return {
        **browser_context_args,
        "locale": "en-US",
        "timezone_id": "America/New_York",
        "reduced_motion": "reduce",  # no colour is caught half-way to another
    }


@pytest.fixture
def complaints() -> Iterator[list[str]]:
    """What the browser complained of. Whoever provokes a complaint asserts it and clears the list."""
    found: list[str] = []
    yield found
    assert found == []


@pytest.fixture
def new_context(
    complaints: list[str],  # first, so that it is looked at last, when all contexts are closed
    new_context: Callable[..., BrowserContext],
    live_server: LiveServer,
) -> Callable[..., BrowserContext]:
    """Another person's browser, watched like the first one."""

    def make(**options: Any) -> BrowserContext:
        context = new_context(**options)
        context.set_default_timeout(TIMEOUT)
        watching.watch(context, live_server.url, complaints)
        return context

    return make


@pytest.fixture(scope="session")
def axe() -> Accessibility:
    return Accessibility()

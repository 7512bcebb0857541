"""What script/screenshots runs: the walk through the catalogue, with a camera."""

import os
from base64 import b64encode
from collections.abc import Callable
from pathlib import Path
from typing import Literal

import pytest
from django.conf import settings
from playwright.sync_api import BrowserContext

from clinic.tests.browser.catalogue import GROUPS, STAFF
from clinic.tests.browser.stage import Group, Stage, walk

pytestmark = pytest.mark.urls("clinic.tests.urls")

FOLDER = settings.BASE_DIR / "var" / "screenshots"
README = settings.BASE_DIR / "docs" / "images"

Scheme = Literal["light", "dark"]
WIDTHS: dict[Scheme, list[int]] = {"light": [360, 768, 1280], "dark": [360, 1280]}
DESK_WIDTHS: dict[Scheme, list[int]] = {"light": [768, 1280], "dark": [1280]}
HEIGHTS = {360: 740, 768: 1024, 1280: 900}
PRINTED = {"article", "article-full", "booked", "pending", "diary-sheet"}

ASKED_FOR = set(os.environ.get("STATES", "").split())
HANDBOOK = {"desk-busiest": "desk", "request": "request", "diary-week": "diary"}  # state: picture


def wanted(name: str) -> bool:
    return not ASKED_FOR or name in ASKED_FOR


@pytest.mark.parametrize("group", GROUPS)
def test_pictures(stage: Stage, group: str) -> None:
    stage.keep_no_page()
    take_all(stage, {name: state for name, state in GROUPS[group].items() if wanted(name)}, WIDTHS)


@pytest.mark.parametrize("group", STAFF)
def test_staff_pictures(stage: Stage, group: str) -> None:
    """It walks through all of them: each comes upon what those before it have left."""
    if any(wanted(name) for name in STAFF[group]):
        take_all(stage, STAFF[group], DESK_WIDTHS)


def take_all(stage: Stage, states: Group, sizes: dict[Scheme, list[int]]) -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)

    def take(name: str) -> list[str]:
        if not wanted(name):
            return []
        for scheme, widths in sizes.items():
            stage.page.emulate_media(color_scheme=scheme)
            for width in widths:
                take_one(stage, FOLDER / f"{name}-{width}{'-dark' if scheme == 'dark' else ''}.png", width)
        stage.page.emulate_media(color_scheme="light")
        if name in PRINTED:
            stage.page.emulate_media(media="print")
            take_one(stage, FOLDER / f"{name}-768-print.png", 768)
            stage.page.emulate_media(media="screen")
        return []

    missing = list(walk(stage, states, take))
    assert not missing, "\n".join(missing)


def take_one(stage: Stage, path: Path, width: int) -> None:
    stage.page.set_viewport_size({"width": width, "height": HEIGHTS[width]})
    stage.page.screenshot(path=path, full_page=True)


SIDE_BY_SIDE = """
<style>
  body { display: flex; align-items: end; gap: 32px; margin: 0; padding: 32px; background: #dfe6e0 }
  img { border-radius: 12px; box-shadow: 0 4px 32px rgb(18 52 43 / 0.3) }
</style>
<img src="data:image/png;base64,%s" width="960" alt="">
<img src="data:image/png;base64,%s" width="292" alt="">"""


def test_readme(stage: Stage, new_context: Callable[..., BrowserContext]) -> None:
    """The home page at a desk, and beside it a phone on which somebody chooses a time."""
    stage.page.set_viewport_size({"width": 1280, "height": 900})
    stage.page.goto("/")
    desk = b64encode(stage.page.screenshot()).decode()
    stage.page.set_viewport_size({"width": 390, "height": 780})
    stage.page.goto("/book/evaluation/")
    stage.page.get_by_role("radio").nth(2).check()
    phone = b64encode(stage.page.screenshot()).decode()
    both = new_context(viewport={"width": 1348, "height": 739}).new_page()
    both.set_content(SIDE_BY_SIDE % (desk, phone))
    both.screenshot(path=README / "site.png")


def test_handbook(stage: Stage) -> None:
    """What docs/handbook.md shows, without the admin's head."""
    stage.page.set_viewport_size({"width": 1280, "height": 900})

    def take(name: str) -> list[str]:
        if name in HANDBOOK:
            stage.page.locator("#main").screenshot(path=README / f"{HANDBOOK[name]}.png")
        return []

    missing = [one for group in STAFF.values() for one in walk(stage, group, take)]
    assert not missing, "\n".join(missing)

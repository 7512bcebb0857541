"""What no walk through the catalogue can see, as it only looks for what is wrong."""

from typing import Literal

import pytest
from playwright.sync_api import Page, expect

GROUNDS: dict[Literal["light", "dark"], str] = {"light": "rgb(247, 242, 232)", "dark": "rgb(13, 31, 25)"}


@pytest.mark.django_db
def test_there_is_a_light_and_a_dark_look(page: Page) -> None:
    page.goto("/")
    for scheme, ground in GROUNDS.items():
        page.emulate_media(color_scheme=scheme)
        expect(page.locator("body")).to_have_css("background-color", ground)

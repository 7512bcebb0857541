"""What a first visit costs on a slow line (STANDARDS 4.8), counted from the browser's own requests."""

import pytest
from playwright.sync_api import Page, Request

from booking import starter as first_hours
from content import starter as first_article

WHOLE_PAGE = 40 * 1024
REQUESTS = 5


@pytest.mark.parametrize("address", ["/", "/articles/myofascial-release-vs-massage/", "/book/"])
def test_page_as_shipped(page: Page, address: str) -> None:
    first_article.load()
    first_hours.load()
    requests: list[Request] = []
    page.on("requestfinished", lambda request: requests.append(request))  # Playwright wants a function
    page.goto(address)
    asked_for = [one for one in requests if "favicon" not in one.url]

    assert len(asked_for) <= REQUESTS, [one.url for one in asked_for]
    assert sum(map(weight, asked_for)) <= WHOLE_PAGE


def weight(request: Request) -> int:
    """Bytes of the answer, packed, with its headers."""
    answer = request.response()
    assert answer
    assert answer.header_value("content-encoding") in ("br", "gzip"), request.url
    sizes = request.sizes()
    return sizes["responseBodySize"] + sizes["responseHeadersSize"]

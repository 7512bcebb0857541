"""What no page of this site may do: complain in the console, break, miss a file, ask another origin."""

from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, ConsoleMessage, Request, Response

INSIDE = {"about", "blob", "data"}  # schemes that ask nobody
# Chromium's words for any answer of 400 or more. A page that is one is the test's own business,
# and of files under a page `note_answer` tells more.
ANSWERED = "Failed to load resource: the server responded with a status of "
# The browser has gone elsewhere, or saves a file instead of showing it.
GONE_ON = "net::ERR_ABORTED"


def watch(context: BrowserContext, site: str, complaints: list[str]) -> None:
    def note_console(message: ConsoleMessage) -> None:
        """A violation of the content security policy comes as an error, too."""
        if message.type == "error" and not message.text.startswith(ANSWERED):
            complaints.append(f"console: {message.text}")

    def note_request(request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme not in INSIDE and f"{parts.scheme}://{parts.netloc}" != site:
            complaints.append(f"another origin: {request.url}")

    def note_answer(response: Response) -> None:
        if response.status >= 400 and not response.request.is_navigation_request():
            complaints.append(f"status {response.status}: {response.url}")

    def note_failure(request: Request) -> None:
        if request.failure != GONE_ON:
            complaints.append(f"{request.failure}: {request.url}")

    context.on("console", note_console)
    context.on("weberror", lambda broken: complaints.append(f"script: {broken.error}"))
    context.on("request", note_request)
    context.on("response", note_answer)
    context.on("requestfailed", note_failure)

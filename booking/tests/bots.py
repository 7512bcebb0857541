"""Programs that ask for visits over HTTP, as spammers write them: cookies, tokens and all, and no browser."""

from html.parser import HTMLParser
from http.client import HTTPResponse
from http.cookiejar import CookieJar
from urllib.error import HTTPError
from urllib.parse import urlencode, urljoin
from urllib.request import HTTPCookieProcessor, OpenerDirector, Request, build_opener

from booking.tests.pages import DETAILS, NEEDS

CHOICES = {"radio", "checkbox"}


class PostForm(HTMLParser):
    """The last form of a page that is posted: what it sends as it is, what it lets choose and type."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.action = ""
        self.sent: dict[str, str] = {}
        self.choices: dict[str, list[str]] = {}
        self.typed: dict[str, str] = {}  # the kind of each field
        self.open = False
        self.feed(page)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attributes}
        if tag == "form":
            self.open = given.get("method") == "post"
            if self.open:
                self.action, self.sent, self.choices, self.typed = given.get("action", ""), {}, {}, {}
        elif self.open and tag in {"input", "textarea"}:
            name, kind = given["name"], given.get("type", tag)
            if kind in CHOICES:
                self.choices.setdefault(name, []).append(given["value"])
            elif kind == "hidden":
                self.sent[name] = given.get("value", "")
            else:
                self.typed[name] = kind

    def handle_endtag(self, tag: str) -> None:
        self.open = self.open and tag != "form"


class Bot:
    """One program with its own cookies. It takes the choice of its number wherever there are several;
    `address` is where a proxy says that it comes from."""

    def __init__(self, site: str, *, number: int = 0, address: str = "", **details: str) -> None:
        self.site = site
        self.number = number
        self.details = {**DETAILS, **details}
        self.browser: OpenerDirector = build_opener(HTTPCookieProcessor(CookieJar()))
        self.headers = {"X-Forwarded-For": address} if address else {}
        self.url = self.page = ""
        self.status = 0

    def get(self, path: str) -> None:
        self.ask(Request(self.site + path, headers=self.headers))

    def post(self, **typed: str) -> None:
        """Press the button of the page that is shown."""
        form = PostForm(self.page)
        chosen = {name: values[self.number % len(values)] for name, values in form.choices.items()}
        body = urlencode({**form.sent, **chosen, **typed}).encode()
        self.ask(Request(urljoin(self.url, form.action), body, self.headers))

    def ask(self, request: Request) -> None:
        answer: HTTPResponse | HTTPError
        try:
            answer = self.browser.open(request, timeout=60)
        except HTTPError as refused:
            answer = refused
        with answer:
            self.status, self.url, self.page = answer.status or 0, answer.url, answer.read().decode()

    def come_to_the_last_page(self, first_page: str = "/book/evaluation/") -> None:
        """With what is in its script, whatever else the pages ask."""
        self.get(first_page)
        self.post()
        self.post(**self.details)
        self.post(**NEEDS)
        assert "Check your answers" in self.page

    def fill_in_everything(self) -> None:
        """Every field that this page has, by its type."""
        words = {"email": "pat@example.com", "tel": "9197775242"}
        typed = PostForm(self.page).typed
        self.post(**{name: words.get(kind, "Best prices") for name, kind in typed.items()})

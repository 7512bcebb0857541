"""What a state of the catalogue is made of: the way there, and the stage that it is played on."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.contrib.auth.models import User
from django.db.models import Model
from playwright.sync_api import Page
from time_machine import Traveller

from booking.models import Provider, VisitType
from conftest import NOW, MakeAppointment


@dataclass
class Stage:
    page: Page
    site: str
    clock: Traveller
    make_appointment: MakeAppointment
    visit_type: VisitType
    provider: Provider
    another_provider: Provider
    receptionist: User
    afterwards: ExitStack = field(default_factory=ExitStack)

    def keep_no_page(self) -> None:
        """A state may show at an address what another did not, within the minute that it may be kept."""
        session = self.page.context.new_cdp_session(self.page)
        session.send("Network.setCacheDisabled", {"cacheDisabled": True})

    def press(self, button: str) -> None:
        """One that leads to another page, perhaps with the same heading."""
        with self.page.expect_navigation():
            self.page.get_by_role("button", name=button, exact=True).click()

    def change(self, row: Model, **values: Any) -> None:
        """Until the next state."""
        before = {name: getattr(row, name) for name in values}
        rows = type(row)._default_manager.filter(pk=row.pk)
        self.afterwards.callback(rows.update, **before)
        rows.update(**values)

    def set_aside(self, model: type[Model]) -> None:
        """All its rows, until the next state."""
        rows = list(model._default_manager.all())
        self.afterwards.callback(model._default_manager.bulk_create, rows)
        model._default_manager.all().delete()

    def clear(self) -> None:
        """As the next state expects it."""
        self.afterwards.close()
        self.clock.move_to(NOW, tick=False)


Way = Callable[[Stage], object]


class State(NamedTuple):
    heading: str  # the h1: the way has led to where it should
    way: Way


Group = dict[str, State]


def at(address: str) -> Way:
    return lambda stage: stage.page.goto(address)


def pressing(button: str, address: str) -> Way:
    """The page that comes when the button is pressed and nothing was filled in."""

    def way(stage: Stage) -> None:
        stage.page.goto(address)
        stage.press(button)

    return way


def walk(stage: Stage, states: Group, look: Callable[[str], list[str]]) -> Iterator[str]:
    """Go to each state in turn, and yield all that `look` finds there, with the state's name.

    A state that cannot be reached is one more finding, and does not hide those behind it.
    """
    for name, state in states.items():
        try:
            state.way(stage)
            headings = stage.page.locator("h1").all_inner_texts()
            found = look(name) if headings == [state.heading] else [f"its headings are {headings}"]
        except Exception as broken:
            found = [str(broken)]
        finally:
            stage.clear()
        yield from (f"{name}: {one}" for one in found)

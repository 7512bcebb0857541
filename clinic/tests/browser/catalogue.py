"""Every public page and state. Each app keeps its own, a line a state, in tests/browser/states.py."""

from booking.tests.browser.asking_states import ASKING
from booking.tests.browser.desk_states import DESK
from booking.tests.browser.states import CHANGING, STANDING
from clinic.tests.browser.stage import Group
from clinic.tests.browser.states import ERRORS, HOME, RECORDS
from content.tests.browser.states import LIBRARY

# Each is one test, so that it fills the database once; of like length, so that two workers end together.
GROUPS: dict[str, Group] = {
    "home-and-library": {**HOME, **LIBRARY},
    "errors": ERRORS,
    "asking": ASKING,
    "standing": STANDING,
    "changing": CHANGING,
}

# Behind the sign-in; on the screens of a desk alone.
STAFF: dict[str, Group] = {"desk": {**DESK, **RECORDS}}

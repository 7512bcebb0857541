"""What stands beside the field for the e-mail address. Which words a patient read, and when, is kept with the
address (STANDARDS 3.10).

Other words are a new version at the end. The earlier ones stay: somebody has read them.
"""

from django.utils.translation import gettext_lazy as _

VERSIONS = {
    "1": _(
        "We send the answer and a link to change or cancel. Email is not fully secure: others may be able "
        "to read it."
    ),
}
CURRENT = list(VERSIONS)[-1]
WORDS = VERSIONS[CURRENT]

"""What the apps ask to be done before the site serves, filled in their AppConfig.ready().

`checks` run at every start of the web server and the worker and raise ImproperlyConfigured;
`starters` run once in the life of a database, from `manage.py prepare`.
"""

from collections.abc import Callable

checks: list[Callable[[], None]] = []
starters: list[Callable[[], None]] = []


def check() -> None:
    for refuse_if_wrong in checks:
        refuse_if_wrong()

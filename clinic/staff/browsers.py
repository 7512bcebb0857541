"""A browser as its person would call it."""

from django.utils.translation import gettext as _

# In this order: most browsers claim to be others, too.
BROWSERS = [
    (("Edg",), "Edge"),
    (("OPR/",), "Opera"),
    (("Firefox/", "FxiOS/"), "Firefox"),
    (("Chrome/", "CriOS/"), "Chrome"),
    (("Safari/",), "Safari"),
]
SYSTEMS = [
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Macintosh", "Mac"),
    ("CrOS", "Chromebook"),
    ("Linux", "Linux"),
]


def called(user_agent: str) -> str:
    """Firefox, Windows"""
    browser = next((name for signs, name in BROWSERS if any(one in user_agent for one in signs)), "")
    system = next((name for sign, name in SYSTEMS if sign in user_agent), "")
    return ", ".join(word for word in (browser, system) if word) or _("A browser")

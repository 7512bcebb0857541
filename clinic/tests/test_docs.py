import re

from django.conf import settings


def test_docs_name_every_variable_that_settings_read():
    source = (settings.BASE_DIR / "clinic" / "settings.py").read_text()
    guide = (settings.BASE_DIR / "docs" / "running.md").read_text()
    read = set(re.findall(r"""(?:env(?:\.\w+)?|from_environment_or_data_folder)\(["']([A-Z_]+)""", source))
    assert {"SITE_URL", "SECRET_KEY", "PORT", "DEBUG"} <= read
    assert {name for name in read if f"`{name}`" not in guide} == set()


def test_docs_show_pictures_and_link_to_pages_that_are_there():
    pages = [settings.BASE_DIR / "README.md", *(settings.BASE_DIR / "docs").glob("*.md")]
    named = {
        page.parent / target
        for page in pages
        for target in re.findall(r"\]\((?!https?:)([^)#]+)[^)]*\)", page.read_text())
    }
    assert len(named) > 6
    assert sorted(str(target) for target in named if not target.exists()) == []

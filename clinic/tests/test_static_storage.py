"""Pages that are open in browsers while a new version starts still get their files."""

from pathlib import Path

import pytest
from django.core.files.storage import FileSystemStorage

from clinic.static_storage import StaticStorage


@pytest.fixture
def start(tmp_path):
    """A start with that style sheet; the name under which it is served."""
    source, collected = tmp_path / "source", tmp_path / "collected"
    source.mkdir()

    def start(text: str) -> str:
        (source / "site.css").write_text(text)
        storage = StaticStorage(location=collected, base_url="/static/")
        collected.mkdir(exist_ok=True)
        (collected / "site.css").write_text(text)
        list(storage.post_process({"site.css": (FileSystemStorage(source), "site.css")}))
        return storage.stored_name("site.css")

    return start


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir() if path.suffix not in {".json", ".br"}}


def test_the_version_before_stays_and_older_ones_go(start, tmp_path):
    text = "p { margin: 0 } " * 50  # long enough to be compressed
    first = start(text)
    second = start(text + "a { color: red }")
    assert names(tmp_path / "collected") == {first, f"{first}.gz", second, f"{second}.gz"}

    third = start(text + "a { color: blue }")
    assert names(tmp_path / "collected") == {second, f"{second}.gz", third, f"{third}.gz"}


def test_another_start_of_one_version_drops_nothing(start, tmp_path):
    first, second = start("p { margin: 0 }"), start("p { margin: 1px }")
    for _restart in range(3):
        assert start("p { margin: 1px }") == second
    assert names(tmp_path / "collected") == {first, second}

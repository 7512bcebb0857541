import os
import stat
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from lib.data_folder import DataFolder


@pytest.fixture
def take() -> Iterator[Callable[[Path], DataFolder]]:
    folders = []

    def take(path: Path) -> DataFolder:
        folder = DataFolder(path)
        folders.append(folder)
        folder.take()
        return folder

    yield take
    for folder in folders:
        die(folder)


def die(folder: DataFolder) -> None:
    """As with kill -9: the kernel closes the file, and release() is not called."""
    if folder.lock:
        folder.lock.close()


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_second_server_on_the_same_folder_is_refused_and_told_of_the_first(take, tmp_path):
    first = take(tmp_path)
    with pytest.raises(SystemExit, match=f"process {os.getpid()}"):
        take(tmp_path)
    first.release()
    assert not take(tmp_path).crashed


def test_folder_of_a_killed_server_can_be_taken(take, tmp_path):
    folder = take(tmp_path)
    die(folder)
    assert take(tmp_path).crashed


def test_new_folder_cannot_be_listed_by_others(take, tmp_path):
    take(tmp_path / "a" / "b")
    assert mode(tmp_path / "a" / "b") & 0o066 == 0


def test_secret_key_is_made_once_and_private(take, tmp_path):
    folder = take(tmp_path)
    folder.make_secret_key()
    key = (tmp_path / "secret-key").read_text()
    folder.make_secret_key()
    assert (tmp_path / "secret-key").read_text() == key
    assert len(key.strip()) >= 50
    assert mode(tmp_path / "secret-key") == 0o600


@pytest.mark.parametrize(("name", "url"), [("database-url", "one"), ("database-owner-url", "two")])
def test_database_urls_are_private_and_replaced(take, tmp_path, name, url):
    folder = take(tmp_path)
    folder.write_database_urls("an old one", "another old one")
    folder.write_database_urls("one", "two")
    assert (tmp_path / name).read_text() == f"{url}\n"
    assert mode(tmp_path / name) == 0o600

import email
import email.policy
import os
import resource
import signal
import stat

import pytest
from django.core.mail import EmailMessage, get_connection


def test_mail_becomes_a_file(settings, tmp_path):
    settings.MAIL_FOLDER = tmp_path / "data" / "mail"
    backend = get_connection("clinic.mail.FileBackend")
    message = EmailMessage(
        "Your request", "Good day.\nWe answer soon.", "desk@example.com", ["jane@example.com"]
    )

    assert backend.send_messages([message, message]) == 2

    files = list(settings.MAIL_FOLDER.iterdir())
    assert [file.suffix for file in files] == [".eml", ".eml"]
    assert stat.S_IMODE(settings.MAIL_FOLDER.stat().st_mode) == 0o700
    assert {stat.S_IMODE(file.stat().st_mode) for file in files} == {0o600}
    raw = files[0].read_bytes()
    assert raw.count(b"\n") == raw.count(b"\r\n")
    read = email.message_from_bytes(raw, policy=email.policy.default)
    assert (read["Subject"], read["To"]) == ("Your request", "jane@example.com")
    assert read.get_content().splitlines() == ["Good day.", "We answer soon."]


@pytest.fixture
def small_files():
    """As on a full disk, the write fails after a few bytes."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    yield lambda size: resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    resource.setrlimit(resource.RLIMIT_FSIZE, before)
    signal.signal(signal.SIGXFSZ, handler)


def test_no_half_a_mail_is_left(settings, tmp_path, small_files):
    settings.MAIL_FOLDER = tmp_path
    message = EmailMessage("Your request", "Good day.", "desk@example.com", ["jane@example.com"])
    small_files(100)

    with pytest.raises(OSError, match="File too large"):
        get_connection("clinic.mail.FileBackend").send_messages([message])

    assert list(tmp_path.iterdir()) == []


def test_half_a_mail_of_a_killed_process_goes_with_the_next(settings, tmp_path):
    settings.MAIL_FOLDER = tmp_path
    old, being_written = tmp_path / ".old.eml.part", tmp_path / ".new.eml.part"
    old.write_bytes(b"Subj")
    being_written.write_bytes(b"Subj")
    os.utime(old, (0, 0))
    message = EmailMessage("Your request", "Good day.", "desk@example.com", ["jane@example.com"])

    get_connection("clinic.mail.FileBackend").send_messages([message])

    assert not old.exists()
    assert being_written.exists()
    assert len(list(tmp_path.glob("*.eml"))) == 1

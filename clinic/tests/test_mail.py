import email
import email.policy
import stat

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

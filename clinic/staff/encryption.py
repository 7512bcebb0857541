"""What the database keeps of a second factor can only be read with SECRET_KEY."""

import base64
import logging

from allauth.mfa.totp.internal.auth import generate_totp_secret
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

log = logging.getLogger(__name__)


def encrypt(text: str) -> str:
    return box().encrypt(text.encode()).decode()


def decrypt(token: str) -> str:
    """Another secret where it cannot be read: no code fits it, and nobody gets in."""
    try:
        return box().decrypt(token.encode()).decode()
    except InvalidToken:
        log.error("A second factor cannot be read: SECRET_KEY was changed. See docs/running.md.")
        return generate_totp_secret()


def box() -> MultiFernet:
    """Encrypts with the first key, reads with each: SECRET_KEY can be changed."""
    return MultiFernet(
        [Fernet(key_from(key)) for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)]
    )


def key_from(secret_key: str) -> bytes:
    derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"clinic.staff.encryption")
    return base64.urlsafe_b64encode(derived.derive(secret_key.encode()))

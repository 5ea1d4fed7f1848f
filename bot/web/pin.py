"""What opens a browser again that was left alone. Kept as scrypt with a salt; slow on purpose, so never inside a transaction."""

import hashlib
import hmac
import re
import secrets

# Six digits are enough where five wrong ones end it, and the cookie must be there as well.
PIN = re.compile(r"[!-~]{6,64}")
COST, BLOCK, LANES = 2**14, 8, 1


def is_fit(pin: str) -> bool:
    """Whether it may be chosen: six to 64 characters that every keyboard has."""
    return PIN.fullmatch(pin) is not None and len(set(pin)) > 1


def hashed(pin: str) -> str:
    """As it is kept: salt and key in hex."""
    salt = secrets.token_bytes(16)
    return f"{salt.hex()}${_key(pin, salt).hex()}"


def is_right(pin: str, kept: str) -> bool:
    """Whether it is the one that was chosen."""
    salt, _, key = kept.partition("$")
    return PIN.fullmatch(pin) is not None and hmac.compare_digest(_key(pin, bytes.fromhex(salt)).hex(), key)


def _key(pin: str, salt: bytes) -> bytes:
    return hashlib.scrypt(pin.encode(), salt=salt, n=COST, r=BLOCK, p=LANES)

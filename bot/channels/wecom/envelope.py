"""What WeCom calls with: signed and encrypted bodies. https://developer.work.weixin.qq.com/document/path/90968"""

import base64
import binascii
import hashlib
import hmac
import struct
from collections.abc import Callable
from dataclasses import dataclass

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

# Padding goes to whole blocks of this length, twice the cipher's own.
PADDED_TO = 32
RANDOM_BYTES = 16
LENGTH_BYTES = 4
KEY_CHARACTERS = 43


class Forged(Exception):
    """A body that the platform has not sealed with our key and token; the text says what was wrong with it."""


@dataclass(frozen=True, slots=True)
class Sealed:
    """A body on its way: the ciphertext in base64, and the signature over it, `timestamp` (Unix seconds) and `nonce`."""

    encrypted: str
    signature: str
    timestamp: str
    nonce: str


class Envelope:
    """Opens and seals for one receiver. `key` is the EncodingAESKey of the admin page, 43 characters."""

    def __init__(self, token: str, key: str, receiver: str) -> None:
        self._token = token
        self._key = key_of(key)
        self._receiver = receiver.encode()

    def open(self, sealed: Sealed) -> bytes:
        """The plain body. Raises Forged."""
        if not hmac.compare_digest(self.signed(sealed.timestamp, sealed.nonce, sealed.encrypted), sealed.signature):
            raise Forged("the signature is not ours")
        try:
            given = base64.b64decode(sealed.encrypted, validate=True)
            decryptor = self._cipher().decryptor()
            padded = decryptor.update(given) + decryptor.finalize()
        except (binascii.Error, ValueError) as failure:
            raise Forged("not encrypted with our key") from failure
        plain = padded[: -padded[-1]] if padded and 1 <= padded[-1] <= PADDED_TO else b""
        head = RANDOM_BYTES + LENGTH_BYTES
        if len(plain) < head:
            raise Forged("too short")
        (length,) = struct.unpack(">I", plain[RANDOM_BYTES:head])
        body, receiver = plain[head : head + length], plain[head + length :]
        if len(body) != length or not hmac.compare_digest(receiver, self._receiver):
            raise Forged("meant for another receiver")
        return body

    def seal(self, body: bytes, timestamp: str, nonce: str, chance: Callable[[int], bytes]) -> Sealed:
        """The body as the other side opens it; `chance` gives so many random bytes."""
        plain = chance(RANDOM_BYTES) + struct.pack(">I", len(body)) + body + self._receiver
        missing = PADDED_TO - len(plain) % PADDED_TO
        encryptor = self._cipher().encryptor()
        given = encryptor.update(plain + bytes([missing]) * missing) + encryptor.finalize()
        encrypted = base64.b64encode(given).decode()
        return Sealed(encrypted, self.signed(timestamp, nonce, encrypted), timestamp, nonce)

    def signed(self, timestamp: str, nonce: str, encrypted: str) -> str:
        """The signature (hex)."""
        parts = "".join(sorted((self._token, timestamp, nonce, encrypted)))
        return hashlib.sha1(parts.encode(), usedforsecurity=False).hexdigest()

    def _cipher(self) -> Cipher[modes.CBC]:
        return Cipher(algorithms.AES(self._key), modes.CBC(self._key[:16]))


def key_of(key: str) -> bytes:
    """The 32 bytes of an EncodingAESKey; raises ValueError if it is none."""
    try:
        found = base64.b64decode(f"{key}=", validate=True)
    except binascii.Error as failure:
        raise ValueError(f"an EncodingAESKey has {KEY_CHARACTERS} characters A-Z a-z 0-9") from failure
    if len(key) != KEY_CHARACTERS:
        raise ValueError(f"an EncodingAESKey has {KEY_CHARACTERS} characters A-Z a-z 0-9")
    return found

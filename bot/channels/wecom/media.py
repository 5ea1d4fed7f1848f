"""Files that come encrypted, each with a key of its own. https://developer.work.weixin.qq.com/document/path/100719"""

import base64
import binascii

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

PADDED_TO = 32


class Unsealed(Exception):
    """The bytes are not what the key was given for."""


def unsealed(content: bytes, key: str) -> bytes:
    """The file; raises Unsealed."""
    try:
        # Keys come with and without their padding.
        secret = base64.b64decode(key + "=" * (-len(key) % 4), validate=True)
        decryptor = Cipher(algorithms.AES(secret), modes.CBC(secret[:16])).decryptor()
        padded = decryptor.update(content) + decryptor.finalize()
    except (binascii.Error, ValueError) as failure:
        raise Unsealed("not encrypted with this key") from failure
    count = padded[-1] if padded else 0
    if not 1 <= count <= PADDED_TO or padded[-count:] != bytes([count]) * count:
        raise Unsealed("not encrypted with this key")
    return padded[:-count]

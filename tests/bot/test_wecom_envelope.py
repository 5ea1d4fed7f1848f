"""What WeCom calls with, by its own published examples (https://developer.work.weixin.qq.com/document/path/90968)."""

import secrets

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.wecom.envelope import Envelope, Forged, Sealed, key_of
from bot.channels.wecom.incoming import Unreadable, fields

PUBLISHED = Envelope(
    "hJqcu3uJ9Tn2gXPmxx2w9kkCkCE2EPYo", "6qkdMrq68nTKduznJYO1A37W2oEgpkMUvkttRToqhUt", "ww1436e0e65a779aee"
)
CHECK = Sealed(
    "fsi1xnbH4yQh0+PJxcOdhhK6TDXkjMyhEPA7xB2TGz6b+g7xyAbEkRxN/3cNXW9qdqjnoVzEtpbhnFyq6SVHyA==",
    "012bc692d0a58dd4b10f8dfe5c4ac00ae211ebeb",
    "1476416373",
    "47744683",
)
MESSAGE = Sealed(
    "Kl7kjoSf6DMD1zh7rtrHjFaDapSCkaOnwu3bqLc5tAybhhMl9pFeK8NslNPVdMwmBQTNoW4mY7AIjeLvEl3NyeTkAgGzBhzTtRLNshw2AEew+kkYcD+Fq72Kt00fT0WnN87hGrW8SqGc+NcT3mu8"
    "7Ha3dz1pSDi6GaUA6A0sqfde0VJPQbZ9U+3JWcoD4Z5jaU0y9GSh010wsHF8KZD24YhmZH4ch4Ka7ilEbjbfvhKkNL65HHL0J6EYJIZUC2pFrdkJ7MhmEbU2qARR4iQHE7wy24qy0cRX3Mfp6iEL"
    "cDNfSsPGjUQVDGxQDCWjayJOpcwocugux082f49HKYg84EpHSGXAyh+/oxwaWbvL6aSDPOYuPDGOCI8jmnKiypE+",
    "0c3914025cb4b4d68103f6bfc8db550f79dcf48e",
    "1476422779",
    "1597212914",
)


def test_the_published_check_of_the_address_opens() -> None:
    assert PUBLISHED.open(CHECK) == b"1288432023552776189"


def test_the_published_message_opens() -> None:
    said = fields(PUBLISHED.open(MESSAGE))
    assert (said["Content"], said["MsgId"], said["MsgType"]) == ("你好", "1456453720", "text")


@pytest.mark.parametrize("broken", ["signature", "timestamp", "nonce", "encrypted"])
def test_what_is_changed_on_the_way_is_forged(broken: str) -> None:
    parts = {name: getattr(MESSAGE, name) for name in ("encrypted", "signature", "timestamp", "nonce")}
    parts[broken] = parts[broken][::-1]
    with pytest.raises(Forged):
        PUBLISHED.open(Sealed(**parts))


def test_what_was_sealed_for_another_enterprise_or_with_another_key_is_forged() -> None:
    token, key = "t", "6qkdMrq68nTKduznJYO1A37W2oEgpkMUvkttRToqhUt"
    ours, theirs = Envelope(token, key, "ww1"), Envelope(token, key, "ww2")
    other = Envelope(token, key[::-1][:42] + "t", "ww1")
    for stranger in (theirs, other):
        with pytest.raises(Forged):
            ours.open(stranger.seal(b"<xml/>", "1", "2", secrets.token_bytes))


@given(st.binary(max_size=600), st.text("0123456789", min_size=1), st.text(max_size=20))
def test_what_is_sealed_opens_to_the_same(body: bytes, stamp: str, nonce: str) -> None:
    assert PUBLISHED.open(PUBLISHED.seal(body, stamp, nonce, secrets.token_bytes)) == body


@given(st.text("ABCabc+/=0129", max_size=200))
def test_garbage_under_a_true_signature_is_forged(garbage: str) -> None:
    with pytest.raises(Forged):
        PUBLISHED.open(Sealed(garbage, PUBLISHED.signed("1", "2", garbage), "1", "2"))


@pytest.mark.parametrize("key", ["", "short", "6qkdMrq68nTKduznJYO1A37W2oEgpkMUvkttRToqhU!", "a" * 44])
def test_what_is_no_key_is_told_as_such(key: str) -> None:
    with pytest.raises(ValueError, match="43 characters"):
        key_of(key)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<xml",
        b'<!DOCTYPE x [<!ENTITY a "b">]><xml><Encrypt>&a;</Encrypt></xml>',
        b'<!DOCTYPE x SYSTEM "file:///etc/passwd"><xml><Encrypt>a</Encrypt></xml>',
    ],
)
def test_what_is_no_callback_is_not_read(body: bytes) -> None:
    with pytest.raises(Unreadable):
        fields(body)

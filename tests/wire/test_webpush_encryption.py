"""Our encoder against the RFC's own example and against a decryption written apart from it."""

import base64

import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from saleor_push_plugin.webpush import encryption
from sandbox.pushservice.decrypt import Receiver, decrypt

pytestmark = pytest.mark.sandbox_only


def raw(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def private(number: str) -> ec.EllipticCurvePrivateKey:
    return ec.derive_private_key(int.from_bytes(raw(number), "big"), ec.SECP256R1())


# RFC 8291, appendix A.
EXPECTED = (
    "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6Tlz"
    "AC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN"
)


def test_the_example_of_rfc_8291_comes_out_byte_by_byte() -> None:
    body = encryption.seal(
        b"When I grow up, I want to be a watermelon",
        raw(
            "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4"
        ),
        raw("BTBZMqHH6r4Tts7J_aSIgg"),
        own=private("yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw"),
        salt=raw("DGv6ra1nlYgDCS1FRnbzlw"),
    )
    assert text(body) == EXPECTED


@pytest.mark.parametrize("length", [0, 1, 15, 16, 17, 300, 3000, encryption.MAX_PLAINTEXT])
def test_what_is_encrypted_is_read_by_the_device(length: int) -> None:
    receiver, plaintext = Receiver.new(), b"x" * length
    body = encryption.encrypt(plaintext, p256dh=text(receiver.p256dh), auth=text(receiver.auth))
    assert len(body) <= 4096
    assert decrypt(body, receiver) == plaintext


def test_what_does_not_fit_one_record_is_refused() -> None:
    receiver = Receiver.new()
    with pytest.raises(encryption.TooLongError):
        encryption.encrypt(
            b"x" * (encryption.MAX_PLAINTEXT + 1),
            p256dh=text(receiver.p256dh),
            auth=text(receiver.auth),
        )


@pytest.mark.parametrize(
    ("p256dh", "auth"),
    [
        ("AAAA", text(b"a" * 16)),
        (text(b"\x04" + b"\x01" * 64), text(b"a" * 16)),
        (text(Receiver.new().p256dh), "AAAA"),
        ("ß", text(b"a" * 16)),
    ],
)
def test_keys_that_are_none_are_refused(p256dh: str, auth: str) -> None:
    with pytest.raises(encryption.BadKeysError):
        encryption.encrypt(b"x", p256dh=p256dh, auth=auth)

"""The independent decryption, against the words of the standard and against other encoders."""

import os

import http_ece
import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from sandbox.pushservice import base64url
from sandbox.pushservice.decrypt import CURVE, BadMessageError, Receiver, decrypt

pytestmark = pytest.mark.sandbox_only

# RFC 8291, appendix A
RECEIVER_KEY = "q1dXpw3UpT5VOmu_cf_v6ih07Aems3njxI-JWgLcM94"
RECEIVER_POINT = (
    "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4"
)
AUTH = "BTBZMqHH6r4Tts7J_aSIgg"
MESSAGE = (
    "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6Tlz"
    "AC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN"
)


def receiver_of_the_standard() -> Receiver:
    secret = int.from_bytes(base64url.decode(RECEIVER_KEY), "big")
    key = ec.derive_private_key(secret, CURVE)
    return Receiver(private_key=key, auth=base64url.decode(AUTH))


def encrypt(text: bytes, receiver: Receiver, **options: int) -> bytes:
    body: bytes = http_ece.encrypt(
        text,
        salt=os.urandom(16),
        private_key=ec.generate_private_key(CURVE),
        dh=receiver.p256dh,
        auth_secret=receiver.auth,
        version="aes128gcm",
        **options,
    )
    return body


def test_the_example_of_rfc_8291_opens() -> None:
    receiver = receiver_of_the_standard()
    assert base64url.encode(receiver.p256dh) == RECEIVER_POINT
    text = decrypt(base64url.decode(MESSAGE), receiver)
    assert text == b"When I grow up, I want to be a watermelon"


def test_what_another_encoder_wrote_opens() -> None:
    receiver = Receiver.new()
    assert decrypt(encrypt("Zażółć €".encode(), receiver), receiver).decode() == "Zażółć €"


def test_a_message_for_someone_else_does_not_open() -> None:
    with pytest.raises(BadMessageError, match="does not open"):
        decrypt(encrypt(b"secret", Receiver.new()), Receiver.new())


def test_a_changed_byte_is_noticed() -> None:
    receiver = Receiver.new()
    body = bytearray(encrypt(b"secret", receiver))
    body[-1] ^= 1
    with pytest.raises(BadMessageError, match="does not open"):
        decrypt(bytes(body), receiver)


def test_two_records_are_refused() -> None:
    receiver = Receiver.new()
    with pytest.raises(BadMessageError, match="more than one record"):
        decrypt(encrypt(b"x" * 100, receiver, rs=64), receiver)


def test_a_point_off_the_curve_is_refused() -> None:
    body = bytearray(encrypt(b"secret", receiver := Receiver.new()))
    body[30] ^= 1
    with pytest.raises(BadMessageError, match="not on the curve"):
        decrypt(bytes(body), receiver)


@pytest.mark.parametrize("body", [b"", b"short", bytes(120)])
def test_anything_else_is_refused(body: bytes) -> None:
    with pytest.raises(BadMessageError):
        decrypt(body, Receiver.new())

"""A push service's error response, as it is stored, logged and shown to staff."""

import pytest

from saleor_push_plugin.webpush.error_text import error_text

TOKEN = "gAAAAABmZk1c2x3v-Qk9_" * 4


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"", ""),
        (b'{"reason": "BadJwtToken"}', '{"reason": "BadJwtToken"}'),
        (b"no\n such\tthing\x00", "no such thing"),
        (b"see https://push.example/wpush/v2/abc for more", "see … for more"),
        (f"unknown token {TOKEN}, sorry".encode(), "unknown token …, sorry"),
        (f'{{"path": "/wpush/v2/{TOKEN}"}}'.encode(), '{"path": "/wpush/v2/…"}'),
        (f"Authorization: vapid t={TOKEN}.{TOKEN}.{TOKEN}".encode(), "Authorization: vapid t=…"),
        (f"?token={'aB3%2b' * 12}%3d gone".encode(), "?token=… gone"),
        (b"\xff" * 3, "\ufffd" * 3),
        (b"word " * 100, "word " * 24),
    ],
)
def test_an_answer_is_stored_without_addresses_and_tokens(body: bytes, words: str) -> None:
    assert error_text(body) == words

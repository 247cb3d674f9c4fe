"""Signatures with keys derived from SECRET_KEY, and the replacement of SECRET_KEY."""

import hmac
from typing import Any

import pytest

from saleor_push_plugin.settings.signing import is_signed, sign

FORMER, CURRENT = "the-former-secret", "the-current-secret"


@pytest.fixture
def replaced(settings: Any) -> Any:
    """Settings in which SECRET_KEY was replaced after something was signed."""
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = CURRENT, [FORMER]
    return settings


def test_a_signature_belongs_to_its_purpose_and_value(settings: Any) -> None:
    signature = sign("receipt", b"7")
    assert is_signed("receipt", b"7", signature)
    assert not is_signed("receipt", b"8", signature)
    assert not is_signed("survey", b"7", signature)
    # Nor do purpose and value run together.
    assert sign("a", b"bc") != sign("ab", b"c")


def test_a_cut_signature_is_none(settings: Any) -> None:
    for size in range(16):
        assert not is_signed("receipt", b"7", sign("receipt", b"7", size=size))
    assert is_signed("receipt", b"7", sign("receipt", b"7", size=32))


def test_a_former_secret_counts_while_it_is_listed(replaced: Any) -> None:
    replaced.SECRET_KEY = FORMER
    signature = sign("receipt", b"7")
    replaced.SECRET_KEY = CURRENT
    assert is_signed("receipt", b"7", signature)
    assert sign("receipt", b"7") != signature
    replaced.SECRET_KEY_FALLBACKS = []
    assert not is_signed("receipt", b"7", signature)


def test_former_secrets_may_stand_in_the_environment(
    replaced: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    replaced.SECRET_KEY, replaced.SECRET_KEY_FALLBACKS = FORMER, []
    signature = sign("receipt", b"7")
    replaced.SECRET_KEY = CURRENT
    assert not is_signed("receipt", b"7", signature)
    monkeypatch.setenv("SECRET_KEY_FALLBACKS", f"another,{FORMER}")
    assert is_signed("receipt", b"7", signature)
    monkeypatch.setenv("SECRET_KEY_FALLBACKS", "")
    assert not is_signed("receipt", b"7", signature)


def test_an_empty_fallback_is_no_key(replaced: Any) -> None:
    replaced.SECRET_KEY_FALLBACKS = [""]
    key = hmac.digest(b"", b"saleor_push_plugin.receipt", "sha256")
    assert not is_signed("receipt", b"7", hmac.digest(key, b"7", "sha256")[:16])

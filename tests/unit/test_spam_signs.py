"""The editor warns of texts that browsers take for spam; the shipped ones have no such sign."""

import pytest

from saleor_push_plugin.core.text.payload import Text
from saleor_push_plugin.core.text.spam_signs import spam_signs
from saleor_push_plugin.messages import catalog, template_checks
from saleor_push_plugin.scenarios import SCENARIOS


def signs(title: str, body: str = "", language: str = "en", **buttons: str) -> list[str]:
    text = Text(
        title=title,
        body=body,
        language=language,
        direction="ltr",
        buttons=tuple(buttons.items()),
    )
    return [sign.field for sign in spam_signs(text)]


@pytest.mark.parametrize(
    ("language", "title"),
    [
        ("en", "You’ve won a prize"),
        ("en-GB", "Security alert"),
        ("en", "CLICK  HERE now"),
        ("de", "Sie haben GEWONNEN"),
        ("de-AT", "Ihr Gerät braucht Hilfe"),
        ("fr", "Vous avez gagné un bon"),
        ("es", "Último aviso para usted"),
        ("pl", "Wygrałeś bon"),
        ("ar", "لقد ربحت قسيمة"),
    ],
)
def test_words_of_spam_are_named_in_each_language(language: str, title: str) -> None:
    assert signs(title, language=language)


def test_shouting_exclamations_and_pictures_are_named_with_their_field() -> None:
    assert signs("WINTER SALE TODAY ONLY") == ["title"]
    assert signs("Winter sale", "Buy!! Now") == ["body"]
    assert signs("Winter sale", "🔥🔥🔥 hot") == ["body"]
    assert signs("Winter sale", answer="CLICK HERE") == ["answer"]


def test_plain_texts_have_no_sign() -> None:
    plain = (
        "Sale starts today!",
        "SALE: -20%",
        "iPhone 15 PRO",
        "¡Ya está aquí!",
        "Winners’ jacket",
    )
    assert [title for title in plain if signs(title)] == []
    # Of another language it says nothing.
    assert signs("Gewinner", language="en") == []


@pytest.mark.parametrize("language", catalog.LANGUAGES)
@pytest.mark.parametrize("code", sorted(SCENARIOS))
def test_no_shipped_text_looks_like_spam(code: str, language: str) -> None:
    shown = template_checks.preview(SCENARIOS[code], language, {}).text
    assert shown is not None
    assert spam_signs(shown) == []

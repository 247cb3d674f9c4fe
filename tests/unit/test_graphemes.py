"""Texts are cut between grapheme clusters."""

import pytest

from saleor_push_plugin.core.text import payload
from saleor_push_plugin.core.text.cleaning import MAX_VALUE, clean_value
from saleor_push_plugin.core.text.graphemes import cut

CLUSTERS = {
    "flag": "\U0001f1f5\U0001f1f1",
    "flag of England": "\U0001f3f4\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f",
    "family": "\U0001f468\u200d\U0001f469\u200d\U0001f467\u200d\U0001f466",
    "skin tone": "\U0001f44d\U0001f3fd",
    "rainbow flag": "\U0001f3f3\ufe0f\u200d\U0001f308",
    "keycap": "1\ufe0f\u20e3",
    "accent": "e\u0301",
    "two accents": "e\u0323\u0302",
    "Hindi conjunct": "\u0915\u094d\u0937\u093f",
    "Thai": "\u0e01\u0e49\u0e33",
    "Hangul jamo": "\u1112\u1161\u11ab",
    "Hangul syllable": "\ud558\u11ab",
    "Arabic vowel": "\u0628\u0651\u064e",
}


@pytest.mark.parametrize("cluster", CLUSTERS.values(), ids=CLUSTERS.keys())
def test_a_cut_never_stands_inside_a_cluster(cluster: str) -> None:
    text = f"ab{cluster * 3}cd"
    ends = [2 + n * len(cluster) for n in range(4)]
    whole = {text[:end] for end in (0, 1, *ends, ends[-1] + 1, len(text))}
    assert {cut(text, most) for most in range(len(text) + 1)} == whole


def test_a_cut_is_as_late_as_it_can_be() -> None:
    whole = ["", "", "a\u0301", "a\u0301b", "a\u0301bc", "a\u0301bc"]
    assert [cut("a\u0301bc", most) for most in range(6)] == whole


def test_what_fits_is_not_cut() -> None:
    assert cut("\U0001f1f5\U0001f1f1", 2) == "\U0001f1f5\U0001f1f1"


@pytest.mark.parametrize("cluster", CLUSTERS.values(), ids=CLUSTERS.keys())
def test_a_long_name_ends_with_a_whole_cluster(cluster: str) -> None:
    for before in range(8):
        shown = clean_value("x" * before + cluster * MAX_VALUE)
        assert shown.endswith(f"{cluster}…")
        assert len(shown) <= MAX_VALUE


@pytest.mark.parametrize("cluster", CLUSTERS.values(), ids=CLUSTERS.keys())
def test_a_long_body_ends_with_a_whole_cluster(cluster: str) -> None:
    value = payload._shortened({"body": cluster * 3000}, "body", limit=500, least=0)["body"]
    assert str(value).rstrip("…").replace(cluster, "") == ""
    assert str(value).endswith("…")


def test_a_line_end_is_not_cut_in_two() -> None:
    assert [cut("a\r\nb", most) for most in range(5)] == ["", "a", "a", "a\r\n", "a\r\nb"]

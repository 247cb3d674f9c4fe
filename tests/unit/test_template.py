"""Templates: what they can say, what they leave out, and what they refuse."""

import pytest

from saleor_push_plugin.core.text.template import render, words_in
from saleor_push_plugin.core.text.template_parser import TemplateError


def english(count: int) -> str:
    return "one" if count == 1 else "other"


def said(template: str, **words: object) -> str:
    return render(template, words, format_value=str, plural=english)


def test_a_word_is_replaced_by_its_value() -> None:
    assert said("Order {number}", number=7) == "Order 7"


def test_a_plural_chooses_by_count_and_says_the_count() -> None:
    template = "{n, plural, =0 {nothing} one {# thing} other {# things}}"
    assert [said(template, n=n) for n in (0, 1, 2)] == ["nothing", "1 thing", "2 things"]


def test_an_empty_exact_case_says_nothing() -> None:
    assert said("Shirt{n, plural, =0 {} other { and # more}}", n=0) == "Shirt"


def test_a_plural_may_use_other_words_inside() -> None:
    assert said("{n, plural, other {# of {name}}}", n=2, name="socks") == "2 of socks"


def test_a_line_whose_word_has_no_value_is_left_out() -> None:
    assert said("Thanks\nArrives {delivery}\nBye", delivery=None) == "Thanks\nBye"


def test_only_the_part_between_dots_is_left_out() -> None:
    assert said("Shipping {shipping} · Total {total}", shipping=None, total=5) == "Total 5"


def test_a_part_that_says_nothing_leaves_no_dot_behind() -> None:
    assert said("{n, plural, =0 {} other {# left}} · Total 5", n=0) == "Total 5"
    assert said("·") == ""


def test_a_dot_inside_a_plural_does_not_divide_it() -> None:
    assert said("{n, plural, other {a · b}} · c", n=2) == "a · b · c"


def test_zero_is_a_value() -> None:
    assert said("{n} left", n=0) == "0 left"


def test_indentation_of_a_template_is_not_part_of_it() -> None:
    assert said("\n    One\n      Two\n") == "One\nTwo"


def test_the_words_of_a_template_are_known_without_rendering_it() -> None:
    assert words_in("{a} {b, plural, other {{c}}}") == {"a", "b", "c"}


@pytest.mark.parametrize(
    ("template", "complaint"),
    [
        ("{order.__class__}", "is not a word"),
        ("{0}", "is not a word"),
        ("{a!r}", "is not a word"),
        ("{a:>10}", "is not a word"),
        ("{}", "is not a word"),
        ("{a", "} is missing"),
        ("a}", "a } without a {"),
        ("{a, select, other {x}}", "only 'plural,' may follow"),
        ("{a, plural, one {x}}", "has no 'other"),
        ("{a, plural, other {x}", "} is missing"),
    ],
)
def test_what_is_no_template_is_refused_with_the_reason(template: str, complaint: str) -> None:
    with pytest.raises(TemplateError, match=complaint.replace("{", r"\{").replace("}", r"\}")):
        said(template, a=1)

"""Reasons are codes: each declared once, with words, and no sentence stands in for one."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import saleor_push_plugin
from saleor_push_plugin.core import reason
from saleor_push_plugin.core.reason import CODES, Reason, ScenarioReason
from saleor_push_plugin.core.samples import ORDER
from saleor_push_plugin.core.scenario import ScenarioError
from saleor_push_plugin.messages import catalog, staff_reason_words
from saleor_push_plugin.scenarios import SCENARIOS
from saleor_push_plugin.scenarios.order_placed import OrderPlaced

PACKAGE = Path(saleor_push_plugin.__file__).parent
TRANSLATED = [each for each in catalog.LANGUAGES if catalog.section(each, "reasons")]
SOURCES = [file for file in PACKAGE.rglob("*.py") if "migrations" not in file.parts]


@pytest.mark.parametrize("each", Reason)
def test_a_code_is_short_and_its_words_are_a_sentence(each: Reason) -> None:
    assert re.fullmatch(r"[a-z][a-z0-9_]{1,39}", each.value)
    assert re.fullmatch(r"[A-Z].*\.", each.words)


def test_no_two_codes_have_the_same_words() -> None:
    assert len({each.words for each in Reason}) == len(Reason)


def test_every_code_is_given_somewhere() -> None:
    used = {node.attr for file in SOURCES for node in _nodes(file, ast.Attribute)}
    assert {each.name for each in Reason} - used == set()


# No sentence is a reason.

# Whose answer or argument is a reason.
ANSWERS = re.compile(r"\w*objection\w*|_?(ended|taken|returned_or_refunded)\w*|reason")
TAKES = {
    "cancel",
    "forget",
    "record_silenced",
    "_forget",
    "Skip",
    "Later",
    "Rest",
    "Retry",
    "Failed",
}


def literal_reasons(source: str) -> Iterator[str]:
    """Texts where a member of Reason belongs: passed, answered, compared or stored as one."""
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.keyword(arg="reason" | "ended", value=value):
                yield from _texts(value)
            case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name), args=given):
                yield from (text for each in given if name in TAKES for text in _texts(each))
            case ast.FunctionDef(name=name) if ANSWERS.fullmatch(name):
                yield from _answers(node)
            case ast.Compare(left=ast.Attribute(attr="reason"), comparators=others):
                yield from (text for each in others for text in _texts(each))


def _answers(function: ast.FunctionDef) -> Iterator[str]:
    for node in ast.walk(function):
        if isinstance(node, ast.Return | ast.Yield) and node.value is not None:
            yield from _texts(node.value)


def _texts(value: ast.expr) -> Iterator[str]:
    """The texts an expression may evaluate to, apart from the empty one."""
    match value:
        case ast.Constant(value=str(text)) if text:
            yield text
        case ast.JoinedStr():
            yield ast.unparse(value)
        case ast.IfExp(body=body, orelse=orelse):
            yield from (*_texts(body), *_texts(orelse))
        case ast.BoolOp(values=values):
            yield from (text for each in values for text in _texts(each))


def _nodes(file: Path, kind: type[ast.Attribute]) -> Iterator[ast.Attribute]:
    tree = ast.parse(file.read_text(encoding="utf-8"))
    return (node for node in ast.walk(tree) if isinstance(node, kind))


@pytest.mark.parametrize(
    "source",
    [
        "Skip(reason='too late')",
        "Later(until=now, reason=f'after {name}')",
        "outbox.cancel(which, 'unsubscribed')",
        "replace(facts, ended='sold out' if gone else None)",
        "def objection(self, facts):\n    return silence(facts) or ('asked lately' if x else None)",
        "def _objections(voucher):\n    yield 'it has ended'",
        "if row.reason == 'quiet hours': pass",
        "rows.filter(reason='paused')",
    ],
)
def test_a_sentence_in_place_of_a_code_is_found(source: str) -> None:
    assert len(list(literal_reasons(source))) == 1


def test_no_sentence_stands_in_for_a_reason_in_the_package() -> None:
    found = {
        f"{file.relative_to(PACKAGE)}: {text}"
        for file in SOURCES
        for text in literal_reasons(file.read_text(encoding="utf-8"))
    }
    assert found == set(), "a reason is a member of core/reason.py"


# Reasons of other packages' scenarios.


def defined(**fields: object) -> type:
    return type("Own", (OrderPlaced,), {"code": "own", **fields})


def test_a_scenario_may_bring_reasons_under_its_own_code() -> None:
    made = defined(reasons={"own.gone": "It is gone."})
    assert reason.find("own.gone", made.reasons) == ScenarioReason("own.gone")
    assert reason.find("too_late", made.reasons) is Reason.TOO_LATE
    assert reason.find("own.other", made.reasons) is None
    assert reason.find(7, made.reasons) is None


def test_what_inherits_a_scenario_inherits_its_reasons() -> None:
    first = defined(reasons={"own.gone": "It is gone."})
    more = {**first.reasons, "second.late": "It is late."}
    assert type("Second", (first,), {"code": "second", "reasons": more})().objection(ORDER) is None


@pytest.mark.parametrize(
    ("code", "words", "complaint"),
    [
        ("gone", "It is gone.", "the reason “gone” must be “order_placed/own.” and a name"),
        ("too_late", "It is late.", "the reason “too_late” must be"),
        ("other.gone", "It is gone.", "the reason “other.gone” must be"),
        ("own.", "It is gone.", "the reason “own.” must be"),
        ("own.It is gone", "It is gone.", "the reason “own.It is gone” must be"),
        (f"own.{'x' * 41}", "It is gone.", "must be"),
        ("own.gone", " ", "the reason “own.gone” has no words"),
        ("own.gone", None, "the reason “own.gone” has no words"),
    ],
)
def test_a_reason_that_cannot_be_one_is_refused_when_the_class_is_defined(
    code: str, words: object, complaint: str
) -> None:
    with pytest.raises(ScenarioError, match=re.escape(complaint)):
        defined(reasons={code: words})


# Words.


def test_words_are_english_where_a_language_has_none() -> None:
    for language in ("", "en", "xx", "not a language"):
        assert staff_reason_words.words("too_late", language) == Reason.TOO_LATE.words


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_language_that_has_words_of_reasons_has_them_all_and_no_others(language: str) -> None:
    found = catalog.section(language, "reasons")
    assert found.keys() == CODES.keys()
    assert all(isinstance(text, str) and text.strip() for text in found.values())
    assert staff_reason_words.words("too_late", f"{language}-XY") == found["too_late"]


def test_words_of_another_packages_reason_are_those_it_declares(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    made = defined(reasons={"own.gone": "It is gone."})
    assert staff_reason_words.words("own.gone") == "own.gone"
    monkeypatch.setitem(SCENARIOS, "own", made())
    assert staff_reason_words.words("own.gone") == "It is gone."

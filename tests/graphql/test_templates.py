"""pushTemplateUpdate, pushTemplateReset and pushScenarios."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from saleor_push_plugin.messages import catalog
from saleor_push_plugin.models import TemplateOverride
from saleor_push_plugin.scenarios import SCENARIOS
from tests.graphql.storefront import Storefront, told
from tests.hosts.opening import host_name
from tests.hosts.shop import Shop
from tests.hosts.staff import hire

SET = """mutation($scenario: String!, $language: String!, $channel: String,
    $texts: [PushTextInput!]!, $dryRun: Boolean) {
  pushTemplateUpdate(scenario: $scenario, language: $language, channel: $channel, texts: $texts,
      dryRun: $dryRun) {
    template { scenario language channel texts { name text } updatedAt updatedBy }
    preview { title body buttons { name label } language direction }
    warnings { field platform message length limit }
    errors { field message code } } }"""
RESET = """mutation($scenario: String!, $language: String!, $channel: String) {
  pushTemplateReset(scenario: $scenario, language: $language, channel: $channel) {
    errors { field message code } } }"""
SCENARIO = """query($code: String, $channel: String) {
  pushScenarios(code: $code, channel: $channel) {
    code label topic priority delay after
    words { name example isNumber }
    languages {
      language
      texts { name shipped own used problem }
      preview { title body buttons { label } language direction }
      warnings { field platform length limit }
    }
    templates { language channel texts { name text } } } }"""
GUIDE = Path(__file__).parents[2] / "docs" / "texts.md"
APP_CREATE = """mutation AppCreate($input: AppInput!) {
  appCreate(input: $input) { app { id } authToken errors { field message code } } }"""


class Editor:
    """A member of staff who writes order confirmations."""

    def __init__(self, storefront: Storefront, token: str) -> None:
        self.storefront, self.token = storefront, token

    def sets(self, language: str = "en", *, place: Any = None, **texts: str) -> dict[str, Any]:
        where = {"scenario": "order_placed", "language": language, **(place or {})}
        given = [{"name": name, "text": text} for name, text in texts.items()]
        return self.storefront.does(SET, token=self.token, **{"texts": given, **where})

    def resets(self, language: str = "en", **place: str) -> list[tuple[str | None, str]]:
        where = {"scenario": "order_placed", "language": language, **place}
        return told(self.storefront.does(RESET, token=self.token, **where))

    def reads(self, code: str = "order_placed", **where: str) -> dict[str, Any]:
        answer = self.storefront.ask(SCENARIO, token=self.token, code=code, **where)
        (scenario,) = answer["data"]["pushScenarios"]
        return dict(scenario)

    def page(self, language: str, **where: str) -> dict[str, Any]:
        return next(p for p in self.reads(**where)["languages"] if p["language"] == language)


@pytest.fixture
def editor(storefront: Storefront, shop: Shop) -> Editor:
    return Editor(storefront, shop.staff_token)


def test_what_is_written_is_kept_and_shown_as_a_shopper_would_read_it(editor: Editor) -> None:
    answer = editor.sets(title="We got it, {number}!")
    assert answer["errors"] == []
    assert answer["preview"]["title"] == "We got it, 1042!"
    assert answer["preview"]["body"].startswith("2 × Linen shirt")
    kept = answer["template"]
    assert (kept["scenario"], kept["language"], kept["channel"]) == ("order_placed", "en", None)
    assert kept["texts"] == [{"name": "title", "text": "We got it, {number}!"}]
    assert kept["updatedAt"]
    assert kept["updatedBy"]
    assert TemplateOverride.objects.get().updated_by.startswith("User:")


def test_writing_again_replaces_what_was_written(editor: Editor) -> None:
    editor.sets(title="One", body="Two")
    editor.sets(title="Three\r\n")
    assert TemplateOverride.objects.get().texts == {"title": "Three"}


def test_a_dry_run_shows_all_and_keeps_nothing(editor: Editor) -> None:
    answer = editor.sets("nl", place={"dryRun": True}, title="Hallo {number}", body="{total}")
    assert (answer["template"], answer["errors"]) == (None, [])
    preview = answer["preview"]
    assert preview == {
        "title": "Hallo 1042",
        "body": "€\xa092,40",
        "buttons": [],
        "language": "nl",
        "direction": "ltr",
    }
    assert not TemplateOverride.objects.exists()


def test_what_looks_like_spam_is_told_and_not_refused(editor: Editor) -> None:
    answer = editor.sets(title="YOU HAVE WON TODAY {number}!!", body="")
    found = [(w["field"], w["message"]) for w in answer["warnings"] if w["platform"] is None]
    told = [message.partition(":")[0] for field, message in found if field == "title"]
    assert told == [
        "It is written in capitals",
        "It has several exclamation marks",
        "“you have won” is what spam says",
    ]
    assert answer["template"]


def test_where_it_would_be_cut_is_told_and_not_refused(editor: Editor) -> None:
    answer = editor.sets(title="A title of forty-four characters, no. {number}", body="")
    assert [(w["field"], w["platform"], w["limit"]) for w in answer["warnings"]] == [
        ("title", "iOS", 30),
        ("title", "Android, Chrome", 35),
        ("title", "macOS", 35),
    ]
    assert answer["warnings"][0]["message"] == "iOS shows 30 of these 42 characters."
    assert answer["template"]


@pytest.mark.parametrize(
    ("wrong", "texts", "errors"),
    [
        ({}, {"title": "{colour}"}, [("title", "INVALID")]),
        ({}, {"title": "{number.__class__}"}, [("title", "INVALID")]),
        ({}, {"title": "{" * 5000, "body": "}"}, [("title", "INVALID"), ("body", "INVALID")]),
        ({}, {"title": " "}, [("title", "REQUIRED")]),
        ({}, {"title": "\ud800"}, [("title", "INVALID")]),
        ({}, {"title": "\0"}, [("title", "INVALID")]),
        ({}, {"title": "·"}, [("title", "INVALID")]),
        ({}, {"footer": "x"}, [("texts", "NOT_FOUND")]),
        ({}, {}, [("texts", "REQUIRED")]),
        ({"scenario": "order_eaten"}, {"title": "x"}, [("scenario", "NOT_FOUND")]),
        ({"language": ""}, {"title": "x"}, [("language", "REQUIRED")]),
        ({"language": "tlh"}, {"title": "x"}, [("language", "NOT_FOUND")]),
        ({"language": "en/../x"}, {"title": "x"}, [("language", "INVALID")]),
        ({"language": "x" * 9999}, {"title": "x"}, [("language", "INVALID")]),
        ({"language": "nl"}, {"title": "x"}, [("body", "REQUIRED")]),
        ({"channel": "nowhere"}, {"title": "x"}, [("channel", "NOT_FOUND")]),
        ({"channel": "a\0b"}, {"title": "{"}, [("channel", "NOT_FOUND"), ("title", "INVALID")]),
        (
            {"texts": [{"name": "title", "text": "a"}, {"name": "title", "text": "b"}]},
            {},
            [("texts", "UNIQUE")],
        ),
    ],
)
def test_what_is_wrong_is_told_all_at_once_and_nothing_is_kept(
    editor: Editor, wrong: dict[str, Any], texts: dict[str, str], errors: list[tuple[str, str]]
) -> None:
    answer = editor.sets(place=wrong, **texts)
    assert told(answer) == errors
    assert (answer["template"], answer["preview"], answer["warnings"]) == (None, None, [])
    assert not TemplateOverride.objects.exists()


def test_an_unknown_word_is_answered_with_the_known_ones(editor: Editor) -> None:
    (error,) = editor.sets(title="{colour}")["errors"]
    assert error["message"] == (
        "unknown word colour; known are delivery, free, gift_card, goods, item, more, number, "
        "place, price, shipping, total."
    )


def test_a_channels_words_may_be_few_where_those_for_all_are_complete(
    editor: Editor, storefront: Storefront
) -> None:
    here = {"channel": storefront.channel}
    assert told(editor.sets("nl", place=here, title="Hier")) == [("body", "REQUIRED")]
    editor.sets("nl", title="Overal", body="Samen {total}")
    answer = editor.sets("nl", place=here, title="Hier")
    assert answer["errors"] == []
    assert answer["preview"]["body"] == "Samen €\xa092,40"
    assert answer["template"]["channel"] == storefront.channel


def test_a_reset_brings_the_shipped_words_back(editor: Editor) -> None:
    editor.sets("pl", title="Mamy to")
    assert editor.resets("PL") == []
    assert not TemplateOverride.objects.exists()
    assert editor.resets("pl") == [(None, "NOT_FOUND")]
    assert editor.resets("\0", channel="\ud800") == [(None, "NOT_FOUND")]


def test_what_was_written_for_a_scenario_or_channel_that_is_gone_can_be_taken_away(
    editor: Editor, shop: Shop
) -> None:
    from django.utils import timezone

    TemplateOverride.objects.create(
        scenario="gone", language="en", channel="gone", texts={}, updated_at=timezone.now()
    )
    assert editor.resets(scenario="gone", channel="gone") == []


def test_staff_see_every_scenario_with_its_words_and_its_texts(
    editor: Editor, storefront: Storefront
) -> None:
    answer = storefront.ask(SCENARIO, token=editor.token)
    found = {each["code"]: each for each in answer["data"]["pushScenarios"]}
    assert set(found) == set(SCENARIOS)
    last = found["abandoned_cart_last"]
    assert (last["topic"], last["priority"], last["delay"]) == ("CART_REMINDERS", "HIGH", 259200)
    assert last["after"] == "abandoned_cart_again"
    for each in found.values():
        assert [page["language"] for page in each["languages"]] == [*catalog.LANGUAGES]
        for page in each["languages"]:
            assert page["preview"]["title"]
            assert page["preview"]["language"] == page["language"]


def test_words_come_with_an_example(editor: Editor) -> None:
    words = {each["name"]: each for each in editor.reads()["words"]}
    assert words["more"] == {"name": "more", "example": "1", "isNumber": True}
    assert words["total"] == {"name": "total", "example": "€92.40", "isNumber": False}
    assert words["item"]["example"] == "2 × Linen shirt"


def test_an_example_may_be_without_a_word(editor: Editor) -> None:
    words = {each["name"]: each for each in editor.reads("abandoned_cart")["words"]}
    assert words["voucher"]["example"] is None


def test_shipped_and_own_texts_stand_side_by_side(editor: Editor, storefront: Storefront) -> None:
    here = {"channel": storefront.channel}
    editor.sets(title="For all")
    editor.sets(place=here, title="Here")
    texts = {each["name"]: each for each in editor.page("en", **here)["texts"]}
    assert texts["title"] == {
        "name": "title",
        "shipped": "Order {number}: thank you!",
        "own": "Here",
        "used": "Here",
        "problem": None,
    }
    assert (texts["body"]["own"], texts["body"]["used"]) == (None, texts["body"]["shipped"])
    assert editor.page("en")["preview"]["title"] == "For all"
    assert editor.page("en", **here)["preview"]["title"] == "Here"
    assert [each["channel"] for each in editor.reads()["templates"]] == [None, storefront.channel]


def test_an_owners_language_stands_beside_the_shipped_ones(editor: Editor) -> None:
    editor.sets("he", title="הזמנה {number}", body="{total}")
    page = editor.page("he")
    assert page["preview"]["direction"] == "rtl"
    assert [each["shipped"] for each in page["texts"]] == [None, None]
    assert editor.page("en")["texts"][0]["own"] is None


def test_a_text_that_no_longer_fits_is_shown_with_the_reason(editor: Editor) -> None:
    editor.sets(title="Mine")
    TemplateOverride.objects.update(texts={"title": "{a_word_it_had_once}", "footer": "x"})
    page = editor.page("en")
    title, _body, footer = page["texts"]
    assert title["problem"].startswith("unknown word a_word_it_had_once")
    assert title["used"] == title["shipped"]
    assert (footer["problem"], footer["used"]) == ("the scenario no longer has this text", None)
    assert page["preview"]["title"] == "Order 1042: thank you!"


def test_a_language_with_a_gap_has_no_preview(editor: Editor) -> None:
    editor.sets("nl", title="Hallo", body="Welt")
    TemplateOverride.objects.update(texts={"title": "Hallo"})
    assert editor.page("nl")["preview"] is None


def test_the_buttons_of_a_survey_are_shown(editor: Editor) -> None:
    first = editor.reads("survey")["languages"][0]
    assert [each["label"] for each in first["preview"]["buttons"]] == [
        "Yes, all good",
        "Not quite",
    ]


def test_shoppers_may_choose_the_owners_languages(editor: Editor, storefront: Storefront) -> None:
    editor.sets("nl", title="Hallo", body="Welt")
    config = "query($channel: String!) { pushConfig(channel: $channel) { languages } }"
    answer = storefront.ask(config, channel=storefront.channel)
    assert answer["data"]["pushConfig"]["languages"] == [*catalog.LANGUAGES, "nl"]


@pytest.mark.parametrize("who", [lambda _: None, lambda shop: shop.register().token])
@pytest.mark.parametrize("document", [SET, RESET, SCENARIO])
def test_shoppers_may_not(
    shop: Shop, storefront: Storefront, document: str, who: Callable[[Shop], str | None]
) -> None:
    place = {"scenario": "order_placed", "language": "en"}
    given = {**place, "texts": [{"name": "title", "text": "x"}]} if document == SET else place
    answer = storefront.ask(document, token=who(shop), **(given if document != SCENARIO else {}))
    (error,) = answer["errors"]
    assert error["message"] == "To do this you need the permission MANAGE_PLUGINS."
    assert not TemplateOverride.objects.exists()


@pytest.mark.parametrize("channel", [None, "channel-eur", "channel-pln"])
def test_the_permission_is_of_the_whole_shop_as_in_saleors_plugin_update(
    shop: Shop, storefront: Storefront, channel: str | None
) -> None:
    """Groups restrict what staff do with orders to channels, and no settings of plugins."""
    token = hire(shop, "manage_plugins", channels=["channel-eur"])
    texts = [{"name": "title", "text": "x"}]
    place = {"scenario": "order_placed", "language": "en", "channel": channel}
    for document, given in ((SET, {**place, "texts": texts}), (RESET, place)):
        assert "errors" not in storefront.ask(document, token=token, **given)


def test_apps_may_with_the_permission_only(shop: Shop, storefront: Storefront) -> None:
    if host_name() == "sandbox":
        pytest.skip("nobody installs apps in the sandbox")
    for permission, may in (("MANAGE_ORDERS", False), ("MANAGE_PLUGINS", True)):
        app = {"name": "Editor", "permissions": [permission]}
        made = shop.ask_as_staff(APP_CREATE, input=app)
        texts = [{"name": "title", "text": "x"}]
        answer = storefront.ask(
            SET, token=made["authToken"], scenario="order_placed", language="en", texts=texts
        )
        assert ("errors" not in answer) is may
        if may:
            assert (
                answer["data"]["pushTemplateUpdate"]["template"]["updatedBy"] == made["app"]["id"]
            )


def test_the_guides_example_is_answered_as_it_says(editor: Editor, storefront: Storefront) -> None:
    if not GUIDE.exists():
        pytest.skip("the guide is in the repository, not in the package")
    text = GUIDE.read_text(encoding="utf-8")
    ((query, answer),) = re.findall(
        r"```graphql\n(.*?)```\s+answers\s+```json\n(.*?)```", text, re.DOTALL
    )
    found = storefront.does(query, token=editor.token)
    found["preview"]["body"] = re.sub(r"[^\S\n]", " ", found["preview"]["body"])
    assert found == json.loads(answer)

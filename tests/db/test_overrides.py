"""The shop's own templates are used from the next notification on."""

import logging
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from saleor_push_plugin.messages import catalog, overrides
from saleor_push_plugin.models import Subscription, TemplateOverride
from saleor_push_plugin.shop.connections import writer
from tests.hosts.shop import Shop

from .conftest import Browser
from .order_story import SOON, Story
from .test_order_placed import plain
from .test_survey import answer_url, asked, deliver

__all__ = ["asked"]
Browsers = Callable[..., Browser]
DUTCH = {"title": "Bestelling {number}: hartelijk dank!", "body": "Samen {total}"}


def write(
    language: str = "en", channel: str = "", code: str = "order_placed", **texts: str
) -> None:
    row = TemplateOverride(scenario=code, language=language, channel=channel, texts=texts)
    with writer():
        overrides.store(row, timezone.now())


@pytest.fixture
def buys(push: Shop, browser: Browsers) -> Callable[..., tuple[str, str]]:
    """Somebody with a browser of a language buys; title and body of what it shows."""

    def buy(language: str = "en", *, of_order: str = "EN") -> tuple[str, str]:
        ada = push.register()
        phone = browser(ada, language=language)
        push.place_order(customer=ada, language=of_order)
        (shown,) = phone.subscriber.shown()
        return plain(shown.title), plain(shown.body)

    return buy


Buys = Callable[..., tuple[str, str]]


def test_a_title_of_the_owners_stands_above_the_shipped_text(buys: Buys) -> None:
    shipped = buys()
    write(title="We got it, {number}")
    title, body = buys()
    assert title.startswith("We got it, ")
    assert body == shipped[1]


def test_every_edit_counts_from_the_next_push_on_and_can_be_taken_back(buys: Buys) -> None:
    for title in ("First", "Second"):
        write(title=title)
        assert buys()[0] == title
    with writer():
        assert overrides.delete("order_placed", "en", "")
        assert not overrides.delete("order_placed", "en", "")
    assert buys()[0].endswith("thank you!")


def test_a_channels_own_words_come_before_those_for_all(push: Shop, buys: Buys) -> None:
    here = push.catalogue.channel.slug
    write(title="For all", body="Body for all")
    write(channel="elsewhere", title="Elsewhere")
    assert buys() == ("For all", "Body for all")
    write(channel=here, title="Here")
    assert buys() == ("Here", "Body for all")


def test_other_languages_and_scenarios_stay_as_they_are(buys: Buys) -> None:
    write("pl", title="Mamy to")
    write(code="order_confirmed", title="Confirmed!")
    assert buys("en")[0].endswith("thank you!")
    assert buys("pl-PL")[0] == "Mamy to"


def test_a_shopper_with_dutch_reads_the_owners_dutch(buys: Buys) -> None:
    write("nl", **DUTCH)
    title, body = buys("nl-BE")
    assert title.endswith(": hartelijk dank!")
    assert body.startswith("Samen €")


def test_an_order_in_dutch_from_a_browser_without_a_language_too(buys: Buys) -> None:
    write("nl", **DUTCH)
    assert buys("", of_order="NL")[0].endswith(": hartelijk dank!")


def test_what_has_no_dutch_is_said_in_the_default_language(push: Shop, buys: Buys) -> None:
    write("nl", code="order_shipped", **DUTCH)
    push.configure_push(default_language="pl")
    assert buys("nl", of_order="NL")[0].endswith("dziękujemy!")


def test_half_a_dutch_scenario_is_not_mixed_with_another_language(buys: Buys) -> None:
    write("nl", title="Bestelling {number}: hartelijk dank!")
    assert buys("nl")[0].endswith(": thank you!")


def test_the_default_language_may_be_one_the_owner_wrote(push: Shop, buys: Buys) -> None:
    write("cs", **DUTCH)
    push.configure_push(default_language="cs")
    assert buys("nl", of_order="NL")[0].endswith(": hartelijk dank!")


def test_a_dialect_takes_the_rest_from_the_language(buys: Buys) -> None:
    write("en", title="All English", body="All English body")
    write("en-GB", title="Quite so")
    assert buys("en-GB") == ("Quite so", "All English body")
    assert buys("en-US")[0] == "All English"


def test_a_text_that_no_longer_fits_gives_way_to_the_shipped_one_and_is_reported_once(
    buys: Buys, caplog: pytest.LogCaptureFixture
) -> None:
    overrides._log_invalid.cache_clear()
    write(title="{a_word_it_had_once} {number}", body="Mine", footer="gone")
    with caplog.at_level(logging.WARNING, overrides.__name__):
        assert {buys()[1] for _ in range(2)} == {"Mine"}
        assert buys()[0].endswith("thank you!")
    ours = [each.getMessage() for each in caplog.records if each.name == overrides.__name__]
    footer, title = sorted(ours, key=len)
    assert "order_placed in en, written 20" in title
    assert "title): unknown word a_word_it_had_once; known are delivery" in title
    assert footer.endswith("footer): the scenario no longer has this text")


def test_a_text_without_end_still_leaves_as_a_push(buys: Buys) -> None:
    write(title="{item} " * 280, body="{item} żółć " * 100)
    title, body = buys()
    assert title.endswith("…")
    assert body.startswith("Linen shirt żółć ")
    assert body.endswith("…")


def test_a_batch_asks_once_whatever_is_in_it(browser: Browsers, story: Story) -> None:
    write(title="Mine")
    write("nl", **DUTCH)
    phones = [browser(story.customer, language=language) for language in ("nl", "en", "pl")]
    story.without_hooks(lambda: [story.place_another(), story.shop.cancel(story.order)])
    story.look(timezone.now() + SOON)
    with CaptureQueriesContext(connection) as queries:
        story.deliver(timezone.now() + SOON)
    assert sum("saleor_push_plugin_templateoverride" in query["sql"] for query in queries) == 1
    assert [len(phone.texts) for phone in phones] == [2, 2, 2]
    assert "Mine" in {shown.title for shown in phones[1].subscriber.shown()}


def test_the_page_of_a_survey_says_what_the_push_said(asked: Story) -> None:
    survey = {
        "title": "Wat vindt u van {item}?",
        "body": "Eén tik is genoeg.",
        "good": "Goed",
        "bad": "<b>Slecht</b>",
        "comment": "Nog iets?",
        "thanks": "Bedankt!",
    }
    write("nl", code="survey", **survey)
    Subscription.objects.update(language="nl")
    deliver(asked)
    asked.deliver(timezone.now() + timedelta(days=3, minutes=2))
    shown = asked.phone.subscriber.shown()[-1]
    assert shown.title == "Wat vindt u van 2 × Linen shirt?"
    assert shown.actions == ("Goed", "<b>Slecht</b>")
    url = answer_url(asked)
    page = Client().get(url).content.decode()
    assert '<html lang="nl" dir="ltr">' in page
    assert ">Wat vindt u van 2 × Linen shirt?</h1>" in page
    assert "&lt;b&gt;Slecht&lt;/b&gt;" in page
    assert "Bedankt!" in Client().post(url, {"value": "good"}).content.decode()


def test_languages_to_choose_are_the_shipped_ones_and_the_owners(push: Shop) -> None:
    assert overrides.languages() == [*catalog.LANGUAGES]
    write("nl", **DUTCH)
    write("pl", channel="x", title="x")
    write("cs", **DUTCH)
    assert overrides.languages() == [*catalog.LANGUAGES, "cs", "nl"]

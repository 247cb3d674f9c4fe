"""The preference centre: what was agreed to, since when, in which words, and how it ends."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from saleor_push_plugin import outbox, scenarios
from saleor_push_plugin.core.event import JOINED
from saleor_push_plugin.core.scenario import Topic
from saleor_push_plugin.models import (
    Consent,
    Event,
    Lane,
    Notification,
    PersonalVoucher,
    State,
    Subscription,
    SurveyAnswer,
)
from saleor_push_plugin.subscribers import proven_changes
from tests.graphql.storefront import (
    ATTACH,
    DETACH,
    RENEW,
    SUBSCRIBE,
    UNSUBSCRIBE,
    browser_subscription,
    told,
)

if TYPE_CHECKING:
    from tests.graphql.storefront import Storefront
    from tests.hosts.shop import Shop

PREFERENCES = """query($endpoint: String!, $proof: String) {
  pushPreferences(endpoint: $endpoint, proof: $proof) { topics pausedUntil language timeZone } }"""
UPDATE = """mutation($endpoint: String!, $proof: String, $input: PushPreferencesInput!) {
  pushPreferencesUpdate(endpoint: $endpoint, proof: $proof, input: $input) {
    preferences { topics pausedUntil language } errors { field message code } } }"""
OFTEN = """mutation($endpoint: String!, $proof: String, $n: Int!) {
  pushPreferencesUpdate(endpoint: $endpoint, proof: $proof, input: { weeklyLimit: $n }) {
    preferences { topics weeklyLimit } errors { field code } } }"""
ERASE = """mutation($endpoint: String!, $proof: String) {
  pushUnsubscribe(endpoint: $endpoint, proof: $proof, erase: true) { errors { code } } }"""
LOST = """mutation($endpoint: String!, $proof: String, $reason: PushUnsubscribeReasonEnum) {
  pushUnsubscribe(endpoint: $endpoint, proof: $proof, reason: $reason) {
    errors { field message code } } }"""
ORDERS, CARTS, OFFERS = "ORDER_UPDATES", "CART_REMINDERS", "OFFERS"


def _preferences(storefront: Storefront, endpoint: str) -> Any:
    return storefront.ask(PREFERENCES, endpoint=endpoint)["data"]["pushPreferences"]


def _update(storefront: Storefront, endpoint: str, **input: Any) -> dict[str, Any]:
    return storefront.does(UPDATE, endpoint=endpoint, input=input)


def _log() -> list[tuple[list[str], list[str], str]]:
    rows = Consent.objects.order_by("id")
    return list(rows.values_list("granted", "withdrawn", "source"))


def _waiting(scenario: str = "order_placed") -> Notification:
    now = datetime.now(UTC)
    event = Event.objects.create(key=f"k:{scenario}", kind="k", subject="1", at=now)
    return Notification.objects.create(
        key=f"n:{scenario}",
        event=event,
        subscription=Subscription.objects.get(),
        scenario=scenario,
        due_at=now + timedelta(hours=1),
        expires_at=now + timedelta(days=1),
        created_at=now,
    )


def test_a_permission_alone_is_consent_to_order_news_only(storefront: Storefront) -> None:
    endpoint = storefront.subscribe()["endpoint"]
    assert _preferences(storefront, endpoint) == {
        "topics": [ORDERS],
        "pausedUntil": None,
        "language": "pl",
        "timeZone": "Europe/Warsaw",
    }
    assert _log() == [(["order_updates"], [], "")]


def test_what_is_agreed_to_when_subscribing_is_logged_with_its_wording(
    storefront: Storefront,
) -> None:
    asked = {"topics": [OFFERS, ORDERS], "textVersion": "2026-03", "source": "BELL"}
    endpoint = storefront.subscribe(**asked)["endpoint"]
    assert _preferences(storefront, endpoint)["topics"] == [ORDERS, OFFERS]
    row, subscription = Consent.objects.get(), Subscription.objects.get()
    assert (row.subscription_id, row.user_id) == (subscription.public_id, None)
    assert (row.granted, row.withdrawn) == (["offers", "order_updates"], [])
    assert (row.text_version, row.source, row.at) == ("2026-03", "bell", subscription.created_at)


def test_a_later_visit_without_topics_changes_nothing(storefront: Storefront) -> None:
    old = storefront.subscribe(topics=[OFFERS])["endpoint"]
    browser = storefront.a_browser()
    storefront.does(RENEW, old=old, input=browser)
    storefront.does(SUBSCRIBE, input=browser)
    assert Subscription.objects.get().topics == [Topic.OFFERS]
    assert Consent.objects.count() == 1


def test_topics_can_be_changed_and_each_change_is_logged_once(storefront: Storefront) -> None:
    endpoint = storefront.subscribe()["endpoint"]
    for _ in range(2):
        payload = _update(storefront, endpoint, topics=[CARTS, OFFERS], source="PREFERENCES")
        assert payload["preferences"]["topics"] == [CARTS, OFFERS]
    change = (["cart_reminders", "offers"], ["order_updates"], "preferences")
    assert _log()[1:] == [change]


def test_nothing_at_all_can_be_agreed_to(storefront: Storefront) -> None:
    endpoint = storefront.subscribe()["endpoint"]
    assert _update(storefront, endpoint, topics=[])["preferences"]["topics"] == []
    assert _preferences(storefront, endpoint)["topics"] == []


def test_withdrawing_a_topic_cancels_what_waits_of_it_and_nothing_else(
    storefront: Storefront,
) -> None:
    endpoint = storefront.subscribe(topics=[ORDERS, OFFERS])["endpoint"]
    row = _waiting()
    _update(storefront, endpoint, topics=[ORDERS])
    row.refresh_from_db()
    assert row.state == State.PENDING
    _update(storefront, endpoint, topics=[OFFERS])
    row.refresh_from_db()
    assert (row.state, row.reason) == (State.SKIPPED, "no_consent")


def test_every_scenario_belongs_to_a_topic_the_schema_offers() -> None:
    assert {Topic(each.topic) for each in scenarios.SCENARIOS.values()} <= set(Topic)


def test_marketing_can_be_paused_for_days_and_the_pause_ended(storefront: Storefront) -> None:
    endpoint = storefront.subscribe()["endpoint"]
    until = _update(storefront, endpoint, pauseDays=7)["preferences"]["pausedUntil"]
    left = datetime.fromisoformat(until) - datetime.now(UTC)
    assert timedelta(days=6, hours=23) < left <= timedelta(days=7)
    assert _preferences(storefront, endpoint)["pausedUntil"] == until
    assert _update(storefront, endpoint, pauseDays=0)["preferences"]["pausedUntil"] is None
    assert Subscription.objects.get().paused_until is None


def test_a_pause_can_be_given_by_its_end(storefront: Storefront) -> None:
    endpoint = storefront.subscribe()["endpoint"]
    until = (datetime.now(UTC) + timedelta(days=30)).replace(microsecond=0)
    payload = _update(storefront, endpoint, pausedUntil=until.isoformat())
    assert datetime.fromisoformat(payload["preferences"]["pausedUntil"]) == until
    past = (until - timedelta(days=90)).isoformat()
    payload = _update(storefront, endpoint, pausedUntil=past)
    assert payload["preferences"]["pausedUntil"] is None


def test_a_pause_that_ran_out_is_no_pause(storefront: Storefront) -> None:
    endpoint = storefront.subscribe()["endpoint"]
    Subscription.objects.update(paused_until=datetime.now(UTC) - timedelta(minutes=1))
    assert _preferences(storefront, endpoint)["pausedUntil"] is None


def test_what_a_pause_put_off_is_due_again_when_it_ends_early(storefront: Storefront) -> None:
    endpoint = storefront.subscribe()["endpoint"]
    row = _waiting()
    Notification.objects.update(reason="paused")
    _update(storefront, endpoint, pauseDays=0)
    row.refresh_from_db()
    assert row.due_at <= datetime.now(UTC)


def test_the_language_of_a_browsers_news_can_be_changed(storefront: Storefront) -> None:
    endpoint = storefront.subscribe()["endpoint"]
    assert _update(storefront, endpoint, language="ar")["preferences"]["language"] == "ar"
    assert _preferences(storefront, endpoint)["language"] == "ar"


def test_a_chosen_language_stays_whatever_the_storefront_says_of_the_page(
    storefront: Storefront,
) -> None:
    browser = storefront.a_browser(language="en")
    endpoint = storefront.does(SUBSCRIBE, input=browser)["subscription"]["endpoint"]
    _update(storefront, endpoint, language="pl")
    synced = storefront.does(RENEW, old=endpoint, input=browser)["subscription"]
    assert synced["language"] == "pl"
    assert _claimed_language() == "pl"
    _update(storefront, endpoint, language="")
    assert _preferences(storefront, endpoint)["language"] == "en"


def test_who_logs_out_takes_their_language_along(storefront: Storefront, shop: Shop) -> None:
    ada, ben = shop.register(), shop.register()
    browser = storefront.a_browser(language="en")
    endpoint = storefront.does(SUBSCRIBE, input=browser, token=ada.token)["subscription"][
        "endpoint"
    ]
    for change in ((DETACH, None), (ATTACH, ben.token)):
        storefront.does(ATTACH, endpoint=endpoint, token=ada.token)
        _update(storefront, endpoint, language="pl")
        storefront.does(change[0], endpoint=endpoint, token=change[1])
        assert _preferences(storefront, endpoint)["language"] == "en"


def _claimed_language() -> str:
    """What a row is written in that waits for this browser."""
    row = _waiting()
    lane = Lane.objects.create(bulk=False, channel="", origin="https://push.example")
    Notification.objects.filter(id=row.id).update(lane=lane)
    (claimed,) = outbox.claim(row.due_at, limit=1)
    return claimed.language


@pytest.mark.parametrize(
    ("input", "error"),
    [
        ({"pauseDays": -1}, ("pauseDays", "INVALID")),
        ({"pauseDays": 10**9}, ("pauseDays", "INVALID")),
        (
            {"pauseDays": 1, "pausedUntil": "2026-01-01T00:00:00+00:00"},
            ("pausedUntil", "INVALID"),
        ),
        ({"pausedUntil": "2999-01-01T00:00:00"}, ("pausedUntil", "INVALID")),
        ({"language": "!"}, ("language", "INVALID")),
        ({"textLanguage": "!"}, ("textLanguage", "INVALID")),
        ({"textVersion": "\0"}, ("textVersion", "INVALID")),
        ({"textVersion": ";=1+1;"}, ("textVersion", "INVALID")),
        ({"textVersion": '=HYPERLINK("x")'}, ("textVersion", "INVALID")),
        ({"textVersion": "v" * 65}, ("textVersion", "INVALID")),
    ],
    ids=str,
)
def test_what_is_wrong_is_told_and_nothing_is_changed(
    storefront: Storefront, input: dict[str, Any], error: tuple[str, str]
) -> None:
    endpoint = storefront.subscribe()["endpoint"]
    payload = _update(storefront, endpoint, **{"topics": [OFFERS], **input})
    assert told(payload) == [error]
    assert payload["preferences"] is None
    assert Subscription.objects.get().topics == [Topic.ORDER_UPDATES]


def test_a_topic_that_is_none_is_refused_by_the_schema(storefront: Storefront) -> None:
    answer = storefront.ask(UPDATE, endpoint="https://x", input={"topics": ["EVERYTHING"]})
    assert "EVERYTHING" in answer["errors"][0]["message"]


def test_a_browser_nobody_knows_has_no_preferences(storefront: Storefront) -> None:
    endpoint = browser_subscription()["endpoint"]
    assert _preferences(storefront, endpoint) is None
    assert _preferences(storefront, "") is None
    assert told(_update(storefront, endpoint, topics=[])) == [("endpoint", "NOT_FOUND")]


def test_marketing_one_customer_agreed_to_is_not_sent_to_the_next(
    storefront: Storefront, shop: Shop
) -> None:
    ada, ben = shop.register(), shop.register()
    endpoint = storefront.subscribe(token=ada.token, topics=[ORDERS, OFFERS])["endpoint"]
    storefront.does(ATTACH, endpoint=endpoint, token=ben.token)
    assert _preferences(storefront, endpoint)["topics"] == [ORDERS]
    assert _log()[-1] == ([], ["offers"], "another_customer")


def test_nor_after_the_first_one_logged_out_or_agreed_before_logging_in(
    storefront: Storefront, shop: Shop
) -> None:
    ada, ben = shop.register(), shop.register()
    endpoint = storefront.subscribe(topics=[ORDERS, OFFERS])["endpoint"]
    storefront.does(ATTACH, endpoint=endpoint, token=ada.token)
    storefront.does(DETACH, endpoint=endpoint)
    storefront.does(ATTACH, endpoint=endpoint, token=ada.token)
    assert _preferences(storefront, endpoint)["topics"] == [ORDERS, OFFERS]
    storefront.does(DETACH, endpoint=endpoint)
    storefront.does(ATTACH, endpoint=endpoint, token=ben.token)
    assert _preferences(storefront, endpoint)["topics"] == [ORDERS]


def test_unsubscribing_is_logged_as_taking_everything_back(storefront: Storefront) -> None:
    endpoint = storefront.subscribe(topics=[OFFERS])["endpoint"]
    storefront.does(UNSUBSCRIBE, endpoint=endpoint)
    assert _log() == [(["offers"], [], ""), ([], ["offers"], "unsubscribed")]


@pytest.mark.parametrize("reason", ["PERMISSION_DENIED", "PERMISSION_RESET"])
def test_a_lost_permission_is_logged_with_its_reason(storefront: Storefront, reason: str) -> None:
    endpoint = storefront.subscribe(topics=[OFFERS])["endpoint"]
    row = _waiting("survey")
    storefront.does(LOST, endpoint=endpoint, reason=reason)
    assert _log()[-1] == ([], ["offers"], reason.lower())
    row.refresh_from_db()
    assert (row.state, row.reason) == (State.SKIPPED, reason.lower())


def test_the_log_can_be_erased_with_the_browser(storefront: Storefront) -> None:
    endpoint, other = storefront.subscribe()["endpoint"], storefront.subscribe()["endpoint"]
    assert storefront.does(ERASE, endpoint=endpoint)["errors"] == []
    assert Subscription.objects.get().endpoint == other
    assert Consent.objects.count() == 1


def test_what_was_written_in_answer_to_a_survey_is_erased_with_it(storefront: Storefront) -> None:
    endpoint, now = storefront.subscribe()["endpoint"], datetime.now(UTC)
    for scenario in ("survey", "another"):
        row = _waiting(scenario)
        SurveyAnswer.objects.create(notification=row, value="bad", text="Call Ada", at=now)
    Notification.objects.filter(scenario="another").update(subscription=None)
    storefront.does(ERASE, endpoint=endpoint)
    answers = SurveyAnswer.objects.values_list("notification__scenario", "value", "text")
    assert set(answers) == {("survey", "bad", ""), ("another", "bad", "Call Ada")}


def test_deleting_the_account_erases_its_log_and_ends_marketing(
    storefront: Storefront, shop: Shop
) -> None:
    ada = shop.register()
    endpoint = storefront.subscribe(token=ada.token, topics=[ORDERS, OFFERS])["endpoint"]
    user_id = Subscription.objects.get().user_id
    assert user_id is not None
    proven_changes.erase_user(user_id, now=datetime.now(UTC))
    assert _preferences(storefront, endpoint)["topics"] == [ORDERS]
    assert not Consent.objects.filter(user_id=user_id).exists()


def test_deleting_the_account_leaves_nothing_that_names_it(
    storefront: Storefront, shop: Shop
) -> None:
    ada = shop.register()
    storefront.subscribe(token=ada.token, topics=[ORDERS, OFFERS])
    subscription, now = Subscription.objects.get(), datetime.now(UTC)
    me, user_id = f"u{subscription.user_id}", subscription.user_id
    assert user_id is not None
    held = {"subscription": subscription, "due_at": now, "expires_at": now, "created_at": now}
    for key in (f"{JOINED}:{me}", "order_created:1"):
        told = {"kind": key.partition(":")[0], "subject": key.partition(":")[2], "at": now}
        event, _ = Event.objects.get_or_create(key=key, defaults=told)
        row = Notification.objects.create(key=key, event=event, scenario="x", person=me, **held)
    SurveyAnswer.objects.create(notification=row, value="bad", text="Call Ada", at=now)
    PersonalVoucher.objects.create(key=f"loyalty/{me}", code="ADA-1", person=me, made_at=now)
    proven_changes.erase_user(user_id, now=now)
    assert [(row.key, row.person, row.subscription) for row in Notification.objects.all()] == [
        (f"forgotten//{row.id}", "", None)
    ]
    assert Event.objects.filter(key="order_created:1").exists()
    assert SurveyAnswer.objects.values_list("value", "text").get() == ("bad", "")
    assert not PersonalVoucher.objects.exists()
    assert not Event.objects.filter(subject__startswith=me).exists()


def test_the_display_mode_is_remembered_until_another_is_told(storefront: Storefront) -> None:
    browser = storefront.a_browser(displayMode="STANDALONE")
    storefront.does(SUBSCRIBE, input=browser)
    storefront.does(SUBSCRIBE, input={**browser, "displayMode": None})
    assert Subscription.objects.get().display_mode == "standalone"


def test_how_often_is_the_shoppers_own_choice_and_can_be_left_to_the_shop_again(
    storefront: Storefront,
) -> None:
    endpoint = storefront.subscribe()["endpoint"]
    told = [storefront.does(OFTEN, endpoint=endpoint, n=n)["preferences"] for n in (1, 0)]
    assert told == [{"topics": [ORDERS], "weeklyLimit": n} for n in (1, None)]
    assert _log() == [(["order_updates"], [], "")]


@pytest.mark.parametrize("n", [-1, 101])
def test_a_week_of_so_many_pushes_is_refused(storefront: Storefront, n: int) -> None:
    endpoint = storefront.subscribe()["endpoint"]
    answer = storefront.ask(OFTEN, endpoint=endpoint, n=n)["data"]["pushPreferencesUpdate"]
    assert answer["errors"] == [{"field": "weeklyLimit", "code": "INVALID"}]

"""pushDeliveryLog: what was planned, sent and skipped, what was not planned, and why."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from saleor_push_plugin.core.reason import Reason
from saleor_push_plugin.core.scenario import Topic
from saleor_push_plugin.engagement import receipts, tokens
from saleor_push_plugin.models import Event, Notification, Subscription
from sandbox.pushservice import PushService
from tests.hosts.refs import Customer
from tests.hosts.shop import Shop

from .asking import answered, global_id
from .conftest import Browser, Deliver, Look
from .unheard import unheard

Browsers = Callable[..., Browser]


@pytest.fixture
def why(push: Shop) -> Callable[..., list[dict[str, Any]]]:
    """What staff read, newest first."""

    def ask(**asked: Any) -> list[dict[str, Any]]:
        answer = answered(push.staff_token, **asked)
        assert "errors" not in answer, answer
        return [edge["node"] for edge in answer["data"]["pushDeliveryLog"]["edges"]]

    return ask


Why = Callable[..., list[dict[str, Any]]]


def brief(found: list[dict[str, Any]]) -> list[tuple[str, str, str]]:
    return [(each["scenario"], each["status"], each["reason"]["code"]) for each in found]


@pytest.fixture
def phone(browser: Browsers, ada: Customer) -> Browser:
    return browser(ada, timeZone="Europe/Berlin")


def sent_to(found: list[dict[str, Any]], scenario: str = "order_placed") -> dict[str, Any]:
    return next(each for each in found if each["scenario"] == scenario)


def test_what_was_sent_is_told_with_its_fact_its_times_and_its_device(
    push: Shop, ada: Customer, phone: Browser, why: Why
) -> None:
    Subscription.objects.update(platform="android", display_mode="standalone")
    order = push.place_order(customer=ada)
    found = sent_to(why(person=ada.id))
    assert (found["status"], found["reason"]["code"]) == ("SENT", "accepted")
    assert (found["event"]["kind"], found["event"]["subject"]) == ("order_created", order.id)
    assert found["plannedAt"] <= found["sentAt"] < found["expiresAt"]
    assert found["shownAt"] is found["clickedAt"] is found["after"] is None
    subscription = Subscription.objects.get()
    assert found["device"] == {
        "id": global_id("PushSubscription", subscription.public_id),
        "platform": "android",
        "browser": None,
        "displayMode": "standalone",
    }


def test_nothing_tells_an_endpoint_or_a_key(
    push: Shop, ada: Customer, phone: Browser, why: Why
) -> None:
    push.place_order(customer=ada)
    told = json.dumps(why(person=ada.id))
    row = Subscription.objects.get()
    assert not any(secret in told for secret in (row.endpoint, row.p256dh, row.auth))


@pytest.mark.parametrize(
    ("origin", "called"),
    [
        ("https://fcm.googleapis.com", "chromium"),
        ("https://updates.push.services.mozilla.com", "firefox"),
        ("https://web.push.apple.com", "safari"),
        ("https://wns2-par02p.notify.windows.com", "edge"),
    ],
)
def test_a_browser_is_named_by_its_push_service(
    push: Shop, ada: Customer, phone: Browser, why: Why, origin: str, called: str
) -> None:
    push.place_order(customer=ada)
    Subscription.objects.update(origin=origin)
    assert sent_to(why(person=ada.id))["device"]["browser"] == called


def test_shown_clicked_and_dismissed_are_told(
    push: Shop, ada: Customer, phone: Browser, why: Why
) -> None:
    push.place_order(customer=ada)
    row = Notification.objects.get(scenario="order_placed")
    for minutes, event in enumerate(("shown", "clicked", "dismissed"), start=1):
        at = row.created_at + timedelta(minutes=minutes)
        token = tokens.right(tokens.Purpose.RECEIPT, row.id, expires_at=row.expires_at)
        receipts.record(token, event, now=at)
    found = sent_to(why(person=ada.id))
    assert found["sentAt"] < found["shownAt"] < found["clickedAt"] < found["dismissedAt"]


@pytest.mark.parametrize(
    ("state", "reason", "told"),
    [
        ("pending", "", "waits_until_due"),
        ("pending", "quiet_hours", "quiet_hours"),
        ("sending", "", "being_sent"),
        ("skipped", "weekly_cap_reached", "weekly_cap_reached"),
        ("failed", "subscription_gone", "subscription_gone"),
        ("expired", "too_late", "too_late"),
    ],
)
def test_every_state_comes_with_its_reason(
    push: Shop, ada: Customer, phone: Browser, why: Why, state: str, reason: str, told: str
) -> None:
    push.place_order(customer=ada)
    Notification.objects.update(state=state, reason=reason)
    found = sent_to(why(person=ada.id))
    assert (found["status"], found["reason"]["code"]) == (state.upper(), told)


def test_a_reason_is_a_code_with_words_and_what_the_push_service_said(
    push: Shop, ada: Customer, phone: Browser, why: Why, push_service: PushService
) -> None:
    push_service.answer(400, times=1)
    push.place_order(customer=ada)
    found = sent_to(why(person=ada.id))["reason"]
    assert (found["code"], found["text"]) == (Reason.PUSH_REJECTED, Reason.PUSH_REJECTED.words)
    assert found["polish"] == "Usługa push odrzuciła wiadomość."
    assert found["detail"] == '400 {"reason": "on demand"}'


def test_a_reason_of_a_package_that_is_gone_is_told_by_its_code(
    push: Shop, ada: Customer, phone: Browser, why: Why
) -> None:
    push.place_order(customer=ada)
    Notification.objects.update(state="skipped", reason="care_guide.no_label")
    found = sent_to(why(person=ada.id))["reason"]
    code = "care_guide.no_label"
    assert found == {"code": code, "text": code, "polish": code, "detail": None}


def test_a_push_to_a_browser_that_has_left_is_told_without_it(
    push: Shop, ada: Customer, phone: Browser, why: Why, push_service: PushService
) -> None:
    push_service.answer(500, times=1)
    push.place_order(customer=ada)
    phone.leave()
    found = sent_to(why(person=ada.id))
    assert (found["status"], found["reason"]["code"]) == ("SKIPPED", "unsubscribed")
    assert found["device"] is None


def test_a_step_names_the_one_it_counts_from(
    push: Shop, ada: Customer, phone: Browser, why: Why, look: Look, deliver: Deliver
) -> None:
    push.configure_push(quiet_hours="")
    Subscription.objects.update(topics=list(Topic))
    look(timezone.now())
    checkout = push.new_checkout(customer=ada)
    look(timezone.now() + timedelta(minutes=62))
    deliver(timezone.now() + timedelta(minutes=62))
    first, second = (
        sent_to(why(person=ada.id), code) for code in ("abandoned_cart", "abandoned_cart_again")
    )
    assert (first["status"], second["status"]) == ("SENT", "PENDING")
    assert first["event"]["subject"] == second["event"]["subject"] == checkout.id
    assert first["after"] is None
    assert second["after"] == {
        "notification": first["notification"],
        "scenario": "abandoned_cart",
        "status": "SENT",
        "seenAt": first["sentAt"],
    }


# One notification.


def test_a_notification_is_found_by_its_id_and_by_what_its_browser_calls_it(
    push: Shop, ada: Customer, phone: Browser, why: Why
) -> None:
    push.place_order(customer=ada)
    row = Notification.objects.get(scenario="order_placed")
    for id in (global_id("PushNotification", row.id), tokens.name(row.id)):
        (found,) = why(notification=id)
        assert found["notification"] == global_id("PushNotification", row.id)
    assert why(notification=global_id("PushNotification", 10**9)) == []


# What was not planned.


def test_of_an_order_nobody_could_be_told_of_that_is_said(push: Shop, why: Why) -> None:
    order = push.place_order(email="guest@example.com")
    found = sent_to(why(person=order.id))
    assert found["status"] == "NOT_PLANNED"
    assert found["reason"]["code"] == "no_subscription"
    assert (found["notification"], found["device"], found["sentAt"]) == (None, None, None)
    assert found["event"]["subject"] == order.id


def test_a_scenario_that_is_switched_off_is_said(
    push: Shop, ada: Customer, phone: Browser, why: Why
) -> None:
    push.configure_push(scenario_order_placed=False)
    order = push.place_order(customer=ada)
    assert ("order_placed", "NOT_PLANNED", "scenario_disabled") in brief(why(person=order.id))
    assert ("order_placed", "NOT_PLANNED", "scenario_disabled") in brief(why(person=ada.id))


def test_an_objection_when_planning_is_said(
    push: Shop, ada: Customer, phone: Browser, why: Why, look: Look
) -> None:
    look(timezone.now())
    with unheard():
        order = push.place_order(customer=ada)
        push.cancel(order)
    look(timezone.now() + timedelta(minutes=2))
    assert ("order_placed", "NOT_PLANNED", "cancelled_meanwhile") in brief(why(person=order.id))


def test_a_parcel_nobody_was_to_hear_of_is_said(
    push: Shop, ada: Customer, phone: Browser, why: Why
) -> None:
    order = push.place_order(customer=ada)
    parcel = push.fulfill(order, notify=False)
    found = sent_to(why(person=order.id), "order_shipped")
    assert (found["status"], found["reason"]["code"]) == ("NOT_PLANNED", "notify_customer_off")
    assert found["event"] | {"occurredAt": ""} == {
        "kind": "fulfillment_shipped",
        "subject": parcel,
        "occurredAt": "",
    }


def test_a_fact_no_worker_has_taken_up_is_said(
    push: Shop, ada: Customer, phone: Browser, why: Why
) -> None:
    order = push.place_order(customer=ada)
    Notification.objects.all().delete()
    Event.objects.filter(kind="order_created").update(planned_at=None)
    assert ("order_placed", "NOT_PLANNED", "waits_for_planning") in brief(why(person=order.id))


def test_what_led_to_pushes_of_all_its_scenarios_keeps_no_objection(
    push: Shop, ada: Customer, phone: Browser
) -> None:
    push.place_order(customer=ada)
    assert Event.objects.get(kind="order_created").objections is None


# Whose.


def test_all_ways_to_name_somebody_lead_to_what_is_theirs(
    push: Shop, ada: Customer, phone: Browser, why: Why
) -> None:
    order = push.place_order(customer=ada)
    for person in (ada.id, order.id, order.checkout_id, ada.email, ada.email.upper()):
        assert ("order_placed", "SENT") in [each[:2] for each in brief(why(person=person))], person


def test_a_guest_is_found_by_order_checkout_and_email(
    push: Shop, browser: Browsers, why: Why
) -> None:
    laptop = browser()
    checkout = push.new_checkout(email="guest@example.com")
    laptop.use(checkout)
    order = push.complete(checkout)
    for person in (order.id, checkout.id, "guest@example.com"):
        (found,) = [each for each in why(person=person) if each["status"] == "SENT"]
        assert (found["scenario"], found["event"]["subject"]) == ("order_placed", order.id)


def test_nobody_elses_pushes_are_shown(push: Shop, browser: Browsers, why: Why) -> None:
    ada, eve = push.register(), push.register()
    browser(ada)
    browser(eve)
    orders = {person.id: push.place_order(customer=person) for person in (ada, eve)}
    for person, other in ((ada, eve), (eve, ada)):
        for asked in (person.id, person.email, orders[person.id].id):
            subjects = {each["event"]["subject"] for each in why(person=asked)}
            assert orders[person.id].id in subjects
            assert not {orders[other.id].id, other.id} & subjects


def test_who_shared_a_checkout_with_an_account_is_not_in_its_story(
    push: Shop, browser: Browsers, why: Why
) -> None:
    ada, eve = push.register(), push.register()
    browser(ada)
    checkout = push.new_checkout(email=ada.email)
    browser(eve).use(checkout)
    order = push.complete(checkout)
    assert Notification.objects.filter(scenario="order_placed").count() == 2
    hers = [each for each in why(person=ada.id) if each["scenario"] == "order_placed"]
    assert [each["event"]["subject"] for each in hers] == [order.id]


def test_the_newest_come_first_a_page_at_a_time(
    push: Shop, ada: Customer, phone: Browser, why: Why
) -> None:
    for switched_on in (True, False, True, False, True):
        push.configure_push(scenario_order_placed=switched_on)
        push.place_order(customer=ada)
    everything = why(person=ada.id, first=100)
    assert len(everything) == 5
    moments = [each["plannedAt"] for each in everything if each["plannedAt"]]
    assert moments == sorted(moments, reverse=True)
    found, after = [], None
    while True:
        page = answered(push.staff_token, person=ada.id, first=2, after=after)["data"][
            "pushDeliveryLog"
        ]
        found += [edge["node"] for edge in page["edges"]]
        if not page["pageInfo"]["hasNextPage"]:
            break
        after = page["pageInfo"]["endCursor"]
    assert found == everything


def test_somebody_nobody_knows_has_no_story(push: Shop, why: Why) -> None:
    for person in ("nobody@example.com", global_id("User", 10**8)):
        assert why(person=person) == []

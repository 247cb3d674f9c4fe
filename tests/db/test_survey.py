"""The question after delivery: who is asked, how they answer, and who is left in peace."""

import json
from datetime import timedelta
from decimal import Decimal
from urllib.parse import urlsplit

import pytest
from django.test import Client
from django.utils import timezone

from saleor_push_plugin.core.scenario import Topic
from saleor_push_plugin.engagement import survey_answers
from saleor_push_plugin.models import Event, Notification, Subscription, SurveyAnswer
from saleor_push_plugin.shop.connections import writer

from .order_story import Story, change, row

DAY = timedelta(days=1)
SOON = 3 * DAY + timedelta(minutes=2)
QUESTION = "Are you happy with your order?"
ARRIVED = {"push.delivered_at": "2026-11-23T10:00:00Z"}


@pytest.fixture
def asked(story: Story) -> Story:
    """A shop with no quiet hours; its shopper agreed to surveys."""
    story.shop.configure_push(quiet_hours="")
    agree(Topic.ORDER_UPDATES, Topic.SURVEYS)
    return story


def agree(*topics: Topic) -> None:
    Subscription.objects.update(topics=list(topics))


def deliver(story: Story, order: object = None) -> str:
    parcel = story.shop.fulfill(order or story.order)
    story.shop.set_metadata(parcel, ARRIVED)
    return parcel


def questions(story: Story) -> list[str]:
    return [text for text in story.phone.texts if text.startswith(QUESTION)]


def survey() -> Notification:
    return Notification.objects.filter(scenario="survey", state="sent").get()


def reasons() -> set[str]:
    rows = Notification.objects.filter(scenario="survey")
    return set(rows.values_list("reason", flat=True)) - {""}


def answer_url(story: Story) -> str:
    parts = urlsplit(story.phone.subscriber.shown()[-1].navigate)
    return f"{parts.path}?{parts.query}"


def test_nobody_is_asked_of_what_was_all_paid_back(asked: Story) -> None:
    deliver(asked)
    asked.sweep(SOON - DAY)
    asked.shop.mark_paid(asked.order)
    asked.shop.refund(asked.order, asked.order.total)
    asked.sweep(SOON)
    assert questions(asked) == []
    assert reasons() == {"refunded_in_full"}


def test_nobody_is_asked_of_goods_that_were_paid_back_without_their_shipping(asked: Story) -> None:
    deliver(asked)
    asked.shop.mark_paid(asked.order)
    asked.shop.refund(asked.order, asked.order.total - Decimal("4.90"))
    asked.sweep(SOON)
    assert questions(asked) == []
    assert reasons() == {"refunded_in_full"}


@pytest.mark.parametrize("status", ["refunded", "returned", "refunded_and_returned"])
def test_nobody_is_asked_of_an_order_of_which_goods_were_paid_back(
    asked: Story, status: str
) -> None:
    shirts, socks = asked.order.lines
    parcel = asked.shop.fulfill(asked.order, lines=[shirts])
    other = asked.shop.fulfill(asked.order, lines=[socks])
    change(other, status=status)
    asked.shop.set_metadata(parcel, ARRIVED)
    asked.deliver(timezone.now() + SOON)
    assert questions(asked) == []
    assert reasons() == {"goods_refunded"}


def test_who_got_a_little_back_is_asked(asked: Story) -> None:
    deliver(asked)
    asked.shop.mark_paid(asked.order)
    asked.shop.refund(asked.order, "5.00")
    asked.sweep(SOON)
    assert len(questions(asked)) == 1


def test_nobody_is_asked_of_a_parcel_that_did_not_arrive_after_all(asked: Story) -> None:
    parcel = deliver(asked)
    with writer():
        fulfillment = row(parcel)
        fulfillment.metadata = {}
        fulfillment.save(update_fields=["metadata"])
    asked.deliver(timezone.now() + SOON)
    assert questions(asked) == []
    assert reasons() == {"delivery_withdrawn"}


def test_three_days_after_delivery_the_shopper_is_asked_once(asked: Story) -> None:
    parcel = deliver(asked)
    asked.deliver(timezone.now() + 3 * DAY - timedelta(hours=1))
    assert questions(asked) == []
    asked.deliver(timezone.now() + SOON)
    asked.shop.set_metadata(parcel, ARRIVED)
    asked.sweep(SOON + timedelta(minutes=5))
    assert questions(asked) == [
        f"{QUESTION}\n2 × Linen shirt and 1 more item\nTell us with one tap."
    ]


def test_it_is_answered_by_a_button(asked: Story) -> None:
    deliver(asked)
    asked.deliver(timezone.now() + SOON)
    shown = asked.phone.subscriber.shown()[-1]
    assert shown.actions == ("Yes, all good", "Not quite")
    assert press(shown, "good") == 204
    answer = SurveyAnswer.objects.get()
    assert (answer.value, answer.notification.scenario) == ("good", "survey")
    assert survey().clicked_at
    press(shown, "bad")
    assert [a.value for a in SurveyAnswer.objects.all()] == ["bad"]
    assert survey_answers.count(survey_answers.AnswerFilter()) == {
        ("survey", "good"): 0,
        ("survey", "bad"): 1,
    }


def test_a_receipt_does_not_answer(asked: Story) -> None:
    deliver(asked)
    asked.deliver(timezone.now() + SOON)
    receipt = asked.phone.subscriber.shown()[-1].data["receipt"]
    body = {"token": receipt["token"], "event": "clicked", "action": "good"}
    for answer in ({}, {"answer": receipt["token"]}):
        Client().post(
            "/plugins/saleor.push/receipt/",
            json.dumps({**body, **answer}),
            content_type="text/plain",
        )
    page = f"/plugins/saleor.push/answer/?t={receipt['token']}"
    assert Client().get(page).status_code == 404
    assert not SurveyAnswer.objects.exists()


def test_who_has_left_is_asked_no_more(asked: Story) -> None:
    deliver(asked)
    asked.deliver(timezone.now() + SOON)
    asked.phone.leave()
    assert Client().get(answer_url(asked)).status_code == 404


def test_an_answer_nobody_offered_is_not_kept(asked: Story) -> None:
    deliver(asked)
    asked.deliver(timezone.now() + SOON)
    first, *_, question = asked.phone.subscriber.shown()
    assert press(question, "excellent") == 204
    press(first, "good")
    assert not SurveyAnswer.objects.exists()


def test_without_buttons_it_is_answered_on_a_page_in_the_shoppers_language(asked: Story) -> None:
    Subscription.objects.update(language="ar")
    deliver(asked)
    asked.deliver(timezone.now() + SOON)
    url = answer_url(asked)
    page = Client().get(url)
    assert page.status_code == 200
    assert '<html lang="ar" dir="rtl">' in page.content.decode()
    assert "هل أنت راضٍ عن طلبك؟" in page.content.decode()
    thanks = Client().post(url, {"value": "bad", "text": " Too small\0 <b> "})
    assert "شكرًا على إجابتك!" in thanks.content.decode()
    answer = SurveyAnswer.objects.get()
    assert (answer.value, answer.text) == ("bad", "Too small <b>")


@pytest.mark.parametrize("token", ["", "nonsense", "A" * 32])
def test_the_page_is_nothing_without_a_genuine_token(asked: Story, token: str) -> None:
    assert Client().get(f"/plugins/saleor.push/answer/?t={token}").status_code == 404


def test_an_answer_that_is_none_asks_again(asked: Story) -> None:
    deliver(asked)
    asked.deliver(timezone.now() + SOON)
    again = Client().post(answer_url(asked), {"value": "<script>", "text": "hm"})
    assert "<textarea" in again.content.decode()
    assert not SurveyAnswer.objects.exists()


def test_who_did_not_agree_to_surveys_is_not_asked(asked: Story) -> None:
    agree(Topic.ORDER_UPDATES, Topic.OFFERS)
    deliver(asked)
    asked.deliver(timezone.now() + SOON)
    assert questions(asked) == []
    assert reasons() == {"no_consent"}


@pytest.mark.parametrize("status", ["returned", "partially_returned", "canceled"])
def test_who_sent_it_back_is_not_asked(asked: Story, status: str) -> None:
    deliver(asked)
    change(asked.order.id, status=status)
    asked.deliver(timezone.now() + SOON)
    assert questions(asked) == []
    assert len(reasons()) == 1


def test_an_order_in_two_parcels_is_asked_about_once_when_all_is_there(asked: Story) -> None:
    shirts, socks = asked.order.lines
    first = asked.shop.fulfill(asked.order, lines=[socks])
    asked.shop.set_metadata(first, ARRIVED)
    asked.deliver(timezone.now() + SOON)
    assert questions(asked) == []
    assert reasons() == {"more_to_come"}
    second = asked.shop.fulfill(asked.order, lines=[shirts])
    asked.shop.set_metadata(second, ARRIVED)
    asked.deliver(timezone.now() + SOON)
    assert len(questions(asked)) == 1


def in_two_parcels(story: Story) -> list[str]:
    return [story.shop.fulfill(story.order, lines=[line]) for line in story.order.lines]


def arrives(story: Story, parcel: str, *, ago: timedelta = timedelta(0)) -> None:
    story.shop.set_metadata(parcel, ARRIVED)
    told = Event.objects.filter(key=f"fulfillment_delivered:{row(parcel).pk}")
    told.update(at=timezone.now() - ago)


@pytest.mark.parametrize("first", [0, 1])
def test_nobody_is_asked_while_another_parcel_is_on_its_way(asked: Story, first: int) -> None:
    parcels = in_two_parcels(asked)
    arrives(asked, parcels.pop(first))
    asked.deliver(timezone.now() + SOON)
    assert questions(asked) == []
    assert reasons() == {"more_to_come"}
    arrives(asked, parcels.pop())
    asked.deliver(timezone.now() + SOON)
    assert len(questions(asked)) == 1


@pytest.mark.parametrize("last", [0, 1])
def test_three_days_count_from_the_parcel_that_arrived_last(asked: Story, last: int) -> None:
    parcels = in_two_parcels(asked)
    late, early = parcels.pop(last), parcels.pop()
    arrives(asked, early, ago=2 * DAY)
    Notification.objects.filter(scenario="survey").update(due_at=timezone.now() + DAY)
    arrives(asked, late)
    asked.deliver(timezone.now() + DAY + timedelta(minutes=2))
    assert (questions(asked), reasons()) == ([], {"more_to_come"})
    asked.deliver(timezone.now() + SOON)
    assert len(questions(asked)) == 1


def test_parcels_that_arrived_in_the_same_moment_are_one_question(asked: Story) -> None:
    for parcel in in_two_parcels(asked):
        arrives(asked, parcel)
    Event.objects.filter(kind="fulfillment_delivered").update(at=timezone.now())
    asked.deliver(timezone.now() + SOON)
    assert len(questions(asked)) == 1
    assert reasons() == {"more_to_come"}


def test_a_parcel_nobody_reported_is_waited_for_until_it_must_have_arrived(asked: Story) -> None:
    arrives(asked, in_two_parcels(asked)[1])
    asked.sweep(SOON)
    assert questions(asked) == []
    asked.sweep(5 * DAY + timedelta(minutes=2))
    assert questions(asked) == []
    asked.deliver(timezone.now() + 8 * DAY + timedelta(minutes=4))
    assert len(questions(asked)) == 1


def test_a_parcel_whose_arrival_was_written_down_unheard_is_not_waited_for(asked: Story) -> None:
    unheard, reported = in_two_parcels(asked)
    asked.without_hooks(lambda: asked.shop.set_metadata(unheard, ARRIVED))
    arrives(asked, reported)
    asked.deliver(timezone.now() + SOON)
    assert len(questions(asked)) == 1


@pytest.mark.parametrize("lost", [0, 1])
def test_a_parcel_that_was_replaced_is_not_waited_for(asked: Story, lost: int) -> None:
    parcels = in_two_parcels(asked)
    change(parcels.pop(lost), status="replaced")
    arrives(asked, parcels.pop())
    asked.deliver(timezone.now() + SOON)
    assert len(questions(asked)) == 1


def test_nobody_is_asked_twice_a_month(asked: Story) -> None:
    deliver(asked)
    asked.deliver(timezone.now() + SOON)
    deliver(asked, asked.place_another())
    asked.deliver(timezone.now() + SOON + 2 * DAY)
    assert len(questions(asked)) == 1
    assert reasons() == {"asked_recently"}
    Notification.objects.filter(scenario="survey", state="sent").update(
        sent_at=timezone.now() - 31 * DAY
    )
    deliver(asked, asked.place_another())
    asked.deliver(timezone.now() + SOON + timedelta(minutes=1))
    assert len(questions(asked)) == 2


def test_two_orders_that_are_due_in_the_same_moment_are_asked_about_once(asked: Story) -> None:
    """As in the morning, after quiet hours."""
    deliver(asked)
    deliver(asked, asked.place_another())
    asked.deliver(timezone.now() + SOON)
    assert len(questions(asked)) == 1
    assert reasons() == {"asked_recently"}


def test_a_question_that_is_not_asked_is_in_no_other_ones_way(asked: Story) -> None:
    deliver(asked)
    deliver(asked, asked.place_another())
    change(asked.order.id, status="returned")
    asked.deliver(timezone.now() + SOON)
    assert len(questions(asked)) == 1
    assert reasons() == {"order_returned"}


def press(shown: object, action: str) -> int:
    """What the worker reports when a button is pressed."""
    receipt = shown.data["receipt"]  # type: ignore[attr-defined]
    pressed = {"action": action, "answer": receipt.get("answer")}
    body = json.dumps({"token": receipt["token"], "event": "clicked", **pressed})
    path = "/plugins/saleor.push/receipt/"
    return Client().post(path, body, content_type="text/plain").status_code

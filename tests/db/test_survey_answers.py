"""What staff see of answers to surveys: how many gave each, and what people wrote."""

import base64
import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from saleor_push_plugin.models import Event, Notification, SurveyAnswer
from tests.hosts.shop import Shop
from tests.hosts.staff import hire

from .conftest import API

DAY = timedelta(days=1)
ANSWERS = """query Answers($scenario: String, $since: DateTime, $until: DateTime, $first: Int,
    $after: String) {
  pushSurveyAnswers(scenario: $scenario, since: $since, until: $until) {
    counts { scenario value count }
    texts(first: $first, after: $after) {
      pageInfo { hasNextPage endCursor }
      edges { node { scenario value text answeredAt subject notification } }
    } } }"""


def answered(token: str | None, **asked: Any) -> dict[str, Any]:
    headers = {"HTTP_AUTHORIZATION": f"Bearer {token}"} if token else {}
    body = json.dumps({"query": ANSWERS, "variables": asked})
    answer: dict[str, Any] = (
        Client().post(API, body, content_type="application/json", **headers).json()
    )
    return answer


@pytest.fixture
def read(push: Shop) -> Callable[..., tuple[dict[str, int], list[str]]]:
    """What staff read: counts by answer, and texts."""

    def run(**asked: Any) -> tuple[dict[str, int], list[str]]:
        found = answered(push.staff_token, **asked)["data"]["pushSurveyAnswers"]
        counts = {each["value"]: each["count"] for each in found["counts"]}
        return counts, [edge["node"]["text"] for edge in found["texts"]["edges"]]

    return run


Read = Callable[..., tuple[dict[str, int], list[str]]]


def answer(number: int, value: str, text: str = "", *, ago: timedelta = DAY) -> SurveyAnswer:
    """Somebody was asked about a parcel, and answered."""
    at = timezone.now() - ago
    event = Event.objects.create(
        key=f"fulfillment_delivered:{number}",
        kind="fulfillment_delivered",
        subject=str(number),
        at=at,
    )
    row = Notification.objects.create(
        key=f"{event.key}/survey/1",
        event=event,
        scenario="survey",
        person="u7",
        state="sent",
        due_at=at,
        expires_at=at,
        created_at=at,
    )
    return SurveyAnswer.objects.create(
        notification=row, subject=event.subject, value=value, text=text, at=at
    )


def test_answers_are_counted_also_those_nobody_gave(push: Shop, read: Read) -> None:
    assert read() == ({"good": 0, "bad": 0}, [])
    answer(1, "good")
    answer(2, "good", "All fine")
    answer(3, "bad", "Too late", ago=2 * DAY)
    assert read() == ({"good": 2, "bad": 1}, ["All fine", "Too late"])


def test_staff_of_one_channel_see_its_answers(push: Shop) -> None:
    for number, channel in enumerate(("channel-eur", "channel-pln"), start=1):
        event = answer(number, "good", channel).notification.event
        Event.objects.filter(id=event.id).update(channel=channel)
    token = hire(push, "manage_orders", channels=["channel-pln"])
    found = answered(token)["data"]["pushSurveyAnswers"]
    assert [edge["node"]["text"] for edge in found["texts"]["edges"]] == ["channel-pln"]
    assert sum(each["count"] for each in found["counts"]) == 1


def test_a_period_begins_with_since_and_ends_before_until(push: Shop, read: Read) -> None:
    found = [answer(n, "good", str(n), ago=n * DAY) for n in (1, 2, 3)]
    since, until = found[1].at.isoformat(), found[0].at.isoformat()
    assert read(since=since, until=until) == ({"good": 1, "bad": 0}, ["2"])


def test_a_text_names_its_survey_its_parcel_and_its_push(push: Shop) -> None:
    row = answer(17, "bad", "Too small")
    found = answered(push.staff_token)["data"]["pushSurveyAnswers"]
    (edge,) = found["texts"]["edges"]
    assert edge["node"] == {
        "scenario": "survey",
        "value": "bad",
        "text": "Too small",
        "answeredAt": row.at.isoformat(),
        "subject": base64.b64encode(b"Fulfillment:17").decode(),
        "notification": base64.b64encode(
            f"PushNotification:{row.notification_id}".encode()
        ).decode(),
    }


def test_texts_come_a_page_at_a_time(push: Shop) -> None:
    same = timezone.now() - DAY
    for number in range(5):
        answer(number, "good", f"text {number}")
    SurveyAnswer.objects.update(at=same)
    found, after = [], None
    for _ in range(3):
        page = answered(push.staff_token, first=2, after=after)["data"]["pushSurveyAnswers"]
        found += [edge["node"]["text"] for edge in page["texts"]["edges"]]
        after = page["texts"]["pageInfo"]["endCursor"]
    assert found == [f"text {number}" for number in (4, 3, 2, 1, 0)]
    assert page["texts"]["pageInfo"]["hasNextPage"] is False


@pytest.mark.parametrize("asked", [{"scenario": "order_placed"}, {"scenario": ""}])
def test_what_is_no_survey_is_refused(push: Shop, asked: dict[str, str]) -> None:
    (error,) = answered(push.staff_token, **asked)["errors"]
    assert error["message"] == "There is no such survey."


@pytest.mark.parametrize("who", [lambda _: None, lambda shop: shop.register().token])
def test_shoppers_may_not_read_them(push: Shop, who: Callable[[Shop], str | None]) -> None:
    answer(1, "bad", "My address is …")
    answered_to = answered(who(push))
    (error,) = answered_to["errors"]
    assert error["extensions"]["exception"]["code"] == "PermissionDenied"
    assert "My address" not in json.dumps(answered_to)

"""One person after the other before the same browser: what is whose, whatever they do."""

import base64
import random
from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from saleor_push_plugin import outbox
from saleor_push_plugin.core.event import JOINED, ORDER_CREATED
from saleor_push_plugin.core.event import Event as Fact
from saleor_push_plugin.delivery import planner
from saleor_push_plugin.models import Event, Notification, PersonalVoucher, Subscription
from saleor_push_plugin.shop import config
from saleor_push_plugin.shop.connections import writer
from tests.hosts.refs import Customer
from tests.hosts.shop import Shop

from .conftest import Browser, Deliver

Browsers = Callable[..., Browser]
DAY = timedelta(days=1)
OFFERS = ["ORDER_UPDATES", "OFFERS"]


@pytest.fixture
def laptop(push: Shop, browser: Browsers) -> Browser:
    push.configure_push(quiet_hours="", scenario_order_placed=False)
    return browser()


def told(state: str = "sent") -> int:
    """Whoever is there now is told something; the id of that."""
    now, device = timezone.now(), Subscription.objects.get()
    fact = Fact(kind=ORDER_CREATED, subject=str(uuid4()), at=now)
    key = fact.key
    event = Event.objects.create(
        key=key, kind=fact.kind, subject=fact.subject, at=now, planned_at=now
    )
    who = f"s{device.id}" if device.user_id is None else f"u{device.user_id}"
    row = Notification.objects.create(
        key=f"{key}/test/{device.id}",
        event=event,
        subscription=device,
        scenario="test",
        person=who,
        state=state,
        due_at=now,
        expires_at=now + DAY,
        created_at=now,
    )
    PersonalVoucher.objects.create(key=key, code=key, person=who, made_at=now)
    return row.id


def person(row: int) -> str:
    return Notification.objects.get(id=row).person


def number(customer: Customer) -> str:
    return "u" + base64.b64decode(customer.id).decode().partition(":")[2]


def guest() -> str:
    return f"s{Subscription.objects.get().id}"


def test_a_guests_history_is_the_users_after_login(push: Shop, laptop: Browser) -> None:
    ada, row = push.register(), told()
    assert person(row) == guest()
    laptop.login(ada)
    assert person(row) == number(ada)
    assert PersonalVoucher.objects.get().person == number(ada)


def test_who_logs_in_next_inherits_nothing(push: Shop, laptop: Browser) -> None:
    ada, eve = push.register(), push.register()
    as_guest = told()
    laptop.login(ada)
    as_ada = told()
    laptop.logout()
    laptop.login(eve)
    assert [person(row) for row in (as_guest, as_ada)] == [number(ada)] * 2
    assert not Notification.objects.filter(person__in=[number(eve), guest()]).exists()
    assert not PersonalVoucher.objects.exclude(person=number(ada)).exists()


def test_who_logs_in_without_a_logout_before_inherits_nothing(push: Shop, laptop: Browser) -> None:
    ada, eve = push.register(), push.register()
    told()
    laptop.login(ada)
    told()
    laptop.login(eve)
    assert set(Notification.objects.values_list("person", flat=True)) == {number(ada)}


def test_a_guest_after_a_logout_is_a_new_guest(push: Shop, laptop: Browser) -> None:
    ada, eve = push.register(), push.register()
    laptop.login(ada)
    hers = told()
    laptop.logout()
    later = told()
    laptop.login(eve)
    assert (person(hers), person(later)) == (number(ada), number(eve))


def test_logging_in_again_is_no_change_of_hands(push: Shop, laptop: Browser) -> None:
    ada = push.register()
    laptop.login(ada)
    row = told()
    laptop.login(ada)
    laptop.logout()
    laptop.logout()
    laptop.login(ada)
    assert person(row) == number(ada)


def test_two_browsers_of_one_account_have_one_history(push: Shop, browser: Browsers) -> None:
    ada = push.register()
    laptop = browser()
    row = told()
    laptop.login(ada)
    laptop.leave()
    browser(ada)
    assert person(row) == number(ada)


def test_what_was_planned_for_a_guest_while_they_logged_in_is_the_users(
    push: Shop, laptop: Browser, deliver: Deliver
) -> None:
    """The row is written after the login, by a planner that had read before it."""
    ada = push.register()
    late = guest()
    laptop.login(ada)
    row = told(state="pending")
    Notification.objects.filter(id=row).update(person=late)
    lane = _lane()
    Notification.objects.filter(id=row).update(lane_id=lane)
    deliver(timezone.now() + timedelta(minutes=1))
    assert person(row) == number(ada)
    eve = push.register()
    Notification.objects.filter(id=row).update(person=late)
    laptop.logout()
    laptop.login(eve)
    assert person(row) == number(ada)


def _lane() -> int:
    from saleor_push_plugin.models import Lane

    row = Subscription.objects.get()
    lane, _ = Lane.objects.get_or_create(bulk=False, channel=row.channel, origin=row.origin)
    return int(lane.id)


@pytest.mark.parametrize("seed", range(4))
def test_whatever_they_do_everything_is_of_who_was_there(
    push: Shop, laptop: Browser, seed: int
) -> None:
    """A guest's is the first one's to log in before anybody logs out; else it stays the guest's."""
    chance = random.Random(seed)
    people = [push.register() for _ in range(3)]
    there: str | None = None
    owed: dict[int, str] = {}
    strangers: list[int] = []
    for _ in range(30):
        match chance.choice(("told", "told", "login", "logout")):
            case "told":
                row = told()
                if there:
                    owed[row] = there
                else:
                    strangers.append(row)
            case "login":
                somebody = chance.choice(people)
                laptop.login(somebody)
                there = number(somebody)
                owed |= dict.fromkeys(strangers, there)
                strangers = []
            case "logout":
                laptop.logout()
                there = None
    found = dict(Notification.objects.values_list("id", "person"))
    assert found == owed | dict.fromkeys(strangers, guest())
    assert sorted(PersonalVoucher.objects.values_list("person", flat=True)) == sorted(
        found.values()
    )


# Once per person.


def tick(deliver: Deliver, after: timedelta) -> None:
    at = timezone.now() + after
    with writer():
        for event_id in outbox.unplanned(at):
            planner.plan(event_id, config.load(), now=at)
    deliver(at)


def test_a_guest_who_logs_in_before_the_welcome_came_gets_it_once(
    push: Shop, browser: Browsers, deliver: Deliver
) -> None:
    push.configure_push(quiet_hours="")
    phone = browser(topics=OFFERS)
    phone.login(push.register())
    tick(deliver, timedelta(seconds=10))
    tick(deliver, timedelta(seconds=20))
    assert [text.partition("!")[0][:7] for text in phone.texts] == ["Welcome"]
    states = Notification.objects.filter(scenario="welcome").values_list("state", "reason")
    assert sorted(states) == [("sent", ""), ("skipped", "already_welcomed")]


def test_who_confirms_while_the_welcome_waits_gets_it_once(
    push: Shop, browser: Browsers, deliver: Deliver
) -> None:
    push.configure_push(quiet_hours="")
    ada = push.register()
    phone = browser(ada, topics=OFFERS)
    with writer():
        outbox.record([Fact(kind=JOINED, subject=f"{number(ada)}c", at=timezone.now())])
    tick(deliver, timedelta(seconds=10))
    tick(deliver, timedelta(seconds=20))
    assert len(phone.texts) == 1

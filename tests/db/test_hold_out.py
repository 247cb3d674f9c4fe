"""The hold-out: who is left out, of what, and that they count as told."""

import secrets
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from saleor_push_plugin.core.experiments import assignment
from saleor_push_plugin.core.scenario import Topic
from saleor_push_plugin.delivery import hold_out
from saleor_push_plugin.experiments import assigning
from saleor_push_plugin.experiments.assigning import Subject
from saleor_push_plugin.models import (
    Assignment,
    Experiment,
    Notification,
    PersonalVoucher,
    Subscription,
)
from saleor_push_plugin.scenarios import SCENARIOS
from saleor_push_plugin.shop import config
from saleor_push_plugin.shop.connections import writer
from tests.hosts.refs import Customer
from tests.hosts.shop import Shop

from .conftest import Browser, Deliver, Later, Look
from .test_eligibility import NOON, Offer, OfferAgain, offers, order_at, states
from .waiting import Waiting

__all__ = ["offers"]
Browsers = Callable[..., Browser]
AUTUMN = datetime(2026, 11, 28, 12, tzinfo=UTC)
HELD = ("skipped", "held_out")


def experiment(
    scenario: str = "", *, first: int = assignment.BUCKETS, **more: object
) -> Experiment:
    """One that is running. `first`: at which bucket its first arm ends; everybody is below it."""
    values = {"name": "2026Q4", "salt": "salt", "ends": [first, assignment.BUCKETS], **more}
    return Experiment.objects.create(scenario=scenario, started_at=timezone.now(), **values)


@pytest.fixture
def held_out(offers: Shop) -> Experiment:
    """Everybody is held out."""
    offers.configure_push(hold_out=True)
    return experiment()


def subject(person: str, **more: object) -> Subject:
    plain = Subject(person=person, scenario="offer", channel="pln", language="en", holdable=True)
    return plain._replace(**more)


@pytest.mark.django_db
def test_the_database_draws_what_the_hash_says() -> None:
    salt, people = secrets.token_urlsafe(9), [f"u{n}" for n in range(400)]
    ends = [3334, 6667, 10_000]
    made = experiment("offer", salt=salt, ends=ends, languages=["en"], arms=[{}, {}, {}])
    found = assigning.assign([subject(person, holdable=False) for person in people], AUTUMN).arms
    shares = assignment.equal_shares(3)
    expected = {p: assignment.arm_of(assignment.bucket(salt, p), shares) for p in people}
    assert {person: arm.position for (_, person), arm in found.items()} == expected
    assert set(Assignment.objects.values_list("person", "arm")) == set(expected.items())
    assert {arm.experiment_id for arm in found.values()} == {made.id}


@pytest.mark.django_db
def test_what_was_assigned_first_stays() -> None:
    made = experiment("offer", languages=["en"])
    Assignment.objects.create(experiment=made, person="u7", arm=1, at=AUTUMN)
    found = assigning.assign([subject("u7", holdable=False)], AUTUMN)
    assert [arm.position for arm in found.arms.values()] == [1]


@pytest.mark.django_db
def test_only_readers_of_its_languages_and_channel_take_part() -> None:
    experiment("offer", languages=["pl", "en"], channel="eur")
    asked = [
        subject("u1", channel="eur", language="pl"),
        subject("u2", channel="eur", language="de"),
        subject("u3", language="pl"),
        subject("u4", scenario="other", channel="eur"),
    ]
    assert {person for _, person in assigning.assign(asked, AUTUMN).arms} == {"u1"}
    assert Assignment.objects.count() == 1


@pytest.mark.django_db
def test_who_is_held_out_takes_part_in_no_experiment_of_marketing() -> None:
    experiment()
    experiment("offer", languages=["en"])
    experiment("order_placed", languages=["en"])
    asked = [subject("u1"), subject("u1", scenario="order_placed", holdable=False)]
    found = assigning.assign(asked, AUTUMN)
    assert found.held_out == {"u1"}
    assert {scenario for scenario, _ in found.arms} == {"order_placed"}


@pytest.mark.django_db
def test_a_batch_asks_once_whatever_is_running() -> None:
    for running in (None, "", "offer"):
        if running is not None:
            experiment(running, languages=["en"])
        with CaptureQueriesContext(
            connection,
        ) as asked:
            assigning.assign([subject(f"u{n}") for n in range(500)], AUTUMN)
        assert len(asked) == 1


def test_marketing_is_held_out_and_an_order_is_not(
    offers: Shop, held_out: Experiment, ada: Customer, phone: Browser, deliver: Deliver
) -> None:
    offers.configure_push(scenario_order_placed=True)
    offers.place_order(customer=ada)
    assert len(phone.texts) == 1
    deliver(timezone.now() + timedelta(minutes=61))
    assert len(phone.texts) == 1
    row = Notification.objects.get(scenario="offer")
    assert (row.state, row.reason, row.sent_at) == (*HELD, None)
    assert row.held_out_at is not None
    assert Assignment.objects.get().arm == assigning.HELD_OUT


def test_an_order_in_the_batch_of_a_held_out_offer_is_sent(
    offers: Shop, held_out: Experiment, ada: Customer, phone: Browser, deliver: Deliver
) -> None:
    offers.configure_push(scenario_order_placed=True)
    order_at(offers, ada, NOON)
    Notification.objects.filter(scenario="order_placed").update(state="pending", due_at=NOON)
    shown = len(phone.texts)
    deliver(NOON)
    rows = {row.scenario: (row.state, row.reason) for row in Notification.objects.all()}
    assert rows == {"order_placed": ("sent", ""), "offer": HELD}
    assert phone.arrivals == shown + 1


def test_nobody_is_held_out_while_it_is_off_or_of_the_other_arm(
    offers: Shop, held_out: Experiment, ada: Customer, phone: Browser, deliver: Deliver
) -> None:
    offers.configure_push(hold_out=False)
    order_at(offers, ada, NOON)
    deliver(NOON)
    offers.configure_push(hold_out=True)
    Experiment.objects.update(ends=[0, assignment.BUCKETS])
    order_at(offers, ada, NOON)
    deliver(NOON + timedelta(minutes=1))
    assert len(phone.texts) == 2


def test_it_is_asked_after_every_other_objection(
    offers: Shop, held_out: Experiment, ada: Customer, phone: Browser, deliver: Deliver
) -> None:
    order_at(offers, ada, NOON)
    Subscription.objects.update(topics=[Topic.ORDER_UPDATES])
    deliver(NOON)
    assert states() == [("skipped", "no_consent")]
    assert Assignment.objects.count() == 0


def test_who_was_held_out_counts_as_told(
    offers: Shop, held_out: Experiment, ada: Customer, phone: Browser, deliver: Deliver
) -> None:
    offers.configure_push(weekly_cap="1")
    for hour in (0, 1):
        order_at(offers, ada, NOON + timedelta(hours=hour))
        deliver(NOON + timedelta(hours=hour))
    assert states() == [HELD, ("skipped", "weekly_cap_reached")]


def test_the_next_step_of_a_sequence_is_held_out_as_well(
    offers: Shop,
    held_out: Experiment,
    ada: Customer,
    phone: Browser,
    deliver: Deliver,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(SCENARIOS, "offer_again", OfferAgain())
    order_at(offers, ada, NOON)
    deliver(NOON)
    assert states() == [HELD, ("pending", "waits_for_previous_step")]
    deliver(NOON + timedelta(hours=25))
    assert states() == [HELD, HELD]


def test_what_is_owed_is_sent(
    offers: Shop,
    held_out: Experiment,
    ada: Customer,
    phone: Browser,
    deliver: Deliver,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    class Owed(Offer):
        code = "owed"

        def is_owed(self, facts: object) -> bool:
            return True

    monkeypatch.setitem(SCENARIOS, "owed", Owed())
    order_at(offers, ada, NOON)
    deliver(NOON)
    assert set(states()) == {HELD, ("sent", "")}


def test_codes_that_were_earned_and_their_end_are_owed() -> None:
    loyalty, expiring = SCENARIOS["loyalty"], SCENARIOS["voucher_expiring"]
    earned = replace(loyalty.sample, earned=("orders-5/u7",))
    assert [loyalty.is_owed(facts) for facts in (loyalty.sample, earned)] == [False, True]
    assert expiring.is_owed(expiring.sample)
    assert not SCENARIOS["win_back"].is_owed(earned)


def test_an_alert_that_was_asked_for_is_sent(
    push: Shop, browser: Browsers, look: Look, deliver: Deliver
) -> None:
    waiting = Waiting(push, look, deliver)
    push.configure_push(hold_out=True, quiet_hours="")
    experiment()
    phone = browser()
    waiting.price(phone)
    waiting.after(timedelta(minutes=1))
    waiting.costs("10")
    waiting.after(timedelta(hours=1))
    assert len(phone.texts) == 1


def test_no_voucher_is_made_for_who_is_held_out(
    push: Shop, browser: Browsers, later: Later
) -> None:
    push.make_voucher("Back", value=10)
    push.configure_push(hold_out=True, quiet_hours="", win_back_voucher="Back", win_back_days="10")
    made = experiment()
    ada = push.register()
    phone = browser(ada)
    Subscription.objects.update(topics=list(Topic))
    later(timedelta(0))
    push.place_order(customer=ada)
    later(timedelta(days=10, hours=12))
    rows = Notification.objects.filter(scenario="win_back")
    assert [(row.state, row.reason) for row in rows] == [HELD]
    assert not PersonalVoucher.objects.exists()
    assert made.assignments.count() == 1
    assert len([text for text in phone.texts if "while" in text]) == 0


@pytest.mark.django_db
def test_a_login_keeps_the_older_assignment_and_is_counted() -> None:
    one, two = experiment("one"), experiment("two")
    day = timedelta(days=1)

    def assigned(made: Experiment, person: str, arm: int, at: datetime) -> None:
        Assignment.objects.create(experiment=made, person=person, arm=arm, at=at)

    assigned(one, "s9", 1, AUTUMN)
    assigned(one, "u7", 0, AUTUMN + day)
    assigned(two, "s9", 1, AUTUMN)
    assigning.merge("s9", "u7")
    rows = Assignment.objects.order_by("experiment_id")
    assert [(r.person, r.arm, r.at, r.merged) for r in rows] == [
        ("u7", 1, AUTUMN, True),
        ("u7", 1, AUTUMN, False),
    ]


def test_the_assignment_survives_the_login_and_leaves_with_the_account(
    offers: Shop, browser: Browsers, ada: Customer
) -> None:
    made, laptop = experiment("offer"), browser()
    guest = f"s{made_subscription_id(laptop)}"
    Assignment.objects.create(experiment=made, person=guest, arm=1, at=AUTUMN)
    laptop.login(ada)
    row = Assignment.objects.get()
    assert (row.person[0], row.arm, row.merged) == ("u", 1, False)
    offers.delete_account(ada)
    assert not Assignment.objects.exists()


def made_subscription_id(browser: Browser) -> int:
    return Subscription.objects.get(endpoint=browser.subscriber.endpoint).id


def test_it_starts_with_enough_people_changes_each_quarter_and_ends(
    push: Shop, browser: Browsers, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hold_out, "LEAST_PEOPLE", 2)
    push.configure_push(hold_out=True)
    ada = push.register()
    browser(ada, topics=["OFFERS"])
    browser(ada, topics=["OFFERS"])
    assert keep(AUTUMN) == []
    browser(proven=False, topics=["OFFERS"])
    browser(topics=["ORDER_UPDATES"])
    assert keep(AUTUMN) == []
    browser(topics=["OFFERS"])
    assert keep(AUTUMN) == ["2026Q4"]
    assert keep(AUTUMN + timedelta(days=30)) == ["2026Q4"]
    assert keep(AUTUMN + timedelta(days=60)) == ["2027Q1"]
    salts = set(Experiment.objects.values_list("salt", flat=True))
    assert len(salts) == 2
    push.configure_push(hold_out=False)
    assert keep(AUTUMN + timedelta(days=61)) == []


def keep(now: datetime) -> list[str]:
    """The names of what runs after beat has come by."""
    with writer():
        hold_out.keep(config.load(), now)
    return list(Experiment.objects.filter(ended_at=None).values_list("name", flat=True))


@pytest.mark.django_db
def test_assignments_are_deleted_a_while_after_their_experiment_ended() -> None:
    for ended_at in (None, AUTUMN, AUTUMN - timedelta(days=2)):
        made = experiment("offer" if ended_at is None else "", ended_at=ended_at)
        Assignment.objects.create(experiment=made, person="u7", arm=0, at=AUTUMN)
    assert assigning.purge(AUTUMN - timedelta(days=1)) == 1
    assert Assignment.objects.count() == 2


def test_an_arms_text_is_sent_and_noted(
    push: Shop, ada: Customer, phone: Browser, deliver: Deliver
) -> None:
    texts = {"en": {"title": "Thanks for {number}", "body": "{none}"}}
    arms = [{"name": "today", "texts": {}}, {"name": "short", "texts": texts}]
    made = experiment("order_placed", first=0, languages=["en"], arms=arms)
    order = push.place_order(customer=ada)
    # The body no longer fits the scenario: it is as today, and so is the other arm's.
    title, _, body = phone.texts[0].partition("\n")
    assert title == f"Thanks for {order.number}"
    assert body
    row = Notification.objects.get()
    assert (row.experiment_id, row.arm) == (made.id, 1)
    assert Assignment.objects.get().arm == 1


def test_the_first_arm_is_as_without_an_experiment(
    push: Shop, ada: Customer, phone: Browser
) -> None:
    push.place_order(customer=ada)
    experiment(
        "order_placed",
        languages=["en"],
        arms=[{"name": "today", "texts": {}}, {"name": "x", "texts": {"en": {"title": "x"}}}],
    )
    push.place_order(customer=ada)
    first, second = (
        text.partition("\n")[0].split(":")[0].rstrip("0123456789") for text in phone.texts
    )
    assert first == second
    assert [row.arm for row in Notification.objects.order_by("id")] == [None, 0]

"""Whom a campaign reaches: the steps are the planner's objections, and add up to the whole."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from saleor_push_plugin import outbox
from saleor_push_plugin.core.audience import Audience, Owner, SingleSubscription
from saleor_push_plugin.core.event import JOINED
from saleor_push_plugin.core.experiments import assignment
from saleor_push_plugin.core.facts.new_subscriber import NewSubscriberFacts
from saleor_push_plugin.core.links import Link
from saleor_push_plugin.core.person import user_key
from saleor_push_plugin.core.reason import Reason
from saleor_push_plugin.core.scenario import Scenario, Topic
from saleor_push_plugin.core.segments.predicate import All
from saleor_push_plugin.core.segments.reach import REACHED, STEPS, reach
from saleor_push_plugin.delivery import (
    audiences,
    browser_answers,
    fact_loading,
    frequency_cap,
)
from saleor_push_plugin.delivery.eligibility import Eligibility
from saleor_push_plugin.models import (
    Assignment,
    Event,
    Experiment,
    Notification,
    PersonFacts,
    Subscription,
)
from saleor_push_plugin.scenarios import SCENARIOS
from saleor_push_plugin.segments import counting
from saleor_push_plugin.segments.counting import Counted
from saleor_push_plugin.shop import config, people, person_facts
from saleor_push_plugin.shop.connections import writer
from tests.hosts.shop import Shop

from .peopled import make_world

NOW = timezone.now()


def test_parts_add_up() -> None:
    found = reach({0: 3, 1: 2, REACHED: 5})
    assert (found.people, found.reached) == (10, 5)
    assert [(step.lost, step.left) for step in found.steps][:3] == [(3, 7), (2, 5), (0, 5)]
    assert sum(step.lost for step in found.steps) + found.reached == found.people
    assert found.steps[-1].left == found.reached


def test_a_week_is_the_planners() -> None:
    assert counting.WEEK == frequency_cap.WEEK


class Post(Scenario[NewSubscriberFacts]):
    """A push to one browser, as a campaign sends it."""

    code = "post"
    label = "Post"
    trigger = JOINED
    topic = Topic.OFFERS
    ttl = timedelta(days=1)
    title = body = "Post"
    sample = SCENARIOS["welcome"].sample

    def audience(self, facts: NewSubscriberFacts) -> SingleSubscription:
        return SingleSubscription(subscription_id=facts.subscription_id)

    def words(self, facts: NewSubscriberFacts) -> Mapping[str, object]:
        return {}

    def about(self, facts: NewSubscriberFacts) -> str:
        return "post"

    def link(self, facts: NewSubscriberFacts) -> Link:
        return Link(page="home")


def claimed(row: Subscription) -> outbox.Claimed:
    """The push to a browser, taken by a worker."""
    return outbox.Claimed(
        id=10**9 + row.pk,
        key=f"post/{row.pk}",
        event_id=10**9,
        scenario="post",
        kind=JOINED,
        subject=str(row.pk),
        expires=(NOW + timedelta(days=1)).timestamp(),
        happened=NOW.timestamp(),
        attempts=1,
        subscription_id=row.pk,
        user_id=row.user_id,
        topics=row.topics,
        paused_until=row.paused_until,
        weekly_limit=row.weekly_limit,
        endpoint=row.endpoint,
        origin=row.origin,
        p256dh=row.p256dh,
        auth=row.auth,
        vapid_public=row.vapid_public,
        channel=row.channel,
        language=row.reads,
        time_zone=row.time_zone,
        platform=row.platform,
        accepted=True,
        proven=True,
        refusals=row.refusals,
        held_until=row.held_until,
        held_detail="",
        seen=(seen := row.seen_at or row.updated_at).timestamp(),
        unnoticed=bool(row.unnoticed_at and row.unnoticed_at > seen),
        asked=False,
        planned_for=user_key(row.user_id) if row.user_id else f"s{row.pk}",
        lease=NOW,
    )


class Unlucky:
    """Gives random people random reasons to get nothing."""

    def __init__(self, seed: int) -> None:
        self.luck = random.Random(seed)

    def everybody(self) -> None:
        from saleor.account.models import User
        from saleor.channel.models import Channel

        for row in Subscription.objects.all():
            self.browser(row)
        for user in User.objects.filter(is_staff=False):
            if self.luck.random() < 0.1:
                User.objects.filter(pk=user.pk).update(is_active=False)
        Channel.objects.filter(slug="channel-pln").update(is_active=self.luck.random() < 0.7)
        for person in PersonFacts.objects.values_list("person", flat=True):
            for number in range(self.luck.choice((0, 0, 1, 2, 5))):
                self.push(person, number)

    def browser(self, row: Subscription) -> None:
        soon, past = NOW + timedelta(hours=1), NOW - timedelta(hours=1)
        row.proven_at = NOW
        row.topics = self.luck.choice((["offers"], ["offers", "alerts"], ["alerts"], ["offers"]))
        row.held_until = self.luck.choice((None, None, None, soon, past))
        row.refusals = 1 if row.held_until else 0
        row.paused_until = self.luck.choice((None, None, None, soon, past))
        row.weekly_limit = self.luck.choice((None, None, 0, 1, 3))
        row.updated_at = NOW - timedelta(days=self.luck.choice((1, 30, 400)))
        row.seen_at = self.luck.choice((None, NOW - timedelta(days=self.luck.choice((2, 400)))))
        row.unnoticed_at = self.luck.choice((None, None, None, NOW - timedelta(days=3)))
        if self.luck.random() < 0.4:
            row.platform, row.origin = "macos", "https://web.push.apple.com"
            row.display_mode = self.luck.choice(("browser", "standalone"))
        row.save()

    def push(self, person: str, number: int) -> None:
        at = NOW - timedelta(days=self.luck.choice((1, 6, 8)))
        state = self.luck.choice(("sent", "sending", "skipped", "failed"))
        extra = self.luck.choice(({}, {"shown_at": at}, {"posted_at": at}, {"held_out_at": at}))
        for copy in range(self.luck.choice((1, 2))):
            Notification.objects.create(
                key=f"{person}/r{number}/{copy}",
                event=Event.objects.first(),
                scenario=f"r{number}",
                person=person,
                bulk=self.luck.random() < 0.8,
                asked=self.luck.random() < 0.2,
                state=state,
                sent_at=at if state == "sent" else None,
                due_at=at,
                expires_at=at,
                created_at=at,
                **extra,
            )


@pytest.fixture
def everybody(push: Shop, request: pytest.FixtureRequest) -> Iterator[int]:
    with writer():
        make_world(request.param, NOW, 150)
        person_facts.rebuild(NOW)
        Unlucky(request.param).everybody()
        yield request.param


def planned() -> dict[str, list[outbox.Claimed]]:
    """The rows of each person, as the planner makes them."""
    found: dict[str, list[outbox.Claimed]] = {}
    for facts in PersonFacts.objects.all():
        audience: Audience = Owner(user_id=facts.user_id)
        if facts.subscription_id:
            audience = SingleSubscription(subscription_id=facts.subscription_id)
        ids = [row[1] for row in audiences.select(audience, topic=Topic.OFFERS)]
        rows = Subscription.objects.filter(pk__in=ids)
        found[facts.person] = [claimed(row) for row in rows]
    return found


def planned_in(channels: list[str]) -> dict[str, list[outbox.Claimed]]:
    """The same, as if there were no other channels."""
    with transaction.atomic():
        Subscription.objects.exclude(channel__in=channels).delete()
        found = planned()
        transaction.set_rollback(True)
    return found


def asked(
    rows: Mapping[str, list[outbox.Claimed]], held_out: set[str], monkeypatch: pytest.MonkeyPatch
) -> Counter[int]:
    """The steps that people get to, by the planner's own objections to each of their rows."""

    def facts_of(row: outbox.Claimed) -> NewSubscriberFacts:
        return NewSubscriberFacts(
            person=row.person.key, channel=row.channel, subscription_id=row.subscription_id
        )

    monkeypatch.setitem(SCENARIOS, "post", Post())
    going = [row for each in rows.values() for row in each]
    loaded = {(JOINED, row.subject, None): facts_of(row) for row in going}
    monkeypatch.setattr(fact_loading, "read", lambda _keys, _moments: (loaded, set()))
    settings = replace(config.load(), quiet=None, hold_out=True, disabled=frozenset())
    eligibility = Eligibility(going, settings, NOW)

    def step(row: outbox.Claimed) -> int:
        if Topic.OFFERS not in row.topics:
            return STEPS.index(Reason.NO_CONSENT)
        if browser_answers.quarantine_of(row, NOW):
            return STEPS.index(Reason.BROWSER_QUARANTINED)
        if verdict := eligibility.verdict(row):
            return STEPS.index(Reason(verdict.reason))
        return STEPS.index(Reason.HELD_OUT) if row.person.key in held_out else REACHED

    return Counter(max(map(step, each), default=0) for each in rows.values())


def held(share: int) -> set[str]:
    """Start a hold-out of so many ten-thousandths; who is in it, by the hash or as stored."""
    running = Experiment.objects.create(
        name="2026Q4", salt="s|alt", ends=[share, assignment.BUCKETS], started_at=NOW
    )
    people_of = list(PersonFacts.objects.values_list("person", flat=True))
    drawn = {each for each in people_of if assignment.bucket("s|alt", each) < share}
    for number, person in enumerate(sorted(people_of)[:30]):
        Assignment.objects.create(experiment=running, person=person, arm=number % 2, at=NOW)
        drawn = drawn | {person} if number % 2 == 0 else drawn - {person}
    return drawn


@pytest.mark.parametrize("everybody", range(1, 4), indirect=True)
def test_it_says_what_the_planner_says(everybody: int, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = replace(config.load(), hold_out=True)
    held_out = held(3000)
    for channels in (None, ["channel-eur"]):
        rows = planned_in(channels) if channels else planned()
        expected = asked(rows, held_out, monkeypatch)
        found = counting.reach({}, settings, NOW, channel=channels and channels[0])
        assert isinstance(found, Counted), found
        steps, size = found.value.steps, counting.count({}, NOW)
        lost = {number: step.lost for number, step in enumerate(steps) if step.lost}
        assert {**lost, REACHED: found.value.reached} == expected
        assert isinstance(size, Counted)
        assert found.value.people == PersonFacts.objects.count() == size.value
    # Not a comparison of nothing with nothing.
    assert len(lost) >= 5
    assert found.value.reached


@pytest.mark.parametrize("everybody", [1], indirect=True)
def test_no_hold_out_holds_out_nobody(everybody: int) -> None:
    held(10_000)
    off, on = (
        counting.reach({}, replace(config.load(), hold_out=switch), NOW) for switch in (False, True)
    )
    assert isinstance(off, Counted)
    assert isinstance(on, Counted)
    assert off.value.steps[-1].lost == 0
    assert on.value.steps[-1].lost + on.value.reached == off.value.reached
    assert on.value.steps[-1].lost


@pytest.mark.parametrize("everybody", [1], indirect=True)
def test_it_is_given_up_in_time(everybody: int) -> None:
    push = people.Push(now=NOW, since=NOW, resting=NOW, topic="offers", most=1)
    with pytest.raises(people.TooSlowError):
        people.reach(All(), push, milliseconds=1)

"""Before a campaign goes out: what its test can find by the shop's own results, and its budget."""

from datetime import datetime, timedelta
from itertools import count
from typing import Any

import pytest
from django.utils import timezone

from saleor_push_plugin.campaigns import outlook
from saleor_push_plugin.core.campaigns.voucher import CampaignVoucher
from saleor_push_plugin.core.experiments.goals import Goal
from saleor_push_plugin.core.experiments.smallest_lift import ASSUMED, Source, Usual
from saleor_push_plugin.models import Campaign, CodeBudget, Experiment, Result
from saleor_push_plugin.results import usual
from saleor_push_plugin.shop import campaign_codes
from saleor_push_plugin.shop.connections import writer
from tests.hosts.shop import Shop

from .campaigning import written

NOW = timezone.now()
DAY = timedelta(days=1)
ARMS = [{"name": "B", "texts": {tag: {"title": "B", "body": ""} for tag in ("en", "de")}}]
_NUMBERS = count(1)


def sent(accepted: int, clicked: int, scenario: str = "campaign", age: int = 10) -> None:
    for kind, n in (("accepted", accepted), ("clicked", clicked)):
        day = (NOW - age * DAY).date()
        Result.objects.create(day=day, scenario=scenario, kind=kind, n=n, group_id=0)


def ended(goal: Goal, at: datetime, **result: Any) -> Experiment:
    return Experiment.objects.create(
        scenario=f"campaign:{next(_NUMBERS)}",
        name="Past",
        goal=goal,
        salt="x",
        arms=[{"name": "First", "texts": {}}, {"name": "B", "texts": {}}],
        ends=[5000, 10_000],
        started_at=at - DAY,
        ended_at=at,
        result={"arms": [[2000, 80], [2000, 100]], "merged": 0, **result},
    )


def test_clicks_are_those_of_the_shops_own_campaigns(push: Shop) -> None:
    with writer():
        assert usual.of_campaigns(Goal.CLICK, NOW) == ASSUMED[Goal.CLICK]
        sent(5000, 4000, scenario="win_back")
        sent(5000, 4000, age=0)
        sent(5000, 4000, age=120)
        assert usual.of_campaigns(Goal.CLICK, NOW) == ASSUMED[Goal.CLICK]
        sent(3000, 150)
        sent(1000, 50, age=20)
        assert usual.of_campaigns(Goal.CLICK, NOW) == Usual(rate=0.05, source=Source.RESULTS)


def test_orders_and_revenue_are_those_of_the_tests_that_ended(push: Shop) -> None:
    with writer():
        assert usual.of_campaigns(Goal.ORDER, NOW) == ASSUMED[Goal.ORDER]
        brought = {"people": [2000, 2000], "brought": [[60, 60, 60], [100, 100, 100]]}
        ended(Goal.ORDER, NOW - DAY, **brought)
        assert usual.of_campaigns(Goal.ORDER, NOW) == Usual(rate=0.04, source=Source.RESULTS)
        assert usual.of_campaigns(Goal.REVENUE, NOW) == ASSUMED[Goal.REVENUE]
        sums = {"people": [2000, 2000], "brought": [[60, 600.0, 12e3], [60, 600.0, 12e3]]}
        ended(Goal.REVENUE, NOW - DAY, **sums, currency="EUR")
        zloty = {"people": [2000, 2000], "brought": [[500, 5e6, 5e12], [500, 5e6, 5e12]]}
        ended(Goal.REVENUE, NOW - 2 * DAY, **zloty, currency="PLN")
        found = usual.of_campaigns(Goal.REVENUE, NOW)
        assert (found.rate, found.source) == (0.03, Source.RESULTS)
        assert found.spread == pytest.approx(1.0)


def test_what_another_scenario_brought_is_not_usual_of_this_one(push: Shop) -> None:
    with writer():
        brought = {"people": [2000, 2000], "brought": [[60, 60, 60], [100, 100, 100]]}
        again = ended(Goal.ORDER, NOW - DAY, **brought)
        Experiment.objects.filter(pk=again.pk).update(scenario="abandoned_cart_again")
        found = [
            usual.of_scenario(code, Goal.ORDER, 5000, 0.1).source
            for code in ("abandoned_cart_again", "abandoned_cart", "")
        ]
    assert found == [Source.RESULTS, Source.ASSUMED, Source.ASSUMED]


def test_the_lift_is_of_the_share_that_is_tried_and_of_all_its_arms(push: Shop) -> None:
    with writer():
        sent(5000, 250)
        campaign = written(variants=ARMS, test_share=20)
        found = outlook.lift(campaign, 100_000, NOW)
        assert found is not None
        assert (found.people, found.usual.rate, found.decides) == (10_000, 0.05, True)
        assert 0.1 < (found.lift or 0) < 0.25
        more = outlook.lift(written(variants=ARMS * 2, test_share=20), 100_000, NOW)
        assert more is not None
        assert more.people == 6_666
        assert (more.lift or 0) > (found.lift or 1)
        assert outlook.lift(written(), 100_000, NOW) is None


def codes(campaign: Campaign, reached: int) -> list[tuple[str, dict[str, int]]]:
    with writer():
        found = outlook.lift(campaign, reached, NOW)
        warned = outlook.warnings(campaign, reached, found)
        return [(each.code.value, dict(each.numbers)) for each in warned]


def test_a_test_that_cannot_decide_is_warned_of(push: Shop) -> None:
    assert codes(written(variants=ARMS), 5_000) == [("test_cannot_decide", {})]
    assert codes(written(variants=ARMS), 500_000) == []
    assert codes(written(), 5) == []


def test_a_budget_that_is_smaller_than_the_audience_or_the_test_is_warned_of(push: Shop) -> None:
    voucher = CampaignVoucher(id=1, most=1000).as_json()
    plain = written(voucher=voucher)
    assert codes(plain, 1000) == []
    below = {"codes": 1000, "people": 1001}
    assert codes(plain, 1001) == [("budget_below_audience", below)]
    tried = written(voucher=voucher, variants=ARMS, test_share=20)
    assert ("budget_below_audience", {"codes": 1000, "people": 5000}) in codes(tried, 5000)
    assert ("budget_below_test", {"codes": 1000, "people": 1001}) in codes(tried, 5005)
    shared = written(voucher=CampaignVoucher(id=1, code="ALL").as_json())
    assert codes(shared, 5000) == []


def test_codes_that_were_made_are_no_longer_in_the_budget(push: Shop) -> None:
    campaign = written(voucher=CampaignVoucher(id=1, most=1000).as_json())
    with writer():
        name = campaign_codes.budget_name(campaign.pk)
        CodeBudget.objects.create(name=name, made=400, day=NOW.date())
    expected = {"codes": 600, "people": 700}
    assert codes(campaign, 700) == [("budget_below_audience", expected)]

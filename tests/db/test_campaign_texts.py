"""What a campaign says is what staff wrote."""

from collections.abc import Callable
from datetime import UTC, datetime

from django.utils import timezone

from saleor_push_plugin.core.scenario import Topic
from saleor_push_plugin.experiments import scenario_texts
from saleor_push_plugin.models import Subscription
from saleor_push_plugin.shop.connections import writer
from tests.hosts.shop import Shop

from .campaigning import (
    DAY,
    EDITOR,
    HOUR,
    cut,
    frozen,
    scheduled,
)
from .conftest import Browser, Deliver

Browsers = Callable[..., Browser]
NOON = datetime.combine(timezone.now().date() + 2 * DAY, datetime.min.time(), UTC) + 12 * HOUR


def test_no_experiment_replaces_what_staff_wrote(
    push: Shop, browser: Browsers, deliver: Deliver
) -> None:
    push.configure_push(quiet_hours="", scenario_welcome=False, scenario_welcome_shipping=False)
    arms = [scenario_texts.Variant(name="B", texts={"en": {"title": "Arm B", "body": "B"}})]
    draft = scenario_texts.Draft(
        scenario="campaign", channel="", name="x", today="As today", variants=arms
    )
    made = [browser(language="en") for _ in range(6)]
    Subscription.objects.update(topics=list(Topic))
    with writer():
        assert scenario_texts.start(draft, EDITOR, timezone.now())
    scheduled(NOON)
    frozen(NOON)
    cut(NOON)
    deliver(NOON)
    assert [each.texts for each in made] == [["Winter sale\nUp to half off"]] * 6

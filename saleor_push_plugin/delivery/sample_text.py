"""Sends the text of a campaign or a scenario to one browser of staff, as they would read it.

It stands in no results: no notification is stored, and the message has no token for receipts. No
voucher code is made: an example is said.
"""

from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Any
from uuid import uuid4

from ..core.event import CAMPAIGN
from ..core.facts.campaign import CampaignFacts
from ..core.links import SURVEY_PAGE, Link, resolve
from ..core.scenario import Scenario
from ..core.text import payload
from ..language_tags import written_in
from ..messages import localization, overrides, regions
from ..models import Subscription
from ..scenarios import SCENARIOS
from ..scenarios.campaign import Campaign
from ..settings.config import Config
from ..shop import facts as shop_facts
from . import campaign_buttons, push_test
from .push_test import SendResult


def send_campaign(
    campaign_id: int,
    subscription: Subscription,
    config: Config,
    send: push_test.Send,
    *,
    language: str = "",
    now: datetime,
) -> SendResult:
    """Send a campaign; `language`: instead of the browser's own. Raises CannotSendError."""
    subject = f"{campaign_id}@0"
    facts = shop_facts.load(CAMPAIGN, [(subject, None)]).get((subject, None))
    if not isinstance(facts, CampaignFacts):
        raise push_test.CannotSendError("There is no such campaign.")
    facts = facts.seen_in(subscription.channel)
    if facts.offer:
        facts = replace(facts, voucher=Campaign.sample.voucher)
    reads = language or subscription.reads
    chosen = written_in(facts.texts, reads, config.default_language, facts.language)
    own = dict(facts.texts.get(chosen, {}))
    return _send(Campaign(), facts, own, chosen, subscription, config, send, now)


def send_scenario(
    code: str,
    subscription: Subscription,
    config: Config,
    send: push_test.Send,
    *,
    language: str = "",
    now: datetime,
) -> SendResult:
    """Send what a scenario says with example values, in the shop's words if it has any."""
    scenario = SCENARIOS[code]
    stored = overrides.load({code}, {subscription.channel})
    own = stored.by_language(scenario, subscription.channel)
    reads = language or subscription.reads
    chosen = localization.choose(reads, default=config.default_language, overridden=own)
    texts = dict(own.get(chosen, {}))
    return _send(scenario, scenario.sample, texts, chosen, subscription, config, send, now)


def _send(
    scenario: Scenario[Any],
    facts: Any,
    own: dict[str, str],
    language: str,
    subscription: Subscription,
    config: Config,
    send: push_test.Send,
    now: datetime,
) -> SendResult:
    address = partial(_address, scenario, subscription.channel, config)
    text = localization.text(
        scenario,
        facts,
        language=language,
        time_zone=config.reader_zone(subscription.time_zone),
        region=regions.region(subscription.reads or config.default_language),
        overrides=own,
    )
    message = payload.build(
        _with_buttons(text, facts, address),
        id=f"test-{uuid4()}",
        url=address(scenario.link(facts)),
        tag=push_test.TOPIC,
        receipt=None,
        at=now,
        icon=config.icon_url,
        image=scenario.image(facts),
    )
    return push_test.send_payload(subscription, message, config, send, now=now)


def _address(scenario: Scenario[Any], channel: str, config: Config, link: Link) -> str:
    """Where a link leads; of an example there is no survey, so that one leads home."""
    if link.page == SURVEY_PAGE:
        link = Link(page="home", words={"channel": channel})
    shop = config.storefront(channel)
    return resolve(link, storefront_url=shop.url, paths=shop.paths, campaign=scenario.code)


def _with_buttons(text: payload.Text, facts: Any, address: Any) -> payload.Text:
    """The text with the buttons of a campaign; a press is reported to nobody."""
    shown = [
        each for each in campaign_buttons.buttons(facts, address) if text.language in each.labels
    ]
    if not shown:
        return text
    labels = tuple((each.name, each.labels[text.language]) for each in shown)
    return replace(text, buttons=labels, links={each.name: each.address for each in shown})

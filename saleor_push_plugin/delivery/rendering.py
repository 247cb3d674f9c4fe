"""Renders the message of a row: text in the shopper's language, link, voucher code, VAPID key."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from .. import scenarios, webpush
from ..core import order_privacy
from ..core.audience import Access
from ..core.facts.campaign import CampaignFacts
from ..core.links import SURVEY_PAGE, Link, resolve, with_click
from ..core.outcome import Later, Skip
from ..core.reason import Reason
from ..core.scenario import Scenario
from ..core.text import payload
from ..core.text.template_rules import problem
from ..engagement import tokens
from ..experiments.assigning import Arm, Assigned, tried_with
from ..language_tags import written_in
from ..messages import localization, regions
from ..messages.overrides import Overrides
from ..outbox import Claimed
from ..settings import signing, vapid_keys
from ..settings.config import Config
from . import campaign_buttons, voucher_codes
from .campaign_codes import CampaignCodes, WithCode

logger = logging.getLogger(__name__)
TOPIC_PURPOSE = "topic"
# An operator must restore the key, so frequent attempts are useless.
KEY_UNKNOWN_WAIT = timedelta(minutes=5)


@dataclass(frozen=True, kw_only=True, slots=True)
class _Shared:
    """What all pushes of a scenario with the same facts and access share, in any language.

    `link` is empty if each push has its own page; `is_ours`: it is a page of the storefront's.
    `valid_until`: when the text becomes untrue.
    """

    tag: str
    link: str = field(repr=False)
    is_ours: bool
    image: str
    valid_until: datetime | None
    buttons: tuple[campaign_buttons.Button, ...] = ()


@dataclass
class Renderer:
    """Renders the messages of rows claimed together. What they share is rendered or loaded once."""

    config: Config
    now: datetime
    overrides: Overrides
    assigned: Assigned = field(default_factory=Assigned)
    _texts: dict[tuple[str, int, Access, str, str, str, Arm | None], payload.Text] = field(
        default_factory=dict, repr=False
    )
    _shared: dict[tuple[str, int, Access], _Shared] = field(default_factory=dict)
    _languages: dict[tuple[str, int, str], str] = field(default_factory=dict)
    # Private VAPID keys by public ones.
    _keys: dict[str, str | None] = field(default_factory=dict, repr=False)
    _vouchers: dict[tuple[int, str, str], voucher_codes.CodeResult] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.codes = CampaignCodes(self.now)

    def message(
        self, row: Claimed, facts: Any, *, expires_at: datetime, access: Access = Access.OWNER
    ) -> webpush.Message | Skip | Later:
        """The message of a row with these facts for a reader with this access, or why not.

        A push whose key the shop has lost waits: an operator can restore the key.
        """
        if later := self.waits_for_key(row):
            return later
        scenario = scenarios.SCENARIOS[row.scenario]
        if access is Access.OWNER:
            facts = self._with_voucher(row, scenario, facts, expires_at)
        if isinstance(facts, Skip | Later):
            return facts
        text = self._text(row, scenario, facts, access)
        shared = self._shared_of(scenario, facts, access)
        if access is Access.NEWS and not text.title:
            return Skip(reason=Reason.NOT_FOR_THIS_DEVICE)
        ends = [at for at in (expires_at, shared.valid_until) if at and at > self.now]
        return webpush.Message(
            endpoint=row.endpoint,
            p256dh=row.p256dh,
            auth=row.auth,
            payload=self._payload(row, text, shared, expires_at),
            # TTL 0 would mean immediate delivery only, and some push services refuse it.
            ttl=max(1, int((min(ends) - self.now).total_seconds())),
            urgency=scenario.how_urgent(facts),
            topic=_topic(row, shared.tag),
            vapid_private=self._keys[row.vapid_public] or "",
            witness=row.witness,
        )

    def waits_for_key(self, row: Claimed) -> Later | None:
        """Until when a push waits whose key the shop has lost; None if it has the key."""
        if self._private(row.vapid_public) is not None:
            return None
        return Later(until=self.now + KEY_UNKNOWN_WAIT, reason=Reason.VAPID_KEY_UNKNOWN)

    def language(self, row: Claimed, facts: Any) -> str:
        """The language of a row's text."""
        key = (row.scenario, id(facts), row.language)
        if key not in self._languages:
            self._languages[key] = self._choose_language(row, facts)
        return self._languages[key]

    def _choose_language(self, row: Claimed, facts: Any) -> str:
        if isinstance(facts, CampaignFacts):
            return written_in(
                facts.texts, row.language, self.config.default_language, facts.language
            )
        scenario = scenarios.SCENARIOS[row.scenario]
        return localization.choose(
            row.language,
            getattr(facts, "language", ""),
            default=self.config.default_language,
            overridden=self.overrides.by_language(scenario, facts.channel),
        )

    def arm(self, row: Claimed, facts: Any) -> Arm | None:
        """The arm of the experiment that a row's text is part of."""
        arms = self.assigned.arms
        return arms.get((tried_with(row.scenario, facts), row.person.key)) if arms else None

    def note(self, row: Claimed) -> Reason | None:
        """Why a sent push lacks its voucher code, or None."""
        result = self._vouchers.get(_voucher_key(row)) if self._vouchers else None
        return result.note if result else None

    def _private(self, public: str) -> str | None:
        if public not in self._keys:
            self._keys[public] = vapid_keys.private_of(public)
            if self._keys[public] is None:
                logger.error(
                    "Browsers subscribed with the VAPID key %s, which this shop does not have. "
                    "Their pushes wait. Restore it with `manage.py push_keys restore`, or add its "
                    "private key to %s.",
                    public,
                    vapid_keys.FORMER_SETTING,
                )
        return self._keys[public]

    def _with_voucher(
        self, row: Claimed, scenario: Scenario[Any], facts: Any, expires_at: datetime
    ) -> Any:
        """The facts with the person's voucher code; kept, so that their text is rendered once.

        Or why a push that promises a code does not go to who can have none, or not today.
        """
        if isinstance(facts, CampaignFacts) and facts.offer:
            found = self.codes.of(facts, facts.offer, row.person, expires_at)
            if isinstance(found, WithCode):
                self._vouchers[_voucher_key(row)] = voucher_codes.CodeResult(
                    facts=found.facts, note=found.note
                )
                return found.facts
            return found
        if not scenario.voucher_purpose(facts):
            return facts
        key = _voucher_key(row)
        if key not in self._vouchers:
            self._vouchers[key] = voucher_codes.with_code(
                scenario,
                facts,
                about=row.key.rpartition("/")[0],
                person=row.person,
                config=self.config,
                since=row.event_at,
                now=self.now,
            )
        result = self._vouchers[key]
        return voucher_codes.unsent(scenario, result, expires_at) or result.facts

    def _shared_of(self, scenario: Scenario[Any], facts: Any, access: Access) -> _Shared:
        key = (scenario.code, id(facts), access)
        if key not in self._shared:
            link = self._link(scenario, facts, access)
            self._shared[key] = _Shared(
                tag=payload.tag_for(facts.channel, scenario.about(facts)),
                link=self._address(scenario, facts.channel, link),
                is_ours=not link.url,
                image=scenario.image(facts),
                valid_until=_text_valid_until(scenario, facts),
                buttons=campaign_buttons.buttons(
                    facts, partial(self._address, scenario, facts.channel)
                ),
            )
        return self._shared[key]

    def _link(self, scenario: Scenario[Any], facts: Any, access: Access) -> Link:
        link = scenario.link(facts)
        if access is Access.NEWS:
            return order_privacy.without_order(link, facts.channel)
        return link

    def _address(self, scenario: Scenario[Any], channel: str, link: Link) -> str:
        if link.page == SURVEY_PAGE:
            return ""
        shop = self.config.storefront(channel)
        return resolve(link, storefront_url=shop.url, paths=shop.paths, campaign=scenario.code)

    def _payload(
        self, row: Claimed, text: payload.Text, shared: _Shared, expires_at: datetime
    ) -> bytes:
        until = max(row.expires_at, expires_at)
        rights = partial(tokens.right, notification_id=row.id, expires_at=until)
        asks = bool(text.buttons) or not shared.link
        answer = rights(tokens.Purpose.ANSWER) if asks else ""
        receipt = payload.Receipt(
            url=self.config.receipt_url, token=rights(tokens.Purpose.RECEIPT), answer=answer
        )
        if shared.buttons:
            click = tokens.click(row.id, now=self.now)
            text = campaign_buttons.added(text, shared.buttons, click)
        return payload.build(
            text,
            id=tokens.name(row.id),
            url=self._target(row, shared) or f"{self.config.answer_url}?t={answer}",
            tag=shared.tag,
            receipt=receipt,
            at=row.event_at,
            icon=self.config.icon_url,
            image=shared.image if row.shows_images else "",
        )

    def _target(self, row: Claimed, shared: _Shared) -> str:
        """Where a click leads. Only the storefront's pages report it."""
        if not shared.link or not shared.is_ours:
            return shared.link
        return with_click(shared.link, tokens.click(row.id, now=self.now))

    def _region(self, row: Claimed, facts: Any) -> str:
        """The reader's region, by the tags of who reads; the shop's where nobody gave one."""
        read = (row.language, getattr(facts, "language", ""))
        return regions.region(*read) if any(read) else regions.region(self.config.default_language)

    def _text(
        self, row: Claimed, scenario: Scenario[Any], facts: Any, access: Access
    ) -> payload.Text:
        language, arm = self.language(row, facts), self.arm(row, facts)
        region = self._region(row, facts)
        zone = self.config.reader_zone(row.time_zone)
        key = (row.scenario, id(facts), access, language, region, zone, arm)
        if key not in self._texts:
            self._texts[key] = localization.text(
                scenario,
                facts,
                language=language,
                time_zone=zone,
                region=region,
                overrides=self._own_texts(scenario, facts, language, arm),
                now=self.now,
                access=access,
            )
        return self._texts[key]

    def _own_texts(
        self, scenario: Scenario[Any], facts: Any, language: str, arm: Arm | None
    ) -> Mapping[str, str]:
        """The shop's own texts, and before them those of an arm or a campaign that still fit.

        What staff wrote in a campaign no arm replaces but its own.
        """
        own = self.overrides.by_language(scenario, facts.channel).get(language, {})
        tried = self.assigned.texts(arm, language) if arm else {}
        if isinstance(facts, CampaignFacts) and not (arm and facts.experiment):
            tried = dict(facts.texts.get(language, {}))
        return {**own, **{name: t for name, t in tried.items() if not problem(scenario, name, t)}}


def _text_valid_until(scenario: Scenario[Any], facts: Any) -> datetime | None:
    """When the text becomes untrue: also when the code that it says ends."""
    code = getattr(facts, "voucher", None)
    ends = [scenario.text_valid_until(facts), code.ends_at if code else None]
    return min((at for at in ends if at), default=None)


def _topic(row: Claimed, tag: str) -> str:
    """The Topic (RFC 8030, at most 32 characters) of a subscription's pushes about a subject.

    Push services read it. They can neither guess the subject from it, which takes the shop's key,
    nor tell which subscriptions are told of the same subject. After SECRET_KEY was replaced, a
    waiting push is not replaced at the push service; on the device its `tag` replaces it.
    """
    return signing.sign(TOPIC_PURPOSE, f"{row.subscription_id}/{tag}".encode()).hex()


def _voucher_key(row: Claimed) -> tuple[int, str, str]:
    return row.event_id, row.scenario, row.person.key

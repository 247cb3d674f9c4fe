"""What the rows of a batch share: facts asked again, texts said once, keys looked up once."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from . import l10n, receipts, sender, subscriptions, vapid
from .conf import Config
from .core import payload
from .core.links import order_link
from .core.outcome import Failed, Skip
from .outbox import Claimed
from .scenarios import SCENARIOS
from .shop import facts


@dataclass
class Batch:
    """What the rows of a batch share, read once for all of them."""

    rows: Sequence[Claimed]
    config: Config
    now: datetime
    _facts: dict[tuple[str, str], Any] = field(default_factory=dict)
    _texts: dict[tuple[str, ...], payload.Text] = field(default_factory=dict)
    _keys: dict[str, str | None] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for kind in {row.kind for row in self.rows}:
            subjects = {row.subject for row in self.rows if row.kind == kind}
            self._facts |= {(kind, s): found for s, found in facts.load(kind, subjects).items()}
        self._owned = subscriptions.belonging(
            [(row.subscription_id, owner) for row in self.rows if (owner := self._owner(row))]
        )

    def message(self, row: Claimed) -> sender.Message | Skip | Failed:
        """The message of a row, or why there is none."""
        if reason := self._objection(row):
            return Skip(reason=reason)
        private = self._private(row.vapid_public)
        if private is None:
            return Failed(detail="the key this browser subscribed with is unknown")
        return self._message(row, private)

    def _objection(self, row: Claimed) -> str | None:
        scenario, known = SCENARIOS.get(row.scenario), self._facts.get((row.kind, row.subject))
        if scenario is None or row.scenario in self.config.disabled:
            return "switched off"
        if known is None:
            return "no longer in the shop"
        if row.expires_at <= self.now:
            return "too late"
        if (row.subscription_id, self._owner(row)) not in self._owned:
            return "the device changed hands"
        return scenario.objection(known)

    def _owner(self, row: Claimed) -> Any:
        scenario, known = SCENARIOS.get(row.scenario), self._facts.get((row.kind, row.subject))
        return scenario.audience(known) if scenario and known is not None else None

    def _message(self, row: Claimed, private: str) -> sender.Message:
        scenario, known = SCENARIOS[row.scenario], self._facts[row.kind, row.subject]
        tag = payload.tag_for(known.channel, scenario.subject(known))
        return sender.Message(
            endpoint=row.endpoint,
            p256dh=row.p256dh,
            auth=row.auth,
            payload=self._payload(row, known, tag),
            ttl=int((row.expires_at - self.now).total_seconds()),
            urgency=scenario.urgency,
            topic=tag,
            vapid_private=private,
        )

    def _payload(self, row: Claimed, known: Any, tag: str) -> bytes:
        token = receipts.token(row.id)
        return payload.build(
            self._text(row, known),
            id=token,
            url=order_link(self.config.storefront_url, self.config.order_path, known),
            tag=tag,
            receipt=payload.Receipt(url=self.config.receipt_url, token=token),
            at=row.event_at,
            icon=self.config.icon_url,
        )

    def _text(self, row: Claimed, known: Any) -> payload.Text:
        default = self.config.default_language
        language = l10n.choose(row.language, known.language, default=default)
        key = (row.scenario, row.kind, row.subject, language, row.time_zone)
        if key not in self._texts:
            self._texts[key] = l10n.text(
                SCENARIOS[row.scenario], known, language=language, time_zone=row.time_zone
            )
        return self._texts[key]

    def _private(self, public: str) -> str | None:
        if public not in self._keys:
            self._keys[public] = vapid.private_of(public)
        return self._keys[public]

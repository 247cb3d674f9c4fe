"""From due rows to the push services: claim, ask again, say it, send, settle."""

import logging
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from . import l10n, outbox, push_services, receipts, sender, subscriptions, vapid
from .conf import Config
from .core import payload
from .core.links import order_link
from .core.outcome import Answer, Busy, Denied, Failed, Gone, Outcome, Retry, Sent, Skip
from .core.timing import MAX_ATTEMPTS, backoff
from .models import State
from .outbox import Claimed, Settlement
from .scenarios import SCENARIOS
from .shop import facts

logger = logging.getLogger(__name__)
BATCH = 500
# A refused key is mended by a person: no need to ask every few seconds.
DENIED_WAIT = timedelta(minutes=5)


def deliver(config: Config, *, now: datetime, event_id: int | None = None) -> int:
    """Send up to BATCH due rows (of one event, if given); how many were taken."""
    claimed = outbox.claim(now, limit=BATCH, event_id=event_id)
    if not claimed:
        return 0
    outcomes = _outcomes(claimed, config, now)
    gone = [row.subscription_id for row in claimed if isinstance(outcomes[row.id], Gone)]
    outbox.settle([_settlement(row, outcomes[row.id], now) for row in claimed])
    subscriptions.forget(gone, "the subscription is gone")
    push_services.learn([(row.origin, outcomes[row.id]) for row in claimed], now=now)
    _log(claimed, outcomes)
    return len(claimed)


def _outcomes(rows: Sequence[Claimed], config: Config, now: datetime) -> dict[int, Outcome]:
    batch = _Batch(rows, config, now)
    ready = {row.id: batch.message(row) for row in rows}
    messages = {id: found for id, found in ready.items() if isinstance(found, sender.Message)}
    answers = sender.send(
        list(messages.values()), services=config.services, contact=config.contact, now=now
    )
    skipped = {id: found for id, found in ready.items() if not isinstance(found, sender.Message)}
    return {**skipped, **dict(zip(messages, answers, strict=True))}


@dataclass
class _Batch:
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


def _settlement(row: Claimed, outcome: Outcome, now: datetime) -> Settlement:
    state, reason, due_at, sent_at = _ending(row, outcome, now)
    return Settlement(
        id=row.id, lease=row.lease, state=state, reason=reason[:200], due_at=due_at, sent_at=sent_at
    )


_Ending = tuple[State, str, datetime | None, datetime | None]


def _ending(row: Claimed, outcome: Outcome, now: datetime) -> _Ending:
    match outcome:
        case Sent(at=at):
            return State.SENT, "", None, at
        case Skip(reason=reason):
            return State.SKIPPED, reason, None, None
        case Gone(status=status):
            return State.FAILED, f"{status}: the subscription is gone", None, None
        case Failed(detail=detail):
            return State.FAILED, detail, None, None
        case _:
            return _again(row, outcome, now)


def _again(row: Claimed, outcome: Answer, now: datetime) -> _Ending:
    wait, reason = _wait(row.attempts, outcome)
    if now + wait > row.expires_at:
        return State.EXPIRED, f"too late after {reason}", None, None
    if row.attempts >= MAX_ATTEMPTS:
        return State.FAILED, f"given up after {reason}", None, None
    return State.PENDING, reason, now + wait, None


def _wait(attempts: int, outcome: Answer) -> tuple[timedelta, str]:
    # Not a secret, only a spread: so that many rows do not come back in the same second.
    jitter = random.random()
    match outcome:
        case Busy(wait=wait, status=status):
            return wait * (1 + jitter / 10), f"{status}: asked to wait"
        case Denied(status=status, detail=detail):
            return DENIED_WAIT, f"{status}: key refused {detail}".strip()
        case Retry(detail=detail):
            return backoff(attempts, jitter), detail
    return backoff(attempts, jitter), type(outcome).__name__


def _log(rows: Sequence[Claimed], outcomes: Mapping[int, Outcome]) -> None:
    for row in rows:
        logger.info(
            "push %s %s of %s:%s",
            row.id,
            _word(outcomes[row.id]),
            row.kind,
            row.subject,
            extra={"notification": row.id, "scenario": row.scenario},
        )


def _word(outcome: Outcome) -> str:
    return type(outcome).__name__.lower()

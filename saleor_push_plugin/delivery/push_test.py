"""Sends a test notification to one subscription, for an operator who looks for a fault."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from .. import webpush
from ..core.global_id import uuid_of
from ..core.outcome import Busy, Denied, Gone, Rejected, SendOutcome, Sent, TooLarge, Unexpected
from ..core.reason import Reason
from ..core.text import payload
from ..messages import catalog, formatting, localization
from ..models import Subscription
from ..settings import sending_address, vapid_keys
from ..settings.config import Config

# Windows' push service refuses a TTL of 0. After five minutes a test is no longer useful.
TTL = timedelta(minutes=5)
TOPIC = "push-send-test"
_REASONS: Mapping[type[SendOutcome], Reason] = {
    Sent: Reason.ACCEPTED,
    Gone: Reason.SUBSCRIPTION_GONE,
    Denied: Reason.VAPID_KEY_REFUSED,
    Busy: Reason.PUSH_SERVICE_BUSY,
    Unexpected: Reason.UNEXPECTED_ANSWER,
    Rejected: Reason.PUSH_REJECTED,
    TooLarge: Reason.PAYLOAD_TOO_LARGE,
}
Send = Callable[[webpush.Message, Config, datetime], SendOutcome]


class CannotSendError(Exception):
    """There is no such subscription, or the plugin lacks what sending needs."""


@dataclass(frozen=True, kw_only=True)
class SendResult:
    """The outcome of a test. `service`: the origin of the push service."""

    service: str
    outcome: SendOutcome

    @property
    def arrived(self) -> bool:
        return isinstance(self.outcome, Sent)


def send_test(subscription_id: str, config: Config, send: Send, *, now: datetime) -> SendResult:
    """Send a test, even if sending is switched off. Raises CannotSendError."""
    subscription = _find(subscription_id)
    message = _payload(subscription, config, now)
    return send_payload(subscription, message, config, send, now=now)


def send_payload(
    subscription: Subscription, message: bytes, config: Config, send: Send, *, now: datetime
) -> SendResult:
    """Send a payload to one browser, even if sending is off. Raises CannotSendError."""
    if other := sending_address.other_address():
        raise CannotSendError(str(other))
    outcome = send(_message(subscription, message, config), config, now)
    return SendResult(service=subscription.origin, outcome=outcome)


def with_sender(message: webpush.Message, config: Config, now: datetime) -> SendOutcome:
    """Send with the plugin's own sender, as all pushes."""
    (outcome,) = webpush.send_and_wait(
        [message], services=config.services, contact=config.contact, now=now
    )
    return outcome


def with_pywebpush(message: webpush.Message, config: Config, now: datetime) -> SendOutcome:
    """Send with pywebpush, as a second opinion. It is imported only here."""
    from ..webpush import pywebpush_cross_check

    return pywebpush_cross_check.send(
        message, services=config.services, contact=config.contact, now=now
    )


def describe(result: SendResult) -> str:
    """The outcome as a sentence for an operator, without endpoints and keys."""
    outcome = result.outcome
    reason = _REASONS.get(type(outcome)) or outcome.reason  # type: ignore[union-attr]
    parts = getattr(outcome, "status", ""), getattr(outcome, "detail", "")
    extra = " ".join(str(each) for each in parts if each)
    return f"{result.service}: {reason.words}{f' ({extra})' if extra else ''}"


def _find(text: str) -> Subscription:
    key = uuid_of(text, "PushSubscription") or _uuid(text)
    subscription = Subscription.objects.filter(public_id=key).first() if key else None
    if subscription is None:
        raise CannotSendError("There is no subscription with this id.")
    return subscription


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _message(subscription: Subscription, message: bytes, config: Config) -> webpush.Message:
    private = vapid_keys.private_of(subscription.vapid_public)
    if private is None:
        raise CannotSendError(
            "The shop does not have the VAPID key that this browser subscribed with."
        )
    if not (config.contact and config.storefront_url):
        raise CannotSendError("The plugin has no contact address or no storefront URL yet.")
    return webpush.Message(
        endpoint=subscription.endpoint,
        p256dh=subscription.p256dh,
        auth=subscription.auth,
        payload=message,
        ttl=int(TTL.total_seconds()),
        urgency="high",
        topic=TOPIC,
        vapid_private=private,
    )


def _payload(subscription: Subscription, config: Config, now: datetime) -> bytes:
    language = localization.choose(subscription.reads, default=config.default_language)
    texts = catalog.section(language, "test_push")
    text = payload.Text(
        title=texts["title"],
        body=texts["body"],
        language=language,
        direction=formatting.direction(language),
    )
    return payload.build(
        text,
        id=f"test-{uuid4()}",
        url=f"{config.storefront(subscription.channel).url.rstrip('/')}/",
        tag=TOPIC,
        receipt=None,
        at=now,
        icon=config.icon_url,
    )

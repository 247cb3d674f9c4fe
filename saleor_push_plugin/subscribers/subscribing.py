"""Takes a browser in: new, known, or with an endpoint or keys that it has renewed."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Q

from ..core.canonical_endpoint import canonical
from ..core.consent import Choice, Evidence, Proof
from ..core.push_subscription import GONE, BrowserSubscription, Problem, normal, origin_of
from ..core.reason import Reason
from ..models import Subscription
from ..settings import vapid
from . import consent, ownership, possession, quarantine, removal

UNPROVEN = Problem(
    field="endpoint",
    code="unproven",
    message="This endpoint has other keys here. Unsubscribe in the browser and subscribe anew.",
)
# What a push service accepts a push for; with others it has not accepted any yet.
_ACCEPTED = ("endpoint", "p256dh", "auth", "vapid_public")


@dataclass(frozen=True, kw_only=True)
class Request:
    """A checked subscription, and what came with it.

    `proof`: an `auth` or a secret; the device's own `auth` counts without it. `user_id`: the
    customer whose token was shown. `old_endpoint`: the one before, if the browser renewed.
    `returning`: this browser was subscribed before, perhaps with an endpoint that is not stored.
    """

    device: BrowserSubscription
    now: datetime
    user_id: int | None = None
    checkout_id: UUID | None = None
    choice: Choice = field(default_factory=Choice)
    proof: str = field(default="", repr=False)
    old_endpoint: str = field(default="", repr=False)
    returning: bool = False


@dataclass(frozen=True, kw_only=True)
class Admitted:
    """The stored subscription. `secret`: made for it now and told once; empty if it was shown."""

    subscription: Subscription
    secret: str = field(default="", repr=False)


def admit(request: Request) -> Admitted | Problem:
    """Store the subscription and attach it; or the problem, and nothing is changed.

    A known endpoint with other keys needs a proof. A renewal without one, or of an endpoint that is
    unknown, is a new subscription: the answer is the same for both. Raises CheckoutRefusedError,
    and changes nothing then either.
    """
    request = replace(request, device=normal(request.device))
    try:
        return _admit(request)
    except IntegrityError:
        # Another request stored the endpoint or the keys in between: now it is found.
        return _admit(request)


@transaction.atomic
def _admit(request: Request) -> Admitted | Problem:
    device = request.device
    if removal.is_gone(device.endpoint, device.p256dh, device.auth):
        return GONE
    found = _found(request)
    proofs = {row.id: possession.proof_of(row, request.proof, device.auth) for row in found}
    if any(row.endpoint == device.endpoint and not proofs[row.id] for row in found):
        return UNPROVEN
    own = [row for row in found if proofs[row.id]]
    kept = _kept(own, request)
    removal.delete([row.id for row in own if row is not kept], Reason.SUBSCRIPTION_REPLACED)
    return _store(request, kept, proofs[kept.id] if kept else None)


def _found(request: Request) -> Sequence[Subscription]:
    """All rows that may be this browser, locked in the order of their ids."""
    device = request.device
    endpoints = {device.endpoint, canonical(request.old_endpoint)}
    same = Q(endpoint__in=endpoints) | Q(auth=device.auth, p256dh=device.p256dh)
    return list(Subscription.objects.select_for_update().filter(same).order_by("id"))


def _kept(own: Sequence[Subscription], request: Request) -> Subscription | None:
    """The row to go on with: of this endpoint, of the one before, or of the same keys."""
    wanted = (request.device.endpoint, canonical(request.old_endpoint))
    ranked = sorted(own, key=lambda row: [row.endpoint != endpoint for endpoint in wanted])
    return ranked[0] if ranked else None


def _store(request: Request, kept: Subscription | None, proof: Proof | None) -> Admitted:
    row = kept or Subscription(created_at=request.now)
    secret = "" if proof is Proof.SECRET else possession.make_secret(row)
    fields = _fields(request.device, request.now, _key(request.device, kept))
    if any(getattr(row, name) != fields[name] for name in _ACCEPTED):
        quarantine.begin_anew(row, request.now)
    for name, value in fields.items():
        setattr(row, name, value)
    row.save(force_insert=kept is None)
    choice = request.choice
    if kept is None and choice.topics is None:
        choice = replace(choice, topics=consent.DEFAULT_TOPICS)
    if kept is None and request.returning:
        consent.skip_welcome(row, request.now)
    evidence = Evidence(proof=proof, token_of=request.user_id)
    # Attach first: the consent of a previous customer must not count for this one.
    ownership.attach(row, request.user_id, request.checkout_id, evidence, request.now)
    consent.set_topics(row, choice, evidence, request.now)
    return Admitted(subscription=row, secret=secret)


def _key(device: BrowserSubscription, kept: Subscription | None) -> str:
    """The VAPID key of an endpoint: the one it was made with, also after another became current."""
    if device.vapid_public or kept is None or kept.endpoint != device.endpoint:
        return device.vapid_public or vapid.current() or ""
    return kept.vapid_public


def _fields(device: BrowserSubscription, now: datetime, key: str) -> dict[str, Any]:
    optional = {"display_mode": device.display_mode, "platform": device.platform}
    return {
        **{name: value for name, value in optional.items() if value},
        "endpoint": device.endpoint,
        "origin": origin_of(device.endpoint),
        "p256dh": device.p256dh,
        "auth": device.auth,
        "vapid_public": key,
        "channel": device.channel,
        "language": device.language,
        "time_zone": device.time_zone,
        "updated_at": now,
        "seen_at": now,
    }

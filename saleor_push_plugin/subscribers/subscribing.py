"""Takes a browser in: new, known, or with an endpoint or keys that it has renewed."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Q

from ..core.canonical_endpoint import canonical
from ..core.consent import Choice, Evidence, Proof
from ..core.person import Person
from ..core.push_subscription import (
    GONE,
    STANDALONE,
    BrowserSubscription,
    Problem,
    normal,
    origin_of,
)
from ..core.reason import Reason
from ..models import Subscription
from ..settings import vapid_keys
from ..shop import person_facts
from . import (
    checkout_binding,
    consent,
    growth_log,
    ownership,
    possession,
    quarantine,
    removal,
    segmentation_objections,
)

UNPROVEN = Problem(
    field="endpoint",
    code="unproven",
    message="This endpoint has other keys here. Unsubscribe in the browser and subscribe anew.",
)
FORMER_KEY = Problem(
    field="vapid_public_key",
    code="not_found",
    message="A new subscription needs the shop's current VAPID key. Subscribe with it anew.",
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
    return _admit(replace(request, device=normal(request.device)))


@transaction.atomic
def _admit(request: Request) -> Admitted | Problem:
    device = request.device
    _lock(request)
    if removal.is_gone(device.endpoint, device.p256dh, device.auth):
        return GONE
    found = _found(request)
    proofs = {row.id: possession.proof_of(row, request.proof, device.auth) for row in found}
    own = [row for row in found if proofs[row.id]]
    kept = _kept(own, request)
    if not _may_have_key(device, kept):
        return FORMER_KEY
    if any(row.endpoint == device.endpoint and not proofs[row.id] for row in found):
        return _unproven(request)
    if kept:
        # All of them are this browser: what one has shown counts for the row that stays.
        kept.proven_at = min((row.proven_at for row in own if row.proven_at), default=None)
        kept.installed_at = min((row.installed_at for row in own if row.installed_at), default=None)
    _replace([row for row in own if row is not kept], kept)
    return _store(request, kept, proofs[kept.id] if kept else None)


def _replace(rows: Sequence[Subscription], kept: Subscription | None) -> None:
    """Delete the other rows of a browser; the objection of its guest becomes the kept row's."""
    for row in rows if kept is not None else ():
        guests = (Person(subscription_id=each.pk).key for each in (row, kept) if each)
        segmentation_objections.merge(*guests)
    removal.delete([row.id for row in rows], Reason.SUBSCRIPTION_REPLACED)


def _lock(request: Request) -> None:
    """Let nobody else take in this endpoint or these keys until the transaction ends.

    All of them are locked in one order, so two requests do not wait for each other.
    """
    device = request.device
    names = {device.endpoint, canonical(request.old_endpoint), f"{device.auth} {device.p256dh}"}
    with connection.cursor() as cursor:
        for name in sorted(names):
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 1))", [name])


def _unproven(request: Request) -> Problem:
    """What is wrong besides is told as of an unknown endpoint, so no error tells the two apart."""
    if request.checkout_id is not None:
        checkout_binding.lock_bindable(request.checkout_id, request.user_id, request.now)
    return UNPROVEN


def _may_have_key(device: BrowserSubscription, kept: Subscription | None) -> bool:
    """Whether the shop takes this VAPID key: the current one, or a former one that the row has.

    Otherwise a stranger could keep a former key in use for ever.
    """
    had = kept.vapid_public if kept else ""
    return device.vapid_public in ("", had) or device.vapid_public == vapid_keys.current()


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
    is_anew = any(getattr(row, name) != fields[name] for name in _ACCEPTED)
    if is_anew or row.held_reason == Reason.NOT_VISITED_YET:
        quarantine.begin_anew(row, request.now)
    if is_anew and row.imported_at is not None:
        removal.remember_left([row.pk])
        row.imported_at = None
    row.first_channel = row.first_channel or row.channel
    if request.device.display_mode == STANDALONE:
        row.installed_at = row.installed_at or request.now
    for name, value in fields.items():
        setattr(row, name, value)
    row.save(force_insert=kept is None)
    if kept is None:
        growth_log.joined([row.id], request.choice.source)
    choice = request.choice
    if kept is None and choice.topics is None:
        choice = replace(choice, topics=consent.DEFAULT_TOPICS)
    if kept is None and request.returning:
        consent.skip_welcome(row, request.now)
    evidence = Evidence(proof=proof, token_of=request.user_id)
    # Attach first: the consent of a previous customer must not count for this one.
    ownership.attach(row, request.user_id, request.checkout_id, evidence, request.now)
    consent.set_topics(row, choice, evidence, request.now)
    consent.record_installed(row, request.now)
    person_facts.mark([Person(subscription_id=row.id, user_id=row.user_id).key])
    return Admitted(subscription=row, secret=secret)


def _key(device: BrowserSubscription, kept: Subscription | None) -> str:
    """The VAPID key of an endpoint: the one it was made with, also after another became current."""
    if device.vapid_public or kept is None or kept.endpoint != device.endpoint:
        return device.vapid_public or vapid_keys.current() or ""
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

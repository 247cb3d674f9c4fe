"""The shop's VAPID keys with the browsers that depend on them, and what retires a key."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Count, Min

from ..models import Subscription
from ..settings import vapid_keys
from ..settings.config import VAPID_SETTING


@dataclass(frozen=True, kw_only=True)
class KeyUse:
    """A key and how many browsers can be sent to with no other.

    `public` in base64url. `place`: "database", "settings", or "lost" if browsers subscribed with it
    and the shop has no private key for it. `since`: when it was made, as far as that is known, else
    when the first of its browsers subscribed.
    """

    public: str
    place: str
    is_current: bool
    since: datetime | None
    browsers: int


class CannotRetireError(ValueError):
    """The key cannot be retired; the message says why, and what to do instead."""


def uses() -> list[KeyUse]:
    """All keys of the shop, and those its browsers depend on; the current one first."""
    browsers, made, current = _browsers(), _stored(), vapid_keys.current()
    settings = vapid_keys.in_settings()
    ordered = [*filter(None, [current]), *settings, *made, *browsers]
    return [
        KeyUse(
            public=public,
            place=_place(public, settings, made),
            is_current=public == current,
            since=made.get(public) or browsers.get(public, (None, 0))[0],
            browsers=browsers.get(public, (None, 0))[1],
        )
        for public in dict.fromkeys(ordered)
    ]


def lost() -> list[KeyUse]:
    """Keys that browsers subscribed with and the shop no longer has: they cannot be sent to."""
    return [use for use in uses() if use.place == "lost"]


@transaction.atomic
def retire(start: str, *, force: bool = False) -> KeyUse:
    """Delete a former key from the database; returns what it was. Raises CannotRetireError.

    `start`: the beginning of the public key, at least eight characters. `force`: although browsers
    depend on it, which get nothing until they visit the storefront again.
    """
    use = _find(start)
    if use.place == "settings":
        raise CannotRetireError(f"This key stands in the settings: remove it from {_setting(use)}.")
    if use.place == "lost":
        raise CannotRetireError("The shop does not have this key any more.")
    if use.is_current:
        raise CannotRetireError("This is the current key: make another one first.")
    if use.browsers and not force:
        raise CannotRetireError(
            f"{use.browsers} browsers subscribed with this key and have not visited the shop since "
            "it was replaced. --force retires it all the same: they get nothing until they visit."
        )
    vapid_keys.delete(use.public)
    return use


def _find(start: str) -> KeyUse:
    found = [use for use in uses() if use.public.startswith(start)] if len(start) >= 8 else []
    if len(found) != 1:
        raise CannotRetireError(
            "Give a key, or as much of its beginning as no other key has; at least 8 characters."
        )
    return found[0]


def _browsers() -> Mapping[str, tuple[datetime, int]]:
    """By public key: when the first browser subscribed with it, and how many did."""
    counted = Subscription.objects.exclude(vapid_public="").values("vapid_public")
    rows = counted.annotate(first=Min("created_at"), browsers=Count("id")).order_by("-first")
    return {row["vapid_public"]: (row["first"], row["browsers"]) for row in rows}


def _stored() -> Mapping[str, datetime]:
    return dict(vapid_keys.stored().values_list("public", "created_at"))


def _place(public: str, settings: Mapping[str, str], made: Mapping[str, datetime]) -> str:
    if public in settings:
        return "settings"
    return "database" if public in made else "lost"


def _setting(use: KeyUse) -> str:
    return VAPID_SETTING if use.is_current else vapid_keys.FORMER_SETTING

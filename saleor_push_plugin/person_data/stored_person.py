"""A person of whom data is stored: a customer, or the guest of one browser."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q, QuerySet

from ..core.person import Person, user_key
from ..models import Subscription
from ..shop import accounts


@dataclass(frozen=True, kw_only=True)
class StoredPerson:
    """Either `user_id` or `guest` is set: an account, or the browser that a guest uses."""

    user_id: int | None = None
    guest: Subscription | None = None

    @property
    def key(self) -> str:
        """The person's key, as in core.person."""
        if self.guest is not None:
            return Person(subscription_id=self.guest.pk).key
        return user_key(self.user_id or 0)

    def browsers(self) -> QuerySet[Subscription]:
        """The subscriptions that are the person's now."""
        which = Q(user_id=self.user_id) if self.guest is None else Q(pk=self.guest.pk)
        return Subscription.objects.filter(which).order_by("id")


def of_account(user_id: int) -> StoredPerson | None:
    """The customer with this account; None if there is none."""
    return StoredPerson(user_id=user_id) if accounts.exists(user_id) else None


def of_browser(public_id: UUID, *, lock: bool = False) -> StoredPerson | None:
    """Who uses the browser of a subscription now; None if there is no such subscription.

    `lock`: nobody else comes to use it until the transaction ends.
    """
    rows = Subscription.objects.select_for_update() if lock else Subscription.objects.all()
    row = rows.filter(public_id=public_id).first()
    if row is None:
        return None
    if row.user_id is not None:
        return StoredPerson(user_id=row.user_id)
    return StoredPerson(guest=row)

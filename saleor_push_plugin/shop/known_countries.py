"""Find the country that a person's parcels go to."""

from collections.abc import Collection, Mapping
from typing import Any

from django.db.models import Q
from saleor.account.models import User
from saleor.checkout.models import Checkout
from saleor.order.models import Order

from ..core.order_status import OrderStatus
from ..core.person import Person
from .facts import person_orders

# The country's code by user id or checkout id.
_Known = Mapping[Any, str]


def load(identities: Mapping[Person, person_orders.Identity]) -> Mapping[Person, str]:
    """Return the country's code by person, "" if none is known; in three queries.

    It is that of the newest cart with an address, else of the last order, else of the account's
    default address. Orders that only share an e-mail do not count: anybody may give another's.
    """
    everybody = person_orders.Identity.union(identities.values())
    known = (_of_carts(everybody), _of_orders(everybody), _of_accounts(everybody.users))
    return {
        person: next((code for each in known if (code := _of(who, each))), "")
        for person, who in identities.items()
    }


def _of(who: person_orders.Identity, known: _Known) -> str:
    owners = (*sorted(who.checkouts), *sorted(who.users))
    return next((known[owner] for owner in owners if owner in known), "")


def _of_carts(everybody: person_orders.Identity) -> _Known:
    rows = Checkout.objects.filter(
        Q(user_id__in=everybody.users) | Q(pk__in=everybody.checkouts),
        # A cart that is collected has the warehouse's address.
        collection_point=None,
        shipping_address__isnull=False,
    )
    columns = ("user_id", "pk", "shipping_address__country")
    return _newest(rows.order_by("last_change", "pk").values_list(*columns))


def _of_orders(everybody: person_orders.Identity) -> _Known:
    rows = Order.objects.filter(
        Q(user_id__in=everybody.users) | Q(checkout_token__in=everybody.checkouts),
        collection_point=None,
        shipping_address__isnull=False,
    ).exclude(status=OrderStatus.DRAFT)
    columns = ("user_id", "checkout_token", "shipping_address__country")
    return _newest(rows.order_by("created_at", "pk").values_list(*columns))


def _newest(rows: Collection[tuple[Any, Any, Any]]) -> _Known:
    """Return countries by both owners. The last row of each is the one that the dict keeps."""
    known: dict[Any, str] = {}
    for user, checkout, country in rows:
        known |= {str(checkout): str(country)} | ({user: str(country)} if user else {})
    return known


def _of_accounts(users: Collection[int]) -> _Known:
    rows = User.objects.filter(pk__in=users, default_shipping_address__isnull=False)
    found = rows.values_list("pk", "default_shipping_address__country")
    return {user: str(country) for user, country in found}

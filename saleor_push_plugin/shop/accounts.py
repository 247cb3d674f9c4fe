"""Customer accounts: whether one exists, is deactivated, or has an e-mail address."""

from collections.abc import Collection, Mapping
from typing import Any

from saleor.account.models import User
from saleor.site.models import SiteSettings

from ..models import in_array
from .email_addresses import normalized, same_address


def exists(user_id: int) -> bool:
    return User.objects.filter(pk=user_id).exists()


def is_staff(user_id: int) -> bool:
    """Return whether the account is of a member of staff."""
    return User.objects.filter(pk=user_id, is_staff=True).exists()


def email_of(user_id: int) -> str:
    """Return the account's e-mail address; empty if there is no such account."""
    return User.objects.filter(pk=user_id).values_list("email", flat=True).first() or ""


def switched_off(users: Collection[int]) -> set[int]:
    """Return those of these user ids whose accounts staff deactivated."""
    rows = User.objects.filter(pk__in=in_array(users), is_active=False)
    return set(rows.values_list("pk", flat=True))


def confirmed(users: Collection[int]) -> Mapping[Any, bool]:
    """Return by user id whether the account needs no confirmation; deleted users are left out.

    Saleor stores "not confirmed" also in shops that ask for no confirmation.
    """
    required = SiteSettings.objects.filter(enable_account_confirmation_by_email=True).exists()
    users_confirmed = User.objects.filter(pk__in=users).values_list("pk", "is_confirmed")
    return {pk: is_confirmed or not required for pk, is_confirmed in users_confirmed}


def account_of(email: str) -> int | None:
    """Return the id of the account with this e-mail address, in lower case if there are two."""
    rows = User.objects.filter(same_address("email", [email])).values_list("pk", "email")
    by_email = {address: pk for pk, address in rows}
    return by_email.get(normalized(email), next(iter(by_email.values()), None))

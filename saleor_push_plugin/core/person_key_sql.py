"""Fragments of SQL for a person's key, which is `core.person.Person.key` in Python."""

from .person import GUEST, USER


def user_key_sql(user_id: str) -> str:
    """The key of the user in a column."""
    return f"'{USER}' || {user_id}"


def guest_key_sql(subscription_id: str) -> str:
    """The key of the guest who uses the subscription in a column."""
    return f"'{GUEST}' || {subscription_id}"


def person_key_sql(subscription_id: str, user_id: str) -> str:
    """The key of the user, or of the guest where that column is null."""
    guest, user = guest_key_sql(subscription_id), user_key_sql(user_id)
    return f"CASE WHEN {user_id} IS NULL THEN {guest} ELSE {user} END"

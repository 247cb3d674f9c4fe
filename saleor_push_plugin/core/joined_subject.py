"""The subject of a JOINED or INSTALLED event: a person key, marked if the account was confirmed."""

from .audience import Owner, SingleSubscription, parse_person_key
from .person import user_key

# Suffix of the person key when the account was confirmed.
_CONFIRMED = "c"


def confirmed_subject(user_id: int) -> str:
    """The subject of the event of a confirmed account."""
    return user_key(user_id) + _CONFIRMED


def parse_joined_subject(subject: str) -> tuple[str, Owner | SingleSubscription] | None:
    """The person key and its audience in the subject of such an event; None if it is invalid."""
    key = subject.removesuffix(_CONFIRMED)
    person = parse_person_key(key)
    return None if person is None else (key, person)

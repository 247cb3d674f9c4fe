"""Erases what the plugin stores of one person, who keeps the account in the shop."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q

from ..campaigns import upkeep
from ..core.reason import Reason
from ..subscribers import (
    consent,
    personal_history,
    proven_changes,
    removal,
    segmentation_objections,
)
from .stored_person import StoredPerson


@transaction.atomic
def erase(person: StoredPerson, now: datetime, *, email: str = "") -> int:
    """Erase a person's browsers and history, and return how many browsers that were.

    `email`: the account's. Facts for segments are made anew of the shop's tables while there is an
    account; an objection to segmentation stays, so that it is obeyed.
    """
    objected = segmentation_objections.since(person.key)
    ids = list(person.browsers().select_for_update().values_list("id", flat=True))
    # While they are the customer's, whose token is all that proves some of them.
    removal.remember_left(ids, all=True)
    if person.guest is not None:
        _erase_guest(person)
    elif person.user_id is not None:
        upkeep.forget_user(person.user_id)
        proven_changes.erase_user(person.user_id, now=now, email=email)
    removal.delete(ids, Reason.ERASED)
    if objected is not None and person.guest is None:
        segmentation_objections.change(person.key, objects=True, now=objected)
    return len(ids)


def _erase_guest(person: StoredPerson) -> None:
    assert person.guest is not None
    upkeep.forget([person.key])
    consent.erase(Q(subscription_id=person.guest.public_id, user_id=None))
    personal_history.erase_guest(person.guest.pk)

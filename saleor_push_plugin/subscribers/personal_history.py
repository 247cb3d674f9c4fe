"""Merges a guest's history into an account, and erases an account's history."""

from django.db.models import Q

from .. import outbox
from ..core.event import INSTALLED, JOINED, key_of
from ..core.person import Person, user_key
from ..core.shopper_subjects import ShopperSubjects
from ..experiments import assigning
from ..models import GuestCheckout, SurveyAnswer
from ..shop import order_credits, person_facts, shopper_subjects, vouchers
from . import segmentation_objections


def merge(subscription_id: int, user_id: int) -> None:
    """Merge a guest's history into the account that just logged in.

    Notifications and vouchers become the account's, so the next guest in this browser inherits
    nothing.
    """
    guest = Person(subscription_id=subscription_id)
    user = Person(subscription_id=subscription_id, user_id=user_id)
    outbox.reassign(guest.key, user.key)
    vouchers.reassign(guest.key, user.key)
    person_facts.forget([guest.key])
    person_facts.mark([user.key])
    assigning.merge(guest.key, user.key)
    segmentation_objections.merge(guest.key, user.key)


def erase(user_id: int, email: str) -> None:
    """Cut a deleted account from our history, so that nothing ties a browser to it or its orders.

    `email`: the account's; may be empty. Notifications and answers stay, without a person and
    without a browser. Guests' browsers that were bound to the account's orders are cut off too.
    """
    person = user_key(user_id)
    told = outbox.subjects_of(person)
    _forget(Q(person=person))
    for part in shopper_subjects.of_deleted(user_id, email, told):
        _forget(outbox.about(part))
        GuestCheckout.objects.filter(
            checkout_id__in=list(shopper_subjects.uuids(part.checkouts))
        ).delete()
    vouchers.delete_of(person, email)
    person_facts.forget([person])
    assigning.forget(person)
    segmentation_objections.forget([person])
    # Their own arrival, and what was sent to them, concern nobody else: those events go with their
    # notifications.
    outbox.delete_events_of(ShopperSubjects(user_id=user_id))


def erase_guest(subscription_id: int) -> None:
    """Erase the history of the guest who uses a browser that is deleted next."""
    person = Person(subscription_id=subscription_id).key
    _forget(Q(person=person))
    vouchers.delete_of(person)
    person_facts.forget([person])
    assigning.forget(person)
    outbox.delete_events([key_of(kind, person) for kind in (JOINED, INSTALLED)])


def _forget(which: Q) -> None:
    """Cut notifications off, with the texts that shoppers wrote in answer to them."""
    forgotten = outbox.forget(which)
    order_credits.forget(forgotten)
    erase_survey_texts(Q(notification_id__in=forgotten))


def erase_survey_texts(which: Q) -> None:
    """Erase the free text of survey answers; the answers themselves still count."""
    SurveyAnswer.objects.filter(which).exclude(text="").update(text="")

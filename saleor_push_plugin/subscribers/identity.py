"""Merges a guest's history into an account, and erases an account's history."""

from django.db.models import Q

from .. import outbox
from ..core.person import Person, user_key
from ..core.subjects import Subjects
from ..models import SurveyAnswer
from ..shop import vouchers


def merge(subscription_id: int, user_id: int) -> None:
    """Merge a guest's history into the account that just logged in.

    Notifications and vouchers become the account's, so the next guest in this browser inherits
    nothing.
    """
    guest = Person(subscription_id=subscription_id)
    user = Person(subscription_id=subscription_id, user_id=user_id)
    outbox.reassign(guest.key, user.key)
    vouchers.reassign(guest.key, user.key)


def erase(user_id: int) -> None:
    """Remove a deleted account from our history; notifications stay, without a person."""
    person = user_key(user_id)
    erase_survey_texts(Q(notification__person=person))
    outbox.reassign(person, "")
    vouchers.delete_of(person)
    # Their own arrival concerns nobody else, so its event goes with its notifications.
    outbox.delete_events(Subjects(user_id=user_id).keys())


def erase_survey_texts(which: Q) -> None:
    """Erase the free text of survey answers; the answers themselves still count."""
    SurveyAnswer.objects.filter(which).exclude(text="").update(text="")

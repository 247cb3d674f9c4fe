"""Who a browser belongs to: a guest's history joins an account, and an account's is erased."""

from django.db.models import Q

from ..core.audience import Person, user_key
from ..core.subjects import Subjects
from ..models import Answer, Event, Grant, Notification


def join(device: int, user_id: int) -> None:
    """Who was nobody in this browser has logged in: what they were told and given is the user's.

    So nothing is left for the next one there to inherit, neither of a guest nor of the user.
    """
    guest = Person(subscription_id=device)
    user = Person(subscription_id=device, user_id=user_id)
    for model in (Notification, Grant):
        model.objects.filter(person=guest.key).update(person=user.key)


def forget(user_id: int) -> None:
    """An account is gone: what happened is still counted, but of nobody."""
    somebody = user_key(user_id)
    unsay(Q(notification__person=somebody))
    Notification.objects.filter(person=somebody).update(person="")
    Grant.objects.filter(person=somebody).delete()
    # With what they were told of it: their own arrival is about nobody else.
    Event.objects.filter(key__in=list(Subjects(user_id=user_id).keys())).delete()


def unsay(which: Q) -> None:
    """What was written in answers to surveys is nobody's to read any more; the answers count."""
    Answer.objects.filter(which).exclude(text="").update(text="")

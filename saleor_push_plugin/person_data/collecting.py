"""Collects everything that the plugin stores of one person, as JSON."""

import json
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db.models import F, Q, QuerySet

from ..core.global_id import global_id
from ..models import (
    Assignment,
    CampaignRecipient,
    Consent,
    GuestCheckout,
    Notification,
    OrderCredit,
    PersonalVoucher,
    PersonFacts,
    ProductView,
    SurveyAnswer,
    Watch,
)
from ..segments import reasons
from ..subscribers import consent_export, segmentation_objections
from .stored_person import StoredPerson

# Of each kind the newest are collected; whose are more is a script's.
MOST = 10_000
Records = Iterable[Mapping[str, Any]]


def export(person: StoredPerson, now: datetime) -> str:
    """Everything that is stored of a person, as the text of a JSON file.

    Left out are endpoints and keys: with them, anybody could send to the browser.
    """
    found: dict[str, Any] = {"exported_at": now, "person": _name(person)}
    found |= {name: list(collect(person)) for name, collect in _SECTIONS.items()}
    found["objects_to_segmentation_since"] = segmentation_objections.since(person.key)
    found["segments"] = [_segment(each) for each in reasons.of_person(person.key, now)]
    return json.dumps(found, indent=2, ensure_ascii=False, default=str)


def _name(person: StoredPerson) -> Mapping[str, str]:
    if person.guest is not None:
        return {"subscription": global_id("PushSubscription", str(person.guest.public_id))}
    return {"customer": global_id("User", str(person.user_id))}


def _segment(each: reasons.Membership) -> Mapping[str, Any]:
    conditions = [{"name": name, "holds": holds} for name, holds in each.conditions]
    return {"name": each.segment.name, "matches": each.matches, "conditions": conditions}


def _values(rows: QuerySet[Any], order: str, *columns: str, **named: Any) -> Records:
    return rows.order_by(order).values(*columns, **named)[:MOST]


def _browsers(person: StoredPerson) -> Records:
    columns = (
        *("public_id", "channel", "first_channel", "language", "chosen_language", "time_zone"),
        *("topics", "paused_until", "weekly_limit", "display_mode", "platform"),
        *("installed_at", "unnoticed_at"),
        *("created_at", "updated_at", "imported_at", "seen_at", "accepted_at", "proven_at"),
        *("refusals", "held_until", "held_reason"),
    )
    return _values(person.browsers(), "id", *columns, push_service=F("origin"))


def _consent(person: StoredPerson) -> Records:
    rows = Consent.objects.filter(_of_log(person)).order_by("-at", "-id")
    return [consent_export.record(row) for row in rows[:MOST]]


def _of_log(person: StoredPerson) -> Q:
    if person.guest is None:
        return Q(user_id=person.user_id)
    return Q(subscription_id=person.guest.public_id, user_id=None)


def _notifications(person: StoredPerson) -> Records:
    columns = (
        *("scenario", "about", "state", "reason", "detail", "created_at", "due_at", "sent_at"),
        *("shown_at", "clicked_at", "dismissed_at", "gone_at", "unsubscribed_at", "held_out_at"),
        *("experiment_id", "arm"),
    )
    named = {"event_kind": F("event__kind"), "event_subject": F("event__subject")}
    return _values(Notification.objects.filter(person=person.key), "-id", *columns, **named)


def _answers(person: StoredPerson) -> Records:
    rows = SurveyAnswer.objects.filter(notification__person=person.key)
    return _values(rows, "-id", "value", "text", "at", scenario=F("notification__scenario"))


def _watches(person: StoredPerson) -> Records:
    columns = ("kind", "variant_id", "channel", "asked", "target", "seen", "told", "created_at")
    rows = Watch.objects.filter(subscription__in=person.browsers().order_by())
    return _values(rows, "-id", *columns)


def _views(person: StoredPerson) -> Records:
    rows = ProductView.objects.filter(subscription__in=person.browsers().order_by())
    return _values(rows, "-id", "product_id", "channel", "times", "amount", "viewed_at")


def _checkouts(person: StoredPerson) -> Records:
    rows = GuestCheckout.objects.filter(subscription__in=person.browsers().order_by())
    return _values(rows, "-id", "checkout_id", "bound_at", "while_open")


def _vouchers(person: StoredPerson) -> Records:
    rows = PersonalVoucher.objects.filter(person=person.key)
    return _values(rows, "-id", "code", "purpose", "channel", "made_at")


def _facts(person: StoredPerson) -> Records:
    return _values(PersonFacts.objects.filter(person=person.key), "person")


def _assignments(person: StoredPerson) -> Records:
    rows = Assignment.objects.filter(person=person.key)
    named = {"experiment_name": F("experiment__name"), "scenario": F("experiment__scenario")}
    return _values(rows, "-id", "experiment_id", "arm", "at", "merged", **named)


def _campaigns(person: StoredPerson) -> Records:
    rows = CampaignRecipient.of([person.key])
    columns = ("planned_at", "time_zone", "bucket", "reason", "cut_at")
    return _values(rows, "-id", *columns, name=F("campaign__name"))


def _orders(person: StoredPerson) -> Records:
    told = Notification.objects.filter(person=person.key).values("id")
    rows = OrderCredit.objects.filter(notification_id__in=told)
    return _values(rows, "-id", "order_id", "via", "day", "currency", "gross", "paid_back")


_SECTIONS: Mapping[str, Callable[[StoredPerson], Records]] = {
    "browsers": _browsers,
    "consent": _consent,
    "notifications": _notifications,
    "survey_answers": _answers,
    "watches": _watches,
    "product_views": _views,
    "checkouts": _checkouts,
    "voucher_codes": _vouchers,
    "facts": _facts,
    "assignments": _assignments,
    "campaigns": _campaigns,
    "orders_after_notifications": _orders,
}

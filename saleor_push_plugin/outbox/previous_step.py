"""Finds the previous notification of a sequence of scenarios for the same subscription."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from .. import scenarios
from ..models import Notification


@dataclass(frozen=True, kw_only=True)
class Step:
    """How an earlier notification of a sequence ended, and when it was seen (shown, else sent).

    One that was held out counts as seen when it would have been sent.
    """

    state: str
    seen_at: datetime | None
    held_out: bool = False


def previous_key(key: str, code: str) -> str | None:
    """The key of the notification before this one; None if its scenario starts the sequence."""
    scenario = scenarios.find(code)
    if scenario is None or not scenario.after:
        return None
    event, _, subscription = key.rsplit("/", 2)
    return f"{event}/{scenario.after}/{subscription}"


def steps(keys: Collection[str]) -> Mapping[str, Step]:
    """Steps by the keys of their notifications."""
    if not keys:
        return {}
    rows = Notification.objects.filter(key__in=keys)
    columns = rows.values_list("key", "state", "shown_at", "sent_at", "held_out_at")
    return {
        key: Step(state=state, seen_at=shown or sent or held_out, held_out=held_out is not None)
        for key, state, shown, sent, held_out in columns
    }

"""Earlier pushes of the same sequence of scenarios, to the same subscription."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from .. import scenarios
from ..models import Notification


@dataclass(frozen=True, kw_only=True)
class Step:
    """How an earlier push of a sequence ended, and when it was seen (shown, else sent)."""

    state: str
    seen_at: datetime | None


def key_before(key: str, code: str) -> str | None:
    """The key of the same sequence's earlier push to the same device."""
    scenario = scenarios.find(code)
    if scenario is None or not scenario.after:
        return None
    event, _, device = key.rsplit("/", 2)
    return f"{event}/{scenario.after}/{device}"


def steps(keys: Collection[str]) -> Mapping[str, Step]:
    """Earlier steps by their key."""
    if not keys:
        return {}
    rows = Notification.objects.filter(key__in=keys)
    found = rows.values_list("key", "state", "shown_at", "sent_at")
    return {k: Step(state=state, seen_at=shown or sent) for k, state, shown, sent in found}

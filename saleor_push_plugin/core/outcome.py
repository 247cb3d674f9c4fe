"""Outcomes of a push, and the meaning of a push service's HTTP status (RFC 8030).

`reason` is a code. `detail` is text of a push service or a library, for staff and logs. It is never
compared with anything and contains no endpoint, key or payload.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from .reason import AnyReason, Reason

LONGEST_WAIT = timedelta(hours=1)


@dataclass(frozen=True, kw_only=True)
class Sent:
    """The push service accepted it."""

    at: datetime


@dataclass(frozen=True, kw_only=True)
class Gone:
    """The subscription no longer exists (404, 410). It is deleted (core.service_health)."""

    status: int


@dataclass(frozen=True, kw_only=True)
class Denied:
    """The VAPID key was refused (401, 403) for this browser; it may be refused for all."""

    status: int
    detail: str = ""


@dataclass(frozen=True, kw_only=True)
class Busy:
    """The push service asks to wait with this browser (429, 406, 5xx with Retry-After)."""

    wait: timedelta
    status: int


@dataclass(frozen=True, kw_only=True)
class Unexpected:
    """A status that no standard gives a meaning for pushes: a redirect, for one."""

    status: int
    detail: str = ""


@dataclass(frozen=True, kw_only=True)
class Rejected:
    """The push service finds fault with this message (400 and its kin), not with the browser."""

    status: int
    detail: str = ""


@dataclass(frozen=True, kw_only=True)
class Retry:
    """A later attempt may succeed: server error, time-out, broken connection.

    `posted`: the request was sent, so the push may have arrived.
    """

    reason: Reason
    detail: str = ""
    posted: bool = True


@dataclass(frozen=True, kw_only=True)
class TooLarge:
    """The payload is too large (413). The push is sent again with a smaller one."""


@dataclass(frozen=True, kw_only=True)
class Failed:
    """No attempt can succeed. The subscription is kept."""

    reason: Reason
    detail: str = ""


@dataclass(frozen=True, kw_only=True)
class Skip:
    """Not sent, because a condition no longer holds or it is too late."""

    reason: AnyReason


@dataclass(frozen=True, kw_only=True)
class Later:
    """Postponed: quiet hours, a pause, an earlier step not seen yet. Not an attempt."""

    until: datetime
    reason: Reason


@dataclass(frozen=True, kw_only=True)
class Held:
    """Postponed, because the browser is quarantined until then. Not an attempt."""

    until: datetime
    detail: str = ""


@dataclass(frozen=True, kw_only=True)
class Rest:
    """Postponed, because nothing is sent to this push service until then. Not an attempt."""

    until: datetime
    reason: Reason


SendOutcome = Sent | Gone | Denied | Busy | Unexpected | Rejected | Retry | TooLarge | Failed | Rest
Outcome = SendOutcome | Skip | Later | Held
# Answers that quarantine the browser they came for.
Quarantining = Denied | Busy | Unexpected

GONE, DENIED, TOO_LARGE = {404, 410}, {401, 403}, 413
# Windows' service answers 406 where others answer 429.
THROTTLED = {406, 429}
# The form of this message: another message to this browser may be accepted.
ABOUT_THE_MESSAGE = {400, 411, 414, 415, 422, 431}
# A later attempt may succeed: time-out, another connection, too early.
TRANSIENT = {408, 421, 425}


def outcome_of_status(
    status: int, *, retry_after: str = "", detail: str = "", now: datetime
) -> SendOutcome:
    """The outcome for an HTTP status of a push service. `now`: when it was received (aware)."""
    if 200 <= status < 300:
        return Sent(at=now)
    if status in THROTTLED or (status >= 500 and retry_after):
        return Busy(wait=wait_for(retry_after, now), status=status)
    if status >= 500 or status in TRANSIENT:
        text = response_text(status, detail)
        return Retry(reason=Reason.PUSH_SERVICE_ERROR, detail=text, posted=False)
    return _refusal(status, detail)


def _refusal(status: int, detail: str) -> SendOutcome:
    """What is not known waits as `Unexpected`; only what is certain is final."""
    if status in GONE:
        return Gone(status=status)
    if status in DENIED:
        return Denied(status=status, detail=detail)
    if status == TOO_LARGE:
        return TooLarge()
    if status in ABOUT_THE_MESSAGE:
        return Rejected(status=status, detail=detail)
    return Unexpected(status=status, detail=detail)


def response_text(status: int, detail: str = "") -> str:
    """The detail of a reason: a push service's status and text."""
    return f"{status} {detail}".strip()


def wait_for(retry_after: str, now: datetime) -> timedelta:
    """Parse Retry-After, seconds or a date. From 1 second to 1 hour; 1 minute if it is invalid."""
    try:
        wait = timedelta(seconds=int(retry_after))
    except (ValueError, OverflowError):
        wait = _until(retry_after, now)
    return min(max(wait, timedelta(seconds=1)), LONGEST_WAIT)


def _until(date: str, now: datetime) -> timedelta:
    try:
        then = parsedate_to_datetime(date)
    except (ValueError, OverflowError):
        return timedelta(minutes=1)
    return (then if then.tzinfo else then.replace(tzinfo=UTC)) - now

"""What became of one push, and what a push service's answer means (RFC 8030).

`reason` is a code. `detail` is what a push service or a library said, for staff and logs: it is
never compared with anything and holds no endpoint, key or payload.
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
    """The subscription is over (404, 410): forget it."""

    status: int


@dataclass(frozen=True, kw_only=True)
class Denied:
    """Our key was refused (401, 403): our fault, not the subscriber's. Stop and alarm."""

    status: int
    detail: str = ""


@dataclass(frozen=True, kw_only=True)
class Busy:
    """The push service asks everybody to wait (429, 503 with Retry-After)."""

    wait: timedelta
    status: int


@dataclass(frozen=True, kw_only=True)
class Retry:
    """It may work later: server error, time-out, broken connection.

    `posted`: the request was on its way, so that it may have arrived all the same.
    """

    reason: Reason
    detail: str = ""
    posted: bool = True


@dataclass(frozen=True, kw_only=True)
class TooLarge:
    """413: the same push must be sent again, smaller."""


@dataclass(frozen=True, kw_only=True)
class Failed:
    """It can never work; the subscriber stays."""

    reason: Reason
    detail: str = ""


@dataclass(frozen=True, kw_only=True)
class Skip:
    """Not sent, because it should not be: no longer true, too late, no longer theirs."""

    reason: AnyReason


@dataclass(frozen=True, kw_only=True)
class Later:
    """Not yet: quiet hours, a pause, an earlier step not seen yet. Not an attempt."""

    until: datetime
    reason: Reason


@dataclass(frozen=True, kw_only=True)
class Rest:
    """The push service is left alone until then, so it was not even tried. Not an attempt."""

    until: datetime
    reason: Reason


Answer = Sent | Gone | Denied | Busy | Retry | TooLarge | Failed | Rest
Outcome = Answer | Skip | Later


def answer(status: int, *, retry_after: str = "", detail: str = "", now: datetime) -> Answer:
    """The meaning of an HTTP status from a push service; `now` is when it came (aware)."""
    if 200 <= status < 300:
        return Sent(at=now)
    if status in (404, 410):
        return Gone(status=status)
    if status in (401, 403):
        return Denied(status=status, detail=detail)
    if status == 413:
        return TooLarge()
    if status == 429 or (status >= 500 and retry_after):
        return Busy(wait=wait_for(retry_after, now), status=status)
    if status >= 500 or status == 408:
        return Retry(reason=Reason.PUSH_SERVICE_ERROR, detail=said(status, detail), posted=False)
    return Failed(reason=Reason.PUSH_REJECTED, detail=said(status, detail))


def said(status: int, detail: str = "") -> str:
    """A push service's status and what it said, as the detail of a reason."""
    return f"{status} {detail}".strip()


def wait_for(retry_after: str, now: datetime) -> timedelta:
    """Retry-After, in seconds or as a date, within 1 second and an hour; a minute if unreadable."""
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

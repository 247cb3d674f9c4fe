"""A subscription as a line of another vendor's file has it, and what is wrong with the line.

Known are files of web-push (endpoint, p256dh, auth), also nested as in PushSubscription.toJSON(),
and OneSignal's CSV with the extra fields web_auth and web_p256.
"""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from .consent import Choice, choice_problems
from .preferences import MAX_PER_WEEK
from .push_subscription import (
    BrowserSubscription,
    Problem,
    PushServices,
    language_problems,
    normal,
    problems,
)
from .scenario import Topic

# The names of a column; the first is ours.
_NAMES: Mapping[str, tuple[str, ...]] = {
    "endpoint": ("endpoint", "identifier"),
    "p256dh": ("p256dh", "web_p256"),
    "auth": ("auth", "web_auth"),
    "vapid_public": ("vapid_public",),
    "channel": ("channel",),
    "language": ("language",),
    "time_zone": ("time_zone", "timezone_id"),
    "display_mode": ("display_mode",),
    "platform": ("platform",),
    "topics": ("topics",),
    "text_version": ("text_version",),
    "text_language": ("text_language",),
    "last_active": ("last_active",),
    "chosen_language": ("chosen_language",),
    "paused_until": ("paused_until",),
    "weekly_limit": ("weekly_limit",),
    "objects_to_segmentation": ("objects_to_segmentation",),
}
COLUMNS = frozenset(name for names in _NAMES.values() for name in names)
# Columns of OneSignal that say whether somebody is still subscribed.
_INVALID, _STATE = "invalid_identifier", "notification_types"
_READ = {*COLUMNS, _INVALID, _STATE}
_YES, _NO = ("t", "true", "1", "yes"), ("", "f", "false", "0", "no")
_LONGEST = 4096
_DISPLAY_MODES = ("", "browser", "standalone")
_PLATFORMS = ("", "android", "ios", "windows", "macos", "linux", "chromeos")


@dataclass(frozen=True, kw_only=True)
class ImportedSubscription:
    """A valid line. `seen`: the last visit, if the file tells it; `choice`: what was agreed to.

    The others are preferences: `language` of the shopper's own choice, `objects`: to segmentation.
    `notes`: what of the line is not taken in.
    """

    browser: BrowserSubscription
    choice: Choice
    seen: datetime | None = None
    language: str = ""
    paused_until: datetime | None = None
    weekly_limit: int | None = None
    objects: bool = False
    notes: tuple[Problem, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Shop:
    """What a line is checked against. `keys`: public VAPID keys that the shop can sign with.

    `channel` and `vapid_public`: of lines that name none.
    """

    services: PushServices
    channels: Collection[str]
    keys: Collection[str]
    channel: str
    vapid_public: str = ""


class NotAskedFor(Exception):
    """The line is right and nothing to import: somebody who left, or no browser."""


def parse(record: Mapping[str, Any], shop: Shop) -> ImportedSubscription | list[Problem]:
    """A line's subscription, or everything that is wrong with it. Raises NotAskedFor."""
    fields = _fields(record)
    if _has_left(fields) or not _is_browser(fields):
        raise NotAskedFor
    if long := [name for name, text in fields.items() if name in _READ and len(text) > _LONGEST]:
        return [_invalid(name, f"has more than {_LONGEST} characters") for name in long]
    browser = _browser(fields, shop)
    choice, wrong = _choice(fields)
    found = [*problems(browser, shop.services), *wrong, *_other_problems(browser, fields, shop)]
    if found := [*found, *_preference_problems(fields)]:
        return found
    choice, notes = _proven(choice)
    return ImportedSubscription(
        browser=normal(browser),
        choice=choice,
        seen=_moment(_value(fields, "last_active")),
        language=_value(fields, "chosen_language"),
        paused_until=_moment(_value(fields, "paused_until")),
        weekly_limit=int(_value(fields, "weekly_limit") or 0) or None,
        objects=_value(fields, "objects_to_segmentation").lower() in _YES,
        notes=notes,
    )


def _proven(choice: Choice) -> tuple[Choice, tuple[Problem, ...]]:
    """A choice without the marketing that no words prove, and what was lost."""
    topics = choice.topics or frozenset()
    if choice.text_version or not any(topic.marketing for topic in topics):
        return choice, ()
    words = "Marketing needs the version of the words that the shopper agreed to."
    kept = frozenset(topic for topic in topics if not topic.marketing)
    lost = Problem(field="text_version", code="required", message=words)
    return replace(choice, topics=kept), (lost,)


def _fields(record: Mapping[str, Any]) -> Mapping[str, str]:
    """The fields of a line as texts, also those of a nested `keys` and `subscription`."""
    flat: dict[str, Any] = {}
    for name in ("subscription", "keys"):
        nested = record.get(name) if isinstance(record.get(name), Mapping) else {}
        flat |= nested  # type: ignore[arg-type]
        if isinstance(flat.get("keys"), Mapping):
            flat |= flat["keys"]
    flat |= {str(name): value for name, value in record.items()}
    return {
        name.strip().lower(): _text(value)
        for name, value in flat.items()
        if not isinstance(value, Mapping)
    }


def _text(value: Any) -> str:
    if isinstance(value, list | tuple):
        return " ".join(map(str, value))
    return "" if value is None else str(value).strip()


def _value(fields: Mapping[str, str], name: str) -> str:
    return next((fields[each] for each in _NAMES[name] if fields.get(each)), "")


def _has_left(fields: Mapping[str, str]) -> bool:
    """Whether OneSignal knows that nobody is subscribed: its states from 1 on are subscribed."""
    gone = fields.get(_INVALID, "").lower() in _YES
    return gone or re.fullmatch("-[0-9]+|0+", fields.get(_STATE, "")) is not None


def _is_browser(fields: Mapping[str, str]) -> bool:
    """OneSignal's file has phones and e-mail addresses as well, which have no such keys."""
    is_onesignals = "web_auth" in fields or "web_p256" in fields
    return not is_onesignals or bool(fields.get("web_auth") or fields.get("web_p256"))


def _browser(fields: Mapping[str, str], shop: Shop) -> BrowserSubscription:
    return BrowserSubscription(
        endpoint=_value(fields, "endpoint"),
        p256dh=_value(fields, "p256dh"),
        auth=_value(fields, "auth"),
        channel=_value(fields, "channel") or shop.channel,
        language=_value(fields, "language"),
        time_zone=_value(fields, "time_zone"),
        display_mode=_value(fields, "display_mode").lower(),
        platform=_value(fields, "platform").lower(),
        vapid_public=(_value(fields, "vapid_public") or shop.vapid_public).rstrip("="),
    )


def _choice(fields: Mapping[str, str]) -> tuple[Choice, list[Problem]]:
    """What a line says was agreed to. Without its column it is order updates and no marketing.

    An empty cell is what somebody has who withdrew all.
    """
    named = _value(fields, "topics").lower().replace(",", " ").split()
    topics = [topic for topic in Topic if topic.value in named]
    if unknown := set(named) - {topic.value for topic in topics}:
        return Choice(), [_invalid("topics", f"names {len(unknown)} topics that do not exist")]
    choice = Choice(
        topics=frozenset(topics if "topics" in fields else {Topic.ORDER_UPDATES}),
        text_version=_value(fields, "text_version"),
        text_language=_value(fields, "text_language"),
    )
    return choice, list(choice_problems(choice))


def _other_problems(
    browser: BrowserSubscription, fields: Mapping[str, str], shop: Shop
) -> Iterator[Problem]:
    if browser.channel not in shop.channels:
        message = "There is no such channel." if browser.channel else "The channel is missing."
        yield Problem(field="channel", code="not_found", message=message)
    if not browser.vapid_public:
        message = "The VAPID key that it was subscribed with is missing."
        yield Problem(field="vapid_public", code="required", message=message)
    elif browser.vapid_public not in shop.keys:
        message = "The shop does not have this VAPID key."
        yield Problem(field="vapid_public", code="not_found", message=message)
    if browser.display_mode not in _DISPLAY_MODES:
        yield _invalid("display_mode", "is neither browser nor standalone")
    if browser.platform not in _PLATFORMS:
        yield _invalid("platform", f"is none of {', '.join(filter(None, _PLATFORMS))}")
    if (text := _value(fields, "last_active")) and _moment(text) is None:
        yield _invalid("last_active", "is not a moment such as 2026-03-02T12:00:00Z")


def _preference_problems(fields: Mapping[str, str]) -> Iterator[Problem]:
    yield from (
        Problem(field="chosen_language", code=each.code, message=each.message)
        for each in language_problems(_value(fields, "chosen_language"))
    )
    if (text := _value(fields, "paused_until")) and _moment(text) is None:
        yield _invalid("paused_until", "is not a moment such as 2026-03-02T12:00:00Z")
    limit = _value(fields, "weekly_limit")
    if limit and not (re.fullmatch("[0-9]{1,3}", limit) and int(limit) <= MAX_PER_WEEK):
        yield _invalid("weekly_limit", f"is no number from 0 to {MAX_PER_WEEK}")
    if _value(fields, "objects_to_segmentation").lower() not in (*_YES, *_NO):
        yield _invalid("objects_to_segmentation", "is neither true nor false")


def _moment(text: str) -> datetime | None:
    """A moment as ISO 8601, or as OneSignal writes it: `2026-03-02 12:00:00 UTC`."""
    try:
        moment = datetime.fromisoformat(text.removesuffix(" UTC"))
    except ValueError:
        return None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return moment if 1970 <= moment.year <= 2999 else None


def _invalid(field: str, what: str) -> Problem:
    return Problem(field=field, code="invalid", message=f"The value {what}.")

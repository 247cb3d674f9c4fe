"""Sample answers for staff's page: health, subscribers, one person, settings."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from saleor_push_plugin.dashboard import fields

SENDING = {"enabled": True, "stoppedBecause": None, "publicUrl": "https://shop.example"}


_STOPPED = {"code": "push_service_refused", "text": "the push service answered with 429"}
HEALTH = {
    "version": "0.1.0",
    "clockAhead": 0.04,
    "sending": SENDING,
    "keys": [
        {
            "public": "BKmd0cQ5zR1n8sVYx7a4Kc2fL0p9tWq3uEo6iJb5hGdTrPyN",
            "isCurrent": True,
            "isLost": False,
            "since": "2026-09-02T08:00:00Z",
            "browsers": 48_211,
        }
    ],
    "beat": [
        {"task": "tick", "isAlive": True, "lastRunAt": "2026-11-20T10:00:00Z", "clockAhead": 0.2},
        {"task": "sweep", "isAlive": False, "lastRunAt": None, "clockAhead": None},
    ],
    "workers": [{"bulk": False, "busy": 1, "most": 8}, {"bulk": True, "busy": 6, "most": 8}],
    "events": {"count": 3, "oldestAt": None},
    "lanes": [
        {
            "bulk": bulk,
            "channel": "channel-eur",
            "pushService": f"https://{service}",
            "due": due,
            "secondsLate": late,
            "blockedUntil": until,
        }
        for bulk, service, due, late, until in (
            (False, "fcm.googleapis.com", 12, 8, None),
            (True, "web.push.apple.com", 10_000, 45, "2099-01-01T00:00Z"),
        )
    ],
    "pushServices": [
        {
            "origin": "https://web.push.apple.com",
            "blockedUntil": "2099-01-01T00:00Z",
            "slowUntil": None,
            "reason": _STOPPED,
            "refusedPeople": 3,
            "changedAt": "2026-11-20T10:00:00Z",
        }
    ],
    "refusedBrowsers": [{"reason": {"code": "gone", "text": "bad answer"}, "browsers": 41}],
    "browserLimits": {"marketingADay": 0.43, "isHigh": False, "throttled": 2, "resting": 1204},
}


DELIVERY = {
    "scenario": "order_placed",
    "status": "SENT",
    "plannedAt": None,
    "dueAt": None,
    "sentAt": "2026-11-11T10:00:00Z",
    "shownAt": None,
    "clickedAt": None,
    "reason": {"text": "sent"},
}


COUNTS = [
    {
        "platform": platform,
        "browser": browser,
        "browsers": number,
        "customers": number // 3,
        "installed": number // 20,
        "offers": number // 2,
    }
    for platform, browser, number in (
        ("android", "chromium", 21_300),
        ("windows", "chromium", 12_400),
        ("ios", "safari", 6100),
        ("macos", "safari", 3900),
        ("linux", "firefox", 1200),
        (None, None, 40),
    )
]


def growth() -> dict[str, Any]:
    today = datetime.now(UTC).date()
    reason = {"code": "gone", "text": "the browser is gone"}
    days = [
        {
            "day": str(today - timedelta(days=ago)),
            "joined": 400 - ago * 3 + ago % 7 * 30,
            "left": 60 + ago % 5 * 9,
            "sources": [{"source": "bell", "browsers": 300}, {"source": "", "browsers": 40}],
            "losses": [{"reason": reason, "browsers": 60}],
        }
        for ago in range(80)
    ]
    cohorts = [
        {
            "week": str(today - timedelta(days=today.weekday() + 7 * weeks)),
            "joined": 2100 + weeks * 40,
            "stayed": [
                {"days": age, "browsers": 2000 - 15 * age // 2 - weeks * 9}
                for age in (1, 7, 30, 90)
                if 7 * weeks - 7 >= age
            ],
        }
        for weeks in range(8)
    ]
    return {"days": days, "cohorts": cohorts}


def subscriber(number: int, **more: Any) -> dict[str, Any]:
    return {
        "id": f"UHVzaFN1YnNjcmlwdGlvbjo{number}",
        "customer": "VXNlcjo3" if number % 2 else None,
        "channel": "channel-eur",
        "language": "de",
        "platform": "android",
        "browser": "chromium",
        "displayMode": "standalone" if number == 1 else "browser",
        "topics": ["ORDER_UPDATES", "OFFERS"],
        "pausedUntil": None,
        "weeklyLimit": None,
        "createdAt": "2026-11-01T10:00:00Z",
        "seenAt": "2026-11-20T10:00:00Z",
        "isProven": True,
        "quarantinedUntil": None,
        "quarantineReason": None,
        **more,
    }


def settings() -> list[dict[str, str]]:
    """The fields of the real form, as a shop has them that set nothing but sends."""
    kinds = {"String": "TEXT", "Boolean": "SWITCH", "OUTPUT": "READ_ONLY"}
    defaults = {each["name"]: each["value"] for each in fields.DEFAULTS}
    values = defaults | {
        "send": True,
        "storefront_url": "https://shop.example",
        "contact": "mailto:push@shop.example",
        "vapid_public_key": HEALTH["keys"][0]["public"],
    }
    return [
        {
            "name": name,
            "kind": kinds[one["type"]],
            "value": str(values[name]).lower() if one["type"] == "Boolean" else values[name],
            "default": str(defaults[name]),
            "label": one["label"],
            "help": one["help_text"],
        }
        for name, one in fields.STRUCTURE.items()
    ]


def edges(*nodes: Any) -> dict[str, Any]:
    return {"edges": [{"node": node} for node in nodes]}


PERSON: dict[str, Any] = {
    "customer": "VXNlcjo3",
    "objectsToSegmentationSince": None,
    "browsers": [subscriber(1), subscriber(3, topics=[], isProven=False)],
    "facts": {
        "orders": 4,
        "net": {"EUR": "412.50"},
        "firstOrderAt": "2026-02-01T10:00:00Z",
        "lastOrderAt": "2026-11-01T10:00:00Z",
        "country": "DE",
        "city": "Berlin",
    },
    "assignments": [
        {"scenario": None, "name": "2026-Q4", "arm": 1, "assignedAt": "2026-10-01T00:00:00Z"},
        {
            "scenario": "abandoned_cart",
            "name": "Two titles",
            "arm": 1,
            "assignedAt": "2026-11-10T00:00:00Z",
        },
    ],
    "campaigns": [
        {
            "campaign": "UHVzaENhbXBhaWduOjE=",
            "name": "Winter",
            "plannedAt": "2026-11-20T10:00:00Z",
            "reason": {"text": "quiet hours"},
        }
    ],
    "deliveries": {
        **edges(DELIVERY, {**DELIVERY, "scenario": "survey", "status": "SKIPPED"}),
        "pageInfo": {"hasNextPage": False, "endCursor": None},
    },
}
HELD = {
    "quarantinedUntil": "2099-01-01T00:00Z",
    "quarantineReason": {"text": "the push service answered with 429"},
}

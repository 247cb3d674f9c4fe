"""Staff's page in a browser, with a shop that gives the answers a test wants.

The files are the real ones; what the page asks is kept, so that a test holds it against the schema.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

from graphql import parse, validate

from saleor_push_plugin.dashboard import page
from sandbox.browsers.base import Browser
from sandbox.browsers.site import Site
from tests.browser.dashboard_answers import (
    COUNTS,
    DELIVERY,
    HEALTH,
    HELD,
    PERSON,
    SENDING,
    edges,
    growth,
    settings,
    subscriber,
)

PATH = "/plugins/saleor.push/page/"
# Answers by the root field that is asked for, or by another that the test names.
# A test may add to `answers`, name `expired` tokens, and hold every answer back by a `gate`.
STUB = """(() => {
  const answers = %s;
  Object.assign(window, { asked: [], answers, expired: [], gate: null, delays: [] });
  const wait = window.setTimeout;
  window.setTimeout = (work, ms = 0, ...values) => {
    delays.push(ms);
    return wait(work, ms >= 5000 ? ms / 100 : ms, ...values);
  };
  const page = (data, { where, first = 100, after }) => {
    const is = (wanted, value) => !wanted || wanted.includes(value);
    const all = data.edges
      .filter(({ node }) => is(where?.states, node.state) && is(where?.ids, node.id));
    const from = Number(after ?? 0);
    const pageInfo = { hasNextPage: from + first < all.length, endCursor: String(from + first) };
    return { edges: all.slice(from, from + first), pageInfo };
  };
  const real = window.fetch;
  window.fetch = async (url, options) => {
    if (!String(url).includes("graphql")) return real(url, options);
    const { query, variables } = JSON.parse(options.body);
    const token = options.headers.Authorization;
    asked.push({ query, variables, token });
    await gate;
    const name = Object.keys(answers).find((each) => new RegExp(`\\\\b${each}\\\\b`).test(query));
    let data = name && structuredClone(answers[name]);
    const over = { extensions: { exception: { code: "ExpiredSignatureError" } }, message: "old" };
    if (expired.includes(token)) data = { top: true, errors: [over] };
    if (data?.edges) data = page(data, variables ?? {});
    const body = data && data.errors && !Array.isArray(data) && data.top
      ? { errors: data.errors, data: null }
      : { data: name ? { [name]: data } : {} };
    return new Response(JSON.stringify(body), { headers: { "Content-Type": "application/json" } });
  };
})()"""


def site(origins: str = "") -> Site:
    """The page, whose Dashboard is at `origins`."""
    files = {f"{PATH}{name}": content.decode() for name, content in page.served().items()}
    html = with_policy(page.html(origins.split()), origins.split())
    return Site({PATH: html, **files})


def with_policy(html: str, origins: list[str]) -> str:
    """The page under its own policy; a header alone can say who may frame it."""
    policy = page.policy(origins).partition("; frame-ancestors")[0]
    meta = f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
    return html.replace('<meta charset="utf-8">', f'<meta charset="utf-8">{meta}', 1)


def answering(**answers: Any) -> str:
    """A script for `before_pages`: the shop's answers by root field."""
    return STUB % json.dumps(answers)


def refusal(code: str, message: str) -> dict[str, Any]:
    """An error at the top of an answer."""
    extensions = {"exception": {"code": code}}
    return {"top": True, "errors": [{"message": message, "extensions": extensions}]}


def invalid(browser: Browser) -> list[str]:
    """What of the page's questions the schema does not know."""
    from saleor_push_plugin.graphql.schema import schema

    queries = [each["query"] for each in browser.eval("asked") if "token" not in each["query"]]
    return [str(error) for query in queries for error in validate(schema, parse(query))]


TOKEN = {"token": "of-staff", "refreshToken": "r", "errors": []}


def send_login(browser: Browser) -> None:
    browser.wait_for("!!document.querySelector('form.login')")
    browser.eval(
        """(() => { const form = document.querySelector('form.login');
          form.elements.email.value = 'a@example.com'; form.elements.password.value = 'x';
          form.requestSubmit(); return true; })()"""
    )


def log_in(browser: Browser) -> None:
    send_login(browser)
    browser.wait_for("!document.querySelector('form.login')")


def settled(browser: Browser) -> None:
    """Until nothing is being loaded any more, and what was has appeared: it does so by opacity."""
    browser.wait_for(
        "!!document.querySelector('main[aria-busy=false]') "
        "&& !document.querySelector('[aria-busy=true]') && document.getAnimations().length === 0"
    )


def go(browser: Browser, part: str) -> None:
    """To another part of the page that is open, until it stands there."""
    browser.eval(f"""new Promise((done) => {{
      if (location.hash === "#/{part}") return done(true);
      addEventListener("hashchange", () => done(true), {{ once: true }});
      location.hash = "#/{part}";
    }})""")
    settled(browser)


# Sample answers


def _orders(ordered: int, net: float) -> list[dict[str, Any]]:
    money = [{"currency": "EUR", "gross": net * 1.1, "net": net}]
    return [{"hours": hours, "ordered": ordered, "money": money} for hours in (24, 72, 168)]


def _counts(planned: int, ordered: int, net: float) -> dict[str, Any]:
    sent, shown = planned * 74 // 100, planned * 65 // 100
    return {
        "exact": True,
        "planned": planned,
        "sent": sent,
        "accepted": sent,
        "shown": shown,
        "clicked": shown // 17,
        "dismissed": shown // 4,
        "unsubscribed": shown // 500,
        "heldOut": planned // 28,
        "gone": planned // 60,
        "orders": _orders(ordered, net),
    }


SCENARIOS = {
    "abandoned_cart": (14_480, 61, 3480.0),
    "back_in_stock": (5_950, 40, 2310.0),
    "price_drop": (8_050, 29, 1640.0),
    "campaign": (16_830, 26, 1520.0),
    "win_back": (4_170, 10, 610.0),
    "survey": (3_000, 5, 300.0),
}


def results() -> dict[str, Any]:
    """Rows that have the name of every division."""
    today = datetime.now(UTC).date()
    names = {"campaign": "UHVzaENhbXBhaWduOjE=", "channel": "channel-eur", "language": "de"}
    rows = [
        {
            "scenario": code,
            "day": str(today - timedelta(days=number)),
            **names,
            "platform": "android",
            "service": "fcm",
            **_counts(*figures),
        }
        for number, (code, figures) in enumerate(SCENARIOS.items())
    ]
    return {"rows": rows, "total": _counts(52_480, 171, 9860.0)}


HOLD_OUTS = [
    {
        "name": "2026-Q4",
        "startedAt": "2026-10-01T00:00:00+00:00",
        "endedAt": None,
        "heldOut": 352,
        "told": 6800,
        "lifts": [
            {
                "currency": "EUR",
                "caused": 1240.0,
                "causedInterval": {"low": 310.0, "high": 2170.0},
                "verdict": "PROVEN",
                "toldBringsMore": True,
            }
        ],
    }
]


def _size(people: int) -> dict[str, Any]:
    return {"people": people, "exact": True, "label": str(people)}


def _step(code: str, text: str, lost: int, left: int) -> dict[str, Any]:
    reason = {"code": code, "text": text}
    return {"reason": reason, "lost": _size(lost), "left": _size(left), "waits": False}


PREVIEW = {
    "size": _size(18_240),
    "failed": [],
    "errors": [],
    "smallestLift": {"text": "A rise of 12% is found."},
    "warnings": [{"text": "The voucher's budget has 500 codes for 11,922 people."}],
    "occurrences": [{"localAt": f"2031-01-{day}T18:00:00"} for day in ("06", "13", "20")],
    "reach": {
        "people": _size(18_240),
        "reached": _size(11_922),
        "steps": [
            _step("no_subscription", "no browser is subscribed", 5212, 13_028),
            _step("no_consent", "did not agree to offers", 1106, 11_922),
        ],
    },
}
WHERE = {
    "AND": [
        {"country": {"oneOf": ["PL", "DE"]}},
        {"orders": {"net": {"currency": "EUR", "range": {"gte": "200.00"}}}},
        {"NOT": {"unusedVoucher": True}},
        {"viewed": {"withinDays": 30}},
    ]
}


def campaign(name: str, state: str) -> dict[str, Any]:
    return {
        "id": f"UHVzaENhbXBhaWdu{state}",
        "name": name,
        "state": state,
        "channel": None,
        "language": "en",
        "path": "/sale",
        "expiresAfterHours": 24,
        "segment": None,
        "where": WHERE,
        "image": None,
        "voucher": None,
        "product": None,
        "buttons": [],
        "variants": [],
        "hasCanary": False,
        "texts": [
            {"language": "en", "title": "Warm boots", "body": "Lined, and in your size."},
            {"language": "ar", "title": "أحذية دافئة", "body": "بمقاسكم"},
        ],
        "timing": "NOW",
        "at": None,
        "localAt": None,
        "createdAt": "2026-11-20T10:00:00Z",
        "startsAt": "2026-11-21T10:00:00Z",
        "endedAt": None,
        "problem": {"text": "The audience was not found."} if state == "PAUSED" else None,
        "progress": {
            "exact": True,
            "people": 11_126,
            "waiting": 4450,
            "leftOut": [{"people": 35}],
            "pushes": [{"status": "SENT", "count": 7100}, {"status": "PENDING", "count": 40}],
            "shown": 6034,
            "clicked": 881,
        },
    }


STATES = ("DRAFT", "SCHEDULED", "FREEZING", "SENDING", "PAUSED", "DONE", "CANCELLED")


def _arm(name: str, rate: float) -> dict[str, Any]:
    between = {"low": rate - 0.015, "high": rate + 0.015}
    counts = {"people": 3338, "reached": 417, "clicked": 417}
    return {"name": name, **counts, "rate": rate, "proven": False, "rateInterval": between}


EXPERIMENT = {
    "id": "e",
    "name": "Two titles",
    "scenario": "abandoned_cart",
    "channel": None,
    "goal": "CLICK",
    "currency": None,
    "startedAt": "2026-11-10T00:00:00Z",
    "endedAt": None,
    "leader": "B",
    "verdict": "LEADER_NOT_PROVEN",
    "arms": [_arm("today", 0.125), _arm("B", 0.139)],
}


def _text(name: str, shipped: str) -> dict[str, Any]:
    return {"name": name, "shipped": shipped, "own": None, "used": shipped, "problem": None}


def _scenario(code: str, topic: str) -> dict[str, Any]:
    texts = [_text("title", "Your {item} is still here"), _text("body", "Shall we go on?")]
    preview = {"title": "Your linen shirt is still here", "body": "Shall we go on?"}
    return {
        "code": code,
        "isOn": True,
        "topic": topic,
        "delay": 0,
        "words": [{"name": "item", "example": "Linen shirt"}],
        "languages": [
            {"language": tag, "texts": texts, "preview": preview} for tag in ("en", "de", "ar")
        ],
    }


WARNED = [{"message": "iOS shows 30 of these 34 characters."}]
# The longer names first: a query is answered by the first that stands in it.
ANSWERS: dict[str, Any] = {
    "tokenCreate": TOKEN,
    "tokenRefresh": {"token": "renewed", "errors": []},
    "pushResults": results(),
    "pushHoldOuts": HOLD_OUTS,
    "pushHealth": HEALTH,
    "pushSendingConfirm": {"errors": []},
    "pushSending": SENDING,
    "pushCampaignUpdate": {
        "campaign": campaign("Winter", "DRAFT"),
        "previews": [{"preview": {}, "warnings": WARNED}],
        "errors": [],
    },
    "pushCampaignPreview": PREVIEW,
    "pushCampaigns": edges(*(campaign(f"Campaign {state}", state) for state in STATES)),
    "pushCampaign": campaign("Winter boots", "DRAFT"),
    "pushSegmentPreview": PREVIEW,
    "pushSegments": edges({"id": "s", "name": "Boots", "updatedAt": "2026-11-11T10:00:00Z"}),
    "pushSegment": {"id": "s", "name": "Boots", "where": WHERE},
    "pushExperiments": [EXPERIMENT],
    "pushScenarioSwitch": {"errors": []},
    "pushScenarios": [
        _scenario("order_placed", "ORDER_UPDATES"),
        _scenario("abandoned_cart", "CART_REMINDERS"),
    ],
    "pushTemplateUpdate": {
        "preview": {"title": "Your linen shirt", "body": "Shall we go on?", "language": "en"},
        "warnings": WARNED,
        "errors": [],
    },
    "pushDeliveryLog": edges(DELIVERY),
    "pushSettingsUpdate": {"settings": [], "errors": []},
    "pushSettings": settings(),
    "pushSubscriberCounts": COUNTS,
    "pushGrowth": growth(),
    "pushSubscribers": edges(*(subscriber(n) for n in range(24)), subscriber(24, **HELD)),
    "pushPersonExport": {"export": "{}", "errors": []},
    "pushPersonErase": {"browsers": 2, "errors": []},
    "pushPerson": PERSON,
}
# Texts that are codes, dates or keys: a shop never puts a name there.
_CODES = {
    *("id", "token", "refreshToken", "state", "status", "currency", "verdict", "topic", "timing"),
    *("startedAt", "endedAt", "createdAt", "updatedAt", "startsAt", "sentAt", "day", "language"),
    *("code", "gte", "kind", "goal", "since", "lastRunAt", "changedAt", "blockedUntil", "week"),
    *("seenAt", "plannedAt", "assignedAt", "firstOrderAt", "lastOrderAt", "quarantinedUntil"),
    *("topics", "EUR", "displayMode"),
}


def hostile(name: str) -> dict[str, Any]:
    """The answers with `name` in place of every text that somebody may have written."""
    return {key: _spoilt(value, name) for key, value in ANSWERS.items() if key != "tokenCreate"}


def _spoilt(value: Any, name: str, key: str = "") -> Any:
    if isinstance(value, dict):
        return {each: _spoilt(inner, name, each) for each, inner in value.items()}
    if isinstance(value, list):
        return [_spoilt(each, name, key) for each in value]
    return name if isinstance(value, str) and key not in _CODES else value

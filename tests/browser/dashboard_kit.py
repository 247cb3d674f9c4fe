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

PATH = "/plugins/saleor.push/page/"
# Answers by the root field that is asked for, or by another that the test names.
STUB = """(() => {
  const answers = %s;
  window.asked = [];
  const real = window.fetch;
  window.fetch = async (url, options) => {
    if (!String(url).includes("graphql")) return real(url, options);
    const { query, variables } = JSON.parse(options.body);
    asked.push({ query, variables, token: options.headers.Authorization });
    const name = Object.keys(answers).find((each) => new RegExp(`\\\\b${each}\\\\b`).test(query));
    const data = name && structuredClone(answers[name]);
    const body = data && data.errors && !Array.isArray(data) && data.top
      ? { errors: data.errors, data: null }
      : { data: name ? { [name]: data } : {} };
    return new Response(JSON.stringify(body), { headers: { "Content-Type": "application/json" } });
  };
})()"""


def site(origins: str = "") -> Site:
    """The page, whose Dashboard is at `origins`."""
    files = {f"{PATH}{name}": content.decode() for name, content in page.served().items()}
    html = page.html(origins.split())
    return Site({PATH: html, **files})


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

    queries = [
        each["query"] for each in browser.eval("asked") if "tokenCreate" not in each["query"]
    ]
    assert queries
    return [str(error) for query in queries for error in validate(schema, parse(query))]


TOKEN = {"token": "of-staff", "refreshToken": "r", "errors": []}


def log_in(browser: Browser) -> None:
    browser.wait_for("!!document.querySelector('form.login')")
    browser.eval(
        """(() => { const form = document.querySelector('form.login');
          form.elements.email.value = 'a@example.com'; form.elements.password.value = 'x';
          form.requestSubmit(); return true; })()"""
    )
    browser.wait_for("!document.querySelector('form.login')")


def settled(browser: Browser) -> None:
    """Until nothing is being loaded any more."""
    browser.wait_for(
        "!!document.querySelector('nav.tabs, .late') && !document.querySelector('[aria-busy=true]')"
    )


# Sample answers


def _orders(ordered: int, net: float) -> list[dict[str, Any]]:
    money = [{"currency": "EUR", "gross": net * 1.1, "net": net}]
    return [{"hours": hours, "ordered": ordered, "money": money} for hours in (24, 72, 168)]


def _counts(planned: int, ordered: int, net: float) -> dict[str, Any]:
    sent, shown = planned * 74 // 100, planned * 65 // 100
    return {
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
    today = datetime.now(UTC).date()
    total = _counts(52_480, 171, 9860.0)
    days = [
        {**_counts(1200 + 371 * (n * 7 % 5), 4 + n % 5, 180.0 + 83.0 * (n * 5 % 7))}
        for n in range(30)
    ]
    rows = [{"scenario": code, **_counts(*figures)} for code, figures in SCENARIOS.items()]
    for row, (n, counts) in zip(rows * 5, enumerate(days), strict=True):
        row.setdefault("day", str(today - timedelta(days=n)))
        counts["day"] = str(today - timedelta(days=n))
    dated = [{"scenario": None, **each} for each in days]
    return {"rows": [*rows, *dated], "total": total}


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
SENDING = {"enabled": True, "stoppedBecause": None, "publicUrl": "https://shop.example"}

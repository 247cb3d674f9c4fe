"""A page with the two components on it, and a push object that remembers in the page alone.

Chromium subscribes only where it reaches its maker's servers, so here the components get a push
object of the test's; test_storefront_preferences.py has them with the real one, in Firefox.
"""

from __future__ import annotations

import json
from typing import Any

from sandbox.browsers.base import Browser
from sandbox.browsers.site import Site
from tests.browser.storefront_kit import SCRIPTS
from tools import javascript

PAGE = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>A shop</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<style>body { font: 16px/1.5 sans-serif; margin: 1em } header { display: flex; gap: 1em }
h1 { flex: 1; margin: 0 }</style></head><body>
<header><h1>A shop</h1><push-bell offer="ALERTS OFFERS"></push-bell></header>
<main><h2>Your account</h2><push-preferences></push-preferences></main>
<script type="module">
  import "/components.js";
  const listeners = new Set();
  const told = [];
  const push = {
    told, topics: ["ORDER_UPDATES"], pausedUntil: null, now: "default", next: "subscribed",
    weeklyLimit: null, language: "en", languages: ["en", "pl", "ar"],
    state: async () => push.now,
    enabled: async () => !push.off,
    offers: async (language) => (push.promised || []).map((one) => ({ text: language, ...one })),
    on: (event, listener) => (listeners.add(listener), () => listeners.delete(listener)),
    to(state) { push.now = state; for (const listener of listeners) listener(state); },
    async ask({ soft }) {
      const answer = await soft();
      told.push(answer);
      if (answer) {
        await push.work();
        push.to(push.next);
      }
      return push.now;
    },
    async subscribe(choice) {
      told.push(choice);
      await push.work();
      push.to(push.next);
    },
    // What subscribing waits for, and how it ends: `fail` makes it reject as push.js does.
    work: async () => {},
    fail(code, message = "AbortError: Registration failed - push service error") {
      push.work = async () => { throw Object.assign(new Error(message), { code }); };
    },
    async unsubscribe() { push.to("default"); },
    async preferences() {
      const { topics, pausedUntil, weeklyLimit, language, languages } = push;
      return { topics, pausedUntil, weeklyLimit, language, timeZone: null, languages };
    },
    async setPreferences(change) {
      told.push(change);
      if (push.broken) throw new Error("no line to the shop");
      if (change.topics) push.topics = change.topics;
      const days = (n) => new Date(Date.UTC(2031, 0, 1 + n)).toISOString();
      const { pauseDays, weeklyLimit } = change;
      if (weeklyLimit != null) push.weeklyLimit = weeklyLimit || null;
      if (pauseDays != null) push.pausedUntil = pauseDays ? days(pauseDays) : null;
      push.to(push.pausedUntil ? "paused" : "subscribed");
      return push.preferences();
    },
  };
  window.push = push;
  for (const name of ["push-bell", "push-preferences"]) document.querySelector(name).push = push;
</script></body></html>"""
# All rules, also those that axe leaves out unless asked (the size of targets, WCAG 2.2).
AXE = """axe.run(document, {
  resultTypes: ["violations"], rules: { "target-size": { enabled: true } },
}).then(({ violations }) => violations)"""


def components_site() -> Site:
    return Site({"/": PAGE, **{f"/{name}": text for name, text in SCRIPTS.items()}})


def axe_source() -> str | None:
    """axe-core as tools/javascript/package-lock.json names it; None: npm could not install it."""
    if problem := javascript.install_problem():
        print(problem)
        return None
    return (javascript.INSTALLED / "node_modules" / "axe-core" / "axe.min.js").read_text()


class Shown:
    """The components in a browser."""

    def __init__(self, browser: Browser, site: Site) -> None:
        self.browser = browser
        browser.open(f"{site.origin}/")
        browser.wait_for("window.push && !!document.querySelector('push-bell').shadowRoot")

    def at(self, element: str, selector: str) -> str:
        return f"document.querySelector('{element}').shadowRoot.querySelector('{selector}')"

    def click(self, element: str, selector: str) -> None:
        self.browser.wait_for(f"!!{self.at(element, selector)}")
        self.browser.eval(f"{self.at(element, selector)}.click()")

    def text(self, element: str, selector: str) -> str:
        return str(self.browser.eval(f"{self.at(element, selector)}?.textContent || ''"))

    def focused(self, element: str) -> str:
        root = f"document.querySelector('{element}').shadowRoot"
        return str(self.browser.eval(f"{root}.activeElement?.id"))

    def become(self, state: str, language: str = "en") -> None:
        direction = "rtl" if language == "ar" else "ltr"
        page = {"lang": language, "dir": direction}
        self.browser.eval(f"Object.assign(document.documentElement, {json.dumps(page)})")
        self.browser.eval(f"push.to({state!r})")

    def lapse(self, **more: Any) -> None:
        """As push.js leaves it after the browser took the permission back."""
        me = json.dumps({"lapsed": True, "returning": True, **more})
        loading = "import('/push.js')"
        self.browser.eval(f"{loading}.then(({{ remember }}) => remember({me})).then(() => true)")
        self.become("default")

    def open_bell(self) -> None:
        self.browser.eval("document.querySelector('push-bell').click()")
        self.browser.wait_for("document.querySelector('push-bell').isOpen")

    def told(self) -> list[Any]:
        found: list[Any] = self.browser.eval("push.told")
        return found

    def findings(self, axe: str) -> list[str]:
        self.browser.eval(f"(() => {{ {axe}\n; return true; }})()")
        return [
            f"{one['id']}: {node['html']} {node['failureSummary']}"
            for one in self.browser.eval(AXE)
            for node in one["nodes"]
        ]

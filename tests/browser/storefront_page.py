"""A shopper on the demo storefront."""

from __future__ import annotations

import json
from typing import Any

from sandbox.browsers.firefox import Firefox
from sandbox.storefront import Storefront

SOCKS = '["Wool socks"]'
REGISTRATION = "navigator.serviceWorker.getRegistration('/')"
ENDPOINT = f"{REGISTRATION}.then((one) => one.pushManager.getSubscription())"

MEMORY = """new Promise((done) => {
  const opening = indexedDB.open("saleor-push", 1);
  opening.onsuccess = () => {
    const work = opening.result.transaction("values", "readwrite");
    const values = work.objectStore("values");
    const reading = values.get("me");
    reading.onsuccess = () => {
      const me = reading.result || {};
      values.put(CHANGED, "me");
    };
    work.oncomplete = () => (opening.result.close(), done(reading.result || {}));
  };
})"""


class Page:
    """A shopper's browser on the demo storefront."""

    def __init__(self, firefox: Firefox, storefront: Storefront) -> None:
        self.firefox, self.storefront = firefox, storefront
        self.load()

    def load(self, path: str = "/") -> None:
        self.firefox.open(self.storefront.url + path)
        self.firefox.wait_for("!!window.demo")

    def push(self, call: str) -> Any:
        """What a method of push.js gives, or the PushError it throws."""
        caught = "({ name, code, field }) => ({ name, code, field })"
        return self.firefox.eval(f"demo.push.{call}.catch({caught})")

    def buy(self, email: str = "guest@example.com", goods: str = SOCKS) -> str:
        # The page of an order before must not be taken for the new one's.
        self.firefox.eval("document.querySelector('[data-order]')?.remove()")
        order: str = self.firefox.eval(f"demo.buy({goods}, {email!r})")
        return order

    def order_number(self) -> str:
        return str(self.firefox.wait_for("document.querySelector('[data-order]').dataset.order"))

    def log_in(self, token: str, email: str) -> None:
        """As the page does after tokenCreate."""
        session = json.dumps({"email": email, "token": token})
        self.firefox.eval(f"sessionStorage.setItem('session', {json.dumps(session)})")
        self.push(f"login({token!r})")

    def endpoint(self) -> str:
        found: str = self.firefox.eval(f"{ENDPOINT}.then((one) => one.endpoint)")
        return found

    def auth(self) -> str:
        """The secret half of the subscription's keys: a proof of possession."""
        found: str = self.firefox.eval(f"{ENDPOINT}.then((one) => one.toJSON().keys.auth)")
        return found

    def renewed(self, before: str) -> bool:
        """Whether the browser has a subscription again, and another one."""
        changed = f"{ENDPOINT}.then((one) => !!one && one.endpoint !== {json.dumps(before)})"
        return bool(self.firefox.eval(changed))

    def memory(self, change: str = "me") -> Any:
        """What push.js remembers in this browser; `change`: an expression of what shall be."""
        return self.firefox.eval(MEMORY.replace("CHANGED", change))

    def days_later(self) -> None:
        """The next visit, after more than a day."""
        self.memory("{ ...me, at: 0 }")
        self.load()
        self.push("ready.then((state) => state)")

    def titles(self) -> list[str]:
        return [one.title for one in self.firefox.shown()]

    def wait_for_news_of(self, number: str) -> None:
        self.firefox.wait_shown(lambda one: number in one.title)

"""push.js in a browser where something hangs, throws or is forbidden: every call settles.

The browser is real. A few lines in front of the page's script imitate the fault, and let the time
of push.js pass twenty times as fast.
"""

from collections.abc import Callable, Collection, Iterator
from contextlib import ExitStack

import pytest

from sandbox.browsers.base import Browser
from tests.browser.storefront_kit import SCRIPTS, worker_site

pytestmark = [pytest.mark.sandbox_only, pytest.mark.browser]

Page = Callable[..., Browser]

HURRY = """
  const slow = setTimeout;
  window.setTimeout = (call, time, ...rest) => slow(call, time / 20, ...rest);
  const within = AbortSignal.timeout.bind(AbortSignal);
  AbortSignal.timeout = (time) => within(time / 20);"""
ALLOWED = "Object.defineProperty(Notification, 'permission', { value: 'granted' });"
SHOP = """window.fetch = async () => new Response(JSON.stringify(
  { data: { pushConfig: { enabled: true, vapidPublicKey: "a" } } }));"""
NEVER = "() => new Promise(() => {})"
STORAGE = {
    "never answers": "IDBFactory.prototype.open = () => ({});",
    "is forbidden": "IDBFactory.prototype.open = () => { throw new Error('insecure'); };",
    "throws late": "IDBDatabase.prototype.transaction = () => { throw new Error('closing'); };",
    "stops half-way": """
      Object.defineProperty(IDBTransaction.prototype, "oncomplete", { set() {} });""",
}
WORKERS = {
    "install hangs": f"ServiceWorkerContainer.prototype.register = {NEVER};",
    "list hangs": f"ServiceWorkerContainer.prototype.getRegistration = {NEVER};",
    "subscription hangs": f"PushManager.prototype.getSubscription = {NEVER};",
    "lock hangs": f"navigator.locks.request('saleor-push', {NEVER});",
    "turn hangs": f"navigator.locks.request('saleor-push-turn', {NEVER});",
    "locks are forbidden": "LockManager.prototype.request = () => { throw new Error('no'); };",
}
CALLS = ("ready.then((state) => state)", "state()", "login('a.b.c')", "logout()", "subscribe()")
# What a call gives or throws, as text; a call that hangs is told apart.
SETTLED = """Promise.race([
  push.CALL.then((value) => `gave ${value}`, (error) => `${error.name} ${error.code}`),
  new Promise((resolve) => slow(resolve, 9000, "hangs")),
])"""


@pytest.fixture(params=["firefox", "chromium"])
def page(request: pytest.FixtureRequest) -> Iterator[Page]:
    """A page with push.js whose script comes after these lines."""
    browser: Browser = request.getfixturevalue(request.param)
    with ExitStack() as sites:

        def open_page(lines: str, *, frame: str = "", silent: Collection[str] = ()) -> Browser:
            site = sites.enter_context(worker_site())
            site.pages |= {f"/plugin/{name}": text for name, text in SCRIPTS.items()}
            site.pages["/app"] = f"""<!doctype html><title>app</title><script>
              window.unhandled = [];
              const note = ({{ reason, message }}) => unhandled.push(`${{reason || message}}`);
              addEventListener("unhandledrejection", note);
              addEventListener("error", note);
              {HURRY} {lines}
            </script><script type="module">
              import {{ createPush }} from "{site.origin}/plugin/push.js";
              const options = {{ apiUrl: "/graphql/", channel: "eur", ...window.options }};
              window.push = createPush(options);
            </script>"""
            site.pages["/frame"] = frame
            site.silent |= set(silent)
            browser.open(f"{site.origin}/{'frame' if frame else 'app'}")
            return browser

        yield open_page


def settled(browser: Browser, call: str) -> str:
    browser.wait_for("!!window.push")
    return str(browser.eval(SETTLED.replace("CALL", call), timeout=15))


@pytest.mark.parametrize("fault", STORAGE.values(), ids=STORAGE.keys())
def test_every_call_settles_whatever_the_storage_does(page: Page, fault: str) -> None:
    browser = page(ALLOWED + SHOP + fault)
    answers = {call: settled(browser, call) for call in CALLS}
    assert answers["state()"] == answers[CALLS[0]] == "gave unsupported"
    others = {answer for call, answer in answers.items() if call not in (CALLS[0], "state()")}
    assert others == {"PushError STORAGE"}
    assert browser.eval("unhandled") == []


@pytest.mark.parametrize("fault", WORKERS.values(), ids=WORKERS.keys())
def test_every_call_settles_whatever_the_worker_does(page: Page, fault: str) -> None:
    """Each call alone, and logging out while a subscription hangs."""
    browser = page(ALLOWED + SHOP + fault)
    browser.wait_for("!!window.push")
    browser.eval("(push.subscribe().catch(() => {}), true)")
    assert "hangs" not in {call: settled(browser, call) for call in CALLS}.values()
    assert browser.eval("unhandled") == []


def hanging(where: str) -> str:
    """A browser that is subscribed, in which one thing hangs."""
    return f"""
      const one = {{
        endpoint: "https://push.example/new", options: {{}}, toJSON: () => ({{}}),
        unsubscribe: async () => Boolean(window.ended = true),
      }};
      const registration = {{ active: {{ scriptURL: location.origin + "/sw.js" }},
        scope: location.origin + "/", pushManager: {{
          getSubscription: async () => null, subscribe: async () => one }} }};
      ServiceWorkerContainer.prototype.getRegistration = async () => registration;
      {where}"""


HANGING = {
    "installation": f"registration.active = null; {WORKERS['install hangs']}",
    "push service": f"registration.pushManager.subscribe = {NEVER};",
    "token": f"window.options = {{ getToken: {NEVER} }};",
}


@pytest.mark.parametrize("where", HANGING.values(), ids=HANGING.keys())
def test_nobody_else_waits_for_what_hangs(page: Page, where: str) -> None:
    """Another tab's login and logout, and the worker's renewal, take this lock."""
    browser = page(ALLOWED + SHOP + hanging(where))
    browser.wait_for("!!window.push")
    browser.eval("push.ready.then(() => (push.subscribe().catch(() => {}), true))")
    browser.eval("new Promise((resolve) => slow(resolve, 200, true))")
    held = "navigator.locks.query().then(({ held }) => held.map(({ name }) => name))"
    assert browser.eval(held) == ["saleor-push-turn"]
    assert settled(browser, "logout()") == "gave undefined"


SLOW_SHOP = """
  const subscription = { id: "1", endpoint: one.endpoint, topics: [], isCustomerAttached: false };
  window.answers = {
    pushConfig: { enabled: true, vapidPublicKey: "aA" },
    pushSubscribe: { errors: [], secret: "s", subscription },
    pushSubscriptionRenew: { errors: [], secret: "s", subscription },
    pushUnsubscribe: { errors: [] },
  };
  window.asked = [];
  window.fetch = async (url, { body }) => {
    const field = /(push\\w+)\\(/.exec(body)[1];
    asked.push(field);
    if (field === window.slowField) await new Promise((resolve) => (window.goOn = resolve));
    return new Response(JSON.stringify({ data: { [field]: answers[field] } }));
  };
  registration.pushManager.getSubscription = async () => (window.ended ? null : one);
  one.options.applicationServerKey = new Uint8Array([104]).buffer;"""
ENDPOINT = """new Promise((done) => {
  const opening = indexedDB.open("saleor-push", 1);
  opening.onsuccess = () => {
    const reading = opening.result.transaction("values").objectStore("values").get("me");
    reading.onsuccess = () => (opening.result.close(), done(reading.result?.endpoint || null));
  };
})"""


def test_who_leaves_while_a_sync_waits_has_left(page: Page) -> None:
    browser = page(ALLOWED + hanging("") + SLOW_SHOP)
    assert settled(browser, "subscribe()") == "gave [object Object]"
    assert settled(browser, "state()") == "gave subscribed"
    sync = "push.sync({ force: true }).catch(({ code }) => (window.failed = code))"
    browser.eval(f"((window.slowField = 'pushSubscriptionRenew'), {sync}, true)")
    browser.wait_for("!!window.goOn")
    assert settled(browser, "unsubscribe()") == "gave undefined"
    browser.eval("((window.ended = false), goOn(), true)")
    assert browser.wait_for("window.failed") == "GONE"
    assert browser.eval("ended")
    assert browser.eval(ENDPOINT) is None
    assert settled(browser, "state()") == "gave default"
    assert browser.eval("asked.filter((field) => field === 'pushSubscribe').length") == 1


def test_a_browser_that_cannot_unsubscribe_has_left_once_the_shop_knows(page: Page) -> None:
    browser = page(ALLOWED + hanging("") + SLOW_SHOP + f"one.unsubscribe = {NEVER};")
    assert settled(browser, "subscribe()") == "gave [object Object]"
    assert settled(browser, "unsubscribe()") == "gave undefined"
    assert browser.eval("asked.at(-1)") == "pushUnsubscribe"
    assert browser.eval(ENDPOINT) is None


def test_who_can_unsubscribe_neither_here_nor_there_is_told(page: Page) -> None:
    refused = "answers.pushUnsubscribe = { errors: [{ code: 'X', message: '' }] };"
    lines = hanging("") + SLOW_SHOP + f"one.unsubscribe = {NEVER}; {refused}"
    browser = page(ALLOWED + lines)
    assert settled(browser, "subscribe()") == "gave [object Object]"
    assert settled(browser, "unsubscribe()") == "PushError X"
    assert browser.eval(ENDPOINT) is not None


def test_a_shop_that_sends_nothing_is_not_asked_at_every_visit(page: Page) -> None:
    lines = "const idle = () => asked.filter((field) => field === 'pushConfig').length;"
    browser = page(ALLOWED + hanging("") + SLOW_SHOP + lines)
    assert settled(browser, "subscribe()") == "gave [object Object]"
    browser.eval("((asked.length = 0), (answers.pushConfig.enabled = false), true)")
    renamed = "import('/plugin/push.js').then(({ createPush }) => createPush("
    other = f"{renamed}{{ apiUrl: '/graphql/', channel: 'usd' }}).ready)"
    assert [browser.eval(f"{other}.then(() => idle())") for _ in range(3)] == [1, 1, 1]
    settled(browser, "sync({ force: true })")
    assert browser.eval("idle()") == 2


def test_a_page_with_trusted_types_installs_the_worker(page: Page) -> None:
    """Browsers without them ignore the rule."""
    csp = "require-trusted-types-for 'script'; trusted-types saleor-push"
    rule = f"""const rule = document.createElement("meta");
      rule.httpEquiv = "Content-Security-Policy";
      rule.content = "{csp}";
      document.head.append(rule);"""
    browser = page(ALLOWED + SHOP + rule)
    browser.wait_for("!!window.push")
    browser.eval("(push.subscribe().catch(() => {}), true)")
    browser.wait_for("navigator.serviceWorker.getRegistration().then((one) => !!one)", timeout=20)


def test_a_listener_that_throws_stops_no_other(page: Page) -> None:
    browser = page(ALLOWED + SHOP)
    browser.wait_for("!!window.push")
    listen = "push.on('shown', () => { throw new Error('theirs'); }); push.on('shown', hear)"
    news = "new BroadcastChannel('saleor-push').postMessage({ event: 'shown', id: 'n1' })"
    hear = f"const hear = ({{ id }}) => resolve(id); {listen}; {news};"
    assert browser.eval(f"new Promise((resolve) => {{ {hear} }})") == "n1"
    # It is reported like any other error of the page.
    assert "theirs" in str(browser.eval("unhandled"))


def test_a_message_that_is_none_is_left_alone(page: Page) -> None:
    browser = page(ALLOWED + SHOP)
    browser.wait_for("!!window.push")
    browser.eval("(new BroadcastChannel('saleor-push').postMessage(null), true)")
    browser.eval("new Promise((resolve) => slow(resolve, 100, true))")
    assert browser.eval("unhandled") == []


def test_a_page_without_channels_works(page: Page) -> None:
    """Firefox forbids BroadcastChannel where a site may store nothing."""
    forbidden = "window.BroadcastChannel = class { constructor() { throw new Error('no'); } };"
    browser = page(ALLOWED + SHOP + forbidden)
    assert settled(browser, "state()") == "gave default"
    assert browser.eval("unhandled") == []


def test_a_late_part_that_never_comes_is_said_in_time(page: Page) -> None:
    browser = page(ALLOWED + SHOP, silent=["/plugin/push/preferences.js"])
    assert settled(browser, "preferences()") == "PushError NETWORK"


def test_a_worker_that_is_never_installed_is_said_in_time(page: Page) -> None:
    browser = page(ALLOWED + SHOP + WORKERS["install hangs"])
    assert settled(browser, "subscribe()") == "PushError WORKER"


def test_a_token_that_never_comes_is_none(page: Page) -> None:
    known = "{ endpoint: 'https://push.example/a', secret: 's' }"
    browser = page(ALLOWED + SHOP)
    browser.wait_for("!!window.push")
    remember = f"""new Promise((done) => {{
      const opening = indexedDB.open("saleor-push", 1);
      opening.onsuccess = () => {{
        const work = opening.result.transaction("values", "readwrite");
        work.objectStore("values").put({known}, "me");
        work.oncomplete = () => (opening.result.close(), done(true));
      }};
    }})"""
    assert browser.eval("push.ready.then(() => true)")
    assert browser.eval(remember)
    options = f"{{ apiUrl: '/graphql/', channel: 'eur', getToken: {NEVER} }}"
    other = f"import('/plugin/push.js').then((it) => (window.push = it.createPush({options}), 1))"
    assert browser.eval(other)
    assert settled(browser, "login()") != "hangs"


def test_a_sandboxed_frame_is_unsupported_and_throws_nothing(page: Page) -> None:
    browser = page(
        "const tell = (state) => parent.postMessage([state, unhandled], '*');"
        "slow(() => push.state().then(tell), 1000);",
        frame="""<!doctype html><title>frame</title><script>
          addEventListener("message", ({ data }) => { window.told = data; });
        </script><iframe sandbox="allow-scripts" src="/app"></iframe>""",
    )
    assert browser.wait_for("window.told") == ["unsupported", []]

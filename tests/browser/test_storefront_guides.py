"""The guides tell the truth: every sample is served, run, parsed or asked as it stands there."""

import json
import re
from typing import Any

import pytest
from graphql import parse, validate

from sandbox.browsers.chromium import Chromium
from sandbox.browsers.firefox import Firefox
from sandbox.browsers.site import Site
from sandbox.live import LiveShop
from tests.browser.storefront_guides import DOCS, GUIDES, Sample, next_page, samples, site_of
from tests.browser.storefront_page import Page

pytestmark = [
    pytest.mark.browser,
    pytest.mark.sandbox_only,
    pytest.mark.skipif(not DOCS.exists(), reason="guides are in the repository, not the package"),
]

BELL = "document.querySelector('push-bell')"
OFFERED = f"{BELL}.getAttribute('offer').split(' ')"
# What push.js keeps of this browser.
ME = """new Promise((done) => {
  const opening = indexedDB.open("saleor-push", 1);
  opening.onsuccess = () => {
    const values = opening.result.transaction("values").objectStore("values");
    const reading = values.get("me");
    reading.onsuccess = () => { opening.result.close(); done(reading.result); };
  };
})"""
ALL = [one for guide in GUIDES for one in samples(guide)] if DOCS.exists() else []
PAGES = ("storefront", "plain-html", "pwa", "ios", "components", "moving-in")


def _id(sample: Sample) -> str:
    return f"{sample.guide}:{sample.name or sample.code.strip().splitlines()[0][:40]}"


def _of(language: str, *, named: bool = False) -> Any:
    found = [one for one in ALL if one.language == language and bool(one.name) == named]
    return pytest.mark.parametrize("sample", found, ids=_id)


def _shop(live_shop: LiveShop) -> dict[str, str]:
    live_shop.shop.configure_push(
        send=True, storefront_url="https://shop.example", contact="mailto:push@shop.example.com"
    )
    return {"api_url": live_shop.url, "channel": live_shop.shop.catalogue.channel.slug}


def _subscribe(firefox: Firefox) -> None:
    """As a shopper does: the bell, then yes."""
    firefox.wait_for(f"!!{BELL}?.shadowRoot?.querySelector('#bell')")
    firefox.eval(f"{BELL}.click()")
    firefox.wait_for(f"!!{BELL}.shadowRoot.querySelector('#yes')")
    firefox.eval(f"{BELL}.shadowRoot.querySelector('#yes').click()")
    firefox.wait_for(f"{BELL}.hasAttribute('subscribed')")


def test_every_kind_of_sample_has_a_test_and_no_guide_is_missing() -> None:
    kinds = {(one.language, bool(one.name)) for one in ALL}
    tested = {("js", False), ("js", True), ("html", True), ("css", True), ("json", True)}
    assert kinds == tested | {("graphql", False), ("diff", False)}
    assert all(samples(guide) for guide in GUIDES)


@pytest.mark.parametrize("guide", PAGES)
def test_a_page_made_by_the_guide_subscribes(
    firefox: Firefox, live_shop: LiveShop, guide: str
) -> None:
    shop = _shop(live_shop)
    with site_of(guide, **shop) as site:
        # The worker is told in the first of the guides; others take it for granted.
        line = f'importScripts("{shop["api_url"]}/plugins/saleor.push/sw.js");'
        site.pages.setdefault("/sw.js", line)
        firefox.set_permission(site.origin, "granted")
        firefox.open(f"{site.origin}/")
        _subscribe(firefox)
        assert firefox.eval(f"{BELL}.push.state()") == "subscribed"


def test_the_components_of_the_next_guide_subscribe_bind_and_forget(
    firefox: Firefox, live_shop: LiveShop
) -> None:
    shop = _shop(live_shop)
    customer, checkout = live_shop.shop.register(), live_shop.shop.new_checkout()
    with site_of("nextjs", **shop) as site:
        site.pages.update(next_page(**shop))
        site.pages["/api/push-token"] = json.dumps({"token": customer.token})
        firefox.set_permission(site.origin, "granted")
        firefox.open(f"{site.origin}/")
        _subscribe(firefox)
        assert firefox.eval(OFFERED) == ["CART_REMINDERS", "OFFERS"]
        known = {"checkoutId": checkout.id, "customerId": customer.id}
        assert firefox.eval(f"show({json.dumps(known)})") is True
        firefox.wait_for(f"{ME}.then((me) => me.user === {json.dumps(customer.id)})")
        firefox.wait_for(f"{ME}.then((me) => me.checkoutBound)")
        firefox.eval("import('/src/lib/push.js').then((one) => one.forgetCustomer())")
        assert firefox.eval(f"{ME}.then(({{ user, checkout }}) => [user, checkout])") == [None] * 2


def test_the_hook_for_react_says_what_the_state_is(firefox: Firefox, live_shop: LiveShop) -> None:
    shop = _shop(live_shop)
    options = {"apiUrl": f"{shop['api_url']}/graphql/", "channel": shop["channel"]}
    with site_of("nextjs", **shop) as site:
        site.pages.update(next_page(**shop))
        firefox.open(f"{site.origin}/")
        firefox.eval(
            f"""import("saleor-push/react").then(({{ connectPush }}) => {{
              window.kit = connectPush({json.dumps(options)});
              return import("react").then(({{ render }}) => render(() => kit.usePushState()));
            }})"""
        )
        firefox.wait_for("window.states?.[0] === 'default'")
        assert firefox.eval("kit.push() === kit.push()") is True


def test_the_token_route_of_the_next_guide_renews_the_token(firefox: Firefox) -> None:
    shop = {"api_url": "https://api.example.com", "channel": "eur"}
    with site_of("nextjs", **shop) as site:
        site.pages.update(next_page(**shop))
        firefox.open(f"{site.origin}/")
        route = "import('/src/app/api/push-token/route.js').then((one) => one.GET())"
        assert firefox.eval(f"{route}.then((one) => one.json())") == {"token": "a.b.https:"}


def test_saleors_own_storefront_needs_as_few_lines_as_the_guide_says() -> None:
    (patch,) = [one.code for one in samples("nextjs") if one.language == "diff"]
    changes = [line for line in patch.splitlines() if re.match(r"[+-](?![+-])", line)]
    new = [one for one in samples("nextjs") if one.name and "components" not in one.name]
    package = 1
    lines = len(changes) + sum(len(one.code.splitlines()) for one in new) + package
    assert lines < 40
    assert f"| together | {lines} |" in (DOCS / "nextjs.md").read_text(encoding="utf-8")


@_of("js")
def test_lines_of_a_guide_run_on_a_page_of_the_shop(
    page: Page, live_shop: LiveShop, sample: Sample
) -> None:
    page.push("subscribe()")
    shop = live_shop.shop
    variant = shop.catalogue.variants[0]
    known = {
        "checkout": {"id": shop.new_checkout().id},
        "variant": {"id": variant.id},
        "product": {"id": variant.product_id},
        "token": shop.register().token,
    }
    given = "".join(f"const {name} = {json.dumps(value)};" for name, value in known.items())
    page.firefox.eval(
        f"""(async () => {{ const push = demo.push; const button = document.createElement("button");
          {given}
          await (async () => {{ {sample.code} }})(); return true; }})()"""
    )


@pytest.mark.parametrize("sample", ALL, ids=_id)
def test_no_guide_asks_by_a_dialog_of_the_browsers(sample: Sample) -> None:
    """They hold up the page, and answering one is no click: the permission cannot be asked."""
    assert not re.search(r"\b(confirm|alert|prompt)\(", sample.code)


@pytest.mark.parametrize(
    ("keys", "answer"),
    [(["Enter"], True), (["Tab", "Enter"], False), (["Escape"], None)],
)
def test_the_question_of_the_guide_is_answered_by_keys(
    chromium: Chromium, keys: list[str], answer: bool | None
) -> None:
    (sample,) = [one for one in ALL if "showModal" in one.code]
    asking = "ask: async ({ soft }) => { answers.push(await soft()); }"
    with Site({"/": "<!doctype html><title>shop</title><button id=button>Order</button>"}) as site:
        chromium.open(f"{site.origin}/")
        given = f"window.answers = []; const push = {{ {asking} }};"
        chromium.eval(f"(() => {{ {given} {sample.code} return true; }})()")
        # Twice: what was answered before counts no more.
        for count, pressed in enumerate((["Enter"], keys), start=1):
            chromium.eval("(document.querySelector('#button').click(), true)")
            for key in pressed:
                chromium.press_key(key)
            # Not merely closed: its event comes a little later.
            chromium.wait_for(f"answers.length === {count}")
        assert chromium.eval("answers") == [True, answer]


@_of("js", named=True)
def test_files_of_a_guide_are_javascript(firefox: Firefox, sample: Sample) -> None:
    """Parsed, not run: imports and exports make a module, which `Function` would refuse."""
    with site_of(sample.guide, api_url="https://api.example.com", channel="eur") as site:
        firefox.open(f"{site.origin}/")
        # A module that cannot be parsed fails at once; one that can asks for its imports first.
        marked = json.dumps(f"throw new Error('parsed');\n{sample.code}")
        plain = f"{marked}.replace(/^import .*;$/gm, '')"
        told = firefox.eval(
            f"""import(URL.createObjectURL(new Blob([{plain}], {{ type: "text/javascript" }})))
              .then(() => "ran", (error) => error.message)"""
        )
        assert told == "parsed"


@_of("html", named=True)
def test_pages_of_a_guide_are_complete(firefox: Firefox, sample: Sample) -> None:
    with site_of(sample.guide, api_url="http://127.0.0.1:9", channel="eur") as site:
        firefox.open(f"{site.origin}{sample.path}")
        found = "document.querySelectorAll('push-bell, push-preferences').length"
        assert firefox.eval(found) > 0


@_of("css", named=True)
def test_styles_of_a_guide_have_no_rule_a_browser_drops(firefox: Firefox, sample: Sample) -> None:
    sheet = f"new CSSStyleSheet().replace({json.dumps(sample.code)})"
    rules = firefox.eval(f"{sheet}.then(({{ cssRules }}) => cssRules.length)")
    assert rules == sample.code.count("{")


@_of("json", named=True)
def test_data_of_a_guide_is_json(sample: Sample) -> None:
    assert json.loads(sample.code)["display"] == "standalone"


@_of("graphql")
def test_questions_of_a_guide_fit_the_schema(sample: Sample) -> None:
    from saleor_push_plugin.graphql.schema import schema

    assert validate(schema, parse(sample.code)) == []

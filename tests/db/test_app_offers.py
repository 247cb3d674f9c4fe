"""What is promised for installing the app: when it is first seen, once, never without a code."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from saleor_push_plugin.models import CodeBudget, Notification, Subscription
from saleor_push_plugin.shop.connections import writer
from sandbox.browsers.subscriber import Subscriber
from tests.hosts.refs import Customer
from tests.hosts.shop import Shop

from .conftest import SUBSCRIBE, Browser, ask
from .offering import OFFERS, SOON, agree, codes, for_all, offered, outcomes, voucher
from .vendor_files import PLAIN, Import, fields, written

Browsers = Callable[..., Browser]
Tick = Callable[[timedelta], None]
APP, TAB = "STANDALONE", "BROWSER"
THANKS = "Thank you for installing our app!\nIt is good to have you here.\n"


@pytest.fixture
def open_shop(push: Shop) -> Shop:
    push.configure_push(
        quiet_hours="",
        scenario_order_placed=False,
        scenario_welcome=False,
        scenario_welcome_shipping=False,
    )
    return push


@pytest.fixture
def ada(open_shop: Shop) -> Customer:
    return open_shop.register()


def seen_as(phone: Browser, mode: str, shop: Shop, customer: Customer | None = None) -> None:
    """The same subscription introduces itself again, as push.js does at a visit."""
    sent = {"subscription": phone.subscriber.subscription, "displayMode": mode}
    sent["channel"] = shop.catalogue.channel.slug
    ask(SUBSCRIBE, customer and customer.token, input=sent)


def promise(code: str) -> str:
    return f"{THANKS}For your next order: 10% off with code {code}"


def test_who_opens_the_shop_as_an_app_for_the_first_time_gets_a_code(
    open_shop: Shop, ada: Customer, browser: Browsers, tick: Tick
) -> None:
    voucher(open_shop)
    offered(open_shop, "install")
    phone = browser(ada, topics=OFFERS, displayMode=TAB)
    tick(SOON)
    assert phone.texts == []
    seen_as(phone, APP, open_shop, ada)
    tick(2 * SOON)
    (code,) = codes()
    assert code.startswith("APP-")
    assert phone.texts == [promise(code)]


def test_it_is_told_once_however_often_the_app_comes_and_goes(
    open_shop: Shop, ada: Customer, browser: Browsers, tick: Tick
) -> None:
    voucher(open_shop)
    offered(open_shop, "install")
    phone = browser(ada, topics=OFFERS, displayMode=APP)
    tick(SOON)
    for mode in (TAB, APP):
        seen_as(phone, mode, open_shop, ada)
    browser(ada, topics=OFFERS, displayMode=APP)
    phone.leave()
    browser(ada, topics=OFFERS, displayMode=APP, returning=True)
    tick(2 * SOON)
    assert len(codes()) == CodeBudget.objects.get().made == 1
    assert len(phone.texts) == 1


def test_the_first_time_stays_when_the_app_is_seen_as_a_tab_again(
    open_shop: Shop, ada: Customer, browser: Browsers
) -> None:
    phone = browser(ada, topics=OFFERS, displayMode=APP)
    first = Subscription.objects.get().installed_at
    seen_as(phone, TAB, open_shop, ada)
    now = Subscription.objects.get()
    assert first is not None
    assert (now.installed_at, now.display_mode) == (first, "browser")


def test_a_guest_gets_the_code_that_all_have_and_by_logging_in_no_other(
    open_shop: Shop, browser: Browsers, tick: Tick
) -> None:
    for_all(open_shop)
    offered(open_shop, "install")
    phone = browser(topics=OFFERS, displayMode=APP)
    tick(SOON)
    assert phone.texts == [promise("Hello-0")]
    phone.login(open_shop.register())
    tick(2 * SOON)
    assert len(phone.texts) == 1
    assert codes() == []
    assert ("skipped", "already_installed") in outcomes("installed")


def test_who_agrees_to_offers_later_gets_it_then(
    open_shop: Shop, ada: Customer, browser: Browsers, tick: Tick
) -> None:
    voucher(open_shop)
    offered(open_shop, "install")
    phone = browser(ada, topics=["ORDER_UPDATES"], displayMode=APP)
    tick(SOON)
    assert codes() == []
    sent = {"subscription": phone.subscriber.subscription, "topics": OFFERS, "displayMode": APP}
    sent["channel"] = open_shop.catalogue.channel.slug
    ask(SUBSCRIBE, ada.token, input=sent)
    tick(2 * SOON)
    assert phone.texts == [promise(codes()[0])]


def test_without_an_offer_nobody_is_thanked(
    open_shop: Shop, ada: Customer, browser: Browsers, tick: Tick
) -> None:
    phone = browser(ada, topics=OFFERS, displayMode=APP)
    tick(SOON)
    assert phone.texts == []
    assert outcomes("installed") == [("skipped", "no_offer")]


def test_who_can_have_no_code_gets_no_push(open_shop: Shop, browser: Browsers, tick: Tick) -> None:
    voucher(open_shop)
    offered(open_shop, "install", codes="1")
    guest = browser(topics=OFFERS, displayMode=APP)
    tick(SOON)
    assert outcomes("installed") == [("skipped", "voucher_unusable")]
    made = [browser(open_shop.register(), topics=OFFERS, displayMode=APP) for _ in range(2)]
    tick(2 * SOON)
    assert guest.texts == []
    assert sorted(len(each.texts) for each in made) == [0, 1]
    assert ("skipped", "voucher_budget_spent") in outcomes("installed")


def test_who_confirms_the_account_later_gets_the_code_then_if_they_have_the_app(
    open_shop: Shop, ada: Customer, browser: Browsers, tick: Tick
) -> None:
    from django.contrib.sites.models import Site
    from saleor.account.models import User
    from saleor.plugins.manager import get_plugins_manager
    from saleor.site.models import SiteSettings

    voucher(open_shop)
    offered(open_shop, "install")
    bob = open_shop.register()
    SiteSettings.objects.update_or_create(
        site=Site.objects.get_current(), defaults={"enable_account_confirmation_by_email": True}
    )
    both = User.objects.filter(email__in=[ada.email, bob.email])
    both.update(is_confirmed=False)
    phone, laptop = browser(ada, displayMode=APP), browser(bob, displayMode=TAB)
    agree()
    seen_as(phone, APP, open_shop, ada)
    tick(SOON)
    assert (phone.texts, codes()) == ([], [])
    both.update(is_confirmed=True)
    for user in both:
        with writer():
            get_plugins_manager(allow_replica=False).account_confirmed(user)
    tick(2 * SOON)
    assert phone.texts == [promise(codes()[0])]
    assert (laptop.texts, len(codes())) == ([], 1)
    rows = Notification.objects.filter(scenario="installed", event__subject__endswith="c")
    assert set(rows.values_list("reason", flat=True)) == {"", "not_installed"}


def test_nothing_about_the_app_outlives_the_account(
    open_shop: Shop, ada: Customer, browser: Browsers, tick: Tick
) -> None:
    from saleor_push_plugin.models import Event

    voucher(open_shop)
    offered(open_shop, "install")
    browser(ada, topics=OFFERS, displayMode=APP)
    tick(SOON)
    assert Event.objects.filter(key__startswith="installed:u").exists()
    open_shop.delete_account(ada)
    assert not Event.objects.filter(key__startswith="installed:u").exists()
    assert codes() == []


def test_who_had_the_app_before_the_import_is_not_thanked_for_it(
    open_shop: Shop,
    old_browsers: Callable[[int], list[Subscriber]],
    imports: Import,
    vendor: tuple[str, Path],
    tmp_path: Path,
    tick: Tick,
) -> None:
    for_all(open_shop)
    offered(open_shop, "install")
    app, tab = old_browsers(2)
    header = (*PLAIN, "display_mode")
    rows = [
        (*fields(each), "order_updates offers", "v1", mode)
        for each, mode in ((app, "standalone"), (tab, "browser"))
    ]
    imports(written(tmp_path / "browsers.csv", header, rows))
    first = Subscription.objects.get(endpoint=app.endpoint).installed_at
    assert first is not None
    assert Subscription.objects.get(endpoint=tab.endpoint).installed_at is None
    for each in (app, tab):
        sent = {"subscription": each.subscription, "channel": open_shop.catalogue.channel.slug}
        ask(SUBSCRIBE, input=sent | {"displayMode": APP, "vapidPublicKey": vendor[0]})
    agree()
    tick(SOON)
    assert [len(each.shown()) for each in (app, tab)] == [0, 1]

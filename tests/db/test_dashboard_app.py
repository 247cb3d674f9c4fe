"""The plugin's page in Saleor's Dashboard: made once, and what staff did with it stays."""

from __future__ import annotations

import importlib.util
import json
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connections
from django.test import override_settings
from django.utils import timezone

from saleor_push_plugin import tasks
from saleor_push_plugin.models import DashboardApp
from saleor_push_plugin.settings import sending_address
from saleor_push_plugin.shop import dashboard_app, dashboard_problems
from saleor_push_plugin.shop.connections import writer
from tests.hosts.shop import Shop
from tests.hosts.staff import hire

EXTENSIONS = "{ appExtensions(first: 50) { edges { node { label url %s } } } }"


def app() -> Any:
    from saleor.app.models import App

    return App.objects.get(pk=DashboardApp.objects.get().app_id)


def apps() -> int:
    from saleor.app.models import App

    return int(App.objects.filter(identifier="saleor.push").count())


def register() -> Any:
    with writer():
        dashboard_app.keep_registered(timezone.now())
    return app()


def version() -> tuple[int, ...]:
    from saleor import __version__

    return tuple(int(part) for part in __version__.split(".")[:2])


def known(model: str, field: str) -> set[str]:
    """The values that this Saleor knows; empty: any."""
    from saleor.app.models import AppExtension

    return set(dict(AppExtension._meta.get_field(field).choices or ()))


@pytest.mark.django_db
def test_a_sweep_makes_the_page_once_with_no_token(push: Shop) -> None:
    tasks.sweep()
    made = app()
    tasks.sweep()
    assert (apps(), app().pk) == (1, made.pk)
    assert (made.type, made.is_installed, made.is_active) == ("thirdparty", True, True)
    assert made.app_url.endswith("/plugins/saleor.push/page/")
    assert not hasattr(made, "tokens") or not made.tokens.exists()
    codes = {permission.codename for permission in made.permissions.all()}
    assert codes == {*dashboard_app.PERMISSIONS}


@pytest.mark.django_db
def test_it_stands_in_the_navigation_and_wherever_this_saleor_has_a_place(push: Shop) -> None:
    found = {(each.mount, each.target) for each in register().extensions.all()}
    assert ("navigation_discounts", "app_page") in found
    mounts = known("AppExtension", "mount")
    if not mounts or "order_details_widgets" in mounts:
        assert {("order_details_widgets", "widget"), ("customer_details_widgets", "widget")} < found
    else:
        assert {
            ("order_details_more_actions", "popup"),
            ("customer_details_more_actions", "popup"),
        } < found
    assert (("homepage_widgets", "widget") in found) is (not mounts or "homepage_widgets" in mounts)


@pytest.mark.django_db
def test_the_dashboard_finds_the_page_below_the_apps_address(push: Shop) -> None:
    """It joins the two, so a whole address would open a page that is not there."""
    urls = dict(register().extensions.values_list("target", "url").filter(target="app_page"))
    assert urls == {"app_page": "/"}


@pytest.mark.django_db
def test_a_tile_is_opened_by_get(push: Shop) -> None:
    """The Dashboard opens those of its home by POST, where nothing is said."""
    tiles = register().extensions.filter(target="widget")
    if not tiles.exists() or not hasattr(tiles[0], "settings"):
        pytest.skip("this Saleor has no tiles")
    get = {"method": "GET"}
    home = [each.settings for each in tiles if each.mount == "homepage_widgets"]
    assert home in ([], [{"homeWidgetTarget": get}])
    others = [each.settings for each in tiles if each.mount != "homepage_widgets"]
    assert others == [{"widgetTarget": get}] * 2


@pytest.mark.django_db
def test_saleors_own_api_lists_it(push: Shop, client: Any) -> None:
    """Until 3.22 the API fails on a mount that it does not know."""
    if importlib.util.find_spec("saleor.graphql.app.schema") is None:
        pytest.skip("the sandbox has no API of apps")
    register()
    mount = "mountName" if version() >= (3, 22) else "mount"
    answer = client.post(
        "/graphql/",
        json.dumps({"query": EXTENSIONS % mount}),
        content_type="application/json",
        headers={"Authorization": f"Bearer {push.staff_token}"},
    ).json()
    assert "errors" not in answer, answer
    shown = [edge["node"] for edge in answer["data"]["appExtensions"]["edges"]]
    assert "NAVIGATION_DISCOUNTS" in {each[mount] for each in shown}


@pytest.mark.django_db
def test_an_app_that_staff_deleted_is_not_made_again(push: Shop) -> None:
    made = register()
    type(made).objects.filter(pk=made.pk).update(removed_at=timezone.now(), is_active=False)
    tasks.sweep()
    assert apps() == 1
    # A day later Saleor deletes the row.
    made.delete()
    tasks.sweep()
    assert apps() == 0
    call_command("push_dashboard", "add")
    assert apps() == 1


@pytest.mark.django_db
def test_an_app_that_staff_switched_off_stays_off(push: Shop) -> None:
    made = register()
    type(made).objects.filter(pk=made.pk).update(is_active=False)
    tasks.sweep()
    assert app().is_active is False


@pytest.mark.django_db
def test_it_follows_the_shops_address(push: Shop) -> None:
    register()
    with override_settings(PUBLIC_URL="https://new.example.com"):
        register()
    assert app().app_url == "https://new.example.com/plugins/saleor.push/page/"
    urls = {each.url for each in app().extensions.all()} - {"/"}
    assert all(url.startswith("https://new.example.com/plugins/") for url in urls)


@pytest.mark.django_db
def test_places_are_made_once(push: Shop) -> None:
    before = {each.pk for each in register().extensions.all()}
    assert {each.pk for each in register().extensions.all()} == before


@pytest.mark.django_db
def test_an_inactive_plugin_makes_no_page(push: Shop) -> None:
    push.configure_push(active=False)
    tasks.sweep()
    assert apps() == 0


@pytest.mark.django_db
def test_removing_leaves_nothing_and_spares_others(push: Shop) -> None:
    from saleor.app.models import App, AppExtension

    register()
    with writer():
        other = App.objects.create(name="Somebody's", identifier="saleor.push")
    call_command("push_dashboard", "remove")
    assert list(App.objects.filter(identifier="saleor.push")) == [other]
    assert not AppExtension.objects.exists()
    tasks.sweep()
    assert apps() == 1


@pytest.mark.django_db(transaction=True)
def test_two_workers_make_one(push: Shop) -> None:
    def work(_: int) -> None:
        try:
            register()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(work, range(4)))
    assert apps() == 1


@pytest.mark.django_db
def test_what_stops_the_shop_is_shown_where_saleor_shows_problems(push: Shop) -> None:
    table = dashboard_problems._table()
    if table is None:
        pytest.skip("this Saleor shows no problems of apps")
    with writer(), override_settings(PUBLIC_URL="https://shop.example"):
        sending_address.confirm(timezone.now())
    with override_settings(PUBLIC_URL="https://staging.example"):
        tasks.sweep()
        tasks.sweep()
        [shown] = table.objects.all()
        assert "https://staging.example" in shown.message
        table.objects.update(dismissed=True)
        tasks.sweep()
        assert table.objects.get().dismissed is True
    with override_settings(PUBLIC_URL="https://shop.example"):
        tasks.sweep()
    assert not table.objects.exists()


# Who may speak through it


SEGMENTS = "{ pushSegments { edges { node { id } } } }"


def page_token(of: Any, *permissions: str, shop: Shop) -> str:
    """What the Dashboard gives to the page in its frame for a new member of staff."""
    from saleor.account.models import User
    from saleor.core.jwt import create_access_token_for_app

    hire(shop, *permissions)
    user = User.objects.filter(is_staff=True, is_superuser=False).latest("pk")
    return str(create_access_token_for_app(of, user))


def asked(token: str) -> Any:
    from django.test import Client

    return (
        Client()
        .post(
            "/plugins/saleor.push/graphql/",
            json.dumps({"query": SEGMENTS}),
            content_type="application/json",
            headers={"Authorization": f"Bearer {token}"},
        )
        .json()
    )


@pytest.mark.django_db
def test_the_pages_token_does_what_staff_may(push: Shop) -> None:
    token = page_token(register(), "manage_discounts", shop=push)
    assert asked(token) == {"data": {"pushSegments": {"edges": []}}}


@pytest.mark.django_db
def test_staff_without_the_permission_are_refused(push: Shop) -> None:
    """`user_permissions` and `is_staff` of the token say more, and count nothing."""
    token = page_token(register(), "manage_orders", shop=push)
    assert "MANAGE_DISCOUNTS" in asked(token)["errors"][0]["message"]


@pytest.mark.django_db
def test_the_token_of_another_app_is_refused_whatever_it_calls_itself(push: Shop) -> None:
    from saleor.app.models import App
    from saleor.permission.models import Permission

    ours = register()
    with writer():
        other = App.objects.create(name="Web Push", identifier="saleor.push", type="thirdparty")
        other.permissions.set(Permission.objects.filter(codename__in=dashboard_app.PERMISSIONS))
    token = page_token(other, "manage_discounts", shop=push)
    assert "another app" in asked(token)["errors"][0]["message"]
    type(ours).objects.filter(pk=ours.pk).update(removed_at=timezone.now())
    deleted = page_token(ours, "manage_discounts", shop=push)
    assert "another app" in asked(deleted)["errors"][0]["message"]


@pytest.mark.django_db
def test_an_expired_token_is_refused(push: Shop, settings: Any) -> None:
    from datetime import timedelta

    settings.JWT_TTL_APP_ACCESS = timedelta(seconds=-10)
    token = page_token(register(), "manage_discounts", shop=push)
    assert asked(token)["errors"][0]["extensions"]["exception"]["code"] == "ExpiredSignatureError"

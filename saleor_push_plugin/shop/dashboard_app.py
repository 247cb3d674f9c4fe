"""The plugin's page in Saleor's Dashboard: an app with extensions, in Saleor's own tables.

The Dashboard shows an app in a frame and gives it a token with the permissions that both the app
and the member of staff have; a tile or a pop-up has the permissions of its place alone. The app is
made once, has no token of its own and no webhooks. What staff do with it stays: an app they deleted
is not made again, one they deactivated stays so.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from saleor.app.models import App, AppExtension
from saleor.app.types import AppType
from saleor.permission.models import Permission

from .. import __version__
from ..models import DashboardApp
from ..settings.config import PLUGIN_ID
from .compat import absolute_url

PAGE_PATH = f"/plugins/{PLUGIN_ID}/page/"
NAME = "Web Push"
# The most that the page can do; a member of staff without one of these can do less.
PERMISSIONS = ("manage_discounts", "manage_orders", "manage_plugins", "manage_users")
_LOCK = "saleor_push_plugin.dashboard_app"


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where the Dashboard shows the page: Saleor's names, and the part of the page that opens.

    `instead`: another mount and target, for Saleors that do not know the first.
    """

    name: str
    label: str
    mount: str
    target: str
    permission: str
    view: str
    instead: tuple[str, str] | None = None


PLACES = (
    Place(
        name="navigation",
        label=NAME,
        mount="navigation_discounts",
        target="app_page",
        permission="manage_discounts",
        view="",
    ),
    Place(
        name="home",
        label=NAME,
        mount="homepage_widgets",
        target="widget",
        permission="manage_discounts",
        view="tile",
    ),
    Place(
        name="order",
        label="Web Push: what was sent",
        mount="order_details_widgets",
        target="widget",
        permission="manage_orders",
        view="story",
        instead=("order_details_more_actions", "popup"),
    ),
    Place(
        name="customer",
        label="Web Push: what was sent",
        mount="customer_details_widgets",
        target="widget",
        permission="manage_users",
        view="story",
        instead=("customer_details_more_actions", "popup"),
    ),
)


def keep_registered(now: datetime) -> None:
    """Make the app if it was never made; else give it this shop's address and its places."""
    with transaction.atomic():
        # Saleor's identifiers of apps are not unique: two workers would make two apps.
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [_LOCK])
        known = DashboardApp.objects.filter(id=DashboardApp.ONLY).first()
        if known is None:
            app = _made()
            DashboardApp.objects.create(app_id=app.pk, registered_at=now)
        else:
            found = App.objects.filter(pk=known.app_id, removed_at=None).first()
            if found is not None:
                _bring_up_to_date(found)


def add_again(now: datetime) -> None:
    """Make the app anew, also if staff had deleted it."""
    with transaction.atomic():
        remove()
        DashboardApp.objects.all().delete()
        keep_registered(now)


def remove() -> int:
    """Delete the app with all that belongs to it; how many apps there were.

    It is not made again as long as the plugin's tables exist.
    """
    known = DashboardApp.objects.values_list("app_id", flat=True)
    ours = App.objects.filter(pk__in=list(known))
    count = ours.count()
    ours.delete()
    return count


def is_ours(number: int) -> bool:
    """Whether the app with this id is the plugin's page, and staff have left it switched on."""
    is_it = DashboardApp.objects.filter(app_id=number).exists()
    return is_it and App.objects.filter(pk=number, removed_at=None, is_active=True).exists()


def live_id() -> int | None:
    """The id of the app; None if it was never made, or was deleted."""
    known = list(DashboardApp.objects.values_list("app_id", flat=True))
    found: int | None = (
        App.objects.filter(pk__in=known, removed_at=None).values_list("pk", flat=True).first()
    )
    return found


def _made() -> Any:
    app = App.objects.create(
        name=NAME,
        type=AppType.THIRDPARTY,
        identifier=PLUGIN_ID,
        is_active=True,
        is_installed=True,
        **_described(),
    )
    app.permissions.set(Permission.objects.filter(codename__in=PERMISSIONS))
    _mount(app)
    return app


def _bring_up_to_date(app: Any) -> None:
    described = _described()
    if any(getattr(app, name) != value for name, value in described.items()):
        App.objects.filter(pk=app.pk).update(**described)
    if _mounted(app) != {_key(values) for values in _extensions().values()}:
        app.extensions.all().delete()
        _mount(app)


def _described() -> dict[str, str]:
    return {
        "app_url": absolute_url(PAGE_PATH),
        "version": __version__,
        "about_app": "Campaigns, segments, texts and results of notifications in the browser.",
    }


def _mounted(app: Any) -> set[tuple[str, ...]]:
    return set(app.extensions.values_list("mount", "target", "url", "label"))


def _mount(app: Any) -> None:
    for place, values in _extensions().items():
        made = AppExtension.objects.create(app=app, **values)
        made.permissions.set(Permission.objects.filter(codename=place.permission))


def _key(values: Mapping[str, Any]) -> tuple[str, ...]:
    return (values["mount"], values["target"], values["url"], values["label"])


def _extensions() -> dict[Place, dict[str, Any]]:
    """The fields of an extension for each place that this Saleor knows."""
    return {
        place: {
            "label": place.label,
            "url": _url(place, where[1]),
            "mount": where[0],
            "target": where[1],
            **_newer_fields(place, where[1]),
        }
        for place in PLACES
        if (where := _where(place))
    }


def _url(place: Place, target: str) -> str:
    """A page of its own is named below the app's address: the Dashboard joins the two."""
    if target == "app_page":
        return "/"
    return absolute_url(f"{PAGE_PATH}?view={place.view}")


def _where(place: Place) -> tuple[str, str] | None:
    """The mount and target of a place in this Saleor; None if it has no such place."""
    wanted = ((place.mount, place.target), place.instead)
    return next((each for each in wanted if each and _is_known(*each)), None)


def _is_known(mount: str, target: str) -> bool:
    """Until 3.22 Saleor lists the values, and its API fails on others; since 3.23 any may be."""
    return all(
        not choices or value in dict(choices)
        for name, value in (("mount", mount), ("target", target))
        for choices in [AppExtension._meta.get_field(name).choices]
    )


def _newer_fields(place: Place, target: str) -> dict[str, Any]:
    names = {field.name for field in AppExtension._meta.get_fields()}
    values: dict[str, Any] = {"identifier": place.name}
    if target == "widget":
        # The page is read by GET; the Dashboard opens a tile of its home by POST if none is said.
        option = "homeWidgetTarget" if place.mount == "homepage_widgets" else "widgetTarget"
        values |= {"http_target_method": "GET", "settings": {option: {"method": "GET"}}}
    return {name: value for name, value in values.items() if name in names}

"""The plugin's page in the Dashboard: what it takes, what it refuses, and how it says so."""

from decimal import Decimal

import pytest

from saleor_push_plugin.dashboard import fields
from saleor_push_plugin.models import VapidKey
from saleor_push_plugin.settings import vapid_keys
from saleor_push_plugin.shop import config
from tests.hosts.refs import Refused
from tests.hosts.shop import Shop

from .stored import store


def camel(name: str) -> str:
    head, *rest = name.split("_")
    return head + "".join(word.title() for word in rest)


RIGHT = {"storefront_url": "https://shop.example", "contact": "mailto:push@shop.example.com"}


def test_keys_are_made_when_sending_is_first_switched_on(shop: Shop) -> None:
    shop.configure_push(**RIGHT)
    assert vapid_keys.current() is None
    page = shop.configure_push(send=True)
    assert page.fields["vapid_public_key"] == vapid_keys.current()
    shop.configure_push(send=False)
    shop.configure_push(send=True)
    assert VapidKey.objects.count() == 1


def test_no_private_key_is_on_the_page(shop: Shop) -> None:
    page = shop.configure_push(**RIGHT, send=True)
    private = VapidKey.objects.get().private
    assert private not in str(page)


def test_a_key_of_the_operators_own_is_used_instead(shop: Shop, settings: object) -> None:
    settings.SALEOR_PUSH_VAPID_PRIVATE_KEY = "q1dXpw3UpT5VOmu_cf_v6ih07Aems3njxI-JWgLcM94"  # type: ignore[attr-defined]
    page = shop.configure_push(**RIGHT, send=True)
    assert page.fields["vapid_public_key"] == (
        "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4"
    )
    assert VapidKey.objects.count() == 0


def test_the_key_field_cannot_be_written(shop: Shop) -> None:
    page = shop.configure_push(**RIGHT, send=True, vapid_public_key="mine")
    assert page.fields["vapid_public_key"] == vapid_keys.current()


def test_a_half_filled_page_may_be_saved_but_not_switched_on(shop: Shop) -> None:
    shop.configure_push(storefront_url="https://shop.example")
    with pytest.raises(Refused) as refused:
        shop.configure_push(send=True)
    assert refused.value.fields == ("contact",)
    assert refused.value.codes == ("REQUIRED",)
    assert "Contact for push services" in refused.value.errors[0]["message"]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("storefront_url", "shop.example"),
        ("storefront_url", "javascript:alert(1)"),
        ("storefront_url", "https://shop.example?x=1"),
        ("storefront_url", "https://[broken"),
        ("order_path", "checkout"),
        ("order_path", "//evil.example"),
        ("order_path", "/o/{order.user}"),
        ("order_path", "/o/{"),
        ("contact", "push@shop.example"),
        ("contact", "mailto:nobody"),
        ("contact", "mailto:push@localhost"),
        ("contact", "https://localhost"),
        ("contact", "mailto:x@shop.invalid"),
        ("contact", "https://127.0.0.1"),
        ("contact", "mailto:<a@shop.com>"),
        ("icon_url", "http://shop.example/icon.png"),
        ("icon_url", "http://localhost.shop.example/icon.png"),
        ("icon_url", "ftp://localhost/icon.png"),
        ("default_language", "tlh"),
        ("quiet_hours", "21:00Z-08:00Z"),
        ("time_zone", "Warsaw"),
        ("time_zone", "+01:00"),
        ("time_zone", "../UTC"),
        ("weekly_cap", "2.5"),
        ("weekly_cap", "9" * 5000),
        ("price_drop_percent", "2,5"),
        ("price_drop_percent", "100.5"),
        ("shipping_share", "a tenth"),
        ("price_drop_amount", "-1"),
        ("rating_key", "a b"),
        ("send", "yes"),
        ("scenario_price_drop", ""),
    ],
)
def test_a_wrong_value_is_refused_by_the_name_of_its_field(
    shop: Shop, field: str, value: str
) -> None:
    with pytest.raises(Refused) as refused:
        shop.configure_push(**{field: value})
    assert refused.value.fields == (camel(field),)
    assert refused.value.codes == ("INVALID",)
    label, message = fields.STRUCTURE[field]["label"], refused.value.errors[0]["message"]
    assert message.startswith(f"{label}: ")
    assert label.lower() not in message.removeprefix(label).lower()


@pytest.mark.parametrize("host", ["localhost:3000", "shop.localhost", "127.0.0.1", "[::1]:3000"])
def test_a_developers_own_machine_needs_no_https_for_the_icon(shop: Shop, host: str) -> None:
    address = f"http://{host}/icon.png"
    assert shop.configure_push(icon_url=address).fields["icon_url"] == address


@pytest.mark.parametrize(
    ("field", "wrong", "right"),
    [
        ("weekly_cap", "many", "3"),
        ("quiet_hours", "night", "21:00-08:00"),
        ("price_drop_amount", "a lot", "5"),
    ],
)
def test_a_wrong_value_that_was_stored_can_be_put_right(
    shop: Shop, field: str, wrong: str, right: str
) -> None:
    shop.configure_push(**RIGHT, send=True)
    store(field, wrong)
    shop.configure_push(**{field: right})
    assert config.load().sending


def test_readers_are_in_the_shops_time_zone_until_their_browser_tells_its_own(shop: Shop) -> None:
    zone = shop.configure_push(time_zone=" Pacific/Auckland ").fields["time_zone"]
    saved = config.load()
    assert (zone.strip(), saved.reader_zone("")) == ("Pacific/Auckland", "Pacific/Auckland")
    assert saved.reader_zone("Europe/Paris") == "Europe/Paris"


def test_a_time_zone_that_another_machine_knew_costs_no_push(shop: Shop) -> None:
    shop.configure_push(time_zone="Asia/Tokyo")
    assert config.load().reader_zone("Moon/Tycho") == "Asia/Tokyo"
    store("time_zone", "Moon/Tycho")
    assert config.load().reader_zone("") == "UTC"


def test_a_percentage_may_have_a_fraction(shop: Shop) -> None:
    shop.configure_push(price_drop_percent="2.5", shipping_share="7.5")
    saved = config.load()
    assert (saved.smallest_drop.percent, saved.shipping_share) == (Decimal("2.5"), Decimal("0.075"))


def test_a_field_that_does_not_exist_is_refused_and_nothing_is_saved(shop: Shop) -> None:
    """Saleor drops it without a word: a script would take its limit for set."""
    shop.configure_push(**RIGHT)
    with pytest.raises(Refused) as refused:
        shop.configure_push(weekly_kap="1", storefront_url="https://new.example")
    assert refused.value.codes == ("NOT_FOUND",)
    assert "weekly_kap" in refused.value.errors[0]["message"]
    assert shop.configure_push().fields["storefront_url"] == "https://shop.example"


TEXTS = {name for name, field in fields.STRUCTURE.items() if field["type"] == "String"}
HAVE_A_DEFAULT = {name for name in TEXTS if fields._VALUES.get(name)}


@pytest.mark.parametrize("name", sorted(HAVE_A_DEFAULT - {"quiet_hours"}))
def test_a_field_with_a_default_is_not_emptied(shop: Shop, name: str) -> None:
    """It would be read as its default, though who empties a limit means that there is none."""
    with pytest.raises(Refused) as refused:
        shop.configure_push(**{name: "  "})
    assert (refused.value.codes, refused.value.fields) == (("REQUIRED",), (camel(name),))
    assert str(fields._VALUES[name]) in refused.value.errors[0]["message"]


def test_blank_fields_are_empty_fields(shop: Shop) -> None:
    """What was checked and what is read are the same."""
    shop.configure_push(**dict.fromkeys(TEXTS - HAVE_A_DEFAULT | {"quiet_hours"}, "  "))
    assert config.load().quiet is None
    shop.configure_push(weekly_cap=" 5 ")
    assert config.load().weekly_cap == 5


def test_all_wrong_values_are_named_at_once_and_nothing_is_saved(shop: Shop) -> None:
    shop.configure_push(**RIGHT)
    with pytest.raises(Refused) as refused:
        shop.configure_push(contact="x", icon_url="y", storefront_url="https://new.example")
    assert sorted(refused.value.fields) == ["contact", "iconUrl"]
    assert shop.configure_push().fields["storefront_url"] == "https://shop.example"


def test_every_field_has_a_label_and_a_help_text() -> None:
    for name, field in fields.STRUCTURE.items():
        assert field["label"], name
        assert field["help_text"].endswith("."), name

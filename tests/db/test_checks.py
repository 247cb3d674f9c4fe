"""What an operator set wrongly is said by `manage.py check`, or at the start."""

import pytest
from django.apps import apps
from django.core.checks import run_checks
from django.core.exceptions import ImproperlyConfigured
from django.db import ProgrammingError

from saleor_push_plugin import checks
from saleor_push_plugin.checks import check_contact, check_settings
from saleor_push_plugin.settings import config, operator, vapid_keys
from tests.hosts.shop import Shop

from .stored import store

KEY = "q1dXpw3UpT5VOmu_cf_v6ih07Aems3njxI-JWgLcM94"


def found() -> list[str | None]:
    return [message.id for message in check_settings()]


def test_nothing_set_is_fine() -> None:
    assert found() == []


@pytest.mark.parametrize(
    "key",
    [
        "x",
        "AAAA",
        "A" * 43,
        "q1dXpw3UpT5VOmu_cf_v6ih07Aems3njxI-JWgLcM9",
        f"{KEY}\\n",
        f'"{KEY}',
        f"{KEY} {KEY}",
        "-----BEGIN PRIVATE KEY-----",
    ],
)
def test_the_shop_does_not_start_with_a_key_that_is_none(settings: object, key: str) -> None:
    settings.SALEOR_PUSH_VAPID_PRIVATE_KEY = key  # type: ignore[attr-defined]
    with pytest.raises(ImproperlyConfigured, match="SALEOR_PUSH_VAPID_PRIVATE_KEY") as refused:
        apps.get_app_config("saleor_push_plugin").ready()
    assert KEY not in str(refused.value)


@pytest.mark.parametrize(
    "key", [KEY, f"{KEY}=", f"{KEY}\n", f"  {KEY}\r\n", f'"{KEY}"', f"'{KEY}'\n", f'" {KEY}\n"']
)
def test_quotes_and_newlines_around_a_key_are_not_part_of_it(settings: object, key: str) -> None:
    settings.SALEOR_PUSH_VAPID_PRIVATE_KEY = key  # type: ignore[attr-defined]
    apps.get_app_config("saleor_push_plugin").ready()
    public = vapid_keys.current()
    assert public == vapid_keys.public_of(KEY)
    assert vapid_keys.public_of(str(vapid_keys.private_of(public))) == public


@pytest.mark.parametrize("name", ["PARALLEL", "RATE", "KEEP_DAYS"])
def test_a_number_that_is_none_is_named(settings: object, name: str) -> None:
    setattr(settings, f"SALEOR_PUSH_{name}", "four")
    assert [name in message.msg for message in check_settings()] == [True]
    setattr(settings, f"SALEOR_PUSH_{name}", "'40'\n")
    assert found() == []
    assert 40 in (operator.parallel(), operator.rate(), operator.keep().days)


# Each setting with values that are wrong, and a part of what is said of them.
WRONG = [
    *[("RATE", value, "not “") for value in ("fast", "-1", "1.5", "1_000x", "10/min")],
    *[("PARALLEL", value, "from 1 to 1000") for value in ("zero", "0", "-4", "100000")],
    *[("KEEP_DAYS", value, "from 32 to 36500") for value in ("3", "0", "a year", "99999")],
    *[("REQUESTS", value, "from 0") for value in ("-1", "many")],
    *[("FIRST_PUSHES", value, "from 0") for value in ("-1", "all")],
    *[("UNPROVEN_BROWSERS", value, "from 1") for value in ("0", "-1", "none")],
    *[("REST_DAYS", value, "from 1") for value in ("0", "never")],
    *[("REMOVE_DAYS", value, "must be 0") for value in ("-1", "never", "100")],
    *[(f"{lane}_QUEUE", "a, b", "one queue") for lane in ("TRANSACTIONAL", "BULK")],
    ("SERVICES", "not a host", "is not a host name"),
    ("TRUSTED_PROXIES", "my-proxy", "is not a network"),
    ("FORWARDED_HEADER", "X-Real-IP", "X-Real-IP"),
    ("PROXY", "socks5://127.0.0.1:1080", "PROXY"),
    ("DASHBOARD_ORIGINS", "*", "is not an origin"),
    ("RATES", "100", "Did you mean SALEOR_PUSH_RATE?"),
]


@pytest.mark.parametrize(("name", "value", "told"), WRONG)
def test_a_wrong_value_of_any_setting_is_told(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, told: str
) -> None:
    """As an environment variable, and by the command that an operator runs."""
    monkeypatch.setenv(f"SALEOR_PUSH_{name}", value)
    said = [message for message in run_checks() if told in f"{message.msg} {message.hint}"]
    assert [f"SALEOR_PUSH_{name}" in message.msg for message in said] == [True]
    assert value[:40] in said[0].msg or name in {"PROXY", "RATES"}


def test_every_setting_has_a_wrong_value_above() -> None:
    stops = {"VAPID_PRIVATE_KEY", "VAPID_FORMER_KEYS"}
    by_setup = {"PROJECT_URL"}
    tried = {name for name, _, _ in WRONG}
    assert {f"SALEOR_PUSH_{name}" for name in tried - {"RATES"} | stops | by_setup} == config.NAMES


@pytest.mark.parametrize(
    ("name", "values"),
    [("REQUESTS", (0, "0", " 12 ")), ("REMOVE_DAYS", (0, "0", 200)), ("KEEP_DAYS", (32, "'90'"))],
)
def test_a_right_value_is_not(settings: object, name: str, values: tuple[object, ...]) -> None:
    for value in values:
        setattr(settings, f"SALEOR_PUSH_{name}", value)
        assert found() == []


def test_a_number_that_is_no_text_is_read(settings: object) -> None:
    settings.SALEOR_PUSH_REQUESTS = 0  # type: ignore[attr-defined]
    assert operator.requests_a_minute() == 0


@pytest.mark.parametrize(
    "service",
    ["ftp://x.example", "https://:80", "https://x.example/path", '"b.example', "b.example/x", "*"],
)
def test_an_origin_that_is_none_is_named(settings: object, service: str) -> None:
    settings.SALEOR_PUSH_SERVICES = f"push.example.com, {service}"  # type: ignore[attr-defined]
    assert found() == ["saleor_push_plugin.E002"]


def test_hosts_and_origins_are_fine(settings: object) -> None:
    settings.SALEOR_PUSH_SERVICES = "*.example.com, http://127.0.0.1:9000/"  # type: ignore[attr-defined]
    settings.SALEOR_PUSH_VAPID_PRIVATE_KEY = KEY  # type: ignore[attr-defined]
    assert found() == []


def test_a_contact_that_was_saved_long_ago_is_named(shop: Shop) -> None:
    assert check_contact(databases=["default"]) == []
    shop.configure_push(contact="mailto:push@shop.example.com")
    assert check_contact(databases=["default"]) == []
    store("contact", "mailto:push@shop.local")
    assert check_contact() == []  # `check` alone asks no database
    (said,) = check_contact(databases=["default"])
    assert (said.id, "“.local”" in said.msg) == ("saleor_push_plugin.W002", True)


def test_before_the_first_migration_nothing_is_said_of_the_contact(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def no_table() -> None:
        raise ProgrammingError

    monkeypatch.setattr(checks, "saved_contact", no_table)
    assert check_contact(databases=["default"]) == []

"""What an operator set wrongly is said by `manage.py check`."""

import pytest

from saleor_push_plugin.checks import check_settings


def found() -> list[str | None]:
    return [message.id for message in check_settings()]


def test_nothing_set_is_fine() -> None:
    assert found() == []


@pytest.mark.parametrize(
    "key", ["x", "AAAA", "A" * 43, "q1dXpw3UpT5VOmu_cf_v6ih07Aems3njxI-JWgLcM9"]
)
def test_a_key_that_is_none_is_named(settings: object, key: str) -> None:
    settings.SALEOR_PUSH_VAPID_PRIVATE_KEY = key  # type: ignore[attr-defined]
    assert found() == ["saleor_push_plugin.E001"]


@pytest.mark.parametrize("service", ["ftp://x.example", "https://:80", "https://x.example/path"])
def test_an_origin_that_is_none_is_named(settings: object, service: str) -> None:
    settings.SALEOR_PUSH_SERVICES = f"push.example.com, {service}"  # type: ignore[attr-defined]
    assert found() == ["saleor_push_plugin.E002"]


def test_hosts_and_origins_are_fine(settings: object) -> None:
    settings.SALEOR_PUSH_SERVICES = "*.example.com, http://127.0.0.1:9000/"  # type: ignore[attr-defined]
    settings.SALEOR_PUSH_VAPID_PRIVATE_KEY = "q1dXpw3UpT5VOmu_cf_v6ih07Aems3njxI-JWgLcM94"  # type: ignore[attr-defined]
    assert found() == []

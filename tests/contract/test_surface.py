"""The sandbox shop has nothing that Saleor has not."""

from __future__ import annotations

import importlib
import importlib.util
from collections.abc import Iterator
from typing import Any

import pytest

from tests.contract import surface

# What came to Saleor with a version; before that one it must really be absent.
NEWER = {
    "saleor.core.db.connection.log_writer_usage": (3, 21),
    "saleor.core.db.connection.restrict_writer": (3, 21),
    "saleor.core.tasks.RestrictWriterDBTask": (3, 21),
    "saleor.settings.CELERY_RESTRICT_WRITER_METHOD": (3, 21),
    "saleor.product.models.ProductVariantChannelListing._meta.prior_price_amount": (3, 21),
    "saleor.site.models.SiteSettings._meta.use_legacy_shipping_zone_stock_availability": (3, 23),
    "saleor.app.models.AppExtension._meta.http_target_method": (3, 22),
    "saleor.app.models.AppExtension._meta.settings": (3, 22),
    "saleor.app.models.AppExtension._meta.identifier": (3, 23),
    "saleor.app.models.AppProblem": (3, 22),
    "saleor.plugins.manager.PluginsManager.fulfillment_approved"
    "(calculate_stocks_with_shipping_zones=)": (3, 23),
    "saleor.plugins.manager.PluginsManager.fulfillment_created"
    "(calculate_stocks_with_shipping_zones=)": (3, 23),
}


@pytest.mark.sandbox_only
def test_the_sandbox_is_as_it_was_written_down() -> None:
    """After a change on purpose: `make surface`."""
    assert surface.current() == surface.recorded()


def test_all_that_the_sandbox_has_is_in_the_host() -> None:
    promised = surface.recorded().items()
    absent = {where for module, facts in promised for where in missing(module, facts)}
    assert absent == {where for where, since in NEWER.items() if version() < since}


def version() -> tuple[int, ...]:
    from saleor import __version__

    return tuple(int(part) for part in __version__.split(".")[:2])


def missing(module: str, promised: surface.Facts) -> Iterator[str]:
    if importlib.util.find_spec(module) is None:
        yield module
        return
    host = importlib.import_module(module)
    for name, facts in promised.items():
        where = f"{module}.{name}"
        if hasattr(host, name):
            yield from differences(where, facts, surface.described(host, name))
        else:
            yield where


def differences(where: str, promised: Any, found: Any) -> Iterator[str]:
    if isinstance(promised, dict):
        for name, facts in promised.items():
            if isinstance(found, dict) and name in found:
                yield from differences(f"{where}.{name}", facts, found[name])
            else:
                yield f"{where}.{name}"
    elif isinstance(promised, list):
        yield from (f"{where}({word})" for word in unlike(promised, found))
    elif promised not in ("value", found) and promised != f"{found}{surface.NULL}":
        yield f"{where}: {promised} is {found}"


def unlike(promised: list[str], found: Any) -> list[str]:
    """Who calls it as the sandbox allows must be understood by the host."""
    if not isinstance(found, list):
        return ["not callable"]
    unknown = [word for word in promised if word not in found]
    asked_too = [word for word in found if word not in promised and _is_required(word)]
    return unknown + asked_too


def _is_required(word: str) -> bool:
    return not word.endswith("=") and not word.startswith("*")

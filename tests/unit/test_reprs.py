"""What a log, a traceback or an error tracker shows of our values: never a secret."""

import dataclasses
import importlib
import inspect
import pkgutil
import re
from collections.abc import Iterator
from typing import Any

import pytest

import saleor_push_plugin
from saleor_push_plugin import models

# A field with such a name holds what opens something: an endpoint lets its holder act for the
# browser, a code is money, a payload is what only the device may read.
SECRET = re.compile(
    r"_?((endpoint|auth|proof|payload|voucher|[a-z_]*private|[a-z_]*token|[a-z_]*secret)s?"
    r"|p256dh|secret_hash|query|variables|topic|link)"
)
SHOWN = "must-not-be-shown"
# Names of vouchers, a product's sales and rating, facts that have a repr of their own, and codes
# that say what kind of proof was given.
HARMLESS = {
    ("Config", "vouchers"),
    # How many.
    ("DryRun", "vouchers"),
    ("_Lookups", "proofs"),
    ("Renderer", "_vouchers"),
    ("RecipientsSql", "query"),
    ("Evidence", "proof"),
    ("Possessed", "proof"),
    # What its readers agreed to, not the Topic header.
    ("Push", "topic"),
}


def classes() -> Iterator[type]:
    """The dataclasses and named tuples of the package."""
    for module in pkgutil.walk_packages(saleor_push_plugin.__path__, "saleor_push_plugin."):
        for _, found in inspect.getmembers(importlib.import_module(module.name), inspect.isclass):
            if found.__module__ == module.name and fields(found):
                yield found


def fields(of: type) -> list[str]:
    if dataclasses.is_dataclass(of):
        return [field.name for field in dataclasses.fields(of)]
    return list(getattr(of, "_fields", ()))


def secrets(of: type) -> list[str]:
    return [
        name
        for name in fields(of)
        if SECRET.fullmatch(name) and (of.__name__, name) not in HARMLESS
    ]


def made(of: type) -> Any:
    """One whose fields with secrets hold what must not be shown."""
    values = {name: SHOWN if name in secrets(of) else None for name in fields(of)}
    if not dataclasses.is_dataclass(of):
        return of(**values)
    one = object.__new__(of)
    for name, value in values.items():
        object.__setattr__(one, name, value)
    return one


def test_no_repr_shows_a_secret() -> None:
    showing = {of.__name__: secrets(of) for of in classes() if SHOWN in repr(made(of))}
    assert showing == {}


def test_the_walk_finds_what_holds_secrets() -> None:
    found = {of.__name__: secrets(of) for of in classes() if secrets(of)}
    assert found["Message"] == ["endpoint", "p256dh", "auth", "payload", "topic", "vapid_private"]
    assert found["Claimed"] == ["endpoint", "p256dh", "auth"]
    assert {"BrowserSubscription", "Receipt", "GraphQLRequest", "CartFacts"} <= {*found}


@pytest.mark.parametrize("name", models.__all__)
def test_models_show_their_number_only(name: str) -> None:
    model = getattr(models, name)
    if not hasattr(model, "_meta"):
        return
    names = [field.attname for field in model._meta.concrete_fields if SECRET.fullmatch(field.name)]
    assert not names or SHOWN not in f"{model(**dict.fromkeys(names, SHOWN))!r}"

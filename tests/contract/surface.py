"""What the sandbox shop promises to have in common with Saleor, written down as data.

`make surface` writes `surface.json` and `sandbox.graphql` from the sandbox. The sandbox is held
against them, and inside a real Saleor they are held against that Saleor, so that a name that is in
only one of the two fails in one of the runs.
"""

from __future__ import annotations

import importlib
import inspect
import json
import pkgutil
from collections.abc import Iterator
from enum import Enum
from pathlib import Path
from types import FunctionType, ModuleType
from typing import Any

HERE = Path(__file__).parent
SURFACE = HERE / "surface.json"
SCHEMA = HERE / "sandbox.graphql"

Facts = dict[str, Any]

NULL = " null"

# Values in lower case that others import by name.
NAMES = {"app", "application", "schema"}

PREFIXES = {
    inspect.Parameter.POSITIONAL_ONLY: "",
    inspect.Parameter.POSITIONAL_OR_KEYWORD: "",
    inspect.Parameter.KEYWORD_ONLY: "kw:",
    inspect.Parameter.VAR_POSITIONAL: "*",
    inspect.Parameter.VAR_KEYWORD: "**",
}


def recorded() -> Facts:
    return dict(json.loads(SURFACE.read_text()))


def described(module: ModuleType, name: str) -> Any:
    """What can be said of one name in a module; a tuple of words, or words by member."""
    thing = getattr(module, name)
    if inspect.isclass(thing):
        return _class(thing)
    if inspect.isroutine(thing):
        return _signature(thing)
    return "value"


def _class(thing: type) -> Facts:
    if issubclass(thing, Enum):
        return {member.name: member.value for member in thing}
    facts = {name: _member(thing, name) for name in dir(thing) if _is_ours(thing, name)}
    if hasattr(thing, "_meta") and hasattr(thing._meta, "get_fields") and not thing._meta.abstract:
        facts["_meta"] = _fields(thing)
    return facts


def _is_ours(thing: type, name: str) -> bool:
    """Written in the shop's own code, not inherited from Django's."""
    if name.startswith("_") and name != "__init__":
        return False
    home = next((base for base in thing.__mro__ if name in vars(base)), None)
    member = inspect.getattr_static(thing, name)
    told = isinstance(member, FunctionType | classmethod | staticmethod | property)
    ours = home is not None and home.__module__.split(".")[0] == "saleor"
    return ours and (told or name.isupper())


def _member(thing: type, name: str) -> Any:
    member = getattr(thing, name)
    if inspect.isfunction(member) or inspect.ismethod(member):
        return _signature(member)
    return member if isinstance(member, str) else "value"


def _signature(thing: Any) -> list[str]:
    """`order`, `webhooks=` (has a default), `kw:active` (by keyword only), `**kwargs`."""
    words = inspect.signature(thing).parameters.values()
    return [_word(word) for word in words if word.name not in {"self", "cls"}]


def _word(parameter: inspect.Parameter) -> str:
    optional = parameter.default is not inspect.Parameter.empty
    return f"{PREFIXES[parameter.kind]}{parameter.name}{'=' * optional}"


def _fields(model: Any) -> Facts:
    fields = [*model._meta.concrete_fields, *model._meta.many_to_many]
    return {"table": model._meta.db_table, **{field.name: _field(field) for field in fields}}


def _field(field: Any) -> str:
    facts = f"{field.get_internal_type()} {field.column or ''}"
    if field.is_relation:
        remote = field.remote_field
        facts += f" -> {remote.model._meta.label}.{remote.get_accessor_name()}"
    return facts + NULL * field.null


# The sandbox, as it is.


def current() -> Facts:
    return {name: _module(importlib.import_module(name)) for name in _modules()}


def _modules() -> Iterator[str]:
    import saleor

    for found in pkgutil.walk_packages(saleor.__path__, "saleor."):
        parts = found.name.split(".")
        if not {"migrations", "tests"} & set(parts) and not parts[-1].startswith("sandbox_"):
            yield found.name


def _module(module: ModuleType) -> Facts:
    return {name: described(module, name) for name in sorted(vars(module)) if _told(module, name)}


def _told(module: ModuleType, name: str) -> bool:
    thing = getattr(module, name)
    if name.startswith("_") or inspect.ismodule(thing):
        return False
    if inspect.isclass(thing) or inspect.isroutine(thing):
        return thing.__module__ == module.__name__
    return name in NAMES or (name.isupper() and name != "TYPE_CHECKING")


def schema() -> str:
    from saleor.graphql.api import schema as api

    return str(api)


def main() -> int:
    import django

    django.setup()
    SURFACE.write_text(json.dumps(current(), indent=1, sort_keys=True) + "\n")
    SCHEMA.write_text(schema())
    print(f"modules={len(recorded())} lines={len(schema().splitlines())}")
    return 0


if __name__ == "__main__":
    main()

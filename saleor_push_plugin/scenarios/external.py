"""Scenarios of other packages, loaded by entry point.

An error in one disables that one only. It neither stops the shop from starting nor the other pushes
of a batch from being sent.
"""

import logging
import re
from collections.abc import Callable, Iterable, Mapping
from importlib.metadata import EntryPoint
from typing import Any

from ..core.audience import SingleSubscription
from ..core.event import EVENT_TYPES
from ..core.reason import AnyReason, Reason, find
from ..core.scenario import Scenario, ScenarioError, Topic

GROUP = "saleor_push_plugin.scenarios"
# A code is part of keys, a column's value and part of the name of a Dashboard field.
_CODE = re.compile(r"[a-z][a-z0-9_]{0,49}")
# The length of the column for `about`.
_MAX_ABOUT = 96
# Results that replace those of a method that raises. Methods that are not listed are called for one
# push at a time, where the caller handles the error.
_FALLBACKS: Mapping[str, object] = {
    "objection": Reason.SCENARIO_FAILED,
    "audience": SingleSubscription(subscription_id=0),
    "about": Reason.SCENARIO_FAILED,
    "valid_until": None,
    "text_valid_until": None,
    "busy_until": None,
    "not_before": None,
    "is_asked_for": False,
    "is_owed": True,
    "is_timed_by_us": False,
    "is_for_segment": True,
    "voucher_purpose": None,
    "image": "",
}

_TIMES = ("valid_until", "text_valid_until", "busy_until", "not_before")

logger = logging.getLogger(__name__)
_LOGGED: set[tuple[str, str]] = set()


def load(
    entries: Iterable[EntryPoint], known: Mapping[str, Scenario[Any]]
) -> tuple[dict[str, Scenario[Any]], list[str]]:
    """Load the entry points: valid scenarios by code, and messages about the others."""
    loaded: dict[str, Scenario[Any]] = {}
    problems = []
    for entry in sorted(entries, key=lambda each: each.name):
        try:
            scenario = _loaded(entry, {**known, **loaded})
        except Exception as error:
            problems.append(f"{entry.name} = {entry.value}: {_message(error)}")
        else:
            loaded[scenario.code] = scenario
    return loaded, problems


def _message(error: Exception) -> str:
    return str(error) if isinstance(error, ScenarioError) else f"{type(error).__name__}: {error}"


def _loaded(entry: EntryPoint, known: Mapping[str, Scenario[Any]]) -> Scenario[Any]:
    cls = entry.load()
    if not (isinstance(cls, type) and issubclass(cls, Scenario) and hasattr(cls, "code")):
        raise ScenarioError("it is not a scenario class")
    if problem := _problem(cls(), known):
        raise ScenarioError(problem)
    return _isolated(cls)


def _problem(scenario: Scenario[Any], known: Mapping[str, Scenario[Any]]) -> str | None:
    if not _CODE.fullmatch(scenario.code):
        return (
            f"the code “{scenario.code}” is invalid: only small letters, digits and _, at most 50"
        )
    if scenario.code in known:
        return f"the code “{scenario.code}” is already used by another scenario"
    if scenario.trigger not in EVENT_TYPES:
        return f"unknown trigger “{scenario.trigger}”; known are {', '.join(sorted(EVENT_TYPES))}"
    if scenario.after and scenario.after not in known:
        return f"unknown scenario “{scenario.after}” in `after`"
    return _sample_problem(scenario)


def _sample_problem(scenario: Scenario[Any]) -> str | None:
    """Call every method with the sample once; an exception disables the scenario."""
    sample, _ = scenario.sample, (Topic(scenario.topic), scenario.delay + scenario.ttl)
    for name in ("audience", "about", "link", *_TIMES, "voucher_purpose", "image"):
        getattr(scenario, name)(sample)
    objection = scenario.objection(sample)
    return f"it objects to its own sample: {objection}" if objection else None


def _isolated(cls: type[Scenario[Any]]) -> Scenario[Any]:
    methods = {name: _safe_method(cls, name, fallback) for name, fallback in _FALLBACKS.items()}
    isolated = type(cls.__name__, (cls,), {"__module__": cls.__module__, **methods})
    scenario: Scenario[Any] = isolated()
    return scenario


def _safe_method(cls: type[Scenario[Any]], name: str, fallback: object) -> Callable[..., object]:
    method = getattr(cls, name)

    def safe(self: Scenario[Any], facts: object) -> object:
        try:
            return _storable(self, name, method(self, facts))
        except Exception as error:
            _log_once(self.code, name, error)
            return fallback

    return safe


def _storable(scenario: Scenario[Any], name: str, result: Any) -> object:
    """The result of a method in a form that can be stored."""
    if name == "objection":
        return _reason(scenario, result)
    return result[:_MAX_ABOUT] if result and name == "about" else result


def _reason(scenario: Scenario[Any], result: object) -> AnyReason | None:
    """The reason as a value. Raises ScenarioError if it is not declared."""
    if not result:
        return None
    if reason := find(result, scenario.reasons):
        return reason
    raise ScenarioError(f"“{result}” is neither a Reason nor one of its `reasons`")


def _log_once(code: str, name: str, error: Exception) -> None:
    """Log an error once per process, because it repeats with every push."""
    if (code, name) not in _LOGGED:
        _LOGGED.add((code, name))
        logger.error(
            "push: %s of scenario %s failed; a default is used", name, code, exc_info=error
        )

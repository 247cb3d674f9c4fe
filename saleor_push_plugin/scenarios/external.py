"""Scenarios that other packages bring, by entry point.

What is wrong with one leaves that one out, or keeps it silent: never the shop from starting, and
never the order news that stand in the same batch from being sent.
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
# It stands in keys, in a column and in the name of a Dashboard field.
_CODE = re.compile(r"[a-z][a-z0-9_]{0,49}")
# As long as what it says of a push may be, to fit its column.
_LONGEST = 96
# What a method answers that raises; the others are asked for one push at a time.
_ANSWERS: Mapping[str, object] = {
    "objection": Reason.SCENARIO_FAILED,
    "audience": SingleSubscription(subscription_id=0),
    "about": Reason.SCENARIO_FAILED,
    "valid_until": None,
    "text_valid_until": None,
    "busy_until": None,
    "voucher_kind": None,
    "image": "",
}

_MOMENTS = ("valid_until", "text_valid_until", "busy_until")

logger = logging.getLogger(__name__)
_COMPLAINED: set[tuple[str, str]] = set()


def gather(
    entries: Iterable[EntryPoint], known: Mapping[str, Scenario[Any]]
) -> tuple[dict[str, Scenario[Any]], list[str]]:
    """The scenarios that fit beside those known, by code, and what is wrong with the rest."""
    found: dict[str, Scenario[Any]] = {}
    problems = []
    for entry in sorted(entries, key=lambda each: each.name):
        try:
            scenario = _made(entry, {**known, **found})
        except Exception as error:
            problems.append(f"{entry.name} = {entry.value}: {_in_words(error)}")
        else:
            found[scenario.code] = scenario
    return found, problems


def _in_words(error: Exception) -> str:
    return str(error) if isinstance(error, ScenarioError) else f"{type(error).__name__}: {error}"


def _made(entry: EntryPoint, known: Mapping[str, Scenario[Any]]) -> Scenario[Any]:
    made = entry.load()
    if not (isinstance(made, type) and issubclass(made, Scenario) and hasattr(made, "code")):
        raise ScenarioError("this is not a class of a scenario")
    if problem := _problem(made(), known):
        raise ScenarioError(problem)
    return _guarded(made)


def _problem(scenario: Scenario[Any], known: Mapping[str, Scenario[Any]]) -> str | None:
    if not _CODE.fullmatch(scenario.code):
        return f"“{scenario.code}” is no code: small letters, digits and _, 50 at most"
    if scenario.code in known:
        return f"there is a scenario “{scenario.code}” already"
    if scenario.trigger not in EVENT_TYPES:
        return f"nothing triggers “{scenario.trigger}”; there are {', '.join(sorted(EVENT_TYPES))}"
    if scenario.after and scenario.after not in known:
        return f"there is no scenario “{scenario.after}” before it"
    return _rehearsed(scenario)


def _rehearsed(scenario: Scenario[Any]) -> str | None:
    """Everything is asked once of the sample; what raises has no business in a shop."""
    sample, _ = scenario.sample, (Topic(scenario.topic), scenario.delay + scenario.ttl)
    for name in ("audience", "about", "link", *_MOMENTS, "voucher_kind", "image"):
        getattr(scenario, name)(sample)
    objection = scenario.objection(sample)
    return f"it refuses its own sample: {objection}" if objection else None


def _guarded(made: type[Scenario[Any]]) -> Scenario[Any]:
    guards = {name: _guard(made, name, answer) for name, answer in _ANSWERS.items()}
    guarded = type(made.__name__, (made,), {"__module__": made.__module__, **guards})
    scenario: Scenario[Any] = guarded()
    return scenario


def _guard(made: type[Scenario[Any]], name: str, answer: object) -> Callable[..., object]:
    asked = getattr(made, name)

    def guarded(self: Scenario[Any], facts: object) -> object:
        try:
            return _fitting(self, name, asked(self, facts))
        except Exception as error:
            _complain(self.code, name, error)
            return answer

    return guarded


def _fitting(scenario: Scenario[Any], name: str, said: Any) -> object:
    """What a method answered, as it can be stored."""
    if name == "objection":
        return _reason(scenario, said)
    return said[:_LONGEST] if said and name == "about" else said


def _reason(scenario: Scenario[Any], said: object) -> AnyReason | None:
    """A reason that nobody declared is a mistake, and one not to send all the same."""
    if not said:
        return None
    if reason := find(said, scenario.reasons):
        return reason
    raise ScenarioError(f"“{said}” is neither a Reason nor one of its `reasons`")


def _complain(code: str, name: str, error: Exception) -> None:
    """Once a process: the same mistake comes with every push."""
    if (code, name) not in _COMPLAINED:
        _COMPLAINED.add((code, name))
        logger.error("push: %s of scenario %s failed; it stays silent", name, code, exc_info=error)

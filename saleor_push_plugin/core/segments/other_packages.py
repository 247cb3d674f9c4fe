"""Conditions of other packages: values that they know of cities, countries or customers.

They return values and never SQL. One that fails or does not answer in time finds nobody, under a
NOT as well, and whoever asked is told.
"""

import logging
import re
import threading
import time
from collections.abc import Collection, Iterable, Mapping
from decimal import Decimal
from enum import StrEnum
from importlib.metadata import EntryPoint, entry_points
from queue import Empty, SimpleQueue
from typing import Any

logger = logging.getLogger(__name__)
GROUP = "saleor_push_plugin.conditions"
# Seconds in which all conditions of a segment have to answer, and how many keys each may know.
TIMEOUT, MOST_KEYS = 5.0, 100_000
_NAME = re.compile(r"[a-z][a-z0-9_]{0,49}")
_LONGEST = 256

Value = Decimal | str
Answer = Mapping[str, Value]


class By(StrEnum):
    """What the keys of a condition are."""

    CITY = "city"
    COUNTRY = "country"
    # Ids of accounts, as Saleor's tables have them.
    CUSTOMER = "customer"


class OtherCondition:
    """A condition of another package. Subclasses set `name`, `description` and `by`."""

    name = ""
    description = ""
    by = By.CITY

    def values(self) -> Mapping[str, object]:
        """Return a number or a text for each key that is known: a city, a country code, an id.

        Of keys that are left out nothing is known: they are found by `known: false` only.
        """
        raise NotImplementedError


def load(entries: Iterable[EntryPoint]) -> tuple[dict[str, OtherCondition], list[str]]:
    """Load the entry points: valid conditions by name, and messages about the others."""
    loaded: dict[str, OtherCondition] = {}
    problems = []
    for entry in sorted(entries, key=lambda each: each.name):
        try:
            condition = _loaded(entry, loaded)
        except Exception as error:
            problems.append(f"{entry.name} = {entry.value}: {error}")
        else:
            loaded[condition.name] = condition
    return loaded, problems


def _loaded(entry: EntryPoint, known: Collection[str]) -> OtherCondition:
    cls = entry.load()
    if not (isinstance(cls, type) and issubclass(cls, OtherCondition)):
        raise TypeError("it is not a class of OtherCondition")
    condition = cls()
    if not _NAME.fullmatch(condition.name) or condition.name in known:
        raise ValueError(f"the name “{condition.name}” is invalid or used twice")
    if not condition.description or condition.by not in set(By):
        raise ValueError("its description is missing, or `by` is none of By")
    return condition


CONDITIONS, PROBLEMS = load(entry_points(group=GROUP))
# Calls that have not ended: a condition that hangs is not asked again meanwhile.
_RUNNING: dict[str, threading.Thread] = {}


def ask(names: Collection[str], *, seconds: float = TIMEOUT) -> dict[str, Answer | None]:
    """Ask these conditions at the same time; None for those that fail, hang or do not exist."""
    answers: SimpleQueue[tuple[str, Answer | None]] = SimpleQueue()
    found: dict[str, Answer | None] = dict.fromkeys(names)
    asked = {name for name in found if _start(name, answers)}
    until = time.monotonic() + seconds
    while asked:
        try:
            name, answer = answers.get(timeout=max(0.0, until - time.monotonic()))
        except Empty:
            logger.error("push: conditions %s did not answer in time", ", ".join(sorted(asked)))
            break
        found[name] = answer
        asked.discard(name)
    return found


def _start(name: str, answers: "SimpleQueue[tuple[str, Answer | None]]") -> bool:
    """Begin to ask a condition; False if it does not exist or still works on an earlier answer."""
    running = _RUNNING.get(name)
    if name not in CONDITIONS or (running is not None and running.is_alive()):
        return False
    # A daemon: a process must be able to end while a condition hangs.
    thread = threading.Thread(target=_answer, args=(CONDITIONS[name], answers), daemon=True)
    _RUNNING[name] = thread
    thread.start()
    return True


def _answer(condition: OtherCondition, answers: "SimpleQueue[tuple[str, Answer | None]]") -> None:
    try:
        answer = _checked(condition.values())
    except Exception:
        logger.exception("push: condition %s failed", condition.name)
        answer = None
    answers.put((condition.name, answer))


def _checked(values: Any) -> Answer:
    """The values as numbers and texts. Raises ValueError for what is neither."""
    if not isinstance(values, Mapping) or len(values) > MOST_KEYS:
        raise ValueError(f"its values are not a mapping of at most {MOST_KEYS} keys")
    return {_text(str(key)): _value(value) for key, value in values.items()}


def _value(value: object) -> Value:
    if isinstance(value, int | float | Decimal) and not isinstance(value, bool):
        number = Decimal(str(value))
        if not number.is_finite():
            raise ValueError(f"{value} is not a number")
        return number
    return _text(value)


def _text(value: object) -> str:
    if not isinstance(value, str) or not value.isprintable() or len(value) > _LONGEST:
        raise ValueError("a key or a value is not a text of one line")
    return value


def passes(value: Value, members: Mapping[str, Any]) -> bool | None:
    """Whether a value passes `number` and `text`; None if it is of another kind."""
    number, text = members.get("number"), members.get("text")
    if (number and not isinstance(value, Decimal)) or (text and not isinstance(value, str)):
        return None
    return all(_holds(value, test) for test in (number, text) if test)


def _holds(value: Any, test: Mapping[str, Any]) -> bool:
    bounds = test.get("range", {})
    return bool(
        value == test.get("eq", value)
        and value in test.get("oneOf", (value,))
        and bounds.get("gte", value) <= value <= bounds.get("lte", value)
    )

"""Makes SQL of a segment's `where`, for whoever counts or addresses its people."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from ..core.push_subscription import Problem
from ..core.segments import other_packages
from ..core.segments.parsing import parse
from ..core.segments.predicate import other_names
from ..shop.person_conditions import NotInThisShopError, compiled


@dataclass(frozen=True, kw_only=True)
class People:
    """The people of a segment at one moment, as SQL with its parameters.

    `condition` is on f, a row of PersonFacts. `keys` is a query of `person`, each key once: use it
    as `WHERE person IN ({keys})`. Both need `values`, whose names are `now` and `v0`, `v1`, ….
    `failed`: conditions of other packages that gave no answer. They find nobody, under NOT either:
    so who is found may be too few, and a campaign has to wait.
    """

    condition: str
    values: Mapping[str, Any]
    failed: tuple[str, ...] = ()

    @property
    def keys(self) -> str:
        return f"SELECT f.person FROM saleor_push_plugin_personfacts f WHERE {self.condition}"


def people(where: object, now: datetime, *, asking: bool = True) -> People | tuple[Problem, ...]:
    """Compile a `where`, stored or just given; or say what is wrong with it.

    A stored one may be wrong by now: this Saleor may not know what it asks for, or a package is
    gone. `asking`: False to check it only, without asking other packages' conditions.
    """
    predicate, problems = parse(where)
    if problems:
        return problems
    answers = other_packages.ask(other_names(predicate)) if asking else {}
    try:
        found = compiled(predicate, answers)
    except NotInThisShopError as error:
        return (Problem(field="where", code="not_found", message=str(error)),)
    return People(
        condition=found.sql, values={**found.values, "now": now}, failed=failed_of(answers)
    )


def failed_of(answers: Mapping[str, object]) -> tuple[str, ...]:
    """The names of those that gave no answer."""
    return tuple(sorted(name for name, answer in answers.items() if answer is None))

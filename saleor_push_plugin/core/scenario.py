"""The base of all scenarios: a push a shop wants, described in one small class."""

from collections.abc import Mapping
from datetime import timedelta
from enum import StrEnum
from typing import ClassVar, Generic, TypeVar

from .facts import Owner
from .template import TemplateError, words_in

Facts = TypeVar("Facts")


class Consent(StrEnum):
    """What the shopper must have agreed to."""

    TRANSACTIONAL = "transactional"
    MARKETING = "marketing"


class Urgency(StrEnum):
    """RFC 8030, section 5.3: whether the push service may wait for the device to charge."""

    VERY_LOW = "very-low"
    LOW = "low"
    NORMAL = "normal"
    HIGH = "high"


class ScenarioError(TypeError):
    """A scenario class is incomplete or its text uses words it does not provide."""


class Scenario(Generic[Facts]):
    """One kind of push. A subclass is a whole scenario; see docs/adding-a-scenario.md.

    `trigger` names the event kind; `delay` is how long after it the push is due and `ttl` how long
    it stays worth showing. `title` and `body` are English templates; `sample` is what previews,
    docs and the contract test use. Asked twice, when planning and just before sending:
    `objection` (a reason not to send, else None).
    """

    code: ClassVar[str]
    label: ClassVar[str]
    trigger: ClassVar[str]
    consent: ClassVar[Consent]
    delay: ClassVar[timedelta] = timedelta(0)
    ttl: ClassVar[timedelta]
    urgency: ClassVar[Urgency] = Urgency.NORMAL
    title: ClassVar[str]
    body: ClassVar[str]
    sample: ClassVar[object]

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        missing = [name for name in _REQUIRED if not hasattr(cls, name)]
        if missing:
            raise ScenarioError(f"{cls.__name__} lacks {', '.join(missing)}")
        if problem := template_problem(cls(), cls.title) or template_problem(cls(), cls.body):
            raise ScenarioError(f"{cls.__name__}: {problem}")

    def objection(self, facts: Facts) -> str | None:
        """Why this push must not go, in a few words, or None."""
        return None

    def audience(self, facts: Facts) -> Owner:
        """Whose devices get it; a value, never a query."""
        raise NotImplementedError

    def words(self, facts: Facts) -> Mapping[str, object]:
        """Words the templates may use; None where the shop has no value."""
        raise NotImplementedError

    def subject(self, facts: Facts) -> str:
        """What the push is about; a newer push about the same subject replaces an older one."""
        raise NotImplementedError


_REQUIRED = ("code", "label", "trigger", "consent", "ttl", "title", "body", "sample")


def template_problem(scenario: Scenario[Facts], text: str) -> str | None:
    """Why `text` cannot be a template of this scenario, in words for its editor, or None."""
    known = scenario.words(scenario.sample)  # type: ignore[arg-type]
    try:
        unknown = sorted(words_in(text) - set(known))
    except TemplateError as error:
        return str(error)
    if unknown:
        return f"unknown word {', '.join(unknown)}; known are {', '.join(sorted(known))}"
    return None

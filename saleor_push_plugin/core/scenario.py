"""The base of all scenarios: a push a shop wants, described in one small class."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import IntEnum, StrEnum
from typing import ClassVar, Generic, TypeVar

from . import scenario_definition
from .audience import Audience
from .links import Link
from .reason import AnyReason, ScenarioReason
from .text.template import counted_in, words_in
from .text.template_parser import TemplateError
from .voucher_kind import VoucherKind

Facts = TypeVar("Facts")


class Topic(StrEnum):
    """What a shopper agrees to, one by one. All but the first are marketing."""

    ORDER_UPDATES = "order_updates"
    CART_REMINDERS = "cart_reminders"
    ALERTS = "alerts"
    OFFERS = "offers"
    SURVEYS = "surveys"

    @property
    def marketing(self) -> bool:
        return self is not Topic.ORDER_UPDATES


class Priority(IntEnum):
    """How much of a person's weekly share a marketing push may use up: a LOW one leaves room."""

    LOW = 1
    NORMAL = 2
    HIGH = 3


class Urgency(StrEnum):
    """RFC 8030, section 5.3: whether the push service may wait for the device to charge."""

    VERY_LOW = "very-low"
    LOW = "low"
    NORMAL = "normal"
    HIGH = "high"


class ScenarioError(TypeError):
    """A scenario class is incomplete, misspelt, or its text uses words it does not provide."""


class Scenario(Generic[Facts]):
    """One kind of push. A subclass is a whole scenario; see docs/adding-a-scenario.md.

    `trigger` names the event kind; `delay` is how long after it the push is due and `ttl` how long
    it stays worth showing. `title` and `body` are English templates; `sample` is what previews,
    docs and the contract test use. Asked twice, when planning and just before sending:
    `objection` (a reason not to send, else None); `ends` says the same in words, for the docs.

    `after` names the scenario whose push must have been seen before this one; `delay` then counts
    from when it was shown (or sent, where no receipt came). `personal` says that the facts are
    about a person too: they are then loaded for each, and `objection` is asked only when sending.
    `once`: a person gets it once in a lifetime, so what was sent is never forgotten.

    `reasons` are those that only this scenario gives, with their English words; for scenarios of
    other packages, as the plugin's own stand in core/reason.py.

    `translations` are its texts in other languages, by language and name of the text; those of the
    plugin's own scenarios stand in locale/.
    """

    code: ClassVar[str]
    label: ClassVar[str]
    ends: ClassVar[str] = ""
    trigger: ClassVar[str]
    topic: ClassVar[Topic]
    delay: ClassVar[timedelta] = timedelta(0)
    ttl: ClassVar[timedelta]
    urgency: ClassVar[Urgency] = Urgency.NORMAL
    priority: ClassVar[Priority] = Priority.NORMAL
    after: ClassVar[str] = ""
    personal: ClassVar[bool] = False
    once: ClassVar[bool] = False
    # Names of the class attributes that are texts, and which of these are buttons to answer by.
    texts: ClassVar[tuple[str, ...]] = ("title", "body")
    buttons: ClassVar[tuple[str, ...]] = ()
    translations: ClassVar[Mapping[str, Mapping[str, str]]] = {}
    reasons: ClassVar[Mapping[ScenarioReason, str]] = {}
    title: ClassVar[str]
    body: ClassVar[str]
    sample: ClassVar[object]

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        if missing := scenario_definition.lacking(cls, Scenario):
            raise ScenarioError(f"{cls.__name__} lacks {', '.join(missing)}")
        if strange := scenario_definition.strange(cls):
            raise ScenarioError(f"{cls.__name__}: {_unasked(strange)}")
        if unfit := scenario_definition.unfit_reason(cls, Scenario):
            raise ScenarioError(f"{cls.__name__}: {unfit}")
        texts = [cls.title, cls.body, *_translated(cls)]
        if problem := next(filter(None, (template_problem(cls(), text) for text in texts)), None):
            raise ScenarioError(f"{cls.__name__}: {problem}")

    def objection(self, facts: Facts) -> AnyReason | None:
        """Why this push must not go: a Reason, one of its own `reasons`, or None."""
        return None

    def until(self, facts: Facts) -> datetime | None:
        """When it stops being true, if that is known; it is never shown later."""
        return None

    def holds(self, facts: Facts) -> datetime | None:
        """How long its words hold, if that is known: a device that is off must not show it later.

        Unlike `until` it ends nothing: what goes out after it says what is true then.
        """
        return None

    def busy_until(self, facts: Facts) -> datetime | None:
        """Until when its shopper may be busy with just that, if so: it waits till then."""
        return None

    def gift(self, facts: Facts) -> VoucherKind | None:
        """Which voucher of the owner's it brings a personal code of, if any.

        The code is made when the push really goes out and put into the facts as `voucher`.
        """
        return None

    def audience(self, facts: Facts) -> Audience:
        """Whose devices get it; a value, never a query."""
        raise NotImplementedError

    def words(self, facts: Facts) -> Mapping[str, object]:
        """Words the templates may use; None where the shop has no value."""
        raise NotImplementedError

    def picture(self, facts: Facts) -> str:
        """The https address of a picture, for platforms that show one; empty if there is none."""
        return ""

    def about(self, facts: Facts) -> str:
        """What the push is about; a newer push about the same replaces an older one on screen."""
        raise NotImplementedError

    def link(self, facts: Facts) -> Link:
        """Where a click leads."""
        raise NotImplementedError


def _translated(made: type[Scenario[Facts]]) -> list[str]:
    named = {name for texts in made.translations.values() for name in texts}
    if unknown := sorted(named - set(made.texts)):
        raise ScenarioError(f"{made.__name__}: translates {', '.join(unknown)}, which it has not")
    return [text for texts in made.translations.values() for text in texts.values()]


def _unasked(names: list[str]) -> str:
    known = ", ".join(scenario_definition.known(Scenario))
    return f"nobody asks for {', '.join(names)}; known are {known}; what is its own begins with _"


def template_problem(scenario: Scenario[Facts], text: str) -> str | None:
    """Why `text` cannot be a template of this scenario, in words for its editor, or None."""
    known = scenario.words(scenario.sample)  # type: ignore[arg-type]
    try:
        unknown = sorted(words_in(text) - set(known))
        counted = sorted(counted_in(text))
    except TemplateError as error:
        return str(error)
    if unknown:
        return f"unknown word {', '.join(unknown)}; known are {', '.join(sorted(known))}"
    if uncountable := [name for name in counted if not isinstance(known[name], int | None)]:
        return f"{', '.join(uncountable)} is not a number, so it has no plural"
    return None

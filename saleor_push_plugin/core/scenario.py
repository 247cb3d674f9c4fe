"""The base class of scenarios."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import IntEnum, StrEnum
from typing import ClassVar, Generic, TypeVar

from . import scenario_checks
from .audience import Audience
from .links import Link
from .reason import AnyReason, Reason, ScenarioReason
from .text.template import plural_words_in, words_in
from .text.template_parser import TemplateError
from .voucher_purpose import VoucherPurpose

Facts = TypeVar("Facts")


class Topic(StrEnum):
    """A topic of consent. All but ORDER_UPDATES are marketing."""

    ORDER_UPDATES = "order_updates"
    CART_REMINDERS = "cart_reminders"
    ALERTS = "alerts"
    OFFERS = "offers"
    SURVEYS = "surveys"

    @property
    def marketing(self) -> bool:
        return self is not Topic.ORDER_UPDATES


class Priority(IntEnum):
    """Share of the weekly cap a marketing push may use. LOW leaves room for others."""

    LOW = 1
    NORMAL = 2
    HIGH = 3


class Urgency(StrEnum):
    """RFC 8030, section 5.3: whether delivery may be delayed to save the battery."""

    VERY_LOW = "very-low"
    LOW = "low"
    NORMAL = "normal"
    HIGH = "high"


class ScenarioError(TypeError):
    """A scenario class is incomplete, has an unknown attribute, or a text uses unknown words."""


class Scenario(Generic[Facts]):
    """One kind of push. A subclass is a complete scenario; see docs/adding-a-scenario.md.

    `trigger` is the kind of the event. The push is due `delay` after it and expires after `ttl`.
    `title` and `body` are English templates. `sample` holds facts for previews, docs and tests.
    `objection` is called twice, when planning and just before sending. `ends` describes it for the
    docs.

    `after` is the code of the previous scenario of a sequence: its push must have been seen, and
    `delay` counts from when it was shown (or sent, if there is no receipt). `personal`: the facts
    depend on the person, so they are loaded for each person and `objection` is called only when
    sending. `once`: a person gets it once only, so its notifications are never deleted.
    `waits_for_cap`: over a weekly limit it waits inside its expiry, and is not dropped.
    `needs_code`: it is about its voucher code, so who can have none does not get it.

    `reasons` are the reasons that only this scenario gives, with their English words. Scenarios of
    other packages use it; the reasons of the plugin's own scenarios are in core/reason.py.

    `gives_way` are the words whose sentences are left out of a body that is too long, the first one
    first; "" stands for the sentences without a word. “a b”: those of a and b
    together. Names are shortened before that.
    `last_line_if_short`: the last line of the body is said only where the text says too little.

    `translations` are the texts in other languages, by language and name of the text. Those of the
    plugin's own scenarios are in locale/.
    """

    code: ClassVar[str]
    label: ClassVar[str]
    ends: ClassVar[str] = ""
    gives_way: ClassVar[tuple[str, ...]] = ()
    last_line_if_short: ClassVar[bool] = False
    trigger: ClassVar[str]
    topic: ClassVar[Topic]
    delay: ClassVar[timedelta] = timedelta(0)
    ttl: ClassVar[timedelta]
    urgency: ClassVar[Urgency] = Urgency.NORMAL
    priority: ClassVar[Priority] = Priority.NORMAL
    after: ClassVar[str] = ""
    personal: ClassVar[bool] = False
    waits_for_cap: ClassVar[bool] = False
    once: ClassVar[bool] = False
    needs_code: ClassVar[bool] = False
    # Names of the class attributes that are texts, and those of them that are buttons.
    texts: ClassVar[tuple[str, ...]] = ("title", "body")
    buttons: ClassVar[tuple[str, ...]] = ()
    translations: ClassVar[Mapping[str, Mapping[str, str]]] = {}
    reasons: ClassVar[Mapping[ScenarioReason, str]] = {}
    title: ClassVar[str]
    body: ClassVar[str]
    sample: ClassVar[object]

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        if missing := scenario_checks.missing_members(cls, Scenario):
            raise ScenarioError(f"{cls.__name__} lacks {', '.join(missing)}")
        if unknown := scenario_checks.unknown_attributes(cls):
            raise ScenarioError(f"{cls.__name__}: {_unknown(unknown)}")
        if problem := scenario_checks.reason_problem(cls, Scenario):
            raise ScenarioError(f"{cls.__name__}: {problem}")
        known = {"", *cls().words(cls.sample)}  # type: ignore[arg-type]
        if unknown_words := {word for each in cls.gives_way for word in each.split(" ")} - known:
            raise ScenarioError(f"{cls.__name__}: no words: {', '.join(sorted(unknown_words))}")
        texts = [cls.title, cls.body, *_translated(cls)]
        if problem := next(filter(None, (template_problem(cls(), text) for text in texts)), None):
            raise ScenarioError(f"{cls.__name__}: {problem}")

    def objection(self, facts: Facts) -> AnyReason | None:
        """Why this push must not be sent: a Reason, one of its own `reasons`, or None."""
        return None

    def valid_until(self, facts: Facts) -> datetime | None:
        """When the push becomes untrue, if known. It is neither sent nor shown later."""
        return None

    def text_valid_until(self, facts: Facts) -> datetime | None:
        """When the rendered text becomes untrue, if known. It limits the TTL of the message.

        Unlike `valid_until` it does not end the push: a later message is rendered anew.
        """
        return None

    def busy_until(self, facts: Facts) -> datetime | None:
        """Until when the shopper may still be active; the push is postponed till then."""
        return None

    def halted(self, facts: Facts) -> Reason | None:
        """Why it waits for as long as it may: staff halted it and may let it go on. Or None."""
        return None

    def how_urgent(self, facts: Facts) -> Urgency:
        """How urgent this very push is."""
        return self.urgency

    def is_asked_for(self, facts: Facts) -> bool:
        """Whether the shopper asked for this very push.

        It is outside the shop's weekly cap, and waits for as long as `objection` lets it.
        """
        return False

    def is_owed(self, facts: Facts) -> bool:
        """Whether the shop owes this very push: a code that was promised or earned, or its end.

        It is never held out, and nor are order updates and what the shopper asked for.
        """
        return False

    def is_for_segment(self, facts: Facts) -> bool:
        """Whether its people were found by a condition of a segment.

        Then who objects to segmentation does not get it.
        """
        return False

    def not_before(self, facts: Facts) -> datetime | None:
        """When the push may go at the earliest, if it said the same not long ago."""
        return None

    def is_timed_by_us(self, facts: Facts) -> bool:
        """Whether the plugin chose the time of an order update; then it keeps quiet hours.

        Marketing always keeps them. News of what happens in the shop goes out when it happens.
        """
        return False

    def voucher_purpose(self, facts: Facts) -> VoucherPurpose | None:
        """The kind of voucher that the push includes a personal code of, or None.

        The code is created just before sending and put into the facts as `voucher`.
        """
        return None

    def audience(self, facts: Facts) -> Audience:
        """Which subscriptions get it; a value, never a query."""
        raise NotImplementedError

    def words(self, facts: Facts) -> Mapping[str, object]:
        """Values of the words that templates may use; None where the shop has no value."""
        raise NotImplementedError

    def image(self, facts: Facts) -> str:
        """The https URL of an image, for platforms that show one; empty if there is none."""
        return ""

    def about(self, facts: Facts) -> str:
        """The subject of the push; a newer push of the same subject replaces an older one."""
        raise NotImplementedError

    def link(self, facts: Facts) -> Link:
        """The page that a click opens."""
        raise NotImplementedError


def _translated(cls: type[Scenario[Facts]]) -> list[str]:
    named = {name for texts in cls.translations.values() for name in texts}
    if unknown := sorted(named - set(cls.texts)):
        raise ScenarioError(f"{cls.__name__}: translations of unknown texts: {', '.join(unknown)}")
    return [text for texts in cls.translations.values() for text in texts.values()]


def _unknown(names: list[str]) -> str:
    allowed = ", ".join(scenario_checks.allowed_attributes(Scenario))
    unknown = ", ".join(names)
    return f"unknown attributes {unknown}; allowed are {allowed}; names of its own begin with _"


def template_problem(scenario: Scenario[Facts], text: str) -> str | None:
    """Why `text` is not a valid template of this scenario, as a message for its editor, or None."""
    known = scenario.words(scenario.sample)  # type: ignore[arg-type]
    try:
        unknown = sorted(words_in(text) - set(known))
        counted = sorted(plural_words_in(text))
    except TemplateError as error:
        return str(error)
    if unknown:
        return f"unknown word {', '.join(unknown)}; known are {', '.join(sorted(known))}"
    if uncountable := [name for name in counted if not isinstance(known[name], int | None)]:
        return f"{', '.join(uncountable)} is not a number, so it has no plural"
    return None

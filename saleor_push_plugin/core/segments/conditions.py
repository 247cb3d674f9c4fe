"""The conditions of a segment, declared once: the API, the checks and the SQL are made from here.

A condition has members, which all must hold. A range has `gte` and `lte`, both included.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from ..scenario import Topic


class Kind(StrEnum):
    """What the value of a member is; parsed to str, int, Decimal, datetime, bool or int (ids)."""

    TEXT = "text"
    TEXTS = "texts"
    INT = "int"
    INTS = "ints"
    DECIMAL = "decimal"
    MOMENT = "moment"
    BOOL = "bool"
    IDS = "ids"
    CHOICE = "choice"
    CHOICES = "choices"


@dataclass(frozen=True, kw_only=True)
class Member:
    """A value of a condition. `type_name`: of the global ids; `choices`: of an enum, by name."""

    kind: Kind
    description: str
    required: bool = False
    type_name: str = ""
    choices: Mapping[str, str] | None = None
    least: int | None = None
    most: int | None = None


@dataclass(frozen=True, kw_only=True)
class Shape:
    """An input object. `group`: its members are conditions of their own, as `orders.count`."""

    name: str
    description: str
    members: Mapping[str, "Member | Shape"]
    required: bool = False
    group: bool = False


def _range(kind: Kind, name: str, noun: str, least: int | None = None) -> Shape:
    bounds = {"gte": "At least this.", "lte": "At most this."}
    members = {
        key: Member(kind=kind, description=text, least=least) for key, text in bounds.items()
    }
    return Shape(name=name, description=f"A range of {noun}, both ends included.", members=members)


def _described(shape: Shape, description: str) -> Shape:
    return Shape(name=shape.name, description=description, members=shape.members, group=shape.group)


_EQ, _ONE_OF = "Is this.", "Is one of these."
_KNOWN = "Whether anything is known: `false` finds those of whom nothing is."
INT_RANGE = _range(Kind.INT, "PushAudienceIntRangeInput", "whole numbers")
DECIMAL_RANGE = _range(Kind.DECIMAL, "PushAudienceDecimalRangeInput", "amounts")
MOMENT_RANGE = _range(Kind.MOMENT, "PushAudienceDateTimeRangeInput", "moments")
TEXT = Shape(
    name="PushAudienceTextInput",
    description="A condition on a text.",
    members={
        "eq": Member(kind=Kind.TEXT, description=_EQ),
        "oneOf": Member(kind=Kind.TEXTS, description=_ONE_OF),
        "known": Member(kind=Kind.BOOL, description=_KNOWN),
    },
)
COUNT = Shape(
    name="PushAudienceIntInput",
    description="A condition on a whole number.",
    members={
        "eq": Member(kind=Kind.INT, description=_EQ),
        "oneOf": Member(kind=Kind.INTS, description=_ONE_OF),
        "range": INT_RANGE,
    },
)
MONEY = Shape(
    name="PushAudienceMoneyInput",
    description="A condition on an amount in one currency. Who has none of it has 0.",
    members={
        "currency": Member(kind=Kind.TEXT, description="Currency code.", required=True),
        "eq": Member(kind=Kind.DECIMAL, description=_EQ),
        "range": DECIMAL_RANGE,
    },
)
MOMENT = Shape(
    name="PushAudienceDateTimeInput",
    description="A condition on a moment. What never happened is in no range.",
    members={
        "range": MOMENT_RANGE,
        "daysAgo": _described(
            INT_RANGE, "How many days of 24 hours ago: `gte: 30` is a month ago or earlier."
        ),
        "known": Member(kind=Kind.BOOL, description="Whether it ever happened."),
    },
)
TOPICS = Shape(
    name="PushAudienceTopicInput",
    description="A condition on the topics that a browser of the person agreed to.",
    members={
        "eq": Member(kind=Kind.CHOICE, description=_EQ, choices={t.name: t.value for t in Topic}),
        "oneOf": Member(
            kind=Kind.CHOICES, description=_ONE_OF, choices={t.name: t.value for t in Topic}
        ),
    },
)


def _ids(type_name: str, noun: str) -> Member:
    return Member(kind=Kind.IDS, type_name=type_name, description=f"IDs of {noun}.")


_PRODUCTS: Mapping[str, Member] = {
    "products": _ids("Product", "products"),
    "categories": _ids("Category", "categories; those below them count too"),
    "collections": _ids("Collection", "collections"),
}
_TIMES = "How often; at least once, if left out."
_WITHIN = Member(
    kind=Kind.INT, description="In the last so many days; ever, if left out.", least=1, most=36_500
)
ENGAGEMENTS = {"SENT": "sent_at", "SHOWN": "shown_at", "CLICKED": "clicked_at"}
ENGAGEMENTS |= {"DISMISSED": "dismissed_at"}


def _counted(name: str, what: str, members: Mapping[str, Member]) -> Shape:
    times = Shape(name=COUNT.name, description=_TIMES, members=COUNT.members)
    return Shape(
        name=name, description=what, members={**members, "withinDays": _WITHIN, "times": times}
    )


_SCORE = "1 for the lowest fifth of the buyers to 5 for the highest"
# In the order of the API's documentation.
CONDITIONS: Mapping[str, "Member | Shape"] = {
    "country": _described(
        TEXT,
        "Country code: of the last order, else of an address of the account, else of the "
        "browser's time zone.",
    ),
    "city": _described(TEXT, "City of the same address, in any case."),
    "channel": _described(TEXT, "Slug of the channel of a browser of theirs."),
    "language": _described(TEXT, "Language of a browser of theirs; `de` is `de-AT` as well."),
    "platform": _described(TEXT, "System of a browser of theirs, such as `android`."),
    "browser": _described(TEXT, "A browser of theirs, such as `firefox`."),
    "displayMode": _described(TEXT, "`browser` or `standalone`, of a browser of theirs."),
    "installed": Member(
        kind=Kind.BOOL,
        description="Whether a browser of theirs was ever seen as the installed app.",
    ),
    "customerGroup": _described(TEXT, "Name of a permission group the account is in."),
    "customerType": _described(TEXT, "Slug of the account's customer type, where Saleor has them."),
    "subscribed": _described(MOMENT, "When a browser of theirs was first subscribed."),
    "lastVisit": _described(MOMENT, "When a browser of theirs last visited the shop."),
    "topics": TOPICS,
    "engagement": _counted(
        "PushAudienceEngagementInput",
        "How many notifications they were sent, shown, clicked or dismissed, of those still kept.",
        {
            "kind": Member(
                kind=Kind.CHOICE,
                required=True,
                choices=ENGAGEMENTS,
                description="What happened to the notification.",
            )
        },
    ),
    "orders": Shape(
        name="PushAudienceOrdersInput",
        description="Their orders, cancelled and expired ones left out.",
        group=True,
        members={
            "count": _described(COUNT, "How many."),
            "net": _described(
                MONEY, "The sum of what was ordered less what was paid back, with tax."
            ),
            "first": _described(MOMENT, "When the first was placed."),
            "last": _described(MOMENT, "When the last was placed."),
        },
    ),
    "rfm": Shape(
        name="PushAudienceRfmInput",
        description=f"Scores among the buyers of a currency: {_SCORE}.",
        group=True,
        members={
            "recency": _described(COUNT, "By the last order."),
            "frequency": _described(COUNT, "By the number of orders."),
            "money": _described(COUNT, "By the net sum in the currency of the last order."),
        },
    ),
    "bought": _counted(
        "PushAudienceBoughtInput", "In how many orders any of these products is.", _PRODUCTS
    ),
    "viewed": _counted(
        "PushAudienceViewedInput", "How often they looked at any of these products.", _PRODUCTS
    ),
    "watching": Shape(
        name="PushAudienceWatchingInput",
        description="Whether they asked for an alert about any of these products.",
        members={
            "kind": Member(
                kind=Kind.CHOICE,
                choices={"PRICE": "price", "STOCK": "stock"},
                description="What they wait for; anything, if left out.",
            ),
            **_PRODUCTS,
        },
    ),
    "cart": Shape(
        name="PushAudienceCartInput",
        description="Whether there is an open cart of theirs that has something in it.",
        members={
            "value": _described(MONEY, "What the cart costs, as the shop last calculated it."),
            "hoursOld": _described(INT_RANGE, "Hours since it was last changed."),
        },
    ),
    "unusedVoucher": Member(
        kind=Kind.BOOL, description="Whether they have a personal code that is still good."
    ),
    "other": Shape(
        name="PushAudienceOtherInput",
        description="A condition of another package, on what it knows of their city, their "
        "country or themselves. Of whom it knows nothing, neither this nor its NOT holds.",
        members={
            "name": Member(kind=Kind.TEXT, required=True, description="Name of the condition."),
            "number": Shape(
                name="PushAudienceNumberInput",
                description="A condition on a number.",
                members={
                    "eq": Member(kind=Kind.DECIMAL, description=_EQ),
                    "range": DECIMAL_RANGE,
                },
            ),
            "text": Shape(
                name="PushAudienceValueInput",
                description="A condition on a text, letter by letter.",
                members={
                    "eq": Member(kind=Kind.TEXT, description=_EQ),
                    "oneOf": Member(kind=Kind.TEXTS, description=_ONE_OF),
                },
            ),
            "known": Member(kind=Kind.BOOL, description="Whether it knows anything."),
        },
    ),
    "share": Shape(
        name="PushAudienceShareInput",
        description="A random share of all people, always the same for one salt.",
        members={
            "salt": Member(kind=Kind.TEXT, description="Any text.", required=True),
            "from": Member(
                kind=Kind.INT, required=True, least=0, most=100, description="From this percent on."
            ),
            "to": Member(
                kind=Kind.INT, required=True, least=0, most=100, description="Below this percent."
            ),
        },
    ),
}


# Of a past moment the shop's data tell these: orders and their products are dated. Of all others
# only what is true now is stored.
KNOWN_OF_THE_PAST = frozenset({"orders.count", "orders.first", "orders.last", "bought", "share"})


def condition(name: str) -> "Member | Shape":
    """The declaration of a condition by the name of a leaf, such as `orders.count`."""
    first, _, second = name.partition(".")
    declared = CONDITIONS[first]
    return declared.members[second] if second and isinstance(declared, Shape) else declared

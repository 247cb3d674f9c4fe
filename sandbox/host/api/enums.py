"""Enums of the API with Saleor's names; just the members a test or the demo sends."""

import graphene
from saleor.order import FulfillmentStatus as Fulfillment
from saleor.order import OrderStatus as Order


def _statuses(of: type) -> list[tuple[str, str]]:
    return [(name, value) for name, value in vars(of).items() if name.isupper()]


OrderStatus = graphene.Enum("OrderStatus", _statuses(Order))
FulfillmentStatus = graphene.Enum("FulfillmentStatus", _statuses(Fulfillment))
LanguageCodeEnum = graphene.Enum(
    "LanguageCodeEnum", [(code.upper(), code) for code in ("ar", "de", "en", "pl")]
)
CountryCode = graphene.Enum("CountryCode", [(code, code) for code in ("AT", "DE", "PL")])

"""Enums of the API with Saleor's names; just the members a test or the demo sends."""

import graphene
from saleor.discount import DiscountValueType, VoucherType
from saleor.order import FulfillmentStatus as Fulfillment
from saleor.order import OrderStatus as Order


def statuses(of: type) -> list[tuple[str, str]]:
    return [(name, value) for name, value in vars(of).items() if name.isupper()]


OrderStatus = graphene.Enum("OrderStatus", statuses(Order))
FulfillmentStatus = graphene.Enum("FulfillmentStatus", statuses(Fulfillment))
VoucherTypeEnum = graphene.Enum("VoucherTypeEnum", statuses(VoucherType))
DiscountValueTypeEnum = graphene.Enum("DiscountValueTypeEnum", statuses(DiscountValueType))
LanguageCodeEnum = graphene.Enum(
    "LanguageCodeEnum",
    [
        (code.upper().replace("-", "_"), code)
        for code in ("ar", "de", "en", "en-us", "es", "fr", "nl", "pl")
    ],
)
CountryCode = graphene.Enum("CountryCode", [(code, code) for code in ("AT", "DE", "PL")])

"""Payload errors as Saleor words them: field, message, code."""

from enum import Enum

import graphene
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from saleor.plugins.error_codes import PluginErrorCode


class AccountCode(Enum):
    INVALID = "invalid"
    INVALID_CREDENTIALS = "invalid_credentials"
    NOT_FOUND = "not_found"
    REQUIRED = "required"
    UNIQUE = "unique"


class CheckoutCode(Enum):
    DELIVERY_METHOD_NOT_APPLICABLE = "delivery_method_not_applicable"
    EMAIL_NOT_SET = "email_not_set"
    INSUFFICIENT_STOCK = "insufficient_stock"
    INVALID = "invalid"
    NO_LINES = "no_lines"
    NOT_FOUND = "not_found"
    REQUIRED = "required"
    SHIPPING_METHOD_NOT_SET = "shipping_method_not_set"
    UNAVAILABLE_VARIANT_IN_CHANNEL = "unavailable_variant_in_channel"
    VOUCHER_NOT_APPLICABLE = "voucher_not_applicable"
    ZERO_QUANTITY = "zero_quantity"


class OrderCode(Enum):
    CANNOT_CANCEL_ORDER = "cannot_cancel_order"
    CANNOT_REFUND = "cannot_refund"
    FULFILL_ORDER_LINE = "fulfill_order_line"
    INVALID = "invalid"
    NOT_FOUND = "not_found"
    PAYMENT_ERROR = "payment_error"
    REQUIRED = "required"


class DiscountCode(Enum):
    INVALID = "invalid"
    NOT_FOUND = "not_found"
    REQUIRED = "required"


class OfficeCode(Enum):
    INVALID = "invalid"
    NOT_FOUND = "not_found"
    REQUIRED = "required"


class ChannelCode(Enum):
    INVALID = "invalid"
    NOT_FOUND = "not_found"
    REQUIRED = "required"
    UNIQUE = "unique"


class TranslationCode(Enum):
    INVALID = "invalid"
    NOT_FOUND = "not_found"
    REQUIRED = "required"


class ProductCode(Enum):
    INVALID = "invalid"
    NOT_FOUND = "not_found"
    REQUIRED = "required"


def _enum(name: str, codes: type[Enum]) -> graphene.Enum:
    return graphene.Enum(name, [(code.name, code.value) for code in codes])


class _Error(graphene.ObjectType):
    field = graphene.String()
    message = graphene.String()

    class Meta:
        abstract = True


class AccountError(_Error):
    code = graphene.Field(_enum("AccountErrorCode", AccountCode), required=True)


class CheckoutError(_Error):
    code = graphene.Field(_enum("CheckoutErrorCode", CheckoutCode), required=True)


class ChannelError(_Error):
    code = graphene.Field(_enum("ChannelErrorCode", ChannelCode), required=True)


class MetadataError(_Error):
    code = graphene.Field(_enum("MetadataErrorCode", OfficeCode), required=True)


class ShopError(_Error):
    code = graphene.Field(_enum("ShopErrorCode", OfficeCode), required=True)


class OrderError(_Error):
    code = graphene.Field(_enum("OrderErrorCode", OrderCode), required=True)


class PluginError(_Error):
    code = graphene.Field(_enum("PluginErrorCode", PluginErrorCode), required=True)


class DiscountError(_Error):
    code = graphene.Field(_enum("DiscountErrorCode", DiscountCode), required=True)


class GiftCardError(_Error):
    code = graphene.Field(_enum("GiftCardErrorCode", DiscountCode), required=True)


class PromotionCreateError(_Error):
    code = graphene.Field(_enum("PromotionCreateErrorCode", DiscountCode), required=True)


class TranslationError(_Error):
    code = graphene.Field(_enum("TranslationErrorCode", TranslationCode), required=True)


ProductErrorCode = _enum("ProductErrorCode", ProductCode)


class ProductChannelListingError(_Error):
    code = graphene.Field(ProductErrorCode, required=True)


class BulkStockError(_Error):
    code = graphene.Field(ProductErrorCode, required=True)


def refuse(field: str, message: str, code: Enum) -> ValidationError:
    return ValidationError({field: ValidationError(message, code=code.value)})


def as_payload(error: ValidationError, error_type: type[_Error]) -> list[_Error]:
    by_field = error.error_dict if hasattr(error, "error_dict") else {None: error.error_list}
    return [
        error_type(field=_camel(field), message=one.messages[0], code=_code(one))
        for field, errors in by_field.items()
        for one in errors
    ]


def _camel(field: str | None) -> str | None:
    if field is None or field == NON_FIELD_ERRORS:
        return None
    head, *tail = field.split("_")
    return head + "".join(word.capitalize() for word in tail)


def _code(error: ValidationError) -> str:
    """An unknown code stays as it is and makes the payload fail, as it does in Saleor."""
    if error.code in {"blank", "null"}:
        return "required"
    code = error.code.value if isinstance(error.code, Enum) else error.code
    return code or "invalid"

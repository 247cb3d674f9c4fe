"""Error codes a storefront can tell apart."""

import enum

import graphene


class Code(enum.Enum):
    """Values are what `core.device.Problem.code` carries, as in Saleor's own error codes."""

    GRAPHQL_ERROR = "graphql_error"
    INVALID = "invalid"
    NOT_FOUND = "not_found"
    REQUIRED = "required"
    UNSUPPORTED_PUSH_SERVICE = "unsupported_push_service"
    DISABLED = "disabled"
    UNIQUE = "unique"


_DESCRIPTIONS = {
    Code.GRAPHQL_ERROR: "An ID is malformed or belongs to another type.",
    Code.INVALID: "The value is malformed.",
    Code.NOT_FOUND: "Nothing in this shop answers to the value.",
    Code.REQUIRED: "The value is missing.",
    Code.UNSUPPORTED_PUSH_SERVICE: "This shop does not send to that push service.",
    Code.DISABLED: "The shop has switched notifications off.",
    Code.UNIQUE: "The value is already taken.",
}


def _describe(code: Code | None) -> str:
    """Graphene asks once for the type (None) and once for each value."""
    return _DESCRIPTIONS[code] if code else "Why something was refused."


class PushErrorCode(graphene.Enum):
    class Meta:
        enum = Code
        description = _describe

"""The enums of consent: where it was given or ended, and how possession was proven."""

import enum

import graphene

from ..core.consent import Proof, Source


class StorefrontSource(enum.Enum):
    """The sources of `core.consent.Source` that a storefront may name."""

    BELL = Source.BELL.value
    PREFERENCES = Source.PREFERENCES.value
    CHECKOUT = Source.CHECKOUT.value
    ORDER = Source.ORDER.value
    PRODUCT = Source.PRODUCT.value
    CART = Source.CART.value
    ACCOUNT = Source.ACCOUNT.value
    NEWSLETTER = Source.NEWSLETTER.value
    RENEWED = Source.RENEWED.value
    OTHER = Source.OTHER.value


_SOURCES = {
    Source.BELL: "The bell of the storefront.",
    Source.PREFERENCES: "The preference centre.",
    Source.CHECKOUT: "The checkout.",
    Source.ORDER: "The page of an order, such as the one after the purchase.",
    Source.PRODUCT: "The page of a product.",
    Source.CART: "The cart.",
    Source.ACCOUNT: "A page of the customer's account.",
    Source.NEWSLETTER: "A newsletter form.",
    Source.OTHER: "Another place.",
    Source.RENEWED: "The browser told again what it had agreed to, when it subscribed anew.",
    Source.WATCH: "A watch, which implies consent to alerts.",
    Source.LOGIN: "A login: what a guest had agreed to became the customer's.",
    Source.ANOTHER_CUSTOMER: "Another customer logged in, so the consent of the one before ended.",
    Source.UNSUBSCRIBED: "The shopper unsubscribed.",
    Source.PERMISSION_DENIED: "The shopper blocked notifications in the browser.",
    Source.PERMISSION_RESET: "The browser took the permission back by itself.",
    Source.ACCOUNT_DELETED: "The customer's account was deleted.",
    Source.IMPORTED: "A file of another vendor's says so, which an operator imported.",
}


def _describe_storefront_source(source: StorefrontSource | None) -> str:
    return _SOURCES[Source(source.value)] if source else "Where a shopper made a choice."


class PushConsentSourceInputEnum(graphene.Enum):
    class Meta:
        enum = StorefrontSource
        description = _describe_storefront_source


def _describe_source(source: Source | None) -> str:
    return _SOURCES[source] if source else "Where a shopper chose, or what changed the consent."


class Ending(enum.Enum):
    """Why a browser is subscribed no more, as it says itself."""

    UNSUBSCRIBED = Source.UNSUBSCRIBED.value
    PERMISSION_DENIED = Source.PERMISSION_DENIED.value
    PERMISSION_RESET = Source.PERMISSION_RESET.value


def _describe_ending(ending: Ending | None) -> str:
    return _SOURCES[Source(ending.value)] if ending else "Why a browser is subscribed no more."


class PushUnsubscribeReasonEnum(graphene.Enum):
    class Meta:
        enum = Ending
        description = _describe_ending


class PushConsentSourceEnum(graphene.Enum):
    class Meta:
        enum = Source
        description = _describe_source


_PROOFS = {
    Proof.KEYS: "The subscription's own `auth`.",
    Proof.SECRET: "The secret that the shop made for this browser.",
}


def _describe_proof(proof: Proof | None) -> str:
    return _PROOFS[proof] if proof else "What proved possession of the browser."


class PushProofEnum(graphene.Enum):
    class Meta:
        enum = Proof
        description = _describe_proof

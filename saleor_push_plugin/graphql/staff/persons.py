"""A person, for staff and apps: their story, and the export and erasure that they may ask for."""

from typing import Any, Self

import graphene
from django.db import transaction
from graphql import GraphQLError

from ...core.global_id import uuid_of
from ...core.push_subscription import Problem
from ...person_data import collecting, erasing, stored_person
from ...person_data.stored_person import StoredPerson
from ...shop import accounts
from ...subscribers import audit_log
from ...subscribers.audit_log import Action
from .. import scalars
from ..types import PushError, to_push_error
from . import lookups
from .delivery_log import MANAGE_USERS
from .person_types import PushPerson
from .subscriber_types import SUBSCRIPTION

MANAGE_STAFF = "account.manage_staff"
_PERMISSION = (
    "Requires the permission MANAGE_USERS of an app or a member of staff with access to every "
    "channel; for an account of staff MANAGE_STAFF as well."
)


def _arguments() -> dict[str, Any]:
    return {
        "person": graphene.String(description="ID of a customer, or the e-mail of an account."),
        "subscription": graphene.ID(
            description="ID of a browser's subscription, for the guest who uses it."
        ),
    }


class PersonQuery(graphene.ObjectType):
    push_person = graphene.Field(
        PushPerson,
        **_arguments(),
        description="A customer, or the guest of a browser; null if there is none. By a browser "
        f"that a customer is logged in to, that customer. {_PERMISSION}",
    )

    class Meta:
        abstract = True

    @staticmethod
    def resolve_push_person(_root: None, info: Any, **asked: Any) -> StoredPerson | None:
        _require(info)
        found = _find(info.context, **asked)
        if isinstance(found, Problem) and found.code != "not_found":
            raise GraphQLError(found.message)
        return None if isinstance(found, Problem) else found


def _require(info: Any) -> str:
    caller: str = info.context.require(MANAGE_USERS)
    info.context.require_all_channels()
    return caller


def _find(
    context: Any,
    person: str | None = None,
    subscription: str | None = None,
    *,
    lock: bool = False,
) -> StoredPerson | Problem:
    """Who is asked for, as far as the caller may know them.

    `lock`: the guest of a browser stays so.
    """
    found = _named(person, subscription, lock=lock)
    user = None if isinstance(found, Problem) else found.user_id
    if user is not None and accounts.is_staff(user) and not context.may(MANAGE_STAFF):
        return _NO_SUBSCRIPTION if person is None else _NO_CUSTOMER
    return found


def _named(person: str | None, subscription: str | None, *, lock: bool) -> StoredPerson | Problem:
    if (person is None) == (subscription is None):
        message = "Give either person or subscription."
        return Problem(field="person", code="required", message=message)
    if subscription is not None:
        return _of_browser(subscription, lock=lock)
    number = lookups.account(person or "")
    found = None if number is None else stored_person.of_account(number)
    return found or _NO_CUSTOMER


_NO_CUSTOMER = Problem(
    field="person",
    code="not_found",
    message="There is no customer with this ID or e-mail address.",
)
_NO_SUBSCRIPTION = Problem(
    field="subscription", code="not_found", message="There is no such subscription."
)


def _of_browser(subscription: str, *, lock: bool) -> StoredPerson | Problem:
    id = uuid_of(subscription, SUBSCRIPTION)
    if id is None:
        message = "This is not the ID of a subscription."
        return Problem(field="subscription", code="graphql_error", message=message)
    return stored_person.of_browser(id, lock=lock) or _NO_SUBSCRIPTION


def _errors(what: str) -> graphene.List:
    return graphene.List(
        graphene.NonNull(PushError), required=True, description=f"If there are any, {what}."
    )


class PushPersonExport(graphene.Mutation):
    export = graphene.String(description="The text of a JSON file. Null if there are errors.")
    errors = _errors("nothing was exported")

    Arguments = type("Arguments", (), _arguments())

    class Meta:
        description = (
            "Exports everything that is stored of a person, for that person (GDPR, articles 15 and "
            "20), without endpoints and keys; once in a request. The log of audits keeps who did "
            f"so. {_PERMISSION}"
        )

    @classmethod
    def mutate(cls, _root: None, info: Any, **asked: Any) -> Self:
        caller = _require(info)
        info.context.once("export a person")
        found = _find(info.context, **asked)
        if isinstance(found, Problem):
            return cls(errors=[to_push_error(found)])
        text = collecting.export(found, info.context.now)
        audit_log.add(Action.EXPORTED, caller, info.context.now, person=found.key)
        return cls(export=text, errors=[])


class PushPersonErase(graphene.Mutation):
    browsers = scalars.Int(description="How many browsers were deleted. Null if there are errors.")
    errors = _errors("nothing was erased")

    Arguments = type("Arguments", (), _arguments())

    class Meta:
        description = (
            "Erases what is stored of a person (GDPR, article 17): their browsers, consents and "
            "history. The account and its orders stay, and facts for segments are made anew of "
            "them; an objection to segmentation stays as well. A customer is named by `person` "
            "only: a browser may be shared. The log of audits keeps who did so, and a pseudonym. "
            f"{_PERMISSION}"
        )

    @classmethod
    @transaction.atomic
    def mutate(cls, _root: None, info: Any, **asked: Any) -> Self:
        caller, now = _require(info), info.context.now
        found = _find(info.context, **asked, lock=True)
        if not isinstance(found, Problem) and found.guest is None and not asked.get("person"):
            message = "A customer is logged in there: give the customer as person."
            found = Problem(field="subscription", code="invalid", message=message)
        if isinstance(found, Problem):
            return cls(errors=[to_push_error(found)])
        email = "" if found.user_id is None else accounts.email_of(found.user_id)
        erased = erasing.erase(found, now, email=email)
        details = {"browsers": erased}
        audit_log.add(Action.ERASED, caller, now, person=found.key, details=details)
        return cls(browsers=erased, errors=[])

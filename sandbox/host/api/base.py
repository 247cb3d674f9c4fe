"""What all mutations share: the permission, one transaction, errors as values."""

from typing import Any

import graphene
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Model
from graphql import GraphQLError, ResolveInfo
from saleor.core.exceptions import PermissionDenied

from . import errors


def list_of(of_type: Any, **kwargs: Any) -> graphene.List:
    return graphene.List(graphene.NonNull(of_type), **kwargs)


def global_id(kind: str, pk: Any) -> str:
    return graphene.Node.to_global_id(kind, pk)


def node(model: type[Model], node_id: str | None) -> Any:
    """The row of a global id, if there is one; `Order:<uuid>` is an Order and nothing else."""
    try:
        kind, pk = graphene.Node.from_global_id(node_id)
        if kind != model.__name__:
            raise ValueError(kind)
        return model.objects.filter(pk=pk).first()
    except (ValueError, TypeError, ValidationError) as error:
        raise GraphQLError(f"Invalid ID: {node_id}. Expected: {model.__name__}.") from error


def find(model: type[Model], node_id: str | None) -> Any:
    row = node(model, node_id)
    if row is None:
        message = f"Couldn't resolve to a node: {node_id}"
        raise errors.refuse("id", message, errors.ProductCode.NOT_FOUND)
    return row


class Mutation(graphene.Mutation):
    """A subclass says what it takes, who may call it, and what it does (`perform`)."""

    staff_only = False
    error_type: type = errors.AccountError

    class Meta:
        abstract = True

    @classmethod
    def perform(cls, info: ResolveInfo, **data: Any) -> "Mutation":
        raise NotImplementedError

    @classmethod
    def mutate(cls, root: Any, info: ResolveInfo, **data: Any) -> "Mutation":
        user = info.context.user or None  # a bad token is refused here, whatever was asked
        if cls.staff_only and not (user and user.is_staff):
            raise PermissionDenied
        try:
            with transaction.atomic():
                answer = cls.perform(info, **data)
        except ValidationError as error:
            return cls(errors=errors.as_payload(error, cls.error_type))
        answer.errors = []
        return answer

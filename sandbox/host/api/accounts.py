"""Customers: registering, logging in, leaving."""

from typing import Any

import graphene
from django.db import transaction
from graphql import ResolveInfo
from saleor.account import models
from saleor.core.jwt import create_access_token, create_refresh_token
from saleor.core.utils.events import call_event
from saleor.plugins.manager import get_plugins_manager

from . import types
from .base import Mutation, find, list_of
from .enums import LanguageCodeEnum
from .errors import AccountCode, AccountError, refuse
from .tasks import finish_creating_user


class AccountRegisterInput(graphene.InputObjectType):
    email = graphene.String(required=True)
    password = graphene.String(required=True)
    first_name = graphene.String()
    last_name = graphene.String()
    language_code = graphene.Argument(LanguageCodeEnum)
    redirect_url = graphene.String()
    channel = graphene.String()


class AccountRegister(Mutation):
    """The user is not in the answer, so that nobody learns who has an account."""

    requires_confirmation = graphene.Boolean()
    errors = list_of(AccountError, required=True)

    class Arguments:
        input = AccountRegisterInput(required=True)

    @classmethod
    def perform(cls, info: ResolveInfo, input: dict[str, Any]) -> "AccountRegister":
        email = input["email"].lower()
        if not models.User.objects.filter(email=email).exists():
            user = cls._create(email, input)
            transaction.on_commit(lambda: finish_creating_user.delay(user.pk))
        return cls(requires_confirmation=False)

    @staticmethod
    def _create(email: str, input: dict[str, Any]) -> models.User:
        fields = {key: input[key] for key in ("first_name", "last_name") if key in input}
        user = models.User(email=email, language_code=input.get("language_code", "en"), **fields)
        user.set_password(input["password"])
        user.full_clean()
        user.save()
        return user


class CreateToken(Mutation):
    token = graphene.String()
    refresh_token = graphene.String()
    user = graphene.Field(types.User)
    errors = list_of(AccountError, required=True)

    class Arguments:
        email = graphene.String(required=True)
        password = graphene.String(required=True)

    @classmethod
    def perform(cls, info: ResolveInfo, email: str, password: str) -> "CreateToken":
        user = models.User.objects.filter(email=email.lower(), is_active=True).first()
        if user is None or not user.check_password(password):
            message = "Please, enter valid credentials"
            raise refuse("email", message, AccountCode.INVALID_CREDENTIALS)
        return cls(
            token=create_access_token(user), refresh_token=create_refresh_token(user), user=user
        )


class CustomerDelete(Mutation):
    staff_only = True
    user = graphene.Field(types.User)
    errors = list_of(AccountError, required=True)

    class Arguments:
        id = graphene.ID()

    @classmethod
    def perform(cls, info: ResolveInfo, id: str | None = None) -> "CustomerDelete":
        user = find(models.User, id)
        pk = user.pk
        user.delete()
        user.pk = pk
        manager = get_plugins_manager(allow_replica=False)
        call_event(manager.customer_deleted, user, webhooks=set())
        return cls(user=user)

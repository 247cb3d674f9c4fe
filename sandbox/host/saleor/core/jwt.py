"""Saleor's tokens: same claims, same errors; signed with SECRET_KEY instead of an RSA key."""

import datetime as dt
import hashlib
from collections.abc import Iterable
from typing import Any

import graphene
import jwt
from django.conf import settings

from ..account.models import User
from ..app.models import App
from ..permission.models import Permission
from .utils import build_absolute_uri

JWT_ACCESS_TYPE = "access"
JWT_REFRESH_TYPE = "refresh"
JWT_THIRDPARTY_ACCESS_TYPE = "thirdparty"
JWT_SALEOR_OWNER_NAME = "saleor"
JWT_OWNER_FIELD = "owner"
APP_KEY_FIELD = "app"
PERMISSIONS_FIELD = "permissions"
USER_PERMISSION_FIELD = "user_permissions"


def jwt_base_payload(exp_delta: dt.timedelta | None, token_owner: str) -> dict[str, Any]:
    now = dt.datetime.now(tz=dt.UTC)
    payload: dict[str, Any] = {
        "iat": now,
        JWT_OWNER_FIELD: token_owner,
        "iss": build_absolute_uri("/graphql/"),
    }
    if exp_delta is not None:
        payload["exp"] = now + exp_delta
    return payload


def jwt_user_payload(
    user: User,
    token_type: str,
    exp_delta: dt.timedelta | None,
    additional_payload: dict[str, Any] | None = None,
    token_owner: str = JWT_SALEOR_OWNER_NAME,
) -> dict[str, Any]:
    return {
        **jwt_base_payload(exp_delta, token_owner),
        "token": user.jwt_token_key,
        "email": user.email,
        "type": token_type,
        "user_id": graphene.Node.to_global_id("User", user.id),
        "is_staff": user.is_staff,
        **(additional_payload or {}),
    }


def jwt_encode(payload: dict[str, Any]) -> str:
    return jwt.encode(payload, _key(), algorithm="HS256")


def jwt_decode(token: str, verify_aud: bool = False) -> dict[str, Any]:
    options = {"verify_aud": verify_aud}
    return jwt.decode(token, _key(), algorithms=["HS256"], options=options)


def jwt_decode_with_exception_handler(token: str) -> dict[str, Any] | None:
    try:
        return jwt_decode(token)
    except jwt.PyJWTError:
        return None


def create_access_token(user: User, additional_payload: dict[str, Any] | None = None) -> str:
    ttl = settings.JWT_TTL_ACCESS
    return jwt_encode(jwt_user_payload(user, JWT_ACCESS_TYPE, ttl, additional_payload))


def create_refresh_token(user: User, additional_payload: dict[str, Any] | None = None) -> str:
    ttl = settings.JWT_TTL_REFRESH
    return jwt_encode(jwt_user_payload(user, JWT_REFRESH_TYPE, ttl, additional_payload))


def create_access_token_for_app(
    app: App,
    user: User,
    database_connection_name: str = settings.DATABASE_CONNECTION_DEFAULT_NAME,
) -> str:
    """What the Dashboard hands to a page in its frame: the permissions of both, for 5 minutes."""
    of_app = _names(app.permissions.all())
    of_user = _names(user.effective_permissions)
    payload = {
        APP_KEY_FIELD: graphene.Node.to_global_id("App", app.id),
        PERMISSIONS_FIELD: sorted(of_app & of_user),
        USER_PERMISSION_FIELD: sorted(of_user),
    }
    ttl = settings.JWT_TTL_APP_ACCESS
    return jwt_encode(jwt_user_payload(user, JWT_THIRDPARTY_ACCESS_TYPE, ttl, payload))


def is_saleor_token(token: str) -> bool:
    """Whether Saleor made this token itself; others are left to authentication plugins."""
    try:
        payload = jwt.decode(token, options={"verify_signature": False})
    except jwt.PyJWTError:
        return False
    return payload.get(JWT_OWNER_FIELD) == JWT_SALEOR_OWNER_NAME


def _names(permissions: Iterable[Permission]) -> set[str]:
    return {each.codename.upper() for each in permissions}


def _key() -> bytes:
    return hashlib.sha256(settings.SECRET_KEY.encode()).digest()

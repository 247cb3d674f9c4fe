from typing import Any

import jwt
from django.http import HttpRequest

from ..account.models import User
from ..permission.models import Permission
from .auth import get_token_from_request
from .jwt import (
    JWT_ACCESS_TYPE,
    JWT_THIRDPARTY_ACCESS_TYPE,
    PERMISSIONS_FIELD,
    is_saleor_token,
    jwt_decode,
)


class JSONWebTokenBackend:
    def authenticate(self, request: HttpRequest | None = None, **kwargs: Any) -> User | None:
        return load_user_from_request(request)

    def get_user(self, user_id: str) -> User | None:
        return User.objects.filter(email=user_id, is_active=True).first()


def load_user_from_request(request: HttpRequest | None) -> User | None:
    token = get_token_from_request(request) if request is not None else None
    if not token or not is_saleor_token(token):
        return None
    payload = jwt_decode(token)
    user = User.objects.filter(email=payload.get("email"), is_active=True).first()
    if not _may_speak_for(user, payload):
        raise jwt.InvalidTokenError("Invalid token. Create new one by using tokenCreate mutation.")
    limited = payload.get(PERMISSIONS_FIELD)
    if user is not None and limited is not None:
        codenames = [name.lower() for name in limited]
        user.effective_permissions = Permission.objects.filter(codename__in=codenames)
    return user


def _may_speak_for(user: User | None, payload: dict) -> bool:
    if payload.get("type") not in (JWT_ACCESS_TYPE, JWT_THIRDPARTY_ACCESS_TYPE):
        return False
    return user is not None and user.jwt_token_key == payload.get("token")

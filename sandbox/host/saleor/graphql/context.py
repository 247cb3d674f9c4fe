from typing import Any

from django.contrib.auth import authenticate
from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from ..account.models import User
from ..core.auth import get_token_from_request
from ..core.jwt import jwt_decode_with_exception_handler


def get_context_value(request: HttpRequest) -> Any:
    """Make the request a GraphQL context: a lazy user from its token, and one time for all."""
    context: Any = request
    context.dataloaders = getattr(context, "dataloaders", {})
    context.allow_replica = getattr(context, "allow_replica", True)
    context.request_time = getattr(context, "request_time", timezone.now())
    set_auth_on_context(context)
    set_decoded_auth_token(context)
    return context


def set_auth_on_context(request: Any) -> None:
    request.user = SimpleLazyObject(lambda: get_user(request))


def get_user(request: Any) -> User | None:
    if not hasattr(request, "_cached_user"):
        request._cached_user = authenticate(request=request)
    return request._cached_user


def set_decoded_auth_token(request: Any) -> None:
    token = get_token_from_request(request)
    request.decoded_auth_token = jwt_decode_with_exception_handler(token) if token else None

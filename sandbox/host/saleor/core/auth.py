from django.http import HttpRequest

AUTH_HEADER_PREFIXES = ["JWT", "BEARER"]


def get_token_from_request(request: HttpRequest) -> str | None:
    token: str | None = request.META.get("HTTP_AUTHORIZATION_BEARER")
    if token:
        return token
    prefix, _, token = request.META.get("HTTP_AUTHORIZATION", "").partition(" ")
    return token.strip() or None if prefix.upper() in AUTH_HEADER_PREFIXES else None

from django.http import HttpRequest, HttpResponseNotFound


def handle_thumbnail(
    request: HttpRequest, instance_id: str, size: str, format: str | None = None
) -> HttpResponseNotFound:
    """Nobody uploads pictures to the sandbox; only their addresses matter."""
    return HttpResponseNotFound("There is no image for provided instance.")

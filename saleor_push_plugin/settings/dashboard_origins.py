"""The origins of the Dashboards that may show the plugin's page in a frame."""

import re
from urllib.parse import urlsplit

from .config import setting

SETTING = "SALEOR_PUSH_DASHBOARD_ORIGINS"
# Saleor's own, for the link on its home page.
DASHBOARD_SETTING = "DASHBOARD_URL"
_HOST = re.compile(r"[a-z0-9]([a-z0-9.-]*[a-z0-9])?|\[[0-9a-f:.]+\]")


def origins() -> list[str]:
    """What is set; else the origin of DASHBOARD_URL, else that of PUBLIC_URL. Never a wildcard."""
    for given in (setting(SETTING).split(","), [setting(DASHBOARD_SETTING)], [_public_url()]):
        if found := [origin for url in given if (origin := origin_of(url))]:
            return list(dict.fromkeys(found))
    return []


def problems() -> list[str]:
    """What is wrong with the setting, in sentences."""
    given = [each.strip() for each in setting(SETTING).split(",") if each.strip()]
    return [
        f"{SETTING}: “{each[:60]}” is not an origin such as https://dashboard.example.com."
        for each in given
        if origin_of(each) != each.rstrip("/").lower()
    ]


def origin_of(url: str) -> str:
    """Scheme, host and port of a URL; empty if it is none. Nothing else gets into a header."""
    try:
        parts = urlsplit(url.strip().lower())
        port = parts.port
    except ValueError:
        return ""
    host = parts.hostname or ""
    place = f"[{host}]" if ":" in host else host
    if parts.scheme not in ("http", "https") or not _HOST.fullmatch(place):
        return ""
    return f"{parts.scheme}://{place}{f':{port}' if port else ''}"


def _public_url() -> str:
    return setting("PUBLIC_URL")

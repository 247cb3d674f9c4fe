"""The proxies that the operator trusts to name a visitor's address, and the header they write."""

from ..core.client_address import HEADERS, X_FORWARDED_FOR, Proxies, networks, parse_network
from .config import setting

PROXIES_SETTING = "SALEOR_PUSH_TRUSTED_PROXIES"
HEADER_SETTING = "SALEOR_PUSH_FORWARDED_HEADER"


def proxies() -> Proxies:
    """The trusted proxies, and the header they write."""
    by_name = {name.lower(): name for name in HEADERS}
    header = by_name.get(setting(HEADER_SETTING).strip().lower(), X_FORWARDED_FOR)
    return Proxies(networks=networks(_given()), header=header)


def problems() -> list[str]:
    """What is wrong with the settings of proxies, in sentences."""
    found = [
        f"{PROXIES_SETTING}: {text} is not a network such as 10.0.0.0/8."
        for text in _given()
        if parse_network(text) is None
    ]
    header = setting(HEADER_SETTING).strip()
    if header and header.lower() not in map(str.lower, HEADERS):
        found.append(f"{HEADER_SETTING} must be {' or '.join(HEADERS)}, not {header}.")
    return found


def _given() -> list[str]:
    return [text for text in setting(PROXIES_SETTING).split(",") if text.strip()]

"""The VAPID contact (`sub`, RFC 8292, section 2.1): whom push services write to about problems.

Apple answers 403 BadJwtToken to a contact that cannot exist, and then no Safari gets a push; other
services accept it, so the fault is seen late. What is refused here is at least what Apple refuses.
"""

import re
from urllib.parse import urlsplit

# RFC 5321, 4.5.3.1, and RFC 1035, 2.3.4.
MAX_LOCAL, MAX_DOMAIN = 64, 253
# One plain address: no name, angle brackets, list, header fields or percent-encoding.
_MAILTO = re.compile(r"mailto:([A-Za-z0-9_+~'&=-]+(?:\.[A-Za-z0-9_+~'&=-]+)*)@([^@]+)")
_HTTPS = re.compile(r"https://[A-Za-z0-9.-]+(?::[0-9]{1,5})?(?:[/?#][!-~]*)?")
_LABEL = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?")
# Names that nobody can own: RFC 2606 and 6761 (test, example, invalid, localhost), RFC 6762
# (local, and those of its appendix G), RFC 7686 (onion), RFC 8375 (home.arpa), RFC 9476 (alt), and
# what ICANN does not delegate (internal, corp, home, mail).
_NOBODYS = frozenset(
    {"alt", "arpa", "corp", "example", "home", "internal", "intranet", "invalid", "lan", "local"}
    | {"localdomain", "localhost", "mail", "onion", "private", "test"}
)


def problem(contact: str) -> str | None:
    """Why push services would refuse a contact, or None."""
    if not contact.startswith(("mailto:", "https://")):
        return "must begin with mailto: or https://."
    if not (contact.isascii() and contact.isprintable()) or set(contact) & set(' ,;<>"\\'):
        return (
            "must be one plain address: no name, space, bracket or second address, and a domain "
            "with other letters in its ASCII form (xn--…)."
        )
    if contact.startswith("mailto:"):
        return _mail_problem(contact)
    return _web_problem(contact)


def _mail_problem(contact: str) -> str | None:
    match = _MAILTO.fullmatch(contact)
    if not match or len(match[1]) > MAX_LOCAL:
        return "must be one address such as mailto:push@your-shop.com."
    return _domain_problem(match[2])


def _web_problem(contact: str) -> str | None:
    if not _HTTPS.fullmatch(contact):
        return "must be an address such as https://your-shop.com/contact."
    return _domain_problem(urlsplit(contact).hostname or "")


def _domain_problem(domain: str) -> str | None:
    labels = domain.lower().split(".")
    if len(domain) > MAX_DOMAIN or len(labels) < 2 or not all(map(_LABEL.fullmatch, labels)):
        return f"“{domain[:MAX_DOMAIN]}” is not the name of a domain."
    if labels[-1] in _NOBODYS:
        return f"must be real; Apple's push service refuses what ends in “.{labels[-1]}”."
    if not labels[-1].isalpha() and not labels[-1].startswith("xn--"):
        return "must have a domain, not an IP address."
    return None

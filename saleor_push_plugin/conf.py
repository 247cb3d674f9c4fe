"""The fuse box: everything that can be set, in one frozen value."""

import os
from dataclasses import dataclass, field

from django.conf import settings

from .core.device import PushServices

PLUGIN_ID = "saleor.push"
DEFAULT_ORDER_PATH = "/checkout?order={order}"
SERVICES_SETTING = "SALEOR_PUSH_SERVICES"
VAPID_SETTING = "SALEOR_PUSH_VAPID_PRIVATE_KEY"


@dataclass(frozen=True, kw_only=True)
class Config:
    """The plugin's configuration as the owner saved it, and what the operator set beside it.

    `active`: the plugin is active in Saleor. `send`: the owner's own switch. `contact`: the VAPID
    `sub`, a mailto: or https: URL. `receipt_url`: where browsers report to.
    """

    active: bool = False
    send: bool = False
    storefront_url: str = ""
    order_path: str = DEFAULT_ORDER_PATH
    contact: str = ""
    icon_url: str = ""
    default_language: str = "en"
    disabled: frozenset[str] = frozenset()
    receipt_url: str = ""
    vapid_public_key: str | None = None
    services: PushServices = field(default_factory=PushServices)

    @property
    def sending(self) -> bool:
        return self.active and self.send


def setting(name: str) -> str:
    """A Django setting, else the environment variable of the same name, else empty.

    Saleor's settings file belongs to its image, so operators set us by environment.
    """
    return str(getattr(settings, name, "") or os.environ.get(name, ""))


def services() -> PushServices:
    """Known push services and those of SALEOR_PUSH_SERVICES (comma-separated)."""
    return PushServices.with_extra(setting(SERVICES_SETTING).split(","))

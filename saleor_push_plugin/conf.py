"""The fuse box: everything that can be set, in one frozen value."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field

from django.conf import settings

from .core.device import PushServices
from .core.quiet import QuietHours
from .core.scenario import Priority

PLUGIN_ID = "saleor.push"
QUIET_HOURS = "21:00-08:00"
WEEKLY_CAP = 3
SERVICES_SETTING = "SALEOR_PUSH_SERVICES"
VAPID_SETTING = "SALEOR_PUSH_VAPID_PRIVATE_KEY"


@dataclass(frozen=True, kw_only=True)
class Config:
    """The plugin's configuration as the owner saved it, and what the operator set beside it.

    `active`: the plugin is active in Saleor. `send`: the owner's own switch. `contact`: the VAPID
    `sub`, a mailto: or https: URL. `paths`: the storefront's pages by the names in core.links.
    `weekly_cap`: marketing pushes a person in seven days. `receipt_url`: where browsers report.
    """

    active: bool = False
    send: bool = False
    storefront_url: str = ""
    paths: Mapping[str, str] = field(default_factory=dict)
    contact: str = ""
    icon_url: str = ""
    default_language: str = "en"
    disabled: frozenset[str] = frozenset()
    quiet: QuietHours | None = None
    weekly_cap: int = WEEKLY_CAP
    receipt_url: str = ""
    vapid_public_key: str | None = None
    services: PushServices = field(default_factory=PushServices)

    @property
    def sending(self) -> bool:
        return self.active and self.send

    def weekly_share(self, priority: Priority) -> int:
        """How many marketing pushes a person may have had for one more of this priority to go."""
        return max(self.weekly_cap - (Priority.HIGH - priority), min(self.weekly_cap, 1))


def setting(name: str) -> str:
    """A Django setting, else the environment variable of the same name, else empty.

    Saleor's settings file belongs to its image, so operators set us by environment.
    """
    return str(getattr(settings, name, "") or os.environ.get(name, ""))


def services() -> PushServices:
    """Known push services and those of SALEOR_PUSH_SERVICES (comma-separated)."""
    return PushServices.with_extra(setting(SERVICES_SETTING).split(","))

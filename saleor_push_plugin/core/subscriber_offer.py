"""What the owner promises to who subscribes, or installs the shop's app: its terms."""

from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from .voucher_purpose import VoucherPurpose

# The promises to subscribers among the purposes of vouchers.
OFFERED = (VoucherPurpose.WELCOME, VoucherPurpose.INSTALL)
_DAY = timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class SubscriberOffer:
    """A promise. `voucher`: the name or a code of one. `most`: codes in all; `most_a_day` (UTC).

    `begins`: its first moment; `ends`: the first one after it; None: no limit but the voucher's.
    `channels`: slugs; empty: all that the voucher is for.
    """

    voucher: str = dataclass_field(repr=False)
    most: int = 0
    most_a_day: int = 0
    begins: datetime | None = None
    ends: datetime | None = None
    channels: frozenset[str] = frozenset()

    def is_for(self, channel: str) -> bool:
        return not self.channels or channel in self.channels

    def is_made(self, channel: str, at: datetime) -> bool:
        """Whether it is made there at that moment."""
        has_begun = self.begins is None or self.begins <= at
        return self.is_for(channel) and has_begun and (self.ends is None or at < self.ends)


def field(purpose: VoucherPurpose, name: str) -> str:
    """The name of a field of an offer in the Dashboard, such as `welcome_from`."""
    return f"{purpose}_{name}"


def parse(purpose: VoucherPurpose, values: Mapping[str, str], zone: str) -> SubscriberOffer | None:
    """The offer as the owner saved it; None if there is none. `zone`: that of its days.

    Nothing is promised by what cannot be read: the form refuses it, SQL and imports may not.
    """
    given = {name: values.get(field(purpose, name)) or "" for name in _NAMES}
    try:
        return _offer(given, zone) if given["voucher"] else None
    except (ValueError, OverflowError):
        return None


def _offer(given: Mapping[str, str], zone: str) -> SubscriberOffer:
    until = given["until"]
    return SubscriberOffer(
        voucher=given["voucher"],
        most=int(given["codes"] or 0),
        most_a_day=int(given["codes_day"] or 0),
        begins=_midnight(date.fromisoformat(given["from"]), zone) if given["from"] else None,
        ends=_midnight(date.fromisoformat(until) + _DAY, zone) if until else None,
        channels=frozenset(slugs(given["channels"])),
    )


def slugs(text: str) -> list[str]:
    """The slugs in a list with commas."""
    return [slug for each in text.split(",") if (slug := each.strip())]


def _midnight(day: date, zone: str) -> datetime:
    return datetime.combine(day, time(), ZoneInfo(zone))


_NAMES = ("voucher", "from", "until", "channels", "codes", "codes_day")
